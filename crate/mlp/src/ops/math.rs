//! Exponential, sigmoid and hyperbolic tangent in f32, written so that the compiler turns a loop over them into vector
//! instructions: no branches, no table, no call.
//!
//! The standard library's `f32::exp` is one call a number; over a batch's logits that is the slowest part of
//! a softmax.

#![allow(
    clippy::inline_always,
    reason = "a call in a loop's body would keep it from becoming vector instructions"
)]

/// `a * b + c`, in one instruction where the processor has it (and never by the slow library call where not).
#[inline(always)]
pub(crate) fn mul_add(a: f32, b: f32, c: f32) -> f32 {
    if cfg!(any(target_feature = "fma", target_arch = "aarch64")) {
        a.mul_add(b, c)
    } else {
        a * b + c
    }
}

/// eˣ within two units in the last place, over the whole range of f32: 0 far below, infinite far above, NaN for NaN.
///
/// eˣ = 2ⁿ · eʳ with n the whole number nearest to x / ln 2, so that |r| ≤ ln 2 / 2, where a polynomial of degree 6 is as
/// good as f32 can hold.
#[inline(always)]
pub(crate) fn exp(x: f32) -> f32 {
    // Adding 1.5 · 2²³ leaves the nearest whole number in the low bits of the sum.
    const ROUND: f32 = 12_582_912.0;
    // ln 2 in two parts: the first has few bits, so that n times it is exact.
    const LN2_HIGH: f32 = 0.693_359_4;
    const LN2_LOW: f32 = -2.121_944_4e-4;
    let x = x.clamp(-104.0, 89.0);
    let shifted = mul_add(x, std::f32::consts::LOG2_E, ROUND);
    let n = shifted - ROUND;
    let r = mul_add(n, -LN2_LOW, mul_add(n, -LN2_HIGH, x));
    let mut p = 1.987_569_1e-4;
    p = mul_add(p, r, 1.398_199_9e-3);
    p = mul_add(p, r, 8.333_452e-3);
    p = mul_add(p, r, 4.166_579_6e-2);
    p = mul_add(p, r, 1.666_666_5e-1);
    p = mul_add(p, r, 0.5);
    p = mul_add(p * r, r, r + 1.0);
    // 2ⁿ in two factors, each of which f32 can hold: results may be subnormal or infinite.
    let n = shifted
        .to_bits()
        .cast_signed()
        .wrapping_sub(ROUND.to_bits().cast_signed());
    let half = n >> 1;
    p * power_of_two(half) * power_of_two(n.wrapping_sub(half))
}

/// 2ⁿ for −126 ≤ n ≤ 127.
#[inline(always)]
fn power_of_two(n: i32) -> f32 {
    f32::from_bits((n.wrapping_add(127) << 23).cast_unsigned())
}

/// 1 / (1 + e⁻ˣ).
#[inline(always)]
pub(crate) fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + exp(-x))
}

/// The hyperbolic tangent.
#[inline(always)]
pub(crate) fn tanh(x: f32) -> f32 {
    // Near 0, 1 − e would lose the leading digits: there the odd polynomial is used.
    let square = x * x;
    let mut p = -5.704_988_7e-3;
    p = mul_add(p, square, 2.063_909e-2);
    p = mul_add(p, square, -5.373_971_5e-2);
    p = mul_add(p, square, 1.333_144_2e-1);
    p = mul_add(p, square, -3.333_328e-1);
    let near = mul_add(p * square, x, x);
    let e = exp(-2.0 * x.abs());
    let far = (1.0 - e) / (1.0 + e);
    (if x.abs() < 0.625 { near } else { far }).copysign(x)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::float_cmp, reason = "limits are exact")]

    use super::*;

    /// The largest error over the grid, relative to the larger of |reference| and `floor`.
    fn worst(f: fn(f32) -> f32, reference: fn(f64) -> f64, from: f32, to: f32, floor: f64) -> f64 {
        let steps = 400_000;
        (0..=steps)
            .map(|i| from + (to - from) * (i as f32 / steps as f32))
            .map(|x| {
                let expected = reference(f64::from(x));
                (f64::from(f(x)) - expected).abs() / expected.abs().max(floor)
            })
            .fold(0.0, f64::max)
    }

    #[test]
    fn exp_agrees_with_the_exponential_in_f64() {
        assert!(worst(exp, f64::exp, -87.0, 88.7, 0.0) < 2.0 * f64::from(f32::EPSILON));
        assert!(worst(exp, f64::exp, -1.0, 1.0, 0.0) < f64::from(f32::EPSILON));
        // Subnormal results have an absolute spacing instead of a relative one.
        assert!(worst(exp, f64::exp, -104.0, -87.0, f64::from(f32::MIN_POSITIVE)) < f64::from(f32::EPSILON));
    }

    #[test]
    fn exp_has_the_right_limits() {
        assert_eq!(exp(0.0), 1.0);
        assert_eq!(exp(-0.0), 1.0);
        assert_eq!(exp(-200.0), 0.0);
        assert_eq!(exp(f32::NEG_INFINITY), 0.0);
        assert_eq!(exp(89.0), f32::INFINITY);
        assert_eq!(exp(f32::INFINITY), f32::INFINITY);
        assert!(exp(f32::NAN).is_nan());
    }

    #[test]
    fn sigmoid_and_tanh_agree_with_f64() {
        assert!(worst(sigmoid, |x| 1.0 / (1.0 + (-x).exp()), -80.0, 80.0, 0.0) < 4e-7);
        assert!(worst(tanh, f64::tanh, -12.0, 12.0, 1e-30) < 4e-7);
        assert!(worst(tanh, f64::tanh, -1e-3, 1e-3, 1e-30) < 4e-7);
    }

    #[test]
    fn sigmoid_and_tanh_have_the_right_limits() {
        assert_eq!(
            (sigmoid(f32::NEG_INFINITY), sigmoid(0.0), sigmoid(f32::INFINITY)),
            (0.0, 0.5, 1.0)
        );
        assert_eq!(
            (tanh(f32::NEG_INFINITY), tanh(0.0), tanh(f32::INFINITY)),
            (-1.0, 0.0, 1.0)
        );
        assert!(sigmoid(f32::NAN).is_nan() && tanh(f32::NAN).is_nan());
        assert!(tanh(-0.0).is_sign_negative());
    }
}
