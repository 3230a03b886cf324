//! “Off, or lost?”: solved, unsolved, and wrong in known ways.

use super::super::prove;

mod solution {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array2, Axis};

    fn dead(h: &Array2<f64>) -> Vec<usize> {
        let columns = h.axis_iter(Axis(1)).enumerate();
        columns
            .filter(|(_, unit)| unit.iter().all(|&h| h <= 0.0))
            .map(|(i, _)| i)
            .collect()
    }

    fn wake(w: &[f64], b: f64) -> Option<Vec<f64>> {
        let image: Vec<f64> = w.iter().map(|&w| if w > 0.0 { 1.0 } else { 0.0 }).collect();
        let h = b + w.iter().zip(&image).map(|(w, x)| w * x).sum::<f64>();
        if h > 0.0 { Some(image) } else { None }
    }

    pub(super) fn check() -> Verdict {
        mlp::check::multi_layer_perceptron::dead_units(dead, wake)
    }
}

mod unsolved {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array2, Axis};

    fn dead(h: &Array2<f64>) -> Vec<usize> {
        todo!()
    }

    fn wake(w: &[f64], b: f64) -> Option<Vec<f64>> {
        todo!()
    }

    pub(super) fn check() -> Verdict {
        mlp::check::multi_layer_perceptron::dead_units(dead, wake)
    }
}

mod off_somewhere {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array2, Axis};

    fn dead(h: &Array2<f64>) -> Vec<usize> {
        let columns = h.axis_iter(Axis(1)).enumerate();
        columns
            .filter(|(_, unit)| unit.iter().any(|&h| h <= 0.0))
            .map(|(i, _)| i)
            .collect()
    }

    fn wake(w: &[f64], b: f64) -> Option<Vec<f64>> {
        let image: Vec<f64> = w.iter().map(|&w| if w > 0.0 { 1.0 } else { 0.0 }).collect();
        let h = b + w.iter().zip(&image).map(|(w, x)| w * x).sum::<f64>();
        if h > 0.0 { Some(image) } else { None }
    }

    pub(super) fn check() -> Verdict {
        mlp::check::multi_layer_perceptron::dead_units(dead, wake)
    }
}

mod all_white {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array2, Axis};

    fn dead(h: &Array2<f64>) -> Vec<usize> {
        let columns = h.axis_iter(Axis(1)).enumerate();
        columns
            .filter(|(_, unit)| unit.iter().all(|&h| h <= 0.0))
            .map(|(i, _)| i)
            .collect()
    }

    fn wake(w: &[f64], b: f64) -> Option<Vec<f64>> {
        let image: Vec<f64> = w.iter().map(|&w| if w.is_nan() { 0.0 } else { 1.0 }).collect();
        let h = b + w.iter().zip(&image).map(|(w, x)| w * x).sum::<f64>();
        if h > 0.0 { Some(image) } else { None }
    }

    pub(super) fn check() -> Verdict {
        mlp::check::multi_layer_perceptron::dead_units(dead, wake)
    }
}

mod other_pixels {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array2, Axis};

    fn dead(h: &Array2<f64>) -> Vec<usize> {
        let columns = h.axis_iter(Axis(1)).enumerate();
        columns
            .filter(|(_, unit)| unit.iter().all(|&h| h <= 0.0))
            .map(|(i, _)| i)
            .collect()
    }

    fn wake(w: &[f64], b: f64) -> Option<Vec<f64>> {
        let image: Vec<f64> = w.iter().map(|&w| if w < 0.0 { 1.0 } else { 0.0 }).collect();
        let h = b + w.iter().zip(&image).map(|(w, x)| w * x).sum::<f64>();
        if h > 0.0 { Some(image) } else { None }
    }

    pub(super) fn check() -> Verdict {
        mlp::check::multi_layer_perceptron::dead_units(dead, wake)
    }
}

mod no_bias {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array2, Axis};

    fn dead(h: &Array2<f64>) -> Vec<usize> {
        let columns = h.axis_iter(Axis(1)).enumerate();
        columns
            .filter(|(_, unit)| unit.iter().all(|&h| h <= 0.0))
            .map(|(i, _)| i)
            .collect()
    }

    fn wake(w: &[f64], b: f64) -> Option<Vec<f64>> {
        let image: Vec<f64> = w.iter().map(|&w| if w > 0.0 { 1.0 } else { 0.0 }).collect();
        let h = w.iter().zip(&image).map(|(w, x)| w * x).sum::<f64>();
        if h > 0.0 { Some(image) } else { None }
    }

    pub(super) fn check() -> Verdict {
        mlp::check::multi_layer_perceptron::dead_units(dead, wake)
    }
}

mod at_zero {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array2, Axis};

    fn dead(h: &Array2<f64>) -> Vec<usize> {
        let columns = h.axis_iter(Axis(1)).enumerate();
        columns
            .filter(|(_, unit)| unit.iter().all(|&h| h <= 0.0))
            .map(|(i, _)| i)
            .collect()
    }

    fn wake(w: &[f64], b: f64) -> Option<Vec<f64>> {
        let image: Vec<f64> = w.iter().map(|&w| if w > 0.0 { 1.0 } else { 0.0 }).collect();
        let h = b + w.iter().zip(&image).map(|(w, x)| w * x).sum::<f64>();
        if h >= 0.0 { Some(image) } else { None }
    }

    pub(super) fn check() -> Verdict {
        mlp::check::multi_layer_perceptron::dead_units(dead, wake)
    }
}

prove! {
    "04_multi_layer_perceptron/dead-units", 4.0;
    off_somewhere: 3.0, "off on some sample";
    all_white: 3.0, "a white image is taken";
    other_pixels: 2.0, "the pixels with negative weights are lit";
    no_bias: 3.0, "the bias is left out";
    at_zero: 3.0, "an image with h = 0";
}
