//! “A scale a channel”: solved, unsolved, and wrong in known ways.

use super::super::prove;

mod solution {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array4, Axis};

    fn standardize(learn: &Array4<u8>, images: &Array4<u8>) -> Array4<f64> {
        let mut result = images.mapv(f64::from);
        for (c, mut channel) in result.axis_iter_mut(Axis(1)).enumerate() {
            let known = learn.index_axis(Axis(1), c).mapv(f64::from);
            let (mean, sigma) = (known.mean().expect("an image"), known.std(0.0));
            channel.mapv_inplace(|p| if sigma > 0.0 { (p - mean) / sigma } else { 0.0 });
        }
        result
    }

    pub(super) fn check() -> Verdict {
        mlp::check::color_images::standardize(standardize)
    }
}

mod unsolved {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array4, Axis};

    fn standardize(learn: &Array4<u8>, images: &Array4<u8>) -> Array4<f64> {
        todo!()
    }

    pub(super) fn check() -> Verdict {
        mlp::check::color_images::standardize(standardize)
    }
}

mod one_for_all {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array4, Axis};

    fn standardize(learn: &Array4<u8>, images: &Array4<u8>) -> Array4<f64> {
        let mut result = images.mapv(f64::from);
        for (c, mut channel) in result.axis_iter_mut(Axis(1)).enumerate() {
            let known = learn.mapv(f64::from);
            let (mean, sigma) = (known.mean().expect("an image"), known.std(0.0));
            channel.mapv_inplace(|p| if sigma > 0.0 { (p - mean) / sigma } else { 0.0 });
        }
        result
    }

    pub(super) fn check() -> Verdict {
        mlp::check::color_images::standardize(standardize)
    }
}

mod of_the_images {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array4, Axis};

    fn standardize(learn: &Array4<u8>, images: &Array4<u8>) -> Array4<f64> {
        let mut result = images.mapv(f64::from);
        for (c, mut channel) in result.axis_iter_mut(Axis(1)).enumerate() {
            let known = images.index_axis(Axis(1), c).mapv(f64::from);
            let (mean, sigma) = (known.mean().expect("an image"), known.std(0.0));
            channel.mapv_inplace(|p| if sigma > 0.0 { (p - mean) / sigma } else { 0.0 });
        }
        result
    }

    pub(super) fn check() -> Verdict {
        mlp::check::color_images::standardize(standardize)
    }
}

mod last_axis {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array4, Axis};

    fn standardize(learn: &Array4<u8>, images: &Array4<u8>) -> Array4<f64> {
        let mut result = images.mapv(f64::from);
        for (c, mut channel) in result.axis_iter_mut(Axis(3)).enumerate() {
            let known = learn.index_axis(Axis(3), c).mapv(f64::from);
            let (mean, sigma) = (known.mean().expect("an image"), known.std(0.0));
            channel.mapv_inplace(|p| if sigma > 0.0 { (p - mean) / sigma } else { 0.0 });
        }
        result
    }

    pub(super) fn check() -> Verdict {
        mlp::check::color_images::standardize(standardize)
    }
}

mod nan {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array4, Axis};

    fn standardize(learn: &Array4<u8>, images: &Array4<u8>) -> Array4<f64> {
        let mut result = images.mapv(f64::from);
        for (c, mut channel) in result.axis_iter_mut(Axis(1)).enumerate() {
            let known = learn.index_axis(Axis(1), c).mapv(f64::from);
            let (mean, sigma) = (known.mean().expect("an image"), known.std(0.0));
            channel.mapv_inplace(|p| (p - mean) / sigma);
        }
        result
    }

    pub(super) fn check() -> Verdict {
        mlp::check::color_images::standardize(standardize)
    }
}

mod sample_deviation {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array4, Axis};

    fn standardize(learn: &Array4<u8>, images: &Array4<u8>) -> Array4<f64> {
        let mut result = images.mapv(f64::from);
        for (c, mut channel) in result.axis_iter_mut(Axis(1)).enumerate() {
            let known = learn.index_axis(Axis(1), c).mapv(f64::from);
            let (mean, sigma) = (known.mean().expect("an image"), known.std(1.0));
            channel.mapv_inplace(|p| if sigma > 0.0 { (p - mean) / sigma } else { 0.0 });
        }
        result
    }

    pub(super) fn check() -> Verdict {
        mlp::check::color_images::standardize(standardize)
    }
}

mod variance {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array4, Axis};

    fn standardize(learn: &Array4<u8>, images: &Array4<u8>) -> Array4<f64> {
        let mut result = images.mapv(f64::from);
        for (c, mut channel) in result.axis_iter_mut(Axis(1)).enumerate() {
            let known = learn.index_axis(Axis(1), c).mapv(f64::from);
            let (mean, sigma) = (known.mean().expect("an image"), known.var(0.0));
            channel.mapv_inplace(|p| if sigma > 0.0 { (p - mean) / sigma } else { 0.0 });
        }
        result
    }

    pub(super) fn check() -> Verdict {
        mlp::check::color_images::standardize(standardize)
    }
}

prove! {
    "07_color_images/standardize", 3.0;
    one_for_all: 1.5, "all channels share one";
    of_the_images: 1.5, "the images to treat have a say";
    last_axis: 1.5, "the last axis is taken for the channels";
    nan: 1.5, "σ = 0 is divided by";
    sample_deviation: 1.5, "divided by n − 1";
    variance: 1.5, "the variance is used as the standard deviation";
}
