//! “Dropout by hand”: solved, unsolved, and wrong in known ways.

use super::super::prove;

mod solution {
    use mlp::check::Verdict;
    use mlp::ndarray::Array2;

    fn drop(h: &Array2<f64>, kept: &Array2<bool>, p: f64) -> Array2<f64> {
        Array2::from_shape_fn(h.dim(), |at| if kept[at] { h[at] / (1.0 - p) } else { 0.0 })
    }

    pub(super) fn check() -> Verdict {
        mlp::check::components::drop(drop)
    }
}

mod unsolved {
    use mlp::check::Verdict;
    use mlp::ndarray::Array2;

    fn drop(h: &Array2<f64>, kept: &Array2<bool>, p: f64) -> Array2<f64> {
        todo!()
    }

    pub(super) fn check() -> Verdict {
        mlp::check::components::drop(drop)
    }
}

mod not_made_up {
    use mlp::check::Verdict;
    use mlp::ndarray::Array2;

    fn drop(h: &Array2<f64>, kept: &Array2<bool>, p: f64) -> Array2<f64> {
        Array2::from_shape_fn(h.dim(), |at| if kept[at] { h[at] } else { 0.0 })
    }

    pub(super) fn check() -> Verdict {
        mlp::check::components::drop(drop)
    }
}

mod by_p {
    use mlp::check::Verdict;
    use mlp::ndarray::Array2;

    fn drop(h: &Array2<f64>, kept: &Array2<bool>, p: f64) -> Array2<f64> {
        Array2::from_shape_fn(h.dim(), |at| if kept[at] { h[at] / p } else { 0.0 })
    }

    pub(super) fn check() -> Verdict {
        mlp::check::components::drop(drop)
    }
}

mod smaller {
    use mlp::check::Verdict;
    use mlp::ndarray::Array2;

    fn drop(h: &Array2<f64>, kept: &Array2<bool>, p: f64) -> Array2<f64> {
        Array2::from_shape_fn(h.dim(), |at| if kept[at] { h[at] * (1.0 - p) } else { 0.0 })
    }

    pub(super) fn check() -> Verdict {
        mlp::check::components::drop(drop)
    }
}

mod other_ones {
    use mlp::check::Verdict;
    use mlp::ndarray::Array2;

    fn drop(h: &Array2<f64>, kept: &Array2<bool>, p: f64) -> Array2<f64> {
        Array2::from_shape_fn(h.dim(), |at| if kept[at] { 0.0 } else { h[at] / (1.0 - p) })
    }

    pub(super) fn check() -> Verdict {
        mlp::check::components::drop(drop)
    }
}

prove! {
    "lab_2_components/drop", 2.0;
    not_made_up: 1.0, "nothing makes up for what is left out";
    by_p: 1.0, "what is kept is divided by p";
    smaller: 1.0, "what is kept is made smaller";
    other_ones: 1.0, "what is to be kept is left out";
}
