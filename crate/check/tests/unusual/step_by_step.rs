//! Problem set 5.

use check::step_by_step::{accuracy, bugs, confusion, order, train_epoch};
use ndarray::{Array1, Array2};

use super::earns_everything;

#[test]
fn order_by_what_is_up_to_date() {
    mod way {
        pub(super) fn first_fault(log: &str) -> Option<usize> {
            let (mut batch, mut logits, mut loss, mut gradients) = (false, false, false, false);
            log.chars().position(|call| {
                let is_fault = match call {
                    'x' => false,
                    'f' => !batch,
                    'l' => !logits,
                    'b' => !loss,
                    _ => !gradients,
                };
                (batch, logits, loss, gradients) = match call {
                    'x' => (true, false, false, false),
                    'f' => (batch, true, false, false),
                    'l' => (batch, logits, true, false),
                    'b' => (batch, logits, loss, true),
                    _ => (batch, false, false, false),
                };
                is_fault
            })
        }
    }
    earns_everything(|| order(way::first_fault));
}

#[test]
fn train_epoch_a_running_mean() {
    mod way {
        pub(super) fn train_epoch(
            epoch: usize,
            n: usize,
            batch_size: usize,
            shuffle: &dyn Fn(usize) -> Vec<usize>,
            step: &mut dyn FnMut(&[usize]) -> f64,
        ) -> f64 {
            let order = shuffle(epoch);
            let (mut seen, mut mean) = (0, 0.0);
            while seen < n {
                let batch = &order[seen..(seen + batch_size).min(n)];
                seen += batch.len();
                mean += (step(batch) - mean) * batch.len() as f64 / seen as f64;
            }
            mean
        }
    }
    earns_everything(|| train_epoch(way::train_epoch));
}

#[test]
fn accuracy_by_the_label_s_rank() {
    mod way {
        use ndarray::Array2;

        pub(super) fn top_k(batches: &[(Array2<f64>, Vec<usize>)], k: usize) -> f64 {
            let mut ranks: Vec<usize> = Vec::new();
            for (logits, labels) in batches {
                for (n, &label) in labels.iter().enumerate() {
                    let mut sorted = logits.row(n).to_vec();
                    sorted.sort_by(|a, b| b.total_cmp(a));
                    ranks.extend(sorted.iter().position(|z| *z <= logits[[n, label]]));
                }
            }
            ranks.iter().filter(|rank| **rank < k).count() as f64 / ranks.len() as f64
        }
    }
    earns_everything(|| accuracy(way::top_k));
}

#[test]
fn confusion_by_adding_rows_and_columns() {
    mod way {
        use ndarray::{Array2, Axis};

        pub(super) fn merged(matrix: &Array2<usize>, a: usize, b: usize) -> Array2<usize> {
            let mut all = matrix.clone();
            for class in 0..matrix.nrows() {
                let moved = all[[b, class]];
                all[[a, class]] += moved;
            }
            for class in 0..matrix.nrows() {
                let moved = all[[class, b]];
                all[[class, a]] += moved;
            }
            all.remove_index(Axis(0), b);
            all.remove_index(Axis(1), b);
            all
        }

        pub(super) fn pair(matrix: &Array2<usize>) -> (usize, usize) {
            // With each pair merged in turn: what is right is the trace.
            let mut best = (0, (0, 0));
            for b in 1..matrix.nrows() {
                for a in 0..b {
                    best = best.max((merged(matrix, a, b).diag().sum(), (a, b)));
                }
            }
            best.1
        }
    }
    earns_everything(|| confusion(way::merged, way::pair));
}

#[test]
fn bugs_through_softmax_itself() {
    mod way {
        pub(super) fn floor(classes: usize) -> f64 {
            let mut logits = vec![0.0f64; classes];
            logits[0] = 1.0; // the right class, as sure as can be
            let sum: f64 = logits.iter().map(|z| z.exp()).sum();
            -(logits[0].exp() / sum).ln()
        }

        pub(super) fn bugs() -> [char; 3] {
            ['B', 'F', 'E']
        }
    }
    earns_everything(|| bugs(way::floor, way::bugs));
}

#[test]
fn a_fault_by_what_stands_before() {
    /// What must be the newest of the calls that are not older than the last of those in the second text.
    fn looks_back(log: &str) -> Option<usize> {
        let calls: Vec<char> = log.chars().collect();
        (0..calls.len()).find(|&i| {
            let last = |letters: &str| (0..i).rev().find(|&j| letters.contains(calls[j]));
            let is_newer = |made: &str, older: &str| last(made).is_some() && last(made) > last(older);
            match calls[i] {
                'f' => last("x").is_none(),
                'l' => !is_newer("f", "xs"),
                'b' => !is_newer("l", "xsf"),
                's' => !is_newer("b", "xsfl"),
                _ => false,
            }
        })
    }
    earns_everything(|| order(looks_back));
}

#[test]
fn an_epoch_whose_batches_are_made_beforehand() {
    fn beforehand(
        epoch: usize,
        _n: usize,
        batch_size: usize,
        shuffle: &dyn Fn(usize) -> Vec<usize>,
        step: &mut dyn FnMut(&[usize]) -> f64,
    ) -> f64 {
        let batches: Vec<Vec<usize>> = shuffle(epoch).chunks(batch_size).map(<[usize]>::to_vec).collect();
        let sizes: Array1<f64> = batches.iter().map(|batch| batch.len() as f64).collect();
        let losses: Array1<f64> = batches.iter().map(|batch| step(batch)).collect();
        losses.dot(&sizes) / sizes.sum()
    }
    earns_everything(|| train_epoch(beforehand));
}

#[test]
fn a_share_by_the_kth_largest() {
    fn by_border(batches: &[(Array2<f64>, Vec<usize>)], k: usize) -> f64 {
        let mut counts = Vec::new();
        for (logits, labels) in batches {
            for (row, label) in logits.outer_iter().zip(labels) {
                let mut sorted = row.to_vec();
                sorted.sort_by(f64::total_cmp);
                counts.push(f64::from(u8::from(row[*label] >= sorted[sorted.len() - k])));
            }
        }
        counts.iter().sum::<f64>() / counts.len() as f64
    }
    earns_everything(|| accuracy(by_border));
}

#[test]
fn a_floor_as_a_logarithm_of_a_ratio() {
    earns_everything(|| {
        bugs(
            |classes| ((classes as f64 - 1.0) / 1f64.exp()).ln_1p(),
            || ['b', 'f', 'e'],
        )
    });
}
