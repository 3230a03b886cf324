//! “A z-score for each image”: solved, unsolved, and wrong in known ways.

use super::super::prove;

mod solution {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array2, Axis};

    fn per_image(images: &Array2<f64>) -> Array2<f64> {
        let mut result = images.clone();
        for mut row in result.axis_iter_mut(Axis(0)) {
            let mean = row.sum() / row.len() as f64;
            let std = row.std(0.0);
            let divisor = if std > 0.0 { std } else { 1.0 };
            row.mapv_inplace(|p| (p - mean) / divisor);
        }
        result
    }

    pub(super) fn check() -> Verdict {
        mlp::check::normalization::per_image(per_image)
    }
}

mod unsolved {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array2, Axis};

    fn per_image(images: &Array2<f64>) -> Array2<f64> {
        todo!()
    }

    pub(super) fn check() -> Verdict {
        mlp::check::normalization::per_image(per_image)
    }
}

mod not_a_number {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array2, Axis};

    fn per_image(images: &Array2<f64>) -> Array2<f64> {
        let mut result = images.clone();
        for mut row in result.axis_iter_mut(Axis(0)) {
            let (mean, std) = (row.sum() / row.len() as f64, row.std(0.0));
            row.mapv_inplace(|p| (p - mean) / std);
        }
        result
    }

    pub(super) fn check() -> Verdict {
        mlp::check::normalization::per_image(per_image)
    }
}

mod of_the_batch {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array2, Axis};

    fn per_image(images: &Array2<f64>) -> Array2<f64> {
        let mean = images.sum() / images.len() as f64;
        (images - mean) / images.std(0.0)
    }

    pub(super) fn check() -> Verdict {
        mlp::check::normalization::per_image(per_image)
    }
}

mod wrong_axis {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array2, Axis};

    fn per_image(images: &Array2<f64>) -> Array2<f64> {
        let mean = images.sum_axis(Axis(0)) / images.nrows() as f64;
        (images - &mean) / &images.std_axis(Axis(0), 0.0)
    }

    pub(super) fn check() -> Verdict {
        mlp::check::normalization::per_image(per_image)
    }
}

prove! {
    "03_normalization/per-image", 3.0;
    not_a_number: 1.5, "a constant image becomes NaN";
    of_the_batch: 1.5, "the batch's statistics are used";
    wrong_axis: 1.5, "those of each pixel over the images";
}
