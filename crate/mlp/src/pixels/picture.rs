//! A picture: opened from a file or made of numbers, shown, saved.

use std::fmt;
use std::path::Path;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use image::{DynamicImage, ExtendedColorType, ImageEncoder as _, codecs::png::PngEncoder};
use ndarray::{Array2, Array3, ArrayView3, Axis, s};
use notebook::display::{self, Show, text};

use super::{file, gray};
use crate::data::Samples;
use crate::{Error, Result};

/// A picture with a longer side below this many pixels is shown enlarged.
const SMALL: usize = 160;
/// To which longer side, about.
const SHOWN: usize = 280;

/// A picture of 8 bits a channel; as a cell's last expression it is shown.
///
/// ```
/// use mlp::prelude::*;
/// use mlp::ndarray::array;
///
/// let picture = Picture::from_gray(array![[0, 20, 40], [60, 80, 100]])?;
/// assert_eq!((picture.size(), picture.resolution(), picture.mode()), ((3, 2), 6, "L"));
/// assert_eq!(picture.pixels()[[1, 2, 0]], 100);
/// # Ok::<(), mlp::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    /// (H, W, C)
    pixels: Array3<u8>,
}

impl Picture {
    /// Opens a PNG or JPEG file, turned as the camera was held where the file says it.
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        Ok(Self::from_image(&file::open(path.as_ref())?))
    }

    /// The picture in a PNG or JPEG file's bytes, such as a download; `name` stands in error messages.
    pub fn from_bytes(bytes: &[u8], name: impl AsRef<Path>) -> Result<Self> {
        Ok(Self::from_image(&file::decode(bytes, name.as_ref())?))
    }

    /// From the crate `image`'s own type; 16 bits a channel become 8.
    pub fn from_image(image: &DynamicImage) -> Self {
        let (width, height) = (image.width() as usize, image.height() as usize);
        let (channels, bytes) = match (image.color().has_color(), image.color().has_alpha()) {
            (false, false) => (1, image.to_luma8().into_raw()),
            (false, true) => (2, image.to_luma_alpha8().into_raw()),
            (true, false) => (3, image.to_rgb8().into_raw()),
            (true, true) => (4, image.to_rgba8().into_raw()),
        };
        let pixels = Array3::from_shape_vec((height, width, channels), bytes);
        // The image's own width and height always fit its bytes.
        Self {
            pixels: pixels.unwrap_or_else(|_| Array3::zeros((height, width, channels))),
        }
    }

    /// From pixels (H, W, C), with one channel for gray, three for color.
    pub fn from_array(pixels: Array3<u8>) -> Result<Self> {
        match pixels.dim() {
            (height, width, 1..=4) if height > 0 && width > 0 => {
                let ordered = pixels.is_standard_layout();
                Ok(Self {
                    pixels: if ordered {
                        pixels
                    } else {
                        pixels.as_standard_layout().into_owned()
                    },
                })
            }
            shape => Err(Error::Shape(format!(
                "a picture is (H, W, C) with 1 channel (gray) or 3 (red, green, blue), and this is {shape:?}"
            ))),
        }
    }

    /// From gray pixels (H, W).
    pub fn from_gray(pixels: Array2<u8>) -> Result<Self> {
        Self::from_array(pixels.insert_axis(Axis(2)))
    }

    /// (W, H), as image libraries have it.
    pub fn size(&self) -> (usize, usize) {
        let (height, width, _) = self.shape();
        (width, height)
    }

    /// (H, W, C), as arrays have it.
    pub fn shape(&self) -> (usize, usize, usize) {
        self.pixels.dim()
    }

    /// The number of pixels, H · W.
    pub fn resolution(&self) -> usize {
        let (height, width, _) = self.shape();
        height * width
    }

    /// What a pixel is made of, by Pillow's names: `L` gray, `RGB` color, `LA` and `RGBA` with transparency.
    pub fn mode(&self) -> &'static str {
        match self.shape().2 {
            1 => "L",
            2 => "LA",
            3 => "RGB",
            _ => "RGBA",
        }
    }

    /// The numbers, (H, W, C).
    pub fn pixels(&self) -> ArrayView3<'_, u8> {
        self.pixels.view()
    }

    /// The numbers to change, (H, W, C): `picture.to_array()`, then [`Picture::from_array`].
    pub fn to_array(&self) -> Array3<u8> {
        self.pixels.clone()
    }

    /// In gray, (H, W); transparency is dropped.
    pub fn to_gray(&self) -> Result<Array2<u8>> {
        match self.shape().2 {
            1 | 2 => Ok(self.pixels.index_axis(Axis(2), 0).to_owned()),
            _ => gray(self.pixels.slice(s![.., .., ..3])),
        }
    }

    /// Each pixel as a square of `factor` × `factor`; nothing is smoothed.
    pub fn zoom(&self, factor: usize) -> Result<Self> {
        let (height, width, channels) = self.shape();
        if factor == 0 || (factor * height.max(width)) > 20_000 {
            let largest = 20_000 / height.max(width);
            return Err(Error::argument(
                "factor",
                factor,
                format!("give a whole number from 1 to {largest}"),
            ));
        }
        let pixels = Array3::from_shape_fn((height * factor, width * factor, channels), |(y, x, c)| {
            self.pixels[[y / factor, x / factor, c]]
        });
        Ok(Self { pixels })
    }

    /// The part of `height` × `width` pixels whose upper left corner is at (row, column).
    pub fn crop(&self, (row, column): (usize, usize), (height, width): (usize, usize)) -> Result<Self> {
        let (h, w, _) = self.shape();
        let end = |start: usize, length: usize, all: usize| {
            start.checked_add(length).filter(|&end| length > 0 && end <= all)
        };
        match (end(row, height, h), end(column, width, w)) {
            (Some(bottom), Some(right)) => Ok(Self {
                pixels: self.pixels.slice(s![row..bottom, column..right, ..]).to_owned(),
            }),
            _ => Err(Error::Shape(format!(
                "{height} × {width} pixels from row {row}, column {column} are not within a picture of {h} × {w}"
            ))),
        }
    }

    /// As the bytes of a PNG file.
    pub fn png(&self) -> Result<Vec<u8>> {
        let (height, width, channels) = self.shape();
        let color = match channels {
            1 => ExtendedColorType::L8,
            2 => ExtendedColorType::La8,
            3 => ExtendedColorType::Rgb8,
            _ => ExtendedColorType::Rgba8,
        };
        let bytes: Vec<u8> = self.pixels.iter().copied().collect();
        let mut png = Vec::new();
        PngEncoder::new(&mut png)
            .write_image(&bytes, width as u32, height as u32, color)
            .map_err(|source| Error::Image {
                path: "picture".into(),
                source,
            })?;
        Ok(png)
    }

    /// Writes a PNG file.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<()> {
        std::fs::write(path.as_ref(), self.png()?).map_err(Error::io(path))
    }

    /// Shows the picture now; a small one enlarged, pixel by pixel.
    pub fn show(&self) -> Result<()> {
        let png = self.shown()?;
        display::content(&[("image/png", &png), ("text/plain", &self.to_string())]);
        Ok(())
    }

    /// The PNG file for the screen, in base64.
    fn shown(&self) -> Result<String> {
        let (height, width, _) = self.shape();
        let longer = height.max(width);
        let png = if longer < SMALL {
            self.zoom(SHOWN.div_ceil(longer))?.png()?
        } else {
            self.png()?
        };
        Ok(STANDARD.encode(png))
    }
}

