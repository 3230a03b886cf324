//! “A picture in raw memory”: solved, unsolved, and wrong in known ways.

use super::super::prove;

mod solution {
    use mlp::check::Verdict;
    use mlp::ndarray::Array3;

    fn pixel(bytes: &[u8], stride: usize, row: usize, col: usize) -> [u8; 3] {
        let first = row * stride + 3 * col;
        [bytes[first + 2], bytes[first + 1], bytes[first]]
    }
    fn quarter_turn(img: &Array3<u8>) -> Array3<u8> {
        let (h, w, c) = img.dim();
        Array3::from_shape_fn((w, h, c), |(row, col, k)| img[[h - 1 - col, row, k]])
    }

    pub(super) fn check() -> Verdict {
        mlp::check::image_data::pixel(pixel, quarter_turn)
    }
}

mod unsolved {
    use mlp::check::Verdict;
    use mlp::ndarray::Array3;

    fn pixel(bytes: &[u8], stride: usize, row: usize, col: usize) -> [u8; 3] {
        todo!()
    }
    fn quarter_turn(img: &Array3<u8>) -> Array3<u8> {
        todo!()
    }

    pub(super) fn check() -> Verdict {
        mlp::check::image_data::pixel(pixel, quarter_turn)
    }
}

mod blue_first {
    use mlp::check::Verdict;
    use mlp::ndarray::Array3;

    fn pixel(bytes: &[u8], stride: usize, row: usize, col: usize) -> [u8; 3] {
        let first = row * stride + 3 * col;
        [bytes[first], bytes[first + 1], bytes[first + 2]]
    }
    fn quarter_turn(img: &Array3<u8>) -> Array3<u8> {
        let (h, w, c) = img.dim();
        Array3::from_shape_fn((w, h, c), |(row, col, k)| img[[h - 1 - col, row, k]])
    }

    pub(super) fn check() -> Verdict {
        mlp::check::image_data::pixel(pixel, quarter_turn)
    }
}

mod stride_in_pixels {
    use mlp::check::Verdict;
    use mlp::ndarray::Array3;

    fn pixel(bytes: &[u8], stride: usize, row: usize, col: usize) -> [u8; 3] {
        let first = 3 * (row * stride + col);
        [bytes[first + 2], bytes[first + 1], bytes[first]]
    }
    fn quarter_turn(img: &Array3<u8>) -> Array3<u8> {
        let (h, w, c) = img.dim();
        Array3::from_shape_fn((w, h, c), |(row, col, k)| img[[h - 1 - col, row, k]])
    }

    pub(super) fn check() -> Verdict {
        mlp::check::image_data::pixel(pixel, quarter_turn)
    }
}

mod one_byte_a_pixel {
    use mlp::check::Verdict;
    use mlp::ndarray::Array3;

    fn pixel(bytes: &[u8], stride: usize, row: usize, col: usize) -> [u8; 3] {
        let first = row * stride + col;
        [bytes[first + 2], bytes[first + 1], bytes[first]]
    }
    fn quarter_turn(img: &Array3<u8>) -> Array3<u8> {
        let (h, w, c) = img.dim();
        Array3::from_shape_fn((w, h, c), |(row, col, k)| img[[h - 1 - col, row, k]])
    }

    pub(super) fn check() -> Verdict {
        mlp::check::image_data::pixel(pixel, quarter_turn)
    }
}

mod turned_the_other_way {
    use mlp::check::Verdict;
    use mlp::ndarray::Array3;

    fn pixel(bytes: &[u8], stride: usize, row: usize, col: usize) -> [u8; 3] {
        let first = row * stride + 3 * col;
        [bytes[first + 2], bytes[first + 1], bytes[first]]
    }
    fn quarter_turn(img: &Array3<u8>) -> Array3<u8> {
        let (h, w, c) = img.dim();
        Array3::from_shape_fn((w, h, c), |(row, col, k)| img[[col, w - 1 - row, k]])
    }

    pub(super) fn check() -> Verdict {
        mlp::check::image_data::pixel(pixel, quarter_turn)
    }
}

mod mirrored {
    use mlp::check::Verdict;
    use mlp::ndarray::Array3;

    fn pixel(bytes: &[u8], stride: usize, row: usize, col: usize) -> [u8; 3] {
        let first = row * stride + 3 * col;
        [bytes[first + 2], bytes[first + 1], bytes[first]]
    }
    fn quarter_turn(img: &Array3<u8>) -> Array3<u8> {
        img.clone().permuted_axes([1, 0, 2])
    }

    pub(super) fn check() -> Verdict {
        mlp::check::image_data::pixel(pixel, quarter_turn)
    }
}

prove! {
    "01_image_data/pixel", 3.0;
    blue_first: 2.25, "blue first";
    stride_in_pixels: 2.25, "a number of pixels";
    one_byte_a_pixel: 2.25, "taken for one byte";
    turned_the_other_way: 2.25, "the other way";
    mirrored: 2.25, "mirrored over its diagonal";
}
