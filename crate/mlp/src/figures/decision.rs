//! One image beside what a network says of it.

use std::fmt::Write as _;

use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::gallery::png;
use super::rows::{READABLE, Rows, begin, words};
use crate::{Error, Result, data::Samples, plot::Figure};

const SIDE: f64 = 224.0;
const WIDTH: f64 = 760.0;
/// The width where the bars stand below the image.
const NARROW: f64 = 380.0;
const GAP: f64 = 20.0;

/// Draws the image at `position` and a bar for the probability of each class; the largest stands out.
///
/// ```
/// use mlp::{data::made_up, figures::decision};
/// let data = made_up::dataset()?;
/// let mut probabilities = vec![0.0; data.classes().len()];
/// probabilities[2] = 1.0;
/// let figure = decision(&data.train, 0, &probabilities)?;
/// assert!(figure.alt().starts_with(&format!("The answer is {}", data.classes()[2])));
/// # Ok::<(), mlp::Error>(())
/// ```
///
/// # Errors
/// A position that the samples do not have, or another number of probabilities than of classes.
pub fn decision(samples: &Samples, position: usize, probabilities: &[f32]) -> Result<Figure> {
    decision_within(f64::INFINITY, samples, position, probabilities)
}

/// [`decision`] for a page so many pixels wide: on a narrow one the bars stand below the image.
///
/// # Errors
/// As there.
pub fn decision_within(
    page: f64,
    samples: &Samples,
    position: usize,
    probabilities: &[f32],
) -> Result<Figure> {
    let classes = &samples.classes;
    if classes.is_empty() || classes.len() != probabilities.len() {
        return Err(Error::Shape(format!(
            "there are {} classes and {} probabilities; give one for each class",
            classes.len(),
            probabilities.len()
        )));
    }
    let picture = STANDARD.encode(png(samples, position)?);
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
    let beside = SIDE + 2.0 * GAP;
    let is_narrow = page < WIDTH * READABLE;
    let (left, top, width) = if is_narrow {
        (0.0, beside, NARROW)
    } else {
        (beside, 0.0, WIDTH)
    };
    let mut svg = begin((width, beside.max(top + rows.height() + GAP)));
    // Writing into a string cannot fail.
    let _ = write!(
        svg,
        r#"<image x="{}" y="{GAP}" width="{SIDE}" height="{SIDE}" style="image-rendering:pixelated" href="data:image/png;base64,{picture}"/>"#,
        if is_narrow { (width - SIDE) / 2.0 } else { GAP }
    );
    rows.write(&mut svg, (left, top), width - left);
    svg.push_str("</svg>");
    Ok(Figure::new(
        svg,
        format!("The answer is {}: {}", bars[best].0, words(&bars)),
    ))
}

#[cfg(test)]
mod tests {
    use ndarray::{Array1, Array4};

    use super::*;

    #[test]
    fn each_class_needs_a_probability_and_the_image_must_be_there() -> Result<()> {
        let images = Array4::<u8>::zeros((1, 2, 2, 1));
        let samples = Samples::new(
            images,
            Array1::from_vec(vec![0]),
            ["bag".to_owned(), "boot".to_owned()],
        )?;
        let figure = decision(&samples, 0, &[0.25, 0.75])?;
        assert_eq!(figure.alt(), "The answer is boot: bag 0.250, boot 0.750");
        let narrow = decision_within(320.0, &samples, 0, &[0.25, 0.75])?;
        assert_eq!(narrow.alt(), figure.alt());
        assert!(
            narrow.svg().starts_with(r#"<svg width="380""#),
            "{}",
            narrow.svg()
        );
        assert!(decision(&samples, 0, &[1.0]).is_err());
        assert!(decision(&samples, 1, &[0.25, 0.75]).is_err());
        Ok(())
    }
}
