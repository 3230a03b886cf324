//! Random tensors, and how two of them are compared: what the tests of the operations on the CPU and on a GPU share.

#![allow(
    clippy::float_cmp,
    reason = "where numbers must be equal, they must be equal in every bit"
)]

use candle_core::{DType, Device, Tensor, Var, backprop::GradStore};
use mlp::{candle_core, ops};
use rand::Rng;
use rand_chacha::ChaCha8Rng;

pub(crate) type Result<T, E = Box<dyn std::error::Error>> = std::result::Result<T, E>;

pub(crate) const CPU: Device = Device::Cpu;

/// (batch, inputs, outputs).
pub(crate) const SHAPES: [(usize, usize, usize); 9] = [
    (1, 1, 1),
    (1, 7, 3),
    (5, 1, 4),
    (3, 6, 1),
    (2, 9, 5),
    (33, 17, 12),
    (64, 100, 10),
    (129, 50, 67),
    (300, 64, 130),
];

pub(crate) fn random(rng: &mut ChaCha8Rng, shape: (usize, usize), scale: f32) -> Result<Tensor> {
    let numbers: Vec<f32> = (0..shape.0 * shape.1)
        .map(|_| rng.random_range(-scale..scale))
        .collect();
    Ok(Tensor::from_vec(numbers, shape, &CPU)?)
}

pub(crate) fn random_var(rng: &mut ChaCha8Rng, shape: (usize, usize), scale: f32) -> Result<Var> {
    Ok(Var::from_tensor(&random(rng, shape, scale)?)?)
}

pub(crate) fn labels(rng: &mut ChaCha8Rng, batch: usize, classes: usize) -> Result<Tensor> {
    let labels: Vec<u32> = (0..batch).map(|_| rng.random_range(0..classes as u32)).collect();
    Ok(Tensor::from_vec(labels, batch, &CPU)?)
}

/// The numbers of a tensor, wherever it is.
pub(crate) fn numbers(t: &Tensor) -> Result<Vec<f64>> {
    let t = t.to_device(&CPU)?;
    Ok(t.to_dtype(DType::F64)?.flatten_all()?.to_vec1()?)
}

/// The largest difference, relative to the largest number of `expected` (or to `floor` if that is larger). NaN does not pass for agreement.
pub(crate) fn difference(actual: &Tensor, expected: &Tensor, floor: f64) -> Result<f64> {
    assert_eq!(actual.dims(), expected.dims());
    let (actual, expected) = (numbers(actual)?, numbers(expected)?);
    let size = expected.iter().fold(floor, |a, b| a.max(b.abs()));
    let largest = actual
        .iter()
        .zip(&expected)
        .map(|(a, b)| (a - b).abs())
        .fold(0.0, |a: f64, b| {
            if a.is_nan() || b.is_nan() {
                f64::NAN
            } else {
                a.max(b)
            }
        });
    Ok(largest / size)
}

pub(crate) fn gradient<'a>(gradients: &'a GradStore, of: &Tensor) -> Result<&'a Tensor> {
    gradients.get(of).ok_or_else(|| "no gradient".into())
}

/// Logits that overflow a naive softmax: the loss is what it should be, and no gradient leaves −1 to 1.
pub(crate) fn extreme_logits_are_no_problem_on(device: &Device) -> Result<()> {
    for (logits, expected) in [
        ([1e4_f32, 0.0, -1e4], 0.0),
        ([-1e4, 1e4, 0.0], 2e4),
        ([3e38, -3e38, 0.0], 0.0),
        ([1e-30, 0.0, 1e-30], 3.0_f64.ln()),
        ([88.0, 89.0, 90.0], 2.407_605_964_444_38),
        ([f32::NEG_INFINITY, f32::NEG_INFINITY, 5.0], f64::INFINITY),
    ] {
        let z = Var::new(&[logits], device)?;
        let loss = ops::cross_entropy(&z, &Tensor::new(&[0_u32], device)?)?;
        let value = f64::from(loss.to_scalar::<f32>()?);
        assert!(
            value == expected || (value - expected).abs() < 1e-6 * expected.max(1.0),
            "{logits:?}: {value}"
        );
        for g in numbers(gradient(&ops::backward(&loss)?, &z)?)? {
            assert!((-1.0..=1.0).contains(&g), "{logits:?}: gradient {g}");
        }
    }
    Ok(())
}
