//! Channels: apart, together, and as one gray.

use ndarray::{Array2, Array3, ArrayView3, Axis, stack};

use crate::{Error, Result};

/// The red, the green and the blue channel of a color picture (H, W, 3); (H, W) each.
///
/// ```
/// use mlp::prelude::*;
/// use mlp::ndarray::Array3;
///
/// let picture = Array3::from_shape_fn((2, 4, 3), |(y, x, c)| (100 * c + 10 * y + x) as u8); // (H, W, C)
/// let [red, green, blue] = split_channels(picture.view())?;
/// assert_eq!((red.dim(), green[[0, 1]], blue[[1, 3]]), ((2, 4), 101, 213));
/// # Ok::<(), mlp::Error>(())
/// ```
pub fn split_channels<'a>(pixels: impl Into<ArrayView3<'a, u8>>) -> Result<[Array2<u8>; 3]> {
    let pixels = pixels.into();
    check_color(&pixels)?;
    Ok([0, 1, 2].map(|channel| pixels.index_axis(Axis(2), channel).to_owned()))
}

/// A color picture (H, W, 3) from its red, green and blue channel, (H, W) each.
///
/// ```
/// use mlp::prelude::*;
/// use mlp::ndarray::Array3;
///
/// let picture = Array3::from_shape_fn((2, 4, 3), |(y, x, c)| (100 * c + 10 * y + x) as u8); // (H, W, C)
/// let [red, green, blue] = split_channels(picture.view())?;
/// assert_eq!(merge_channels([&red, &green, &blue])?, picture);
/// # Ok::<(), mlp::Error>(())
/// ```
pub fn merge_channels(channels: [&Array2<u8>; 3]) -> Result<Array3<u8>> {
    let [red, green, blue] = channels.map(Array2::dim);
    if red != green || green != blue {
        let sizes = format!("red {red:?}, green {green:?}, blue {blue:?}");
        return Err(Error::Shape(format!(
            "the channels of one picture have one (H, W); these have {sizes}"
        )));
    }
    Ok(stack(Axis(2), &channels.map(|channel| channel.view()))?
        .as_standard_layout()
        .into_owned())
}

/// Gray from color (H, W, 3), as people see brightness: 0.299 R + 0.587 G + 0.114 B (ITU-R 601), rounded as Pillow does.
///
/// ```
/// use mlp::prelude::*;
/// use mlp::ndarray::Array3;
///
/// let red = Array3::from_shape_fn((1, 1, 3), |(.., channel)| [255, 0, 0][channel]);
/// assert_eq!(gray(red.view())?[[0, 0]], 76); // 0.299 · 255
/// # Ok::<(), mlp::Error>(())
/// ```
pub fn gray<'a>(pixels: impl Into<ArrayView3<'a, u8>>) -> Result<Array2<u8>> {
    let pixels = pixels.into();
    check_color(&pixels)?;
    // In 65536ths, because a sum of u8 would overflow.
    Ok(pixels.map_axis(Axis(2), |pixel| {
        let [r, g, b] = [pixel[0], pixel[1], pixel[2]].map(u32::from);
        ((19_595 * r + 38_470 * g + 7_471 * b + 0x8000) >> 16) as u8
    }))
}

/// (H, W, C) to (C, H, W), the order of PyTorch's image tensors.
///
/// ```
/// use mlp::prelude::*;
/// use mlp::ndarray::Array3;
///
/// let picture = Array3::from_shape_fn((2, 4, 3), |(y, x, c)| (100 * c + 10 * y + x) as u8); // (H, W, C)
/// assert_eq!(to_chw(picture.view()).dim(), (3, 2, 4)); // (C, H, W)
/// ```
pub fn to_chw<'a, T: Clone + 'a>(pixels: impl Into<ArrayView3<'a, T>>) -> Array3<T> {
    pixels
        .into()
        .permuted_axes([2, 0, 1])
        .as_standard_layout()
        .into_owned()
}

/// (C, H, W) to (H, W, C), the order of this crate's images.
///
/// ```
/// use mlp::prelude::*;
/// use mlp::ndarray::Array3;
///
/// let picture = Array3::from_shape_fn((2, 4, 3), |(y, x, c)| (100 * c + 10 * y + x) as u8); // (H, W, C)
/// assert_eq!(to_hwc(to_chw(picture.view()).view()), picture);
/// ```
pub fn to_hwc<'a, T: Clone + 'a>(pixels: impl Into<ArrayView3<'a, T>>) -> Array3<T> {
    pixels
        .into()
        .permuted_axes([1, 2, 0])
        .as_standard_layout()
        .into_owned()
}

fn check_color(pixels: &ArrayView3<'_, u8>) -> Result<()> {
    match pixels.dim() {
        (_, _, 3) => Ok(()),
        (3, h, w) => Err(Error::Shape(format!(
            "a color picture is (H, W, 3), and (3, {h}, {w}) looks like (C, H, W); to_hwc turns it"
        ))),
        shape => Err(Error::Shape(format!(
            "a color picture is (H, W, 3), and this is {shape:?}"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;

    /// One row: red, green, blue, white.
    fn flag() -> Array3<u8> {
        array![[[255, 0, 0], [0, 255, 0], [0, 0, 255], [255, 255, 255]]]
    }

    #[test]
    fn split_and_merge_are_inverse() {
        let [red, green, blue] = split_channels(&flag()).unwrap();
        assert_eq!(red, array![[255, 0, 0, 255]]);
        assert_eq!(green, array![[0, 255, 0, 255]]);
        assert_eq!(blue, array![[0, 0, 255, 255]]);
        assert_eq!(merge_channels([&red, &green, &blue]).unwrap(), flag());
        assert!(merge_channels([&red, &green, &array![[1]]]).is_err());
    }

    /// Pillow 10: `Image.fromarray(flag).convert("L")`.
    #[test]
    fn gray_is_pillows_gray() {
        assert_eq!(gray(&flag()).unwrap(), array![[76, 150, 29, 255]]);
    }

    #[test]
    fn the_two_orders_are_inverse_and_say_which_is_which() {
        let chw = to_chw(&flag());
        assert_eq!(chw.dim(), (3, 1, 4));
        assert_eq!(chw.as_slice().unwrap()[..4], [255, 0, 0, 255]);
        assert_eq!(to_hwc(&chw), flag());
        assert!(
            gray(&chw)
                .unwrap_err()
                .to_string()
                .contains("looks like (C, H, W)")
        );
    }
}
