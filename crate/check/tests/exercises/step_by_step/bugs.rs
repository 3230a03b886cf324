//! “Three broken runs”: solved, unsolved, and wrong in known ways.

use super::super::prove;

mod solution {
    use mlp::check::Verdict;
    fn bugs() -> [char; 3] {
        ['a', 'b', 'c']
    }

    pub(super) fn check() -> Verdict {
        mlp::check::step_by_step::bugs(bugs)
    }
}

mod unsolved {
    use mlp::check::Verdict;
    fn bugs() -> [char; 3] {
        todo!()
    }

    pub(super) fn check() -> Verdict {
        mlp::check::step_by_step::bugs(bugs)
    }
}

mod overfitting {
    use mlp::check::Verdict;
    fn bugs() -> [char; 3] {
        ['d', 'b', 'c']
    }

    pub(super) fn check() -> Verdict {
        mlp::check::step_by_step::bugs(bugs)
    }
}

mod initialization {
    use mlp::check::Verdict;
    fn bugs() -> [char; 3] {
        ['a', 'e', 'c']
    }

    pub(super) fn check() -> Verdict {
        mlp::check::step_by_step::bugs(bugs)
    }
}

mod softmax_missed {
    use mlp::check::Verdict;
    fn bugs() -> [char; 3] {
        ['a', 'b', 'd']
    }

    pub(super) fn check() -> Verdict {
        mlp::check::step_by_step::bugs(bugs)
    }
}

prove! {
    "05_step_by_step/bugs", 3.0;
    overfitting: 2.0, "run 1 is taken for overfitting";
    initialization: 2.0, "run 2 is taken for a bad start";
    softmax_missed: 2.0, "run 3 is taken for";
}