impl Show for Picture {
    fn forms(&self) -> Vec<(String, String)> {
        match self.shown() {
            Ok(png) => [("image/png".to_owned(), png)]
                .into_iter()
                .chain(text(self.to_string()))
                .collect(),
            Err(error) => text(format!("{self} (it cannot be shown: {error})")),
        }
    }
}

notebook::cell_result!(Picture);

impl Samples {
    /// Image number `position` as a picture.
    pub fn picture(&self, position: usize) -> Result<Picture> {
        self.class_name(position)?;
        Picture::from_array(self.images.index_axis(Axis(0), position).to_owned())
    }
}

/// "picture, size (W, H) = (28, 28), mode L, shape (H, W, C) = (28, 28, 1)".
impl fmt::Display for Picture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (size, mode, shape) = (self.size(), self.mode(), self.shape());
        write!(
            f,
            "picture, size (W, H) = {size:?}, mode {mode}, shape (H, W, C) = {shape:?}"
        )
    }
}

impl fmt::Debug for Picture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Picture({self})")
    }
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;

    fn picture(channels: usize) -> Picture {
        Picture::from_array(Array3::from_shape_fn((2, 3, channels), |(y, x, c)| {
            (100 * y + 10 * x + c) as u8
        }))
        .unwrap()
    }

    #[test]
    fn a_saved_picture_opens_as_it_was_with_one_to_four_channels() {
        let folder = tempfile::tempdir().unwrap();
        for (channels, mode) in [(1, "L"), (2, "LA"), (3, "RGB"), (4, "RGBA")] {
            let path = folder.path().join("picture.png");
            picture(channels).save(&path).unwrap();
            let opened = Picture::open(&path).unwrap();
            assert_eq!(opened, picture(channels));
            assert_eq!(
                (opened.size(), opened.shape(), opened.mode()),
                ((3, 2), (2, 3, channels), mode)
            );
        }
    }

    #[test]
    fn zoom_repeats_pixels_and_smooths_nothing() {
        let zoomed = Picture::from_gray(array![[0, 255]]).unwrap().zoom(2).unwrap();
        assert_eq!(
            zoomed.to_gray().unwrap(),
            array![[0, 0, 255, 255], [0, 0, 255, 255]]
        );
        assert!(picture(1).zoom(0).is_err());
        assert!(picture(1).zoom(usize::MAX / 4).is_err());
    }

    #[test]
    fn a_crop_is_named_by_row_and_column_and_stays_inside() {
        assert_eq!(
            picture(1).crop((1, 1), (1, 2)).unwrap().to_gray().unwrap(),
            array![[110, 120]]
        );
        for (corner, size) in [
            ((0, 0), (3, 3)),
            ((2, 0), (1, 1)),
            ((0, 0), (0, 1)),
            ((1, usize::MAX), (1, 2)),
        ] {
            assert!(picture(1).crop(corner, size).is_err());
        }
    }

    #[test]
    fn a_file_that_is_no_picture_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("notes.png");
        std::fs::write(&path, "not a picture").unwrap();
        assert!(
            Picture::open(&path)
                .unwrap_err()
                .to_string()
                .contains("notes.png")
        );
        assert!(
            Picture::open(folder.path().join("none.png"))
                .unwrap_err()
                .to_string()
                .contains("none.png")
        );
        let png = picture(3).png().unwrap();
        assert!(Picture::from_bytes(&png[..40], "cut.png").is_err());
    }

    #[test]
    fn numbers_that_make_no_picture_are_refused() {
        for shape in [(0, 3, 1), (3, 0, 3), (3, 3, 0), (3, 3, 5)] {
            assert!(Picture::from_array(Array3::zeros(shape)).is_err());
        }
    }
}
