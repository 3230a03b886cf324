//! Question 5.2: one epoch, and its loss.

use crate::{Verdict, draw::Draw, outcome::Answer, part::Part};

/// `train_epoch(epoch, n, batch_size, shuffle, step)` trains on each batch of the epoch and gives the epoch's loss.
pub type TrainEpoch =
    fn(usize, usize, usize, &dyn Fn(usize) -> Vec<usize>, &mut dyn FnMut(&[usize]) -> f64) -> f64;

/// What a case hands out: N, the batch size, and each sample's loss.
struct Data {
    n: usize,
    batch_size: usize,
    losses: Vec<f64>,
    orders: Vec<Vec<usize>>,
}

/// Checks a function that asks `shuffle(epoch)` for the order of that epoch's n samples, calls `step(indices)` once for each
/// batch, which trains on it and gives the batch's mean loss, and returns the mean loss over the epoch's samples.
pub fn train_epoch(train_epoch: TrainEpoch) -> Verdict {
    let mut draw = Draw::new(52);
    let cases = [(7, 3), (6, 3), (11, 4), (4, 6)]
        .map(|(n, batch_size)| {
            let data = Data {
                n,
                batch_size,
                losses: (0..n).map(|_| draw.number(0.1..3.0)).collect(),
                orders: different_orders(&mut draw, n),
            };
            (
                format!("2 epochs of {n} samples in batches of {batch_size}"),
                data,
            )
        })
        .into_iter()
        .collect();
    Verdict::new(
        "An epoch and its loss",
        [Part::new("train_epoch", 4.0, cases)
            .mistake(
                "the loss is the mean of the batches' means",
                "the last batch is smaller and must count less: add up batch loss × batch size, divide by N",
                |data: &Data| {
                    run(data, |epoch, n, size, shuffle, step| {
                        let order = shuffle(epoch);
                        let losses: Vec<f64> = order.chunks(size).map(step).collect();
                        losses.iter().sum::<f64>() / n.div_ceil(size) as f64
                    })
                },
            )
            .mistake(
                "the last batch is dropped",
                "what is left after the full batches is a batch too (608 of Fashion-MNIST): chunks, not chunks_exact",
                |data| {
                    run(data, |epoch, n, size, shuffle, step| {
                        let order = shuffle(epoch);
                        let sum: f64 = order.chunks_exact(size).map(|b| step(b) * size as f64).sum();
                        sum / (n / size * size) as f64
                    })
                },
            )
            .mistake(
                "the last batch is dropped",
                "what is left after the full batches is a batch too (608 of Fashion-MNIST): chunks, not chunks_exact",
                |data| {
                    run(data, |epoch, n, size, shuffle, step| {
                        let order = shuffle(epoch);
                        let sum: f64 = order.chunks_exact(size).map(|b| step(b) * size as f64).sum();
                        sum / n as f64
                    })
                },
            )
            .mistake(
                "the last batch is counted as full",
                "the last batch may be smaller: multiply its loss by its own length, batch.len()",
                |data| {
                    run(data, |epoch, n, size, shuffle, step| {
                        let order = shuffle(epoch);
                        let sum: f64 = order.chunks(size).map(|b| step(b) * size as f64).sum();
                        sum / n as f64
                    })
                },
            )
            .mistake(
                "every epoch has the same order",
                "shuffle(epoch) gives a new order for each epoch: pass the epoch on",
                |data| run(data, |_, n, size, shuffle, step| right(0, n, size, shuffle, step)),
            )
            .mistake(
                "the samples are not shuffled",
                "take the samples in the order that shuffle(epoch) gives",
                |data| {
                    run(data, |epoch, n, size, _, step| {
                        right(epoch, n, size, &|_| (0..n).collect(), step)
                    })
                },
            )
            .mistake(
                "the losses are added up instead of averaged",
                "the epoch's loss is the mean over its samples: divide by N",
                |data| {
                    run(data, |epoch, n, size, shuffle, step| {
                        right(epoch, n, size, shuffle, step) * n as f64
                    })
                },
            )
            .grade(|data| run(data, right), |data| run(data, train_epoch))],
    )
}

/// Two epochs' orders.
fn different_orders(draw: &mut Draw, n: usize) -> Vec<Vec<usize>> {
    let first = draw.permutation(n);
    let mut second = draw.permutation(n);
    while second == first {
        second = draw.permutation(n);
    }
    vec![first, second]
}

fn right(
    epoch: usize,
    n: usize,
    batch_size: usize,
    shuffle: &dyn Fn(usize) -> Vec<usize>,
    step: &mut dyn FnMut(&[usize]) -> f64,
) -> f64 {
    let order = shuffle(epoch);
    let sum: f64 = order
        .chunks(batch_size)
        .map(|batch| step(batch) * batch.len() as f64)
        .sum();
    sum / n as f64
}

/// Both epochs' losses, and the batches as they came.
fn run(data: &Data, train_epoch: TrainEpoch) -> Answer {
    let mut losses = Vec::new();
    let mut batches = Vec::new();
    for epoch in 0..data.orders.len() {
        let shuffle = |epoch: usize| data.orders[epoch % data.orders.len()].clone();
        let mut step = |batch: &[usize]| {
            let names: Vec<_> = batch.iter().map(usize::to_string).collect();
            batches.push(format!("[{}]", names.join(" ")));
            batch.iter().map(|&i| data.losses[i]).sum::<f64>() / batch.len() as f64
        };
        losses.push(train_epoch(epoch, data.n, data.batch_size, &shuffle, &mut step));
        batches.push("|".into());
    }
    batches.pop();
    Answer::Several(vec![
        Answer::Array(vec![losses.len()], losses),
        Answer::Text(format!("batches {}", batches.join(" "))),
    ])
}
