//! “Flat lists”: solved, unsolved, and wrong in known ways.

use super::super::prove;

mod solution {
    use mlp::check::Verdict;
    use mlp::ndarray::Array2;

    fn position(shape: &[usize], index: &[usize]) -> usize {
        let axes = shape.iter().zip(index);
        axes.fold(0, |place, (&size, &i)| place * size + i)
    }
    fn reorder(flat: &Array2<u8>, channels: usize, height: usize, width: usize) -> Array2<u8> {
        Array2::from_shape_fn(flat.dim(), |(n, k)| {
            let (pixel, channel) = (k / channels, k % channels);
            flat[[n, channel * height * width + pixel]]
        })
    }

    pub(super) fn check() -> Verdict {
        mlp::check::image_data::flatten(position, reorder)
    }
}

mod unsolved {
    use mlp::check::Verdict;
    use mlp::ndarray::Array2;

    fn position(shape: &[usize], index: &[usize]) -> usize {
        todo!()
    }
    fn reorder(flat: &Array2<u8>, channels: usize, height: usize, width: usize) -> Array2<u8> {
        todo!()
    }

    pub(super) fn check() -> Verdict {
        mlp::check::image_data::flatten(position, reorder)
    }
}

mod first_axis_fastest {
    use mlp::check::Verdict;
    use mlp::ndarray::Array2;

    fn position(shape: &[usize], index: &[usize]) -> usize {
        let axes = shape.iter().zip(index).rev();
        axes.fold(0, |place, (&size, &i)| place * size + i)
    }
    fn reorder(flat: &Array2<u8>, channels: usize, height: usize, width: usize) -> Array2<u8> {
        Array2::from_shape_fn(flat.dim(), |(n, k)| {
            let (pixel, channel) = (k / channels, k % channels);
            flat[[n, channel * height * width + pixel]]
        })
    }

    pub(super) fn check() -> Verdict {
        mlp::check::image_data::flatten(position, reorder)
    }
}

mod next_axis_alone {
    use mlp::check::Verdict;
    use mlp::ndarray::Array2;

    fn position(shape: &[usize], index: &[usize]) -> usize {
        let next = shape.iter().skip(1).chain([&1]);
        next.zip(index).map(|(size, i)| size * i).sum()
    }
    fn reorder(flat: &Array2<u8>, channels: usize, height: usize, width: usize) -> Array2<u8> {
        Array2::from_shape_fn(flat.dim(), |(n, k)| {
            let (pixel, channel) = (k / channels, k % channels);
            flat[[n, channel * height * width + pixel]]
        })
    }

    pub(super) fn check() -> Verdict {
        mlp::check::image_data::flatten(position, reorder)
    }
}

mod the_other_way {
    use mlp::check::Verdict;
    use mlp::ndarray::Array2;

    fn position(shape: &[usize], index: &[usize]) -> usize {
        let axes = shape.iter().zip(index);
        axes.fold(0, |place, (&size, &i)| place * size + i)
    }
    fn reorder(flat: &Array2<u8>, channels: usize, height: usize, width: usize) -> Array2<u8> {
        let pixels = height * width;
        Array2::from_shape_fn(flat.dim(), |(n, k)| flat[[n, k % pixels * channels + k / pixels]])
    }

    pub(super) fn check() -> Verdict {
        mlp::check::image_data::flatten(position, reorder)
    }
}

mod left_as_it_is {
    use mlp::check::Verdict;
    use mlp::ndarray::Array2;

    fn position(shape: &[usize], index: &[usize]) -> usize {
        let axes = shape.iter().zip(index);
        axes.fold(0, |place, (&size, &i)| place * size + i)
    }
    fn reorder(flat: &Array2<u8>, channels: usize, height: usize, width: usize) -> Array2<u8> {
        flat.clone()
    }

    pub(super) fn check() -> Verdict {
        mlp::check::image_data::flatten(position, reorder)
    }
}

prove! {
    "01_image_data/flatten", 2.0;
    first_axis_fastest: 1.5, "the first axis runs fastest";
    next_axis_alone: 1.5, "the next axis alone";
    the_other_way: 1.5, "the other way round";
    left_as_it_is: 1.0, "was expected";
}
