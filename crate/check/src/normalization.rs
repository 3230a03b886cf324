//! Problem set 3, normalization: 16 points.

mod counter_examples;
mod equal_rate;
mod mean_std;
mod per_image;
mod z_score;

pub use counter_examples::counter_examples;
pub use equal_rate::equal_rate;
pub use mean_std::mean_std;
pub use per_image::per_image;
pub use z_score::z_score;

use ndarray::Array2;

/// Mean and standard deviation of all numbers.
fn moments(values: &Array2<f64>) -> (f64, f64) {
    let mean = values.sum() / values.len() as f64;
    (mean, values.std(0.0))
}

/// Pixels 0..=255 of `n` images with `pixels` pixels each.
fn pixels(draw: &mut super::draw::Draw, n: usize, pixels: usize) -> Array2<f64> {
    draw.image(n, pixels, 1)
        .mapv(f64::from)
        .remove_axis(ndarray::Axis(2))
}
