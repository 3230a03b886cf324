//! “Five cases, five curves”: solved, unsolved, and wrong in known ways.

use super::super::prove;

mod solution {
    use mlp::check::Verdict;
    fn curves() -> [char; 5] {
        ['d', 'a', 'e', 'c', 'b']
    }

    pub(super) fn check() -> Verdict {
        mlp::check::normalization::match_curves(curves)
    }
}

mod unsolved {
    use mlp::check::Verdict;
    fn curves() -> [char; 5] {
        todo!()
    }

    pub(super) fn check() -> Verdict {
        mlp::check::normalization::match_curves(curves)
    }
}

mod one_and_two {
    use mlp::check::Verdict;
    fn curves() -> [char; 5] {
        ['a', 'd', 'e', 'c', 'b']
    }

    pub(super) fn check() -> Verdict {
        mlp::check::normalization::match_curves(curves)
    }
}

mod two_and_three {
    use mlp::check::Verdict;
    fn curves() -> [char; 5] {
        ['d', 'e', 'a', 'c', 'b']
    }

    pub(super) fn check() -> Verdict {
        mlp::check::normalization::match_curves(curves)
    }
}

mod four_and_five {
    use mlp::check::Verdict;
    fn curves() -> [char; 5] {
        ['d', 'a', 'e', 'b', 'c']
    }

    pub(super) fn check() -> Verdict {
        mlp::check::normalization::match_curves(curves)
    }
}

mod guessed {
    use mlp::check::Verdict;
    fn curves() -> [char; 5] {
        ['a', 'b', 'c', 'd', 'e']
    }

    pub(super) fn check() -> Verdict {
        mlp::check::normalization::match_curves(curves)
    }
}

prove! {
    "03_normalization/match-curves", 3.0;
    one_and_two: 1.5, "cases 1 and 2 are confused";
    two_and_three: 1.5, "a tiny rate need not crawl";
    four_and_five: 1.5, "cases 4 and 5 are confused";
    guessed: 0.0, "is not right";
}
