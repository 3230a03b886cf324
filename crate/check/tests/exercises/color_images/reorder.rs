//! “Another order”: solved, unsolved, and wrong in known ways.

use super::super::prove;

mod solution {
    use mlp::check::Verdict;
    use mlp::ndarray::Array2;

    fn reorder(w: &Array2<f64>, height: usize, width: usize, channels: usize) -> Array2<f64> {
        let plane = height * width;
        Array2::from_shape_fn(w.dim(), |(unit, i)| w[[unit, i % plane * channels + i / plane]])
    }

    pub(super) fn check() -> Verdict {
        mlp::check::color_images::reorder(reorder)
    }
}

mod unsolved {
    use mlp::check::Verdict;
    use mlp::ndarray::Array2;

    fn reorder(w: &Array2<f64>, height: usize, width: usize, channels: usize) -> Array2<f64> {
        todo!()
    }

    pub(super) fn check() -> Verdict {
        mlp::check::color_images::reorder(reorder)
    }
}

mod way_back {
    use mlp::check::Verdict;
    use mlp::ndarray::Array2;

    fn reorder(w: &Array2<f64>, height: usize, width: usize, channels: usize) -> Array2<f64> {
        let plane = height * width;
        Array2::from_shape_fn(w.dim(), |(unit, i)| {
            w[[unit, i % channels * plane + i / channels]]
        })
    }

    pub(super) fn check() -> Verdict {
        mlp::check::color_images::reorder(reorder)
    }
}

mod nothing_moved {
    use mlp::check::Verdict;
    use mlp::ndarray::Array2;

    fn reorder(w: &Array2<f64>, height: usize, width: usize, channels: usize) -> Array2<f64> {
        let plane = height * width;
        Array2::from_shape_fn(w.dim(), |(unit, i)| w[[unit, i]])
    }

    pub(super) fn check() -> Verdict {
        mlp::check::color_images::reorder(reorder)
    }
}

mod turned {
    use mlp::check::Verdict;
    use mlp::ndarray::Array2;

    fn reorder(w: &Array2<f64>, height: usize, width: usize, channels: usize) -> Array2<f64> {
        let plane = height * width;
        Array2::from_shape_fn(w.dim(), |(unit, i)| {
            w[[
                unit,
                (i % plane % height * width + i % plane / height) * channels + i / plane,
            ]]
        })
    }

    pub(super) fn check() -> Verdict {
        mlp::check::color_images::reorder(reorder)
    }
}

prove! {
    "07_color_images/reorder", 2.0;
    way_back: 1.0, "this is the way back";
    nothing_moved: 0.0, "nothing is moved";
    turned: 1.0, "rows and columns of the image are swapped";
}
