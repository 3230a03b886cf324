//! Question 2.3: the derivatives of another layer that makes shares.

use ndarray::Array2;

use crate::{Verdict, draw::Draw, part::Part};

/// `jacobian(z)` gives ∂yᵢ/∂zⱼ in row i, column j, of yᵢ = zᵢ²/Σ z².
pub fn jacobian(jacobian: fn(&[f64]) -> Array2<f64>) -> Verdict {
    let mut draw = Draw::new(23);
    let mut cases = [2, 3, 5]
        .map(|n| {
            let z = draw.matrix(1, n, 3.0).into_raw_vec_and_offset().0;
            (format!("{n} numbers"), z)
        })
        .to_vec();
    let mut z = draw.matrix(1, 4, 3.0).into_raw_vec_and_offset().0;
    z[draw.index(0..4)] = 0.0;
    cases.push(("4 numbers, one of them 0".into(), z));
    Verdict::new(
        "The derivative of another layer",
        [Part::new("jacobian", 3.0, cases)
            .mistake(
                "the sum is taken for a constant",
                "Σ z² depends on every z: the quotient rule has a second term",
                |z: &Vec<f64>| matrix(z, |zi, _, _, s, same| if same { 2.0 * zi / s } else { 0.0 }),
            )
            .mistake(
                "only the diagonal is filled",
                "all shares have one sum: raising zⱼ changes every other yᵢ",
                |z| matrix(z, |zi, zj, yi, s, same| if same { 2.0 * (zi - yi * zj) / s } else { 0.0 }),
            )
            .mistake(
                "rows and columns are exchanged",
                "row i is about yᵢ, column j about zⱼ; this matrix is not symmetric as that of softmax is",
                |z| matrix(z, formula).reversed_axes(),
            )
            .mistake(
                "the sign off the diagonal is wrong",
                "the second term of the quotient rule is subtracted",
                |z| matrix(z, |zi, zj, yi, s, same| if same { formula(zi, zj, yi, s, same) } else { 2.0 * yi * zj / s }),
            )
            .mistake(
                "this is the derivative of softmax",
                "this layer squares in place of e^z, so its derivative is another one: begin with the quotient rule",
                |z| matrix(z, |_, zj, yi, s, same| yi * (if same { 1.0 } else { 0.0 } - zj * zj / s)),
            )
            .mistake(
                "the factor 2 is missing",
                "the derivative of z² is 2·z",
                |z| matrix(z, |zi, zj, yi, s, same| formula(zi, zj, yi, s, same) / 2.0),
            )
            .grade(|z| matrix(z, formula), |z| jacobian(z))],
    )
}

/// From zᵢ, zⱼ, yᵢ, Σ z² and whether i is j.
fn formula(zi: f64, zj: f64, yi: f64, s: f64, same: bool) -> f64 {
    2.0 * (if same { zi } else { 0.0 } - yi * zj) / s
}

fn matrix(z: &[f64], entry: fn(f64, f64, f64, f64, bool) -> f64) -> Array2<f64> {
    let s: f64 = z.iter().map(|z| z * z).sum();
    Array2::from_shape_fn((z.len(), z.len()), |(i, j)| {
        entry(z[i], z[j], z[i] * z[i] / s, s, i == j)
    })
}
