//! Problem set 5.

use check::step_by_step::{accuracy, bugs, confusion, order, train_epoch};
use ndarray::{Array1, Array2, Axis, concatenate};

use super::earns_everything;

#[test]
fn an_order_in_capitals_and_from_a_text() {
    fn text() -> [char; 5] {
        let letters: Vec<char> = "dbeca".chars().collect();
        letters.try_into().expect("five letters")
    }
    earns_everything(|| order(|| ['D', 'B', 'E', 'C', 'A']));
    earns_everything(|| order(text));
}

#[test]
fn an_epoch_with_a_running_mean() {
    fn running(
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
    earns_everything(|| train_epoch(running));
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
fn an_accuracy_of_all_batches_as_one() {
    fn as_one(batches: &[(Array2<f64>, Vec<usize>)]) -> f64 {
        let views: Vec<_> = batches.iter().map(|(logits, _)| logits.view()).collect();
        let logits = concatenate(Axis(0), &views).expect("as many classes in each");
        let labels = batches.iter().flat_map(|(_, labels)| labels);
        let right = logits.outer_iter().zip(labels).filter(|(row, label)| {
            let right = row[**label];
            row.iter().all(|z| *z <= right)
        });
        right.count() as f64 / logits.nrows() as f64
    }
    earns_everything(|| accuracy(as_one));
}

#[test]
fn an_accuracy_from_what_went_wrong() {
    fn wrong(batches: &[(Array2<f64>, Vec<usize>)]) -> f64 {
        let mut all = 0.0;
        let mut share = 0.0;
        for (logits, labels) in batches {
            let n = labels.len() as f64;
            let wrong = logits.outer_iter().zip(labels).filter(|(row, label)| {
                let mut order: Vec<usize> = (0..row.len()).collect();
                order.sort_by(|a, b| row[*b].partial_cmp(&row[*a]).expect("numbers"));
                order[0] != **label
            });
            // The batches' accuracies, each with its weight.
            share = (share * all + (n - wrong.count() as f64)) / (all + n);
            all += n;
        }
        share
    }
    earns_everything(|| accuracy(wrong));
}

#[test]
fn a_confusion_matrix_counted_cell_by_cell() {
    fn cells(labels: &[usize], predicted: &[usize], classes: usize) -> Array2<usize> {
        let pairs: Vec<(usize, usize)> = labels.iter().copied().zip(predicted.iter().copied()).collect();
        Array2::from_shape_fn((classes, classes), |cell| {
            pairs.iter().filter(|pair| **pair == cell).count()
        })
    }
    fn rows(matrix: &Array2<usize>) -> Array2<f64> {
        let mut shares = matrix.mapv(|n| n as f64);
        for mut row in shares.outer_iter_mut() {
            let sum = row.sum();
            row.mapv_inplace(|n| n / sum);
        }
        shares
    }
    earns_everything(|| confusion(cells, rows));
}

#[test]
fn a_confusion_matrix_as_a_product() {
    fn product(labels: &[usize], predicted: &[usize], classes: usize) -> Array2<usize> {
        let one_hot = |letters: &[usize]| {
            Array2::from_shape_fn((letters.len(), classes), |(n, k)| usize::from(letters[n] == k))
        };
        one_hot(labels).t().dot(&one_hot(predicted))
    }
    fn transposed(matrix: &Array2<usize>) -> Array2<f64> {
        let columns = matrix.mapv(|n| n as f64).reversed_axes();
        let sums = columns.sum_axis(Axis(0));
        (columns / sums).reversed_axes()
    }
    earns_everything(|| confusion(product, transposed));
}

#[test]
fn bugs_in_capitals_and_from_a_text() {
    fn text() -> [char; 3] {
        let letters: Vec<char> = "abc".chars().collect();
        letters.try_into().expect("three letters")
    }
    earns_everything(|| bugs(|| ['A', 'B', 'C']));
    earns_everything(|| bugs(text));
}
