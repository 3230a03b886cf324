//! “Flatten and back”: solved, unsolved, and wrong in known ways.

use super::super::prove;

mod solution {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array2, Array3};

    fn flatten(images: &Array3<u8>) -> Array2<u8> {
        let (n, h, w) = images.dim();
        Array2::from_shape_fn((n, h * w), |(n, i)| images[[n, i / w, i % w]])
    }

    fn unflatten(flat: &Array2<u8>, height: usize, width: usize) -> Array3<u8> {
        Array3::from_shape_fn((flat.nrows(), height, width), |(n, r, c)| {
            flat[[n, r * width + c]]
        })
    }

    pub(super) fn check() -> Verdict {
        mlp::check::image_data::flatten(flatten, unflatten)
    }
}

mod unsolved {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array2, Array3};

    fn flatten(images: &Array3<u8>) -> Array2<u8> {
        todo!()
    }

    fn unflatten(flat: &Array2<u8>, height: usize, width: usize) -> Array3<u8> {
        todo!()
    }

    pub(super) fn check() -> Verdict {
        mlp::check::image_data::flatten(flatten, unflatten)
    }
}

mod column_major {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array2, Array3};

    fn flatten(images: &Array3<u8>) -> Array2<u8> {
        let (n, h, w) = images.dim();
        Array2::from_shape_fn((n, h * w), |(n, i)| images[[n, i % h, i / h]])
    }

    fn unflatten(flat: &Array2<u8>, height: usize, width: usize) -> Array3<u8> {
        Array3::from_shape_fn((flat.nrows(), height, width), |(n, r, c)| {
            flat[[n, c * height + r]]
        })
    }

    pub(super) fn check() -> Verdict {
        mlp::check::image_data::flatten(flatten, unflatten)
    }
}

mod batch_axis_lost {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array2, Array3};

    fn flatten(images: &Array3<u8>) -> Array2<u8> {
        let pixels: Vec<u8> = images.iter().copied().collect();
        Array2::from_shape_vec((1, pixels.len()), pixels).expect("one row")
    }

    fn unflatten(flat: &Array2<u8>, height: usize, width: usize) -> Array3<u8> {
        Array3::from_shape_fn((flat.nrows(), height, width), |(n, r, c)| {
            flat[[n, r * width + c]]
        })
    }

    pub(super) fn check() -> Verdict {
        mlp::check::image_data::flatten(flatten, unflatten)
    }
}

prove! {
    "01_image_data/flatten", 2.0;
    column_major: 1.0, "columns are strung together";
    batch_axis_lost: 1.0, "the batch axis is lost";
}
