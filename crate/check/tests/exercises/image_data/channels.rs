//! “Channels”: solved, unsolved, and wrong in known ways.

use super::super::prove;

mod solution {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array2, Array3, Axis, stack};

    fn split(img: &Array3<u8>) -> [Array2<u8>; 3] {
        [0, 1, 2].map(|c| img.index_axis(Axis(2), c).to_owned())
    }

    fn merge(red: &Array2<u8>, green: &Array2<u8>, blue: &Array2<u8>) -> Array3<u8> {
        stack(Axis(2), &[red.view(), green.view(), blue.view()]).expect("three images of one size")
    }

    fn gray(img: &Array3<u8>) -> Array2<u8> {
        img.map_axis(Axis(2), |rgb| {
            let sum: u32 = rgb.iter().map(|&v| u32::from(v)).sum();
            (sum / 3) as u8
        })
    }

    pub(super) fn check() -> Verdict {
        mlp::check::image_data::channels(split, merge, gray)
    }
}

mod unsolved {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array2, Array3, Axis, stack};

    fn split(img: &Array3<u8>) -> [Array2<u8>; 3] {
        todo!()
    }

    fn merge(red: &Array2<u8>, green: &Array2<u8>, blue: &Array2<u8>) -> Array3<u8> {
        todo!()
    }

    fn gray(img: &Array3<u8>) -> Array2<u8> {
        todo!()
    }

    pub(super) fn check() -> Verdict {
        mlp::check::image_data::channels(split, merge, gray)
    }
}

mod blue_first {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array2, Array3, Axis, stack};

    fn split(img: &Array3<u8>) -> [Array2<u8>; 3] {
        [2, 1, 0].map(|c| img.index_axis(Axis(2), c).to_owned())
    }

    fn merge(red: &Array2<u8>, green: &Array2<u8>, blue: &Array2<u8>) -> Array3<u8> {
        stack(Axis(2), &[red.view(), green.view(), blue.view()]).expect("three images of one size")
    }

    fn gray(img: &Array3<u8>) -> Array2<u8> {
        img.map_axis(Axis(2), |rgb| {
            let sum: u32 = rgb.iter().map(|&v| u32::from(v)).sum();
            (sum / 3) as u8
        })
    }

    pub(super) fn check() -> Verdict {
        mlp::check::image_data::channels(split, merge, gray)
    }
}

mod sum_in_a_byte {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array2, Array3, Axis, stack};

    fn split(img: &Array3<u8>) -> [Array2<u8>; 3] {
        [0, 1, 2].map(|c| img.index_axis(Axis(2), c).to_owned())
    }

    fn merge(red: &Array2<u8>, green: &Array2<u8>, blue: &Array2<u8>) -> Array3<u8> {
        stack(Axis(2), &[red.view(), green.view(), blue.view()]).expect("three images of one size")
    }

    fn gray(img: &Array3<u8>) -> Array2<u8> {
        img.map_axis(Axis(2), |rgb| {
            rgb.iter()
                .fold(0, |sum: u8, v| sum.checked_add(*v).expect("overflow"))
                / 3
        })
    }

    pub(super) fn check() -> Verdict {
        mlp::check::image_data::channels(split, merge, gray)
    }
}

mod sum_wraps {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array2, Array3, Axis, stack};

    fn split(img: &Array3<u8>) -> [Array2<u8>; 3] {
        [0, 1, 2].map(|c| img.index_axis(Axis(2), c).to_owned())
    }

    fn merge(red: &Array2<u8>, green: &Array2<u8>, blue: &Array2<u8>) -> Array3<u8> {
        stack(Axis(2), &[red.view(), green.view(), blue.view()]).expect("three images of one size")
    }

    fn gray(img: &Array3<u8>) -> Array2<u8> {
        img.map_axis(Axis(2), |rgb| {
            rgb.iter().fold(0, |sum: u8, v| sum.wrapping_add(*v)) / 3
        })
    }

    pub(super) fn check() -> Verdict {
        mlp::check::image_data::channels(split, merge, gray)
    }
}

mod channel_first {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array2, Array3, Axis, stack};

    fn split(img: &Array3<u8>) -> [Array2<u8>; 3] {
        [0, 1, 2].map(|c| img.index_axis(Axis(2), c).to_owned())
    }

    fn merge(red: &Array2<u8>, green: &Array2<u8>, blue: &Array2<u8>) -> Array3<u8> {
        stack(Axis(0), &[red.view(), green.view(), blue.view()]).expect("three images of one size")
    }

    fn gray(img: &Array3<u8>) -> Array2<u8> {
        img.map_axis(Axis(2), |rgb| {
            let sum: u32 = rgb.iter().map(|&v| u32::from(v)).sum();
            (sum / 3) as u8
        })
    }

    pub(super) fn check() -> Verdict {
        mlp::check::image_data::channels(split, merge, gray)
    }
}

prove! {
    "01_image_data/channels", 3.0;
    blue_first: 2.5, "blue, green, red";
    sum_in_a_byte: 2.5, "the sum does not fit in a u8";
    sum_wraps: 2.5, "the sum does not fit in a u8";
    channel_first: 2.0, "the result is (C, H, W)";
}
