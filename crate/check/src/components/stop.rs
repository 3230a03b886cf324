//! When early stopping ends a training, and which epoch it keeps.

use crate::{Verdict, draw::Draw, part::Part};

/// The loss on validation images after each epoch, and the patience.
type Case = (Vec<f64>, usize);

/// What is asked for: the last epoch that is trained, and the one that is kept.
type Stopped = (usize, usize);

/// `stop(losses, patience)` gives the epoch after which training ends, and that of the lowest loss until then; epochs are counted
/// from 0.
pub fn stop(stop: fn(&[f64], usize) -> (usize, usize)) -> Verdict {
    let mut draw = Draw::new(92);
    // What they look like matters, not how large they are.
    let mut case = |label: &str, losses: &[f64], patience: usize| -> (String, Case) {
        let by = draw.number(0.5..2.0);
        let losses: Vec<f64> = losses.iter().map(|loss| loss * by).collect();
        (
            format!("{label}, {} epochs, patience {patience}", losses.len()),
            (losses, patience),
        )
    };
    let cases = vec![
        case(
            "a lower loss that is never reached",
            &[1.0, 0.8, 0.7, 0.72, 0.71, 0.73, 0.72, 0.6, 0.5],
            3,
        ),
        case("a loss that falls to the end", &[1.0, 0.9, 0.85, 0.7], 2),
        case("the lowest loss twice", &[0.9, 0.5, 0.5, 0.6, 0.7, 0.8], 2),
        case("an end within the patience", &[1.0, 0.6, 0.7, 0.65], 3),
        case("no patience to speak of", &[1.0, 0.6, 0.61, 0.3], 1),
        case("the lowest first", &[0.4, 0.5, 0.45, 0.6, 0.7], 4),
        case("a single epoch", &[1.0], 2),
        case("a bump", &[1.0, 0.8, 0.9, 0.85, 0.7, 0.75, 0.8, 0.9, 0.95], 3),
    ];
    Verdict::new(
        "Early stopping by hand",
        [Part::new("stop", 2.0, cases)
            .mistake(
                "an equal loss is taken for a lower one",
                "only a loss that is lower than the lowest so far is news",
                |(losses, patience): &Case| stopped(losses, *patience, |loss, best| loss <= best),
            )
            .mistake(
                "patience ends one epoch too late",
                "when `patience` epochs in a row have brought nothing lower, training ends after the last of these",
                |(losses, patience)| stopped(losses, patience + 1, |loss, best| loss < best),
            )
            .mistake(
                "each loss is compared with the one before",
                "a loss that falls a little after a rise is not yet lower than the lowest: compare with the best so far",
                |(losses, patience)| {
                    let mut rises = 0;
                    for epoch in 1..losses.len() {
                        rises = if losses[epoch] < losses[epoch - 1] { 0 } else { rises + 1 };
                        if rises == *patience {
                            return (epoch, lowest(&losses[..=epoch]));
                        }
                    }
                    (losses.len() - 1, lowest(losses))
                },
            )
            .mistake(
                "the last epoch is kept",
                "the weights of the lowest loss are the ones to keep; those at the end are `patience` epochs worse",
                |(losses, patience)| {
                    let (end, _) = right(losses, *patience);
                    (end, end)
                },
            )
            .mistake(
                "an epoch is kept that was never trained",
                "training has ended: losses after that were never measured",
                |(losses, patience)| (right(losses, *patience).0, lowest(losses)),
            )
            .grade(
                |(losses, patience)| right(losses, *patience),
                |(losses, patience)| stop(losses, *patience),
            )],
    )
}

fn right(losses: &[f64], patience: usize) -> Stopped {
    stopped(losses, patience, |loss, best| loss < best)
}

fn stopped(losses: &[f64], patience: usize, is_news: fn(f64, f64) -> bool) -> Stopped {
    let mut best = 0;
    for epoch in 1..losses.len() {
        if is_news(losses[epoch], losses[best]) {
            best = epoch;
        } else if epoch - best >= patience {
            return (epoch, best);
        }
    }
    (losses.len() - 1, best)
}

/// The place of the first of the lowest.
fn lowest(losses: &[f64]) -> usize {
    (0..losses.len()).fold(
        0,
        |best, epoch| if losses[epoch] < losses[best] { epoch } else { best },
    )
}
