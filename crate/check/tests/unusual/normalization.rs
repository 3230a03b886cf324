//! Problem set 3.

use check::normalization::{equal_rate, match_curves, mean_std, per_image, z_score};
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
fn forms_that_are_computed() {
    fn unit() -> (f64, f64) {
        (0.0 / 255.0, 255.0 / 255.0)
    }
    fn symmetric() -> (f64, f64) {
        (127.5 / 255.0, 127.5 / 255.0)
    }
    fn z_score(mu: f64, sigma: f64) -> (f64, f64) {
        let scale = 255.0_f64.recip();
        (mu * scale, sigma * scale)
    }
    earns_everything(|| mean_std(unit, symmetric, z_score));
}

#[test]
fn forms_solved_from_black_and_white() {
    // (0 − mean)/std = black and (1 − mean)/std = white.
    fn solve(black: f64, white: f64) -> (f64, f64) {
        let std = 1.0 / (white - black);
        (-black * std, std)
    }
    fn z_score(mu: f64, sigma: f64) -> (f64, f64) {
        solve(-mu / sigma, (255.0 - mu) / sigma)
    }
    earns_everything(|| mean_std(|| solve(0.0, 1.0), || solve(-1.0, 1.0), z_score));
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
fn curves_in_capitals_and_from_a_text() {
    fn text() -> [char; 5] {
        let letters: Vec<char> = "daecb".chars().collect();
        letters.try_into().expect("five letters")
    }
    earns_everything(|| match_curves(|| ['D', 'A', 'E', 'C', 'B']));
    earns_everything(|| match_curves(text));
}

#[test]
fn rates_by_division() {
    fn rate(raw: f64) -> f64 {
        raw / (1.0 / 255.0_f64).powi(2)
    }
    fn weight(raw: f64) -> f64 {
        raw / (1.0 / 255.0)
    }
    earns_everything(|| equal_rate(rate, weight));
    earns_everything(|| equal_rate(|raw| 65_025.0 * raw, |raw| raw * 256.0 - raw));
}
