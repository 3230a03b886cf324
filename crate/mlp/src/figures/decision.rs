//! One image beside what a network says of it.

use std::fmt::Write as _;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use ndarray::ArrayView3;

use super::gallery::png_of;
use super::rows::{Rows, begin, words};
use crate::{Error, Result, plot::Figure};

const SIDE: f64 = 224.0;
const WIDTH: f64 = 760.0;
const GAP: f64 = 20.0;

/// Draws `image` (H, W, C) and a bar for the probability of each class; the largest stands out.
///
/// ```
/// use mlp::figures::decision;
/// use mlp::ndarray::Array3;
/// let image = Array3::<u8>::zeros((28, 28, 1));
/// let figure = decision(image.view(), &["bag".into(), "boot".into()], &[0.25, 0.75])?;
/// assert_eq!(figure.alt(), "The answer is boot: bag 0.250, boot 0.750");
/// # Ok::<(), mlp::Error>(())
/// ```
///
/// # Errors
/// No class, or another number of classes than of probabilities.
pub fn decision(image: ArrayView3<u8>, classes: &[String], probabilities: &[f32]) -> Result<Figure> {
    if classes.is_empty() || classes.len() != probabilities.len() {
        return Err(Error::Shape(format!(
            "there are {} classes and {} probabilities; give one for each class",
            classes.len(),
            probabilities.len()
        )));
    }
    let bars: Vec<(String, f64)> = classes
        .iter()
        .cloned()
        .zip(probabilities.iter().copied().map(f64::from))
        .collect();
    let best = (0..bars.len())
        .max_by(|&a, &b| bars[a].1.total_cmp(&bars[b].1))
        .unwrap_or_default();
    let rows = Rows {
        title: "what the network says",
        bars: &bars,
        scale: (0.0, 1.0),
        marked: Some(best),
    };
    let mut svg = begin((WIDTH, (SIDE + 2.0 * GAP).max(rows.height() + GAP)));
    // Writing into a string cannot fail.
    let _ = write!(
        svg,
        r#"<image x="{GAP}" y="{GAP}" width="{SIDE}" height="{SIDE}" style="image-rendering:pixelated" href="data:image/png;base64,{}"/>"#,
        STANDARD.encode(png_of(image)?)
    );
    let left = SIDE + 2.0 * GAP;
    rows.write(&mut svg, (left, 0.0), WIDTH - left);
    svg.push_str("</svg>");
    Ok(Figure::new(
        svg,
        format!("The answer is {}: {}", bars[best].0, words(&bars)),
    ))
}

#[cfg(test)]
mod tests {
    use ndarray::Array3;

    use super::*;

    #[test]
    fn classes_without_a_probability_are_an_error() {
        let image = Array3::<u8>::zeros((2, 2, 1));
        assert!(decision(image.view(), &["a".into()], &[]).is_err());
        assert!(decision(image.view(), &[], &[]).is_err());
        let strange = Array3::<u8>::zeros((2, 2, 2));
        assert!(decision(strange.view(), &["a".into()], &[1.0]).is_err());
    }
}
