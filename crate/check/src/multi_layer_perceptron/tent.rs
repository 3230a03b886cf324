//! Question 4.2: a function that is put together from ReLUs.

use ndarray::Array1;

use crate::{Verdict, draw::Draw, part::Part};

/// Hidden units on one input, each (w, b, v): it adds v·ReLU(w·x + b).
type Units = Vec<(f64, f64, f64)>;

/// Where a tent stands and how far it reaches to each side.
type Tent = (f64, f64);

/// `tent(center, half_width)` gives hidden units whose sum is 1 at the center, 0 from `half_width` away on, and straight
/// between.
pub fn tent(tent: fn(f64, f64) -> Units) -> Verdict {
    let mut draw = Draw::new(42);
    let mut tents = vec![(0.0, 1.0)];
    for half_width in [
        draw.number(0.1..0.6),
        draw.number(1.5..4.0),
        draw.number(5.0..9.0),
    ] {
        let side = if draw.index(0..2) == 0 { 1.0 } else { -1.0 };
        tents.push((side * draw.number(1.0..6.0), half_width));
    }
    let cases = tents
        .into_iter()
        .map(|tent| (format!("center {:.3}, half width {:.3}", tent.0, tent.1), tent))
        .collect();
    Verdict::new(
        "A tent of ReLUs",
        [Part::new("tent", 4.0, cases)
            .mistake(
                "the rise only ends, and nothing falls",
                "at the center the slope must turn from rising to falling: the unit there has to undo the rise *and* fall as steeply",
                |&(c, r): &Tent| curve((c, r), &[(1.0, r - c, 1.0 / r), (1.0, -c, -1.0 / r)]),
            )
            .mistake(
                "it falls below 0 behind its right foot",
                "nothing stops the fall: one more unit has to begin where the tent ends",
                |&(c, r)| curve((c, r), &[(1.0, r - c, 1.0 / r), (1.0, -c, -2.0 / r)]),
            )
            .mistake(
                "the slope is 1 whatever the width",
                "it rises by 1 on a way of half_width: that is its slope",
                |&(c, r)| curve((c, r), &standing_at(c, r, 1.0)),
            )
            .mistake(
                "the bias has the other sign",
                "ReLU(w·x + b) begins where w·x + b = 0, that is at x = −b/w",
                |&(c, r)| curve((c, r), &standing_at(-c, r, 1.0 / r)),
            )
            .mistake(
                "half_width is taken for the whole width",
                "the tent reaches half_width to the left of its center and as far to the right",
                |&(c, r)| curve((c, r), &standing_at(c, r / 2.0, 2.0 / r)),
            )
            .grade(
                |&(c, r)| curve((c, r), &standing_at(c, r, 1.0 / r)),
                |&(c, r)| curve((c, r), &tent(c, r)),
            )],
    )
}

fn standing_at(center: f64, half_width: f64, slope: f64) -> Units {
    vec![
        (1.0, half_width - center, slope),
        (1.0, -center, -2.0 * slope),
        (1.0, -center - half_width, slope),
    ]
}

/// The value of a network's output before the tent, on it, at its corners, and behind it.
fn curve((center, half_width): Tent, units: &[(f64, f64, f64)]) -> Array1<f64> {
    [-7.0, -1.5, -1.0, -0.75, -0.25, 0.0, 0.5, 0.75, 1.0, 1.25, 8.0]
        .iter()
        .map(|way| {
            let x = center + way * half_width;
            units.iter().map(|(w, b, v)| v * (w * x + b).max(0.0)).sum()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_right_answer_is_a_tent() {
        let heights = curve((2.0, 0.5), &standing_at(2.0, 0.5, 2.0));
        let expected = [0.0, 0.0, 0.0, 0.25, 0.75, 1.0, 0.5, 0.25, 0.0, 0.0, 0.0];
        for (height, expected) in heights.iter().zip(expected) {
            assert!((height - expected).abs() < 1e-12, "{heights}");
        }
    }
}
