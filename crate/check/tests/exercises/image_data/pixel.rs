//! “Pixels and resolution”: solved, unsolved, and wrong in known ways.

use super::super::prove;

mod solution {
    use mlp::check::Verdict;
    use mlp::ndarray::Array3;

    fn pixel(img: &Array3<u8>, row: usize, col: usize) -> [u8; 3] {
        [0, 1, 2].map(|c| img[[row, col, c]])
    }

    fn size(img: &Array3<u8>) -> (usize, usize, usize) {
        let (height, width, _) = img.dim();
        (height, width, height * width)
    }

    pub(super) fn check() -> Verdict {
        mlp::check::image_data::pixel(pixel, size)
    }
}

mod unsolved {
    use mlp::check::Verdict;
    use mlp::ndarray::Array3;

    fn pixel(img: &Array3<u8>, row: usize, col: usize) -> [u8; 3] {
        todo!()
    }

    fn size(img: &Array3<u8>) -> (usize, usize, usize) {
        todo!()
    }

    pub(super) fn check() -> Verdict {
        mlp::check::image_data::pixel(pixel, size)
    }
}

mod row_and_column_swapped {
    use mlp::check::Verdict;
    use mlp::ndarray::Array3;

    fn pixel(img: &Array3<u8>, row: usize, col: usize) -> [u8; 3] {
        [0, 1, 2].map(|c| img[[col, row, c]])
    }

    fn size(img: &Array3<u8>) -> (usize, usize, usize) {
        let (height, width, _) = img.dim();
        (height, width, height * width)
    }

    pub(super) fn check() -> Verdict {
        mlp::check::image_data::pixel(pixel, size)
    }
}

mod channels_counted {
    use mlp::check::Verdict;
    use mlp::ndarray::Array3;

    fn pixel(img: &Array3<u8>, row: usize, col: usize) -> [u8; 3] {
        [0, 1, 2].map(|c| img[[row, col, c]])
    }

    fn size(img: &Array3<u8>) -> (usize, usize, usize) {
        (img.dim().0, img.dim().1, img.len())
    }

    pub(super) fn check() -> Verdict {
        mlp::check::image_data::pixel(pixel, size)
    }
}

mod width_first {
    use mlp::check::Verdict;
    use mlp::ndarray::Array3;

    fn pixel(img: &Array3<u8>, row: usize, col: usize) -> [u8; 3] {
        [0, 1, 2].map(|c| img[[row, col, c]])
    }

    fn size(img: &Array3<u8>) -> (usize, usize, usize) {
        let (height, width, _) = img.dim();
        (width, height, height * width)
    }

    pub(super) fn check() -> Verdict {
        mlp::check::image_data::pixel(pixel, size)
    }
}

prove! {
    "01_image_data/pixel", 3.0;
    row_and_column_swapped: 2.25, "row and column are swapped";
    channels_counted: 2.25, "the channels are counted in the resolution";
    width_first: 2.25, "width and height are swapped";
}
