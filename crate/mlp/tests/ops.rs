//! The fused operations against plain candle in f64, and plain candle against finite differences.

#![allow(
    clippy::float_cmp,
    reason = "where numbers must be equal, they must be equal in every bit"
)]

mod tensors;

use std::collections::HashMap;

use candle_core::{DType, Module, Tensor, Var};
use mlp::candle_core;
use mlp::model::Activation;
use mlp::ops;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use tensors::{
    CPU, Result, SHAPES, difference, extreme_logits_are_no_problem_on, gradient, labels, numbers, random,
    random_var,
};

fn bias(rng: &mut ChaCha8Rng, width: usize) -> Result<Var> {
    Ok(Var::from_tensor(&random(rng, (1, width), 0.5)?.flatten_all()?)?)
}

/// The plain graph, in f64: the oracle.
fn plain_linear(x: &Tensor, w: &Tensor, b: &Tensor, activation: Activation) -> Result<Tensor> {
    Ok(activation.forward(&x.matmul(&w.t()?)?.broadcast_add(b)?)?)
}

fn plain_cross_entropy(logits: &Tensor, labels: &Tensor) -> Result<Tensor> {
    let picked = candle_nn::ops::log_softmax(logits, 1)?.gather(&labels.unsqueeze(1)?, 1)?;
    Ok(picked.mean_all()?.neg()?)
}

fn in_f64(v: &Tensor) -> Result<Var> {
    Ok(Var::from_tensor(&v.detach().to_dtype(DType::F64)?)?)
}

#[test]
fn linear_agrees_with_plain_candle_forward_and_backward() -> Result<()> {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    for (batch, inputs, outputs) in SHAPES {
        for activation in Activation::ALL {
            let x = random_var(&mut rng, (batch, inputs), 1.0)?;
            let w = random_var(&mut rng, (outputs, inputs), 0.5)?;
            let b = bias(&mut rng, outputs)?;
            let upstream = random(&mut rng, (batch, outputs), 1.0)?;
            let y = ops::linear(&x, &w, &b, activation)?;
            let (x64, w64, b64) = (in_f64(&x)?, in_f64(&w)?, in_f64(&b)?);
            let y64 = plain_linear(&x64, &w64, &b64, activation)?;
            assert!(
                difference(&y, &y64, 1e-3)? < 2e-6,
                "{activation} forward {batch}×{inputs}×{outputs}"
            );
            // `loss` has operations of candle's own in it, so both go through candle's backward.
            let gradients = (&y * &upstream)?.sum_all()?.backward()?;
            let expected = (&y64 * upstream.to_dtype(DType::F64)?)?.sum_all()?.backward()?;
            for (name, of, of64) in [("x", &x, &x64), ("w", &w, &w64), ("b", &b, &b64)] {
                let d = difference(gradient(&gradients, of)?, gradient(&expected, of64)?, 1e-3)?;
                assert!(d < 5e-6, "{activation} d{name} {batch}×{inputs}×{outputs}: {d}");
            }
        }
    }
    Ok(())
}

#[test]
fn cross_entropy_agrees_with_plain_candle_forward_and_backward() -> Result<()> {
    let mut rng = ChaCha8Rng::seed_from_u64(2);
    for (batch, classes) in [(1, 1), (1, 10), (7, 1), (5, 2), (64, 10), (1000, 10), (33, 300)] {
        for scale in [0.01, 1.0, 30.0] {
            let z = random_var(&mut rng, (batch, classes), scale)?;
            let y = labels(&mut rng, batch, classes)?;
            let loss = ops::cross_entropy(&z, &y)?;
            let z64 = in_f64(&z)?;
            let loss64 = plain_cross_entropy(&z64, &y)?;
            assert!(loss.dims().is_empty());
            assert!(
                difference(&loss, &loss64, 1e-2)? < 2e-6,
                "{batch}×{classes}, logits up to {scale}"
            );
            let (expected, candle, own) = (loss64.backward()?, loss.backward()?, ops::backward(&loss)?);
            for gradients in [&candle, &own] {
                let d = difference(gradient(gradients, &z)?, gradient(&expected, &z64)?, 1e-6)?;
                assert!(d < 2e-6, "{batch}×{classes}, logits up to {scale}: {d}");
            }
        }
    }
    Ok(())
}

