//! The loss, step by step, on axes that stay.

use crate::{
    Result,
    plot::{Chart, Figure},
};

/// Draws the loss of each step; a dashed line says what guessing among `classes` classes gives. The axis of the loss is
/// always the same, so that curves of several learning rates can be compared as they follow one another.
///
/// ```
/// use mlp::figures::descent;
/// let figure = descent(&[2.3, 1.1, 0.7], 10)?;
/// assert!(figure.alt().contains("loss"));
/// # Ok::<(), mlp::Error>(())
/// ```
///
/// # Errors
/// Nothing to draw.
pub fn descent(losses: &[f64], classes: usize) -> Result<Figure> {
    const LIMITS: (f64, f64) = (0.3, 30.0);
    let inside = |loss: f64| {
        if loss.is_nan() {
            LIMITS.1
        } else {
            loss.clamp(LIMITS.0, LIMITS.1)
        }
    };
    let points: Vec<(f64, f64)> = losses
        .iter()
        .enumerate()
        .map(|(step, &loss)| (step as f64, inside(loss)))
        .collect();
    let guessing = (classes.max(1) as f64).ln();
    let end = losses.len().saturating_sub(1).max(1) as f64;
    Chart::new("Loss of each step")
        .axes("step", "loss")
        .log_y()
        .y_range(LIMITS.0, LIMITS.1)
        .line("training", &points)
        .dashed("guessing", &[(0.0, guessing), (end, guessing)])
        .draw()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_loss_that_is_no_number_is_drawn_at_the_upper_end() -> Result<()> {
        let figure = descent(&[2.3, 1e9, f64::NAN], 10)?;
        assert!(!figure.svg().contains("NaN"));
        Ok(())
    }
}
