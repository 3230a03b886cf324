//! What dropout does to a hidden layer while it is trained.

use ndarray::Array2;

use crate::{Verdict, draw::Draw, part::Part};

/// A layer's activations (N, units), which of them are kept, and the probability with which one is left out.
type Case = (Array2<f64>, Array2<bool>, f64);

/// `drop(h, kept, p)` leaves out what is not kept, and makes up for it so that each activation keeps its mean.
pub fn drop(drop: fn(&Array2<f64>, &Array2<bool>, f64) -> Array2<f64>) -> Verdict {
    let mut draw = Draw::new(91);
    let cases = [(3, 4, 0.5), (2, 6, 0.2), (4, 3, 0.75), (2, 3, 0.0)]
        .map(|(n, units, p)| {
            let h = draw.matrix(n, units, 2.0).mapv(|h| h.max(0.0) + 0.1);
            // With p = 0 nothing is left out.
            let mut kept = Array2::from_shape_fn((n, units), |_| p == 0.0 || draw.index(0..2) == 0);
            kept[[0, 0]] = true;
            (format!("{n} samples, {units} units, p = {p}"), (h, kept, p))
        })
        .to_vec();
    Verdict::new(
        "Dropout by hand",
        [Part::new("drop", 2.0, cases)
            .mistake(
                "nothing makes up for what is left out",
                "an activation that is 0 with probability p has (1 − p) times its mean: what is kept must grow",
                |(h, kept, _): &Case| scaled(h, kept, 1.0),
            )
            .mistake(
                "what is kept is divided by p",
                "it is kept with probability 1 − p, and that is what its mean is multiplied by",
                |(h, kept, p)| scaled(h, kept, 1.0 / p),
            )
            .mistake(
                "what is kept is made smaller",
                "the mean has become smaller already: divide by 1 − p, do not multiply",
                |(h, kept, p)| scaled(h, kept, 1.0 - p),
            )
            .mistake(
                "what is to be kept is left out",
                "`kept` is true where the activation stays",
                |(h, kept, p)| scaled(h, &kept.mapv(|kept| !kept), 1.0 / (1.0 - p)),
            )
            .grade(
                |(h, kept, p)| scaled(h, kept, 1.0 / (1.0 - p)),
                |(h, kept, p)| drop(h, kept, *p),
            )],
    )
}

fn scaled(h: &Array2<f64>, kept: &Array2<bool>, factor: f64) -> Array2<f64> {
    Array2::from_shape_fn(h.dim(), |at| if kept[at] { h[at] * factor } else { 0.0 })
}