#[test]
fn a_whole_network_has_the_gradients_of_plain_candle_by_either_backward() -> Result<()> {
    let mut rng = ChaCha8Rng::seed_from_u64(3);
    for activation in Activation::ALL {
        let widths = [20, 33, 16, 10];
        let x = random(&mut rng, (70, widths[0]), 1.0)?;
        let y = labels(&mut rng, 70, 10)?;
        let layers: Vec<(Var, Var)> = widths
            .windows(2)
            .map(|w| Ok((random_var(&mut rng, (w[1], w[0]), 0.4)?, bias(&mut rng, w[1])?)))
            .collect::<Result<_>>()?;
        let layers64: Vec<(Var, Var)> = layers
            .iter()
            .map(|(w, b)| Ok((in_f64(w)?, in_f64(b)?)))
            .collect::<Result<_>>()?;
        let (mut h, mut h64) = (x.clone(), x.to_dtype(DType::F64)?);
        for (i, ((w, b), (w64, b64))) in layers.iter().zip(&layers64).enumerate() {
            let activation = if i + 2 < widths.len() {
                activation
            } else {
                Activation::Identity
            };
            h = ops::linear(&h, w, b, activation)?;
            h64 = plain_linear(&h64, w64, b64, activation)?;
        }
        let loss = ops::cross_entropy(&h, &y)?;
        let expected = plain_cross_entropy(&h64, &y)?.backward()?;
        let (candle, own) = (loss.backward()?, ops::backward(&loss)?);
        for ((w, b), (w64, b64)) in layers.iter().zip(&layers64) {
            for (of, of64) in [(w, w64), (b, b64)] {
                let expected = gradient(&expected, of64)?;
                assert!(
                    difference(gradient(&candle, of)?, expected, 1e-3)? < 1e-5,
                    "{activation}"
                );
                assert_eq!(
                    numbers(gradient(&own, of)?)?,
                    numbers(gradient(&candle, of)?)?,
                    "{activation}"
                );
            }
        }
        assert_eq!(own.get_ids().count(), 6, "the batch of inputs gets no gradient");
    }
    Ok(())
}

#[test]
fn gradients_agree_with_finite_differences() -> Result<()> {
    // Central differences of the f64 graph at every parameter, against the fused f32 gradient.
    let mut rng = ChaCha8Rng::seed_from_u64(4);
    for activation in Activation::ALL {
        let x = random(&mut rng, (6, 5), 1.0)?;
        let y = labels(&mut rng, 6, 3)?;
        let parameters = [
            random_var(&mut rng, (4, 5), 0.7)?,
            bias(&mut rng, 4)?,
            random_var(&mut rng, (3, 4), 0.7)?,
            bias(&mut rng, 3)?,
        ];
        let [w1, b1, w2, b2] = &parameters;
        let h = ops::linear(&x, w1, b1, activation)?;
        let loss = ops::cross_entropy(&ops::linear(&h, w2, b2, Activation::Identity)?, &y)?;
        let gradients = ops::backward(&loss)?;
        let loss_at = |p: &[Tensor]| -> Result<f64> {
            let h = plain_linear(&x.to_dtype(DType::F64)?, &p[0], &p[1], activation)?;
            let z = plain_linear(&h, &p[2], &p[3], Activation::Identity)?;
            Ok(plain_cross_entropy(&z, &y)?.to_scalar()?)
        };
        for (i, parameter) in parameters.iter().enumerate() {
            let analytic = numbers(gradient(&gradients, parameter)?)?;
            for (j, analytic) in analytic.iter().enumerate() {
                let step = 1e-6;
                let shifted = |by: f64| -> Result<f64> {
                    let mut tensors = parameters
                        .iter()
                        .map(|p| Ok(p.as_detached_tensor().to_dtype(DType::F64)?))
                        .collect::<Result<Vec<_>>>()?;
                    let mut values = numbers(&tensors[i])?;
                    values[j] += by;
                    tensors[i] = Tensor::from_vec(values, tensors[i].shape(), &CPU)?;
                    loss_at(&tensors)
                };
                let numeric = (shifted(step)? - shifted(-step)?) / (2.0 * step);
                assert!(
                    (numeric - analytic).abs() < 1e-6,
                    "{activation} {i}[{j}]: {numeric} {analytic}"
                );
            }
        }
    }
    Ok(())
}

