//! “Early stopping by hand”: solved, unsolved, and wrong in known ways.

use super::super::prove;

mod solution {
    use mlp::check::Verdict;
    fn stop(losses: &[f64], patience: usize) -> (usize, usize) {
        let mut best = 0;
        for epoch in 1..losses.len() {
            if losses[epoch] < losses[best] {
                best = epoch;
            } else if epoch - best == patience {
                return (epoch, best);
            }
        }
        (losses.len() - 1, best)
    }

    pub(super) fn check() -> Verdict {
        mlp::check::components::stop(stop)
    }
}

mod unsolved {
    use mlp::check::Verdict;
    fn stop(losses: &[f64], patience: usize) -> (usize, usize) {
        todo!()
    }

    pub(super) fn check() -> Verdict {
        mlp::check::components::stop(stop)
    }
}

mod ties {
    use mlp::check::Verdict;
    fn stop(losses: &[f64], patience: usize) -> (usize, usize) {
        let mut best = 0;
        for epoch in 1..losses.len() {
            if losses[epoch] <= losses[best] {
                best = epoch;
            } else if epoch - best == patience {
                return (epoch, best);
            }
        }
        (losses.len() - 1, best)
    }

    pub(super) fn check() -> Verdict {
        mlp::check::components::stop(stop)
    }
}

mod too_late {
    use mlp::check::Verdict;
    fn stop(losses: &[f64], patience: usize) -> (usize, usize) {
        let mut best = 0;
        for epoch in 1..losses.len() {
            if losses[epoch] < losses[best] {
                best = epoch;
            } else if epoch - best > patience {
                return (epoch, best);
            }
        }
        (losses.len() - 1, best)
    }

    pub(super) fn check() -> Verdict {
        mlp::check::components::stop(stop)
    }
}

mod keeps_the_last {
    use mlp::check::Verdict;
    fn stop(losses: &[f64], patience: usize) -> (usize, usize) {
        let mut best = 0;
        for epoch in 1..losses.len() {
            if losses[epoch] < losses[best] {
                best = epoch;
            } else if epoch - best == patience {
                return (epoch, epoch);
            }
        }
        (losses.len() - 1, losses.len() - 1)
    }

    pub(super) fn check() -> Verdict {
        mlp::check::components::stop(stop)
    }
}

mod never_trained {
    use mlp::check::Verdict;
    fn stop(losses: &[f64], patience: usize) -> (usize, usize) {
        let mut best = 0;
        for epoch in 1..losses.len() {
            if losses[epoch] < losses[best] {
                best = epoch;
            } else if epoch - best == patience {
                return (
                    epoch,
                    (0..losses.len())
                        .min_by(|&a, &b| losses[a].total_cmp(&losses[b]))
                        .unwrap_or(0),
                );
            }
        }
        (losses.len() - 1, best)
    }

    pub(super) fn check() -> Verdict {
        mlp::check::components::stop(stop)
    }
}

prove! {
    "lab_2_components/stop", 2.0;
    ties: 1.0, "an equal loss is taken for a lower one";
    too_late: 1.0, "patience ends one epoch too late";
    keeps_the_last: 1.0, "the last epoch is kept";
    never_trained: 1.0, "an epoch is kept that was never trained";
}
