//! “Channels”: solved, unsolved, and wrong in known ways.

use super::super::prove;

mod solution {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array2, Array3, Axis};

    fn planes(img: &Array3<u8>) -> Array3<u8> {
        img.view().permuted_axes([2, 0, 1]).to_owned()
    }
    fn gray(img: &Array3<u8>) -> Array2<u8> {
        img.map_axis(Axis(2), |rgb| {
            let [r, g, b] = [0, 1, 2].map(|c| u32::from(rgb[c]));
            ((299 * r + 587 * g + 114 * b) / 1000) as u8
        })
    }
    fn over(img: &Array3<u8>, background: [u8; 3]) -> Array3<u8> {
        let (h, w, _) = img.dim();
        Array3::from_shape_fn((h, w, 3), |(row, col, c)| {
            let [front, alpha] = [c, 3].map(|k| u32::from(img[[row, col, k]]));
            ((alpha * front + (255 - alpha) * u32::from(background[c])) / 255) as u8
        })
    }

    pub(super) fn check() -> Verdict {
        mlp::check::image_data::channels(planes, gray, over)
    }
}

mod unsolved {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array2, Array3, Axis};

    fn planes(img: &Array3<u8>) -> Array3<u8> {
        todo!()
    }
    fn gray(img: &Array3<u8>) -> Array2<u8> {
        todo!()
    }
    fn over(img: &Array3<u8>, background: [u8; 3]) -> Array3<u8> {
        todo!()
    }

    pub(super) fn check() -> Verdict {
        mlp::check::image_data::channels(planes, gray, over)
    }
}

mod only_reshaped {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array2, Array3, Axis};

    fn planes(img: &Array3<u8>) -> Array3<u8> {
        let (h, w, c) = img.dim();
        Array3::from_shape_vec((c, h, w), img.iter().copied().collect()).expect("as many")
    }
    fn gray(img: &Array3<u8>) -> Array2<u8> {
        img.map_axis(Axis(2), |rgb| {
            let [r, g, b] = [0, 1, 2].map(|c| u32::from(rgb[c]));
            ((299 * r + 587 * g + 114 * b) / 1000) as u8
        })
    }
    fn over(img: &Array3<u8>, background: [u8; 3]) -> Array3<u8> {
        let (h, w, _) = img.dim();
        Array3::from_shape_fn((h, w, 3), |(row, col, c)| {
            let [front, alpha] = [c, 3].map(|k| u32::from(img[[row, col, k]]));
            ((alpha * front + (255 - alpha) * u32::from(background[c])) / 255) as u8
        })
    }

    pub(super) fn check() -> Verdict {
        mlp::check::image_data::channels(planes, gray, over)
    }
}

mod plain_mean {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array2, Array3, Axis};

    fn planes(img: &Array3<u8>) -> Array3<u8> {
        img.view().permuted_axes([2, 0, 1]).to_owned()
    }
    fn gray(img: &Array3<u8>) -> Array2<u8> {
        img.map_axis(Axis(2), |rgb| {
            (rgb.iter().map(|&v| u32::from(v)).sum::<u32>() / 3) as u8
        })
    }
    fn over(img: &Array3<u8>, background: [u8; 3]) -> Array3<u8> {
        let (h, w, _) = img.dim();
        Array3::from_shape_fn((h, w, 3), |(row, col, c)| {
            let [front, alpha] = [c, 3].map(|k| u32::from(img[[row, col, k]]));
            ((alpha * front + (255 - alpha) * u32::from(background[c])) / 255) as u8
        })
    }

    pub(super) fn check() -> Verdict {
        mlp::check::image_data::channels(planes, gray, over)
    }
}

mod sum_overflows {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array2, Array3, Axis};

    fn planes(img: &Array3<u8>) -> Array3<u8> {
        img.view().permuted_axes([2, 0, 1]).to_owned()
    }
    fn gray(img: &Array3<u8>) -> Array2<u8> {
        img.map_axis(Axis(2), |rgb| {
            let [r, g, b] = [0, 1, 2].map(|c| u16::from(rgb[c]));
            let sum = r.wrapping_mul(299).wrapping_add(g.wrapping_mul(587));
            (sum.wrapping_add(b.wrapping_mul(114)) / 1000) as u8
        })
    }
    fn over(img: &Array3<u8>, background: [u8; 3]) -> Array3<u8> {
        let (h, w, _) = img.dim();
        Array3::from_shape_fn((h, w, 3), |(row, col, c)| {
            let [front, alpha] = [c, 3].map(|k| u32::from(img[[row, col, k]]));
            ((alpha * front + (255 - alpha) * u32::from(background[c])) / 255) as u8
        })
    }

    pub(super) fn check() -> Verdict {
        mlp::check::image_data::channels(planes, gray, over)
    }
}

mod alpha_of_the_background {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array2, Array3, Axis};

    fn planes(img: &Array3<u8>) -> Array3<u8> {
        img.view().permuted_axes([2, 0, 1]).to_owned()
    }
    fn gray(img: &Array3<u8>) -> Array2<u8> {
        img.map_axis(Axis(2), |rgb| {
            let [r, g, b] = [0, 1, 2].map(|c| u32::from(rgb[c]));
            ((299 * r + 587 * g + 114 * b) / 1000) as u8
        })
    }
    fn over(img: &Array3<u8>, background: [u8; 3]) -> Array3<u8> {
        let (h, w, _) = img.dim();
        Array3::from_shape_fn((h, w, 3), |(row, col, c)| {
            let [front, alpha] = [c, 3].map(|k| u32::from(img[[row, col, k]]));
            (((255 - alpha) * front + alpha * u32::from(background[c])) / 255) as u8
        })
    }

    pub(super) fn check() -> Verdict {
        mlp::check::image_data::channels(planes, gray, over)
    }
}

mod divided_by_256 {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array2, Array3, Axis};

    fn planes(img: &Array3<u8>) -> Array3<u8> {
        img.view().permuted_axes([2, 0, 1]).to_owned()
    }
    fn gray(img: &Array3<u8>) -> Array2<u8> {
        img.map_axis(Axis(2), |rgb| {
            let [r, g, b] = [0, 1, 2].map(|c| u32::from(rgb[c]));
            ((299 * r + 587 * g + 114 * b) / 1000) as u8
        })
    }
    fn over(img: &Array3<u8>, background: [u8; 3]) -> Array3<u8> {
        let (h, w, _) = img.dim();
        Array3::from_shape_fn((h, w, 3), |(row, col, c)| {
            let [front, alpha] = [c, 3].map(|k| u32::from(img[[row, col, k]]));
            ((alpha * front + (255 - alpha) * u32::from(background[c])) / 256) as u8
        })
    }

    pub(super) fn check() -> Verdict {
        mlp::check::image_data::channels(planes, gray, over)
    }
}

prove! {
    "01_image_data/channels", 3.0;
    only_reshaped: 2.5, "only cut into another shape";
    plain_mean: 2.5, "all three colors count alike";
    sum_overflows: 2.5, "does not fit";
    alpha_of_the_background: 2.5, "alpha weighs the background";
    divided_by_256: 2.5, "divided by 256";
}
