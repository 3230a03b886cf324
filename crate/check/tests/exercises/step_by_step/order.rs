//! “What comes too early”: solved, unsolved, and wrong in known ways.

use super::super::prove;

mod solution {
    use mlp::check::Verdict;
    fn first_fault(log: &str) -> Option<usize> {
        let mut ready = 0;
        for (i, call) in log.chars().enumerate() {
            let place = "xflbs".find(call)?;
            if ready < place {
                return Some(i);
            }
            ready = if call == 's' { 1 } else { place + 1 };
        }
        None
    }

    pub(super) fn check() -> Verdict {
        mlp::check::step_by_step::order(first_fault)
    }
}

mod unsolved {
    use mlp::check::Verdict;
    fn first_fault(log: &str) -> Option<usize> {
        todo!()
    }

    pub(super) fn check() -> Verdict {
        mlp::check::step_by_step::order(first_fault)
    }
}

mod steps_are_free {
    use mlp::check::Verdict;
    fn first_fault(log: &str) -> Option<usize> {
        let mut ready = 0;
        for (i, call) in log.chars().enumerate() {
            let place = "xflbs".find(call)?;
            if ready < place {
                return Some(i);
            }
            ready = if call == 's' { 4 } else { place + 1 };
        }
        None
    }

    pub(super) fn check() -> Verdict {
        mlp::check::step_by_step::order(first_fault)
    }
}

mod batches_bring_logits {
    use mlp::check::Verdict;
    fn first_fault(log: &str) -> Option<usize> {
        let mut ready = 0;
        for (i, call) in log.chars().enumerate() {
            let place = "xflbs".find(call)?;
            if ready < place {
                return Some(i);
            }
            ready = if call == 's' {
                1
            } else if call == 'x' {
                ready.max(1)
            } else {
                place + 1
            };
        }
        None
    }

    pub(super) fn check() -> Verdict {
        mlp::check::step_by_step::order(first_fault)
    }
}

mod nothing_gets_old {
    use mlp::check::Verdict;
    fn first_fault(log: &str) -> Option<usize> {
        let mut ready = 0;
        for (i, call) in log.chars().enumerate() {
            let place = "xflbs".find(call)?;
            if ready < place {
                return Some(i);
            }
            ready = match call {
                's' | 'x' => 1,
                _ => ready.max(place + 1),
            };
        }
        None
    }

    pub(super) fn check() -> Verdict {
        mlp::check::step_by_step::order(first_fault)
    }
}

mod whole_steps_only {
    use mlp::check::Verdict;
    fn first_fault(log: &str) -> Option<usize> {
        let mut ready = 0;
        for (i, call) in log.chars().enumerate() {
            let place = "xflbs".find(call)?;
            if ready % 5 != place {
                return Some(i);
            }
            ready = place + 1;
        }
        None
    }

    pub(super) fn check() -> Verdict {
        mlp::check::step_by_step::order(first_fault)
    }
}

mod from_one {
    use mlp::check::Verdict;
    fn first_fault(log: &str) -> Option<usize> {
        let mut ready = 0;
        for (i, call) in log.chars().enumerate() {
            let place = "xflbs".find(call)?;
            if ready < place {
                return Some(i + 1);
            }
            ready = if call == 's' { 1 } else { place + 1 };
        }
        None
    }

    pub(super) fn check() -> Verdict {
        mlp::check::step_by_step::order(first_fault)
    }
}

prove! {
    "05_step_by_step/order", 3.0;
    steps_are_free: 1.5, "a step is thought to leave everything up to date";
    batches_bring_logits: 1.5, "a new batch is thought to bring its logits along";
    nothing_gets_old: 1.5, "what was computed before stays good";
    whole_steps_only: 1.5, "every batch is expected to be trained on";
    from_one: 1.5, "places are counted from 1";
}
