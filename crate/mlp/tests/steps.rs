//! The optimizers' steps against the formulas of PyTorch's documentation.

#![allow(
    clippy::float_cmp,
    reason = "where numbers must be equal, they must be equal in every bit"
)]

#[allow(dead_code, reason = "other tests use the rest of it")]
mod tensors;

use candle_core::{DType, Tensor, Var};
use mlp::candle_core;
use mlp::ops;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use tensors::{CPU, Result, numbers, random, random_var};

/// What PyTorch's documentation says, in f64.
fn sgd_by_the_book(theta: &mut f64, v: &mut Option<f64>, g: f64, step: &ops::SgdStep) {
    let g = g + step.weight_decay * *theta;
    let change = if step.momentum == 0.0 {
        g
    } else {
        *v.insert(v.map_or(g, |v| step.momentum * v + g))
    };
    *theta -= step.lr * change;
}

#[test]
fn sgd_steps_follow_the_documented_formula() -> Result<()> {
    let mut rng = ChaCha8Rng::seed_from_u64(8);
    // 90 000 numbers are enough for several threads.
    for shape in [(1, 1), (3, 5), (300, 300)] {
        for (momentum, weight_decay) in [(0.0, 0.0), (0.9, 0.0), (0.0, 0.1), (0.5, 0.01)] {
            let step = ops::SgdStep {
                lr: 0.1,
                momentum,
                weight_decay,
            };
            let (fast, slow) = (
                random_var(&mut rng, shape, 1.0)?,
                Var::zeros(shape, DType::F64, &CPU)?,
            );
            slow.set(&fast.to_dtype(DType::F64)?)?;
            let mut book: Vec<(f64, Option<f64>)> = numbers(&fast)?.into_iter().map(|t| (t, None)).collect();
            let (mut fast_state, mut slow_state) = (None, None);
            for _ in 0..4 {
                let g = random(&mut rng, shape, 1.0)?;
                step.apply(&fast, &g, &mut fast_state)?;
                step.apply(&slow, &g.to_dtype(DType::F64)?, &mut slow_state)?;
                for ((theta, v), g) in book.iter_mut().zip(numbers(&g)?) {
                    sgd_by_the_book(theta, v, g, &step);
                }
            }
            for ((a, b), (c, _)) in numbers(&fast)?.into_iter().zip(numbers(&slow)?).zip(book) {
                assert!(
                    (a - c).abs() < 1e-6 && (b - c).abs() < 1e-12,
                    "{step:?}: {a} {b} {c}"
                );
            }
        }
    }
    Ok(())
}

#[test]
fn adam_steps_follow_the_documented_formula() -> Result<()> {
    let mut rng = ChaCha8Rng::seed_from_u64(9);
    for shape in [(1, 1), (3, 5), (300, 300)] {
        for weight_decay in [0.0, 0.1] {
            let step = ops::AdamStep {
                lr: 0.01,
                weight_decay,
                ..Default::default()
            };
            let (fast, slow) = (
                random_var(&mut rng, shape, 1.0)?,
                Var::zeros(shape, DType::F64, &CPU)?,
            );
            slow.set(&fast.to_dtype(DType::F64)?)?;
            let mut book: Vec<[f64; 3]> = numbers(&fast)?.into_iter().map(|t| [t, 0.0, 0.0]).collect();
            let (mut fast_state, mut slow_state) = (ops::AdamState::default(), ops::AdamState::default());
            for t in 1..=5 {
                let g = random(&mut rng, shape, 1.0)?;
                step.apply(&fast, &g, &mut fast_state)?;
                step.apply(&slow, &g.to_dtype(DType::F64)?, &mut slow_state)?;
                for ([theta, m, v], g) in book.iter_mut().zip(numbers(&g)?) {
                    *m = 0.9 * *m + 0.1 * g;
                    *v = 0.999 * *v + 0.001 * g * g;
                    let (m_hat, v_hat) = (*m / (1.0 - 0.9_f64.powi(t)), *v / (1.0 - 0.999_f64.powi(t)));
                    *theta -= 0.01 * weight_decay * *theta;
                    *theta -= 0.01 * m_hat / (v_hat.sqrt() + 1e-8);
                }
            }
            assert_eq!(fast_state.steps(), 5);
            for ((a, b), [c, ..]) in numbers(&fast)?.into_iter().zip(numbers(&slow)?).zip(book) {
                assert!(
                    (a - c).abs() < 2e-6 && (b - c).abs() < 1e-12,
                    "{step:?}: {a} {b} {c}"
                );
            }
        }
    }
    Ok(())
}

#[test]
fn a_gradient_of_another_shape_changes_nothing() -> Result<()> {
    let w = Var::zeros((2, 3), DType::F32, &CPU)?;
    let g = Tensor::ones((3, 2), DType::F32, &CPU)?;
    let step = ops::SgdStep {
        lr: 0.1,
        momentum: 0.0,
        weight_decay: 0.0,
    };
    let error = step.apply(&w, &g, &mut None).unwrap_err().to_string();
    assert!(error.contains("[3, 2]") && error.contains("[2, 3]"), "{error}");
    assert!(
        ops::AdamStep::default()
            .apply(&w, &g, &mut ops::AdamState::default())
            .is_err()
    );
    assert_eq!(numbers(&w)?, [0.0; 6]);
    Ok(())
}