#[test]
fn relu_has_gradient_zero_at_zero() -> Result<()> {
    let (w, b) = (Var::new(&[[0.0_f32]], &CPU)?, Var::new(&[0.0_f32], &CPU)?);
    let x = Tensor::new(&[[1.0_f32]], &CPU)?;
    for dtype in [DType::F32, DType::F64] {
        let (w, b) = (
            Var::from_tensor(&w.to_dtype(dtype)?)?,
            Var::from_tensor(&b.to_dtype(dtype)?)?,
        );
        let gradients = ops::linear(&x.to_dtype(dtype)?, &w, &b, Activation::Relu)?.backward()?;
        assert_eq!(numbers(gradient(&gradients, &w)?)?, [0.0], "{dtype:?}");
    }
    Ok(())
}

#[test]
fn not_a_number_stays_visible_through_every_activation_and_the_loss() -> Result<()> {
    let x = Tensor::new(&[[f32::NAN], [1.0]], &CPU)?;
    let (w, b) = (
        Tensor::new(&[[1.0_f32], [1.0]], &CPU)?,
        Tensor::new(&[0.0_f32, 0.0], &CPU)?,
    );
    for activation in Activation::ALL {
        let y = ops::linear(&x, &w, &b, activation)?;
        let rows = y.to_vec2::<f32>()?;
        assert!(rows[0][0].is_nan() && !rows[1][0].is_nan(), "{activation}");
        let loss = ops::cross_entropy(&y, &Tensor::new(&[0_u32, 0], &CPU)?)?;
        assert!(loss.to_scalar::<f32>()?.is_nan(), "{activation}");
    }
    Ok(())
}

#[test]
fn extreme_logits_give_finite_losses_and_gradients() -> Result<()> {
    extreme_logits_are_no_problem_on(&CPU)
}

#[test]
fn views_of_tensors_are_read_without_their_being_contiguous() -> Result<()> {
    let mut rng = ChaCha8Rng::seed_from_u64(5);
    let x = random(&mut rng, (12, 40), 1.0)?
        .t()?
        .narrow(0, 3, 20)?
        .narrow(1, 1, 9)?;
    let w = random(&mut rng, (9, 14), 1.0)?.t()?;
    let b = random(&mut rng, (14, 2), 1.0)?.narrow(1, 1, 1)?.squeeze(1)?;
    let y = ops::linear(&x, &w, &b, Activation::Relu)?;
    let expected = ops::linear(
        &x.contiguous()?,
        &w.contiguous()?,
        &b.contiguous()?,
        Activation::Relu,
    )?;
    assert!(difference(&y, &expected, 1e-3)? < 1e-6);
    let labels = labels(&mut rng, 14, 20)?;
    let (viewed, copied) = (
        ops::cross_entropy(&y.t()?, &labels)?,
        ops::cross_entropy(&y.t()?.contiguous()?, &labels)?,
    );
    assert_eq!(viewed.to_scalar::<f32>()?, copied.to_scalar::<f32>()?);
    Ok(())
}

