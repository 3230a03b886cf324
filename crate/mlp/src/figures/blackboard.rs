//! The worked example at a glance: its loss, what it says of the right classes, and where its weights want to go.

use std::fmt::Write as _;

use super::rows::{READABLE, Rows, begin, words};
use crate::{
    Result,
    plot::Figure,
    worked_example::{Weights, inputs, labels},
};

/// A weight of the worked example, by row and column of its matrix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// Of W_h.
    Hidden(usize, usize),
    /// Of W_z.
    Output(usize, usize),
}

const HALF: f64 = 380.0;

/// Draws the loss of `weights` on the lecture's three samples, ŷ at each sample's label, and ∂L/∂w of the weights in `watched`.
/// The scales stay, so that one can compare while the weights change.
///
/// ```
/// use mlp::figures::{Weight, blackboard};
/// use mlp::worked_example::Weights;
/// let figure = blackboard(&Weights::printed(), &[("w", Weight::Hidden(1, 0)), ("v", Weight::Hidden(1, 1))])?;
/// assert!(figure.alt().starts_with("Loss 1.2731"));
/// assert!(figure.alt().ends_with("v 0.000")); // the second hidden unit is dead
/// # Ok::<(), mlp::Error>(())
/// ```
///
/// # Errors
/// A weight that the example does not have.
pub fn blackboard(weights: &Weights, watched: &[(&str, Weight)]) -> Result<Figure> {
    blackboard_within(f64::INFINITY, weights, watched)
}

/// [`blackboard`] for a page so many pixels wide: on a narrow one its halves stand one below the other.
///
/// # Errors
/// As there.
pub fn blackboard_within(page: f64, weights: &Weights, watched: &[(&str, Weight)]) -> Result<Figure> {
    let (x, y) = (inputs(), labels());
    let (forward, gradients) = (weights.forward(&x, &y)?, weights.gradients(&x, &y)?);
    let right: Vec<(String, f64)> = y
        .iter()
        .enumerate()
        .map(|(n, &class)| (format!("sample {}", n + 1), forward.y_hat[[n, class]]))
        .collect();
    let mut slopes = Vec::new();
    for &(name, weight) in watched {
        let (matrix, at) = match weight {
            Weight::Hidden(row, column) => (&gradients.hidden, [row, column]),
            Weight::Output(row, column) => (&gradients.output, [row, column]),
        };
        let Some(&slope) = matrix.get(at) else {
            return Err(crate::Error::argument(
                "watched",
                format!("{weight:?}"),
                format!("that matrix is {:?}, counted from 0", matrix.dim()),
            ));
        };
        slopes.push((name.to_owned(), slope));
    }
    let left = Rows {
        title: "ŷ of the right class",
        bars: &right,
        scale: (0.0, 1.0),
        marked: None,
    };
    let rows = Rows {
        title: "∂L/∂w",
        bars: &slopes,
        scale: (-2.0, 2.0),
        marked: None,
    };
    let top = 40.0;
    let places = beside_or_below(page, &left);
    let height = (left.height()).max(places.1 + rows.height());
    let width = places.0 + HALF;
    let mut svg = begin((width, top + height + 12.0));
    // Writing into a string cannot fail.
    let _ = write!(
        svg,
        r#"<text x="{}" y="26" font-size="17" text-anchor="middle">loss {:.4}</text>"#,
        width / 2.0,
        forward.loss
    );
    left.write(&mut svg, (0.0, top), HALF);
    rows.write(&mut svg, (places.0, top + places.1), HALF);
    svg.push_str("</svg>");
    let alt = format!(
        "Loss {:.4}. ŷ of the right class: {}. Gradients: {}",
        forward.loss,
        words(&right),
        words(&slopes)
    );
    Ok(Figure::new(svg, alt))
}

/// Where the second half begins, seen from the first.
fn beside_or_below(page: f64, first: &Rows) -> (f64, f64) {
    if page >= 2.0 * HALF * READABLE {
        (HALF, 0.0)
    } else {
        (0.0, first.height())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn on_a_narrow_page_the_halves_stand_below_one_another() -> Result<()> {
        let watched = [("w", Weight::Output(1, 0))];
        let wide = blackboard(&Weights::printed(), &watched)?;
        let narrow = blackboard_within(320.0, &Weights::printed(), &watched)?;
        assert!(wide.svg().starts_with(r#"<svg width="760""#), "{}", wide.svg());
        assert!(
            narrow.svg().starts_with(r#"<svg width="380""#),
            "{}",
            narrow.svg()
        );
        assert_eq!(wide.alt(), narrow.alt());
        Ok(())
    }

    #[test]
    fn the_slides_numbers_are_on_the_board() -> Result<()> {
        let figure = blackboard(&Weights::printed(), &[("w", Weight::Output(1, 0))])?;
        let gradients = Weights::printed().gradients(&inputs(), &labels())?;
        let slope = format!("w {:.3}", gradients.output[[1, 0]]);
        assert!(figure.alt().ends_with(&slope), "{}", figure.alt());
        assert!(figure.svg().contains(">loss 1.2731</text>"));
        Ok(())
    }

    #[test]
    fn a_weight_that_is_not_there_is_named() {
        let error = blackboard(&Weights::printed(), &[("w", Weight::Hidden(3, 0))]);
        assert!(error.is_err_and(|error| error.to_string().contains("Hidden(3, 0)")));
    }
}
