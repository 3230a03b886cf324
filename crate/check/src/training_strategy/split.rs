//! Question 6.1: what is learned from and what is judged on, where images come in groups.

use crate::{Verdict, draw::Draw, part::Part};

type Split = (Vec<usize>, Vec<usize>);

/// Which group each image belongs to, the groups in the order that was drawn, and the share to learn from.
struct Case {
    group_of: Vec<usize>,
    order: Vec<usize>,
    share: f64,
}

impl Case {
    /// Groups of these sizes in this order, their images scattered over the data; the groups' numbers are drawn.
    fn of(draw: &mut Draw, sizes: &[usize], share: f64) -> Self {
        let order = draw.permutation(sizes.len());
        let in_order: Vec<usize> = order
            .iter()
            .zip(sizes)
            .flat_map(|(group, size)| std::iter::repeat_n(*group, *size))
            .collect();
        let group_of = draw
            .permutation(in_order.len())
            .into_iter()
            .map(|place| in_order[place])
            .collect();
        Self {
            group_of,
            order,
            share,
        }
    }

    fn enough(&self) -> f64 {
        self.share * self.group_of.len() as f64
    }

    fn images(&self, group: usize) -> Vec<usize> {
        (0..self.group_of.len())
            .filter(|image| self.group_of[*image] == group)
            .collect()
    }

    /// Goes through the groups; `learns` is told how many groups and images there are to learn from, and the next group's size.
    fn dealt(&self, learns: impl Fn(usize, usize, usize) -> bool) -> Split {
        let (mut learn, mut valid) = (Vec::new(), Vec::new());
        let mut groups = 0;
        for group in &self.order {
            let images = self.images(*group);
            if learns(groups, learn.len(), images.len()) {
                learn.extend(images);
                groups += 1;
            } else {
                valid.extend(images);
            }
        }
        (learn, valid)
    }

    fn right(&self) -> Split {
        self.dealt(|_, images, _| (images as f64) < self.enough())
    }
}

/// `split(group_of, order, share)` gives whole groups to learn from, in their order, until there are share·N images, and those to
/// validate on, the rest.
pub fn split(split: fn(&[usize], &[usize], f64) -> Split) -> Verdict {
    let mut draw = Draw::new(61);
    let mut cases: Vec<(String, Case)> = [
        // A large group first; one that ends exactly at the share; one that lies across it; a single one across.
        (&[5, 1, 1, 1][..], 0.5),
        (&[2, 3, 2, 1], 0.625),
        (&[1, 2, 4, 2, 3], 0.5),
        (&[3, 1, 4, 2], 0.9),
    ]
    .into_iter()
    .map(|(sizes, share)| {
        let case = Case::of(&mut draw, sizes, share);
        (
            format!(
                "{} images in {} groups, a share of {share}",
                case.group_of.len(),
                sizes.len()
            ),
            case,
        )
    })
    .collect();
    let sizes: Vec<usize> = (0..8).map(|_| draw.index(1..6)).collect();
    let share = (draw.number(0.4..0.7) * 1e4).round() / 1e4;
    let case = Case::of(&mut draw, &sizes, share);
    cases.push((
        format!("{} images in 8 groups, a share of {share}", case.group_of.len()),
        case,
    ));
    Verdict::new(
        "A split without a leak",
        [Part::new("split", 3.0, cases)
            .any_length()
            .mistake(
                "one group too many is learned from",
                "where share·N is reached exactly, the next group is for validation",
                |case| case.dealt(|_, images, _| images as f64 <= case.enough()),
            )
            .mistake(
                "a group lies on both sides",
                "images of one group show the same thing: what was learned from one of them answers for the others",
                |case: &Case| {
                    let images: Vec<usize> = case.order.iter().flat_map(|group| case.images(*group)).collect();
                    let cut = case.enough().ceil() as usize;
                    (images[..cut].to_vec(), images[cut..].to_vec())
                },
            )
            .mistake(
                "groups are counted, not images",
                "groups differ in size: share·N is a number of images",
                |case| {
                    let enough = case.share * case.order.len() as f64;
                    case.dealt(|groups, _, _| (groups as f64) < enough)
                },
            )
            .mistake(
                "the group that passes the share is not learned from",
                "groups are added as long as there are too few images; the last of them may bring more than enough",
                |case| case.dealt(|_, images, next| (images + next) as f64 <= case.enough()),
            )
            .mistake(
                "the groups are not shuffled",
                "take the groups in the order that was drawn",
                |case| {
                    let mut order = case.order.clone();
                    order.sort_unstable();
                    let sorted = Case {
                        group_of: case.group_of.clone(),
                        order,
                        share: case.share,
                    };
                    sorted.right()
                },
            )
            .mistake(
                "the two sets are swapped",
                "the images to learn from come first",
                |case| {
                    let (learn, valid) = case.right();
                    (valid, learn)
                },
            )
            .grade(Case::right, |case| split(&case.group_of, &case.order, case.share))],
    )
}
