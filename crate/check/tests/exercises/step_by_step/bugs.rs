//! “Three broken runs”: solved, unsolved, and wrong in known ways.

use super::super::prove;

mod solution {
    use mlp::check::Verdict;
    fn floor(classes: usize) -> f64 {
        (1f64.exp() + classes as f64 - 1.0).ln() - 1.0
    }

    fn bugs() -> [char; 3] {
        ['b', 'f', 'e']
    }

    pub(super) fn check() -> Verdict {
        mlp::check::step_by_step::bugs(floor, bugs)
    }
}

mod unsolved {
    use mlp::check::Verdict;
    fn floor(classes: usize) -> f64 {
        todo!()
    }

    fn bugs() -> [char; 3] {
        todo!()
    }

    pub(super) fn check() -> Verdict {
        mlp::check::step_by_step::bugs(floor, bugs)
    }
}

mod of_guessing {
    use mlp::check::Verdict;
    fn floor(classes: usize) -> f64 {
        (classes as f64).ln()
    }

    fn bugs() -> [char; 3] {
        ['b', 'f', 'e']
    }

    pub(super) fn check() -> Verdict {
        mlp::check::step_by_step::bugs(floor, bugs)
    }
}

mod one_class_too_many {
    use mlp::check::Verdict;
    fn floor(classes: usize) -> f64 {
        (1f64.exp() + classes as f64).ln() - 1.0
    }

    fn bugs() -> [char; 3] {
        ['b', 'f', 'e']
    }

    pub(super) fn check() -> Verdict {
        mlp::check::step_by_step::bugs(floor, bugs)
    }
}

mod the_largest {
    use mlp::check::Verdict;
    fn floor(classes: usize) -> f64 {
        (1f64.exp() + classes as f64 - 1.0).ln()
    }

    fn bugs() -> [char; 3] {
        ['b', 'f', 'e']
    }

    pub(super) fn check() -> Verdict {
        mlp::check::step_by_step::bugs(floor, bugs)
    }
}

mod no_floor {
    use mlp::check::Verdict;
    fn floor(classes: usize) -> f64 {
        0.0 * classes as f64
    }

    fn bugs() -> [char; 3] {
        ['b', 'f', 'e']
    }

    pub(super) fn check() -> Verdict {
        mlp::check::step_by_step::bugs(floor, bugs)
    }
}

mod another_run {
    use mlp::check::Verdict;
    fn floor(classes: usize) -> f64 {
        (1f64.exp() + classes as f64 - 1.0).ln() - 1.0
    }

    fn bugs() -> [char; 3] {
        ['b', 'e', 'f']
    }

    pub(super) fn check() -> Verdict {
        mlp::check::step_by_step::bugs(floor, bugs)
    }
}

prove! {
    "05_step_by_step/bugs", 3.0;
    of_guessing: 2.0, "this is the loss of guessing";
    one_class_too_many: 2.0, "the right class is counted among the others";
    the_largest: 2.0, "this is the largest loss";
    no_floor: 1.0, "any loss is thought to be possible";
    another_run: 2.0, "bef is not right";
}
