//! “A split without a leak”: solved, unsolved, and wrong in known ways.

use super::super::prove;

mod solution {
    use mlp::check::Verdict;
    fn split(group_of: &[usize], order: &[usize], share: f64) -> (Vec<usize>, Vec<usize>) {
        let enough = share * group_of.len() as f64;
        let (mut learn, mut valid) = (Vec::new(), Vec::new());
        for &group in order {
            let images = (0..group_of.len()).filter(|&i| group_of[i] == group);
            if (learn.len() as f64) < enough {
                learn.extend(images);
            } else {
                valid.extend(images);
            }
        }
        (learn, valid)
    }

    pub(super) fn check() -> Verdict {
        mlp::check::training_strategy::split(split)
    }
}

mod unsolved {
    use mlp::check::Verdict;
    fn split(group_of: &[usize], order: &[usize], share: f64) -> (Vec<usize>, Vec<usize>) {
        todo!()
    }

    pub(super) fn check() -> Verdict {
        mlp::check::training_strategy::split(split)
    }
}

mod on_both_sides {
    use mlp::check::Verdict;
    fn split(group_of: &[usize], order: &[usize], share: f64) -> (Vec<usize>, Vec<usize>) {
        let enough = share * group_of.len() as f64;
        let (mut learn, mut valid) = (Vec::new(), Vec::new());
        for &group in order {
            let images = (0..group_of.len()).filter(|&i| group_of[i] == group);
            for image in images {
                if (learn.len() as f64) < enough {
                    learn.push(image);
                } else {
                    valid.push(image);
                }
            }
        }
        (learn, valid)
    }

    pub(super) fn check() -> Verdict {
        mlp::check::training_strategy::split(split)
    }
}

mod groups_are_counted {
    use mlp::check::Verdict;
    fn split(group_of: &[usize], order: &[usize], share: f64) -> (Vec<usize>, Vec<usize>) {
        let enough = share * order.len() as f64;
        let (mut learn, mut valid) = (Vec::new(), Vec::new());
        for (place, &group) in order.iter().enumerate() {
            let images = (0..group_of.len()).filter(|&i| group_of[i] == group);
            if (place as f64) < enough {
                learn.extend(images);
            } else {
                valid.extend(images);
            }
        }
        (learn, valid)
    }

    pub(super) fn check() -> Verdict {
        mlp::check::training_strategy::split(split)
    }
}

mod too_late {
    use mlp::check::Verdict;
    fn split(group_of: &[usize], order: &[usize], share: f64) -> (Vec<usize>, Vec<usize>) {
        let enough = share * group_of.len() as f64;
        let (mut learn, mut valid) = (Vec::new(), Vec::new());
        for &group in order {
            let images = (0..group_of.len()).filter(|&i| group_of[i] == group);
            if (learn.len() as f64) <= enough {
                learn.extend(images);
            } else {
                valid.extend(images);
            }
        }
        (learn, valid)
    }

    pub(super) fn check() -> Verdict {
        mlp::check::training_strategy::split(split)
    }
}

mod too_early {
    use mlp::check::Verdict;
    fn split(group_of: &[usize], order: &[usize], share: f64) -> (Vec<usize>, Vec<usize>) {
        let enough = share * group_of.len() as f64;
        let (mut learn, mut valid) = (Vec::new(), Vec::new());
        for &group in order {
            let images = (0..group_of.len()).filter(|&i| group_of[i] == group);
            if (learn.len() + images.clone().count()) as f64 <= enough {
                learn.extend(images);
            } else {
                valid.extend(images);
            }
        }
        (learn, valid)
    }

    pub(super) fn check() -> Verdict {
        mlp::check::training_strategy::split(split)
    }
}

mod swapped {
    use mlp::check::Verdict;
    fn split(group_of: &[usize], order: &[usize], share: f64) -> (Vec<usize>, Vec<usize>) {
        let enough = share * group_of.len() as f64;
        let (mut learn, mut valid) = (Vec::new(), Vec::new());
        for &group in order {
            let images = (0..group_of.len()).filter(|&i| group_of[i] == group);
            if (learn.len() as f64) < enough {
                learn.extend(images);
            } else {
                valid.extend(images);
            }
        }
        (valid, learn)
    }

    pub(super) fn check() -> Verdict {
        mlp::check::training_strategy::split(split)
    }
}

prove! {
    "06_training_strategy/split", 3.0;
    on_both_sides: 1.5, "a group lies on both sides";
    groups_are_counted: 1.5, "groups are counted, not images";
    too_late: 1.5, "one group too many is learned from";
    too_early: 1.5, "the group that passes the share is not learned from";
    swapped: 1.5, "the two sets are swapped";
}
