//! “A record of CIFAR-100”: solved, unsolved, and wrong in known ways.

use super::super::prove;

mod solution {
    use mlp::check::Verdict;
    use mlp::ndarray::Array3;

    fn record(bytes: &[u8], index: usize, side: usize) -> (u8, Array3<u8>) {
        let record = &bytes[index * (2 + 3 * side * side)..];
        let image = Array3::from_shape_fn((side, side, 3), |(y, x, c)| record[2 + (c * side + y) * side + x]);
        (record[1], image)
    }

    pub(super) fn check() -> Verdict {
        mlp::check::color_images::record(record)
    }
}

mod unsolved {
    use mlp::check::Verdict;
    use mlp::ndarray::Array3;

    fn record(bytes: &[u8], index: usize, side: usize) -> (u8, Array3<u8>) {
        todo!()
    }

    pub(super) fn check() -> Verdict {
        mlp::check::color_images::record(record)
    }
}

mod pixels {
    use mlp::check::Verdict;
    use mlp::ndarray::Array3;

    fn record(bytes: &[u8], index: usize, side: usize) -> (u8, Array3<u8>) {
        let record = &bytes[index * (2 + 3 * side * side)..];
        let image = Array3::from_shape_fn((side, side, 3), |(y, x, c)| record[2 + 3 * (y * side + x) + c]);
        (record[1], image)
    }

    pub(super) fn check() -> Verdict {
        mlp::check::color_images::record(record)
    }
}

mod group {
    use mlp::check::Verdict;
    use mlp::ndarray::Array3;

    fn record(bytes: &[u8], index: usize, side: usize) -> (u8, Array3<u8>) {
        let record = &bytes[index * (2 + 3 * side * side)..];
        let image = Array3::from_shape_fn((side, side, 3), |(y, x, c)| record[2 + (c * side + y) * side + x]);
        (record[0], image)
    }

    pub(super) fn check() -> Verdict {
        mlp::check::color_images::record(record)
    }
}

mod one_label {
    use mlp::check::Verdict;
    use mlp::ndarray::Array3;

    fn record(bytes: &[u8], index: usize, side: usize) -> (u8, Array3<u8>) {
        let record = &bytes[index * (1 + 3 * side * side)..];
        let image = Array3::from_shape_fn((side, side, 3), |(y, x, c)| record[1 + (c * side + y) * side + x]);
        (record[0], image)
    }

    pub(super) fn check() -> Verdict {
        mlp::check::color_images::record(record)
    }
}

mod turned {
    use mlp::check::Verdict;
    use mlp::ndarray::Array3;

    fn record(bytes: &[u8], index: usize, side: usize) -> (u8, Array3<u8>) {
        let record = &bytes[index * (2 + 3 * side * side)..];
        let image = Array3::from_shape_fn((side, side, 3), |(y, x, c)| record[2 + (c * side + x) * side + y]);
        (record[1], image)
    }

    pub(super) fn check() -> Verdict {
        mlp::check::color_images::record(record)
    }
}

mod bgr {
    use mlp::check::Verdict;
    use mlp::ndarray::Array3;

    fn record(bytes: &[u8], index: usize, side: usize) -> (u8, Array3<u8>) {
        let record = &bytes[index * (2 + 3 * side * side)..];
        let image = Array3::from_shape_fn((side, side, 3), |(y, x, c)| {
            record[2 + ((2 - c) * side + y) * side + x]
        });
        (record[1], image)
    }

    pub(super) fn check() -> Verdict {
        mlp::check::color_images::record(record)
    }
}

prove! {
    "07_color_images/record", 3.0;
    pixels: 1.5, "the planes are read as pixels";
    group: 1.5, "the group is given for the class";
    one_label: 1.5, "one label byte is expected";
    turned: 1.5, "rows and columns are swapped";
    bgr: 1.5, "blue and red are swapped";
}
