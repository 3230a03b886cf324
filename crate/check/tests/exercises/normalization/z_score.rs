//! “A z-score for training and test”: solved, unsolved, and wrong in known ways.

use super::super::prove;

mod solution {
    use mlp::check::Verdict;
    use mlp::ndarray::Array2;

    fn z_score(train: &Array2<f64>, test: &Array2<f64>) -> (Array2<f64>, Array2<f64>) {
        let mean = train.sum() / train.len() as f64;
        let std = train.std(0.0);
        ((train - mean) / std, (test - mean) / std)
    }

    pub(super) fn check() -> Verdict {
        mlp::check::normalization::z_score(z_score)
    }
}

mod unsolved {
    use mlp::check::Verdict;
    use mlp::ndarray::Array2;

    fn z_score(train: &Array2<f64>, test: &Array2<f64>) -> (Array2<f64>, Array2<f64>) {
        todo!()
    }

    pub(super) fn check() -> Verdict {
        mlp::check::normalization::z_score(z_score)
    }
}

mod own_statistics {
    use mlp::check::Verdict;
    use mlp::ndarray::Array2;

    fn z_score(train: &Array2<f64>, test: &Array2<f64>) -> (Array2<f64>, Array2<f64>) {
        let each = |set: &Array2<f64>| (set - set.sum() / set.len() as f64) / set.std(0.0);
        (each(train), each(test))
    }

    pub(super) fn check() -> Verdict {
        mlp::check::normalization::z_score(z_score)
    }
}

mod per_pixel {
    use mlp::check::Verdict;
    use mlp::ndarray::Array2;

    fn z_score(train: &Array2<f64>, test: &Array2<f64>) -> (Array2<f64>, Array2<f64>) {
        let axis = mlp::ndarray::Axis(0);
        let mean = train.sum_axis(axis) / train.nrows() as f64;
        let std = train.std_axis(axis, 0.0);
        ((train - &mean) / &std, (test - &mean) / &std)
    }

    pub(super) fn check() -> Verdict {
        mlp::check::normalization::z_score(z_score)
    }
}

mod scale_of_the_statistics {
    use mlp::check::Verdict;
    use mlp::ndarray::Array2;

    fn z_score(train: &Array2<f64>, test: &Array2<f64>) -> (Array2<f64>, Array2<f64>) {
        let small = train / 255.0;
        let (mean, std) = (small.sum() / small.len() as f64, small.std(0.0));
        ((train - mean) / std, (test - mean) / std)
    }

    pub(super) fn check() -> Verdict {
        mlp::check::normalization::z_score(z_score)
    }
}

prove! {
    "03_normalization/z-score", 4.0;
    own_statistics: 2.0, "the test set is normalized with its own statistics";
    per_pixel: 2.0, "taken for each pixel";
    scale_of_the_statistics: 2.0, "statistics of 0..1 are applied to 0..255";
}
