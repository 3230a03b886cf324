//! Problem set 6.

use check::training_strategy::{choose, difference, initial_scale, precision_recall, split};
use ndarray::{Array2, Axis};

use super::earns_everything;

#[test]
fn a_split_by_half_a_sample_more() {
    fn half_more(order: &[usize], share: f64) -> (Vec<usize>, Vec<usize>) {
        let (learn, validate) = order.split_at((order.len() as f64 * share + 0.5).floor() as usize);
        (learn.to_vec(), validate.to_vec())
    }
    earns_everything(|| split(half_more));
}

#[test]
fn a_split_sample_by_sample() {
    fn by_sample(order: &[usize], share: f64) -> (Vec<usize>, Vec<usize>) {
        let (mut learn, mut validate) = (Vec::new(), Vec::new());
        for (place, &sample) in order.iter().enumerate() {
            // The nearest whole number is above `place` where share·N is above place + ½.
            if share * order.len() as f64 > place as f64 + 0.5 {
                learn.push(sample);
            } else {
                validate.push(sample);
            }
        }
        (learn, validate)
    }
    earns_everything(|| split(by_sample));
}

#[test]
fn a_scale_by_other_roots() {
    earns_everything(|| initial_scale(|fan_in, _| (fan_in as f64 / 2.0).powf(-0.5), || 'C'));
    earns_everything(|| initial_scale(|fan_in, _| (0.5 * (2.0 / fan_in as f64).ln()).exp(), || 'c'));
}

#[test]
fn a_choice_without_what_is_not_a_number() {
    fn sorted(_: &Array2<f64>, valid: &Array2<f64>, _: &Array2<f64>) -> (usize, usize) {
        let mut places: Vec<_> = valid
            .indexed_iter()
            .filter(|(_, value)| value.is_finite())
            .collect();
        places.sort_by(|a, b| b.1.partial_cmp(a.1).expect("numbers"));
        places[0].0
    }
    fn replaced(_: &Array2<f64>, valid: &Array2<f64>, _: &Array2<f64>) -> (usize, usize) {
        let valid = valid.mapv(|value| if value.is_nan() { -1.0 } else { value });
        let best = valid.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let place = valid.iter().position(|value| *value >= best).expect("a number");
        (place / valid.ncols(), place % valid.ncols())
    }
    earns_everything(|| choose(sorted));
    earns_everything(|| choose(replaced));
}

#[test]
fn a_choice_among_the_runs_that_did_not_diverge() {
    fn whole_runs(_: &Array2<f64>, valid: &Array2<f64>, _: &Array2<f64>) -> (usize, usize) {
        let mut best = None;
        for (run, row) in valid.outer_iter().enumerate() {
            if row.iter().any(|value| value.is_nan()) {
                continue;
            }
            for (epoch, value) in row.iter().enumerate() {
                if best.is_none_or(|(_, largest)| *value >= largest) {
                    best = Some(((run, epoch), *value));
                }
            }
        }
        best.expect("a run").0
    }
    earns_everything(|| choose(whole_runs));
}

#[test]
fn precision_and_recall_from_counted_answers() {
    fn counted(matrix: &Array2<usize>) -> (Vec<f64>, Vec<f64>, f64) {
        let (mut precision, mut recall) = (Vec::new(), Vec::new());
        for class in 0..matrix.nrows() {
            let right = matrix[[class, class]] as f64;
            precision.push(right / matrix.column(class).sum().max(1) as f64);
            recall.push(right / matrix.row(class).sum().max(1) as f64);
        }
        let mean = precision.iter().map(|p| p / matrix.nrows() as f64).sum();
        (precision, recall, mean)
    }
    earns_everything(|| precision_recall(counted));
}

#[test]
fn precision_as_the_recall_of_the_transposed_matrix() {
    fn recall(matrix: &Array2<f64>) -> Vec<f64> {
        let shares = &matrix.diag() / &matrix.sum_axis(Axis(1));
        shares
            .iter()
            .map(|share| if share.is_nan() { 0.0 } else { *share })
            .collect()
    }
    fn transposed(matrix: &Array2<usize>) -> (Vec<f64>, Vec<f64>, f64) {
        let matrix = matrix.mapv(|n| n as f64);
        let precision = recall(&matrix.t().to_owned());
        let mean = ndarray::aview1(&precision).mean().expect("classes");
        (precision, recall(&matrix), mean)
    }
    earns_everything(|| precision_recall(transposed));
}

#[test]
fn a_standard_error_as_a_hypotenuse() {
    fn hypotenuse(a: f64, b: f64, n: usize) -> f64 {
        let one = |p: f64| (p * (1.0 - p) / n as f64).sqrt();
        one(a).hypot(one(b))
    }
    fn multiplied_out(a: f64, b: f64, n: usize) -> f64 {
        (a + b - a * a - b * b).sqrt() / (n as f64).sqrt()
    }
    earns_everything(|| difference(hypotenuse, || 'D'));
    earns_everything(|| difference(multiplied_out, || 'd'));
}
