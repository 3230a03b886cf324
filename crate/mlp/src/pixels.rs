//! Pictures as the lecture has them: a grid of numbers, each 0..=255.
//!
//! A grayscale picture is (H, W): a pixel is one number, black is 0 and white is 255. A color picture is (H, W, C): a pixel is
//! (r, g, b). Image libraries give a picture's *size* as (W, H), arrays its *shape* as (H, W, C), PyTorch's tensors as (C, H, W).
//!
//! ```
//! use mlp::pixels::{Picture, gray, merge_channels, split_channels};
//! use mlp::ndarray::Array3;
//!
//! let sky = Picture::from_array(Array3::from_shape_fn((2, 3, 3), |(_, _, channel)| [90, 150, 255][channel]))?;
//! assert_eq!((sky.size(), sky.shape(), sky.mode()), ((3, 2), (2, 3, 3), "RGB"));
//! let [red, green, blue] = split_channels(sky.pixels())?;          // (H, W) each
//! assert_eq!(merge_channels([&red, &green, &blue])?, sky.pixels()); // (H, W, C) again
//! assert_eq!(gray(sky.pixels())?[[0, 0]], 144);                     // 0.299 · 90 + 0.587 · 150 + 0.114 · 255
//! # Ok::<(), mlp::Error>(())
//! ```

mod channels;
pub(crate) mod file;
mod numbers;
mod picture;
mod side_by_side;

pub use channels::{gray, merge_channels, split_channels, to_chw, to_hwc};
pub use picture::Picture;
pub use side_by_side::side_by_side;
