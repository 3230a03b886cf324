//! Problem set 3.

use check::normalization::{counter_examples, equal_rate, mean_std, per_image, z_score};
use ndarray::{Array2, Axis};

use super::earns_everything;

#[test]
fn a_z_score_after_another_scale() {
    // Of Image/255, which has the same z-score.
    fn of_the_unit_range(train: &Array2<f64>, test: &Array2<f64>) -> (Array2<f64>, Array2<f64>) {
        let (train, test) = (train / 255.0, test / 255.0);
        let mean = train.mean().expect("pixels");
        let std = train.mapv(|p| (p - mean).powi(2)).mean().expect("pixels").sqrt();
        (train.mapv(|p| (p - mean) / std), test.mapv(|p| (p - mean) / std))
    }
    earns_everything(|| z_score(of_the_unit_range));
}

#[test]
fn a_z_score_in_one_pass() {
    fn one_pass(train: &Array2<f64>, test: &Array2<f64>) -> (Array2<f64>, Array2<f64>) {
        let n = train.len() as f64;
        let (sum, squares) = train
            .iter()
            .fold((0.0, 0.0), |(sum, squares), p| (sum + p, squares + p * p));
        let std = (squares / n - (sum / n).powi(2)).sqrt();
        let (a, b) = (1.0 / std, -sum / n / std);
        (train * a + b, test * a + b)
    }
    earns_everything(|| z_score(one_pass));
}

#[test]
fn pairs_as_straight_lines() {
    // A pair is x → a·x + b, and a straight line is a pair again.
    fn line((mean, std): (f64, f64)) -> (f64, f64) {
        (1.0 / std, -mean / std)
    }
    fn pair((a, b): (f64, f64)) -> (f64, f64) {
        (-b / a, 1.0 / a)
    }
    fn to_range(low: f64, high: f64) -> (f64, f64) {
        pair((high - low, low))
    }
    fn one_for_two(first: (f64, f64), second: (f64, f64)) -> (f64, f64) {
        let ((a, b), (c, d)) = (line(first), line(second));
        pair((c * a, c * b + d))
    }
    fn undo(mean: f64, std: f64) -> (f64, f64) {
        pair((std, mean))
    }
    earns_everything(|| mean_std(to_range, one_for_two, undo));
}

#[test]
fn pairs_from_two_points() {
    // What becomes of 0 and of 1 says everything.
    fn solve(black: f64, white: f64) -> (f64, f64) {
        (black / (black - white), 1.0 / (white - black))
    }
    fn apply(x: f64, (mean, std): (f64, f64)) -> f64 {
        (x - mean) / std
    }
    fn one_for_two(first: (f64, f64), second: (f64, f64)) -> (f64, f64) {
        let [black, white] = [0.0, 1.0].map(|x| apply(apply(x, first), second));
        solve(black, white)
    }
    earns_everything(|| mean_std(solve, one_for_two, |mean, std| solve(mean, mean + std)));
}

#[test]
fn images_whose_flatness_is_seen_beforehand() {
    fn beforehand(images: &Array2<f64>) -> Array2<f64> {
        let mut result = Array2::zeros(images.dim());
        for (n, row) in images.outer_iter().enumerate() {
            if row.iter().all(|p| p.total_cmp(&row[0]).is_eq()) {
                continue;
            }
            let mean = row.mean().expect("pixels");
            let std = row.var(0.0).sqrt();
            for (i, p) in row.iter().enumerate() {
                result[[n, i]] = (p - mean) / std;
            }
        }
        result
    }
    earns_everything(|| per_image(beforehand));
}

#[test]
fn images_all_at_once() {
    fn at_once(images: &Array2<f64>) -> Array2<f64> {
        let mean = images.mean_axis(Axis(1)).expect("pixels").insert_axis(Axis(1));
        // Far below what one gray step gives, and above 0.
        let std = images.std_axis(Axis(1), 0.0).insert_axis(Axis(1)) + 1e-12;
        (images - &mean) / &std
    }
    fn not_a_number_replaced(images: &Array2<f64>) -> Array2<f64> {
        let mean = images.mean_axis(Axis(1)).expect("pixels").insert_axis(Axis(1));
        let std = images.std_axis(Axis(1), 0.0).insert_axis(Axis(1));
        ((images - &mean) / &std).mapv(|p| if p.is_nan() { 0.0 } else { p })
    }
    earns_everything(|| per_image(at_once));
    earns_everything(|| per_image(not_a_number_replaced));
}

#[test]
fn rates_by_division() {
    fn rate(raw: f64, from: f64, to: f64) -> f64 {
        raw / (from / to).powi(2)
    }
    fn weight(raw: f64, from: f64, to: f64) -> f64 {
        raw / (from / to)
    }
    fn decay(raw: f64, from: f64, to: f64) -> f64 {
        raw / rate(1.0, from, to)
    }
    earns_everything(|| equal_rate(rate, weight, decay));
    earns_everything(|| {
        equal_rate(
            |raw, from, to| (raw.ln() + 2.0 * to.ln() - 2.0 * from.ln()).exp(),
            |raw, from, to| raw + raw * (to - from) / from,
            |raw, from, to| raw * from * from / to / to,
        )
    });
}

#[test]
fn examples_of_another_make() {
    // Any two grays will do, and the size can be looked for.
    fn looked_for(limit: f64) -> Vec<f64> {
        let mut image = vec![17.0, 3.0];
        while ((image.len() - 1) as f64).sqrt() <= limit {
            image.push(3.0);
        }
        image
    }
    // Sure of a few samples, and wrong in all others by a hair.
    fn by_powers(labels: &[usize], classes: usize) -> (Array2<f64>, Array2<f64>) {
        let model = |label: f64, next: f64| {
            let mut y_hat = Array2::ones((labels.len(), classes));
            for (n, y) in labels.iter().enumerate() {
                y_hat[[n, *y]] = label;
                y_hat[[n, (y + classes - 1) % classes]] = next;
            }
            let sum = y_hat.sum_axis(Axis(1)).insert_axis(Axis(1));
            y_hat / sum
        };
        (model(99.0, 100.0), model(1.001, 1.0))
    }
    fn exactly(limit: f64) -> Vec<f64> {
        let n = (limit.powi(2) + 1.0).floor() + 1.0;
        std::iter::once(1.0).chain(vec![0.0; n as usize - 1]).collect()
    }
    earns_everything(|| counter_examples(looked_for, by_powers));
    earns_everything(|| counter_examples(exactly, by_powers));
}
