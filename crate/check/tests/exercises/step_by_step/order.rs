//! “A training step”: solved, unsolved, and wrong in known ways.

use super::super::prove;

mod solution {
    use mlp::check::Verdict;
    fn order() -> [char; 5] {
        ['d', 'b', 'e', 'c', 'a']
    }

    pub(super) fn check() -> Verdict {
        mlp::check::step_by_step::order(order)
    }
}

mod unsolved {
    use mlp::check::Verdict;
    fn order() -> [char; 5] {
        todo!()
    }

    pub(super) fn check() -> Verdict {
        mlp::check::step_by_step::order(order)
    }
}

mod step_before_backward {
    use mlp::check::Verdict;
    fn order() -> [char; 5] {
        ['d', 'b', 'e', 'a', 'c']
    }

    pub(super) fn check() -> Verdict {
        mlp::check::step_by_step::order(order)
    }
}

mod forward_after_the_step {
    use mlp::check::Verdict;
    fn order() -> [char; 5] {
        ['d', 'e', 'c', 'a', 'b']
    }

    pub(super) fn check() -> Verdict {
        mlp::check::step_by_step::order(order)
    }
}

mod old_gradient {
    use mlp::check::Verdict;
    fn order() -> [char; 5] {
        ['d', 'b', 'c', 'e', 'a']
    }

    pub(super) fn check() -> Verdict {
        mlp::check::step_by_step::order(order)
    }
}

prove! {
    "05_step_by_step/order", 2.0;
    step_before_backward: 0.0, "the step comes before backward";
    forward_after_the_step: 0.0, "the forward pass comes after the step";
    old_gradient: 0.0, "the gradient is that of the previous loss";
}