#[test]
fn a_variable_used_twice_gets_both_contributions() -> Result<()> {
    let mut rng = ChaCha8Rng::seed_from_u64(6);
    let (w, b) = (random_var(&mut rng, (8, 8), 0.5)?, bias(&mut rng, 8)?);
    let x = random(&mut rng, (5, 8), 1.0)?;
    let y = labels(&mut rng, 5, 8)?;
    let h = ops::linear(&x, &w, &b, Activation::Tanh)?;
    let loss = ops::cross_entropy(&ops::linear(&h, &w, &b, Activation::Tanh)?, &y)?;
    let (candle, own) = (loss.backward()?, ops::backward(&loss)?);
    for of in [&w, &b] {
        assert!(difference(gradient(&own, of)?, gradient(&candle, of)?, 1e-3)? < 1e-6);
    }
    // The same layer's weights as its own input: x and w are one tensor.
    let (w, b) = (random_var(&mut rng, (4, 4), 0.5)?, bias(&mut rng, 4)?);
    let loss = ops::cross_entropy(
        &ops::linear(&w, &w, &b, Activation::Relu)?,
        &labels(&mut rng, 4, 4)?,
    )?;
    let (candle, own) = (loss.backward()?, ops::backward(&loss)?);
    assert!(difference(gradient(&own, &w)?, gradient(&candle, &w)?, 1e-3)? < 1e-6);
    Ok(())
}

#[test]
fn a_graph_with_other_operations_in_it_is_left_to_candle() -> Result<()> {
    let mut rng = ChaCha8Rng::seed_from_u64(7);
    let (w, b) = (random_var(&mut rng, (6, 5), 0.5)?, bias(&mut rng, 6)?);
    let (x, y) = (random(&mut rng, (9, 5), 1.0)?, labels(&mut rng, 9, 6)?);
    let penalized = (ops::cross_entropy(&ops::linear(&x, &w, &b, Activation::Identity)?, &y)?
        + (w.sqr()?.sum_all()? * 0.01)?)?;
    let (candle, own) = (penalized.backward()?, ops::backward(&penalized)?);
    assert_eq!(numbers(gradient(&own, &w)?)?, numbers(gradient(&candle, &w)?)?);
    Ok(())
}

#[test]
fn the_same_seed_gives_the_same_bits_twice() -> Result<()> {
    let train = || -> Result<Vec<u32>> {
        let mut rng = ChaCha8Rng::seed_from_u64(10);
        let x = random(&mut rng, (512, 200), 1.0)?;
        let y = labels(&mut rng, 512, 10)?;
        let p = [
            random_var(&mut rng, (150, 200), 0.1)?,
            bias(&mut rng, 150)?,
            random_var(&mut rng, (10, 150), 0.1)?,
            bias(&mut rng, 10)?,
        ];
        let step = ops::SgdStep {
            lr: 0.2,
            momentum: 0.9,
            weight_decay: 0.0,
        };
        let mut velocities: HashMap<usize, Option<Tensor>> = HashMap::new();
        for _ in 0..20 {
            let h = ops::linear(&x, &p[0], &p[1], Activation::Relu)?;
            let loss = ops::cross_entropy(&ops::linear(&h, &p[2], &p[3], Activation::Identity)?, &y)?;
            let gradients = ops::backward(&loss)?;
            for (i, p) in p.iter().enumerate() {
                step.apply(p, gradient(&gradients, p)?, velocities.entry(i).or_default())?;
            }
        }
        let weights = p
            .iter()
            .map(|p| Ok(p.flatten_all()?.to_vec1::<f32>()?))
            .collect::<Result<Vec<_>>>()?;
        Ok(weights.concat().into_iter().map(f32::to_bits).collect())
    };
    let first = train()?;
    for _ in 0..5 {
        assert!(train()? == first, "weights differ between two runs of one seed");
    }
    Ok(())
}
