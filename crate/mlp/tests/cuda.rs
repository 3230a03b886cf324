//! The fused operations on a GPU against the same on the CPU, which `ops.rs` checks against plain candle and finite differences.
//!
//! They need an NVIDIA GPU: `cargo test --release --package mlp --features cuda --test cuda`.

#![allow(
    clippy::float_cmp,
    reason = "where numbers must be equal, they must be equal in every bit"
)]

#[allow(dead_code, reason = "other tests use the rest of it")]
mod tensors;

use candle_core::{DType, Device, Module, Tensor, Var, backprop::GradStore};
use mlp::device::DeviceChoice;
use mlp::metrics::Tally;
use mlp::model::Activation;
use mlp::optim::{Adam, Sgd};
use mlp::prelude::Optimizer;
use mlp::{Mlp, candle_core, ops};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use tensors::{
    CPU, Result, SHAPES, difference, extreme_logits_are_no_problem_on, gradient, labels, numbers, random,
};

fn gpu() -> Result<Device> {
    Ok(DeviceChoice::Cuda.open()?)
}

fn on(device: &Device, tensor: &Tensor) -> Result<Var> {
    Ok(Var::from_tensor(&tensor.detach().to_device(device)?)?)
}

/// What `run` gives on the GPU is what it gives on the CPU, but for `tolerance` of each tensor's largest number (or of `floor`).
fn agree(run: impl Fn(&Device) -> Result<Vec<Tensor>>, floor: f64, tolerance: f64, what: &str) -> Result<()> {
    let (on_gpu, on_cpu) = (run(&gpu()?)?, run(&CPU)?);
    assert_eq!(on_gpu.len(), on_cpu.len());
    for (position, (got, expected)) in on_gpu.iter().zip(&on_cpu).enumerate() {
        let d = difference(got, expected, floor)?;
        assert!(d < tolerance, "{what}, tensor {position}: {d}");
    }
    Ok(())
}

#[test]
fn linear_agrees_with_the_cpu_forward_and_backward() -> Result<()> {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    // The lecture's first layer, and more columns than the kernels have counters at first.
    let large = [(1024, 784, 256), (1, 40, 10_000)];
    for (batch, inputs, outputs) in SHAPES.into_iter().chain(large) {
        for activation in Activation::ALL {
            let x = random(&mut rng, (batch, inputs), 1.0)?;
            let w = random(&mut rng, (outputs, inputs), 0.5)?;
            let b = random(&mut rng, (1, outputs), 0.5)?.flatten_all()?;
            let upstream = random(&mut rng, (batch, outputs), 1.0)?;
            let run = |device: &Device| -> Result<Vec<Tensor>> {
                let (x, w, b) = (on(device, &x)?, on(device, &w)?, on(device, &b)?);
                let y = ops::linear(&x, &w, &b, activation)?;
                // An operation of candle's own is in it, so this is candle's backward pass.
                let gradients = (&y * &upstream.to_device(device)?)?.sum_all()?.backward()?;
                let mut results = vec![y.detach()];
                for of in [&x, &w, &b] {
                    results.push(gradient(&gradients, of)?.clone());
                }
                Ok(results)
            };
            // y, dx, dw, db.
            agree(
                run,
                1e-3,
                1e-5,
                &format!("{activation} {batch}×{inputs}×{outputs}"),
            )?;
        }
    }
    Ok(())
}

#[test]
fn cross_entropy_agrees_with_the_cpu_forward_and_backward() -> Result<()> {
    let mut rng = ChaCha8Rng::seed_from_u64(2);
    for (batch, classes) in [
        (1, 1),
        (1, 10),
        (7, 1),
        (5, 2),
        (64, 10),
        (1000, 10),
        (33, 300),
        (20_000, 3),
    ] {
        for scale in [0.01, 1.0, 30.0] {
            let (z, y) = (
                random(&mut rng, (batch, classes), scale)?,
                labels(&mut rng, batch, classes)?,
            );
            let run = |device: &Device| -> Result<Vec<Tensor>> {
                let z = on(device, &z)?;
                let loss = ops::cross_entropy(&z, &y.to_device(device)?)?;
                assert!(loss.dims().is_empty());
                let (own, candle) = (ops::backward(&loss)?, loss.backward()?);
                let tripled = (&loss * 3.0)?.backward()?;
                let of = |gradients: &GradStore| {
                    Ok::<_, Box<dyn std::error::Error>>(gradient(gradients, &z)?.clone())
                };
                Ok(vec![loss.detach(), of(&own)?, of(&candle)?, of(&tripled)?])
            };
            agree(
                run,
                1e-6,
                5e-6,
                &format!("{batch}×{classes}, logits up to {scale}"),
            )?;
        }
    }
    Ok(())
}

#[test]
fn a_whole_network_has_the_gradients_of_the_cpu_by_either_backward() -> Result<()> {
    let mut rng = ChaCha8Rng::seed_from_u64(3);
    for activation in Activation::ALL {
        let x = random(&mut rng, (70, 20), 1.0)?;
        let y = labels(&mut rng, 70, 10)?;
        let run = |device: &Device| -> Result<Vec<Tensor>> {
            let model = Mlp::new(&[20, 33, 16, 10], activation, 4, device)?;
            let loss = ops::cross_entropy(&model.forward(&x.to_device(device)?)?, &y.to_device(device)?)?;
            let (own, candle) = (ops::backward(&loss)?, loss.backward()?);
            assert_eq!(own.get_ids().count(), 6, "the batch of inputs gets no gradient");
            let mut results = Vec::new();
            for parameter in model.parameters() {
                let got = gradient(&own, &parameter)?;
                assert_eq!(
                    numbers(got)?,
                    numbers(gradient(&candle, &parameter)?)?,
                    "{activation}"
                );
                results.push(got.clone());
            }
            Ok(results)
        };
        agree(run, 1e-4, 1e-5, activation.name())?;
    }
    Ok(())
}

#[test]
fn a_variable_used_twice_gets_both_contributions() -> Result<()> {
    let mut rng = ChaCha8Rng::seed_from_u64(5);
    let w = random(&mut rng, (8, 8), 0.5)?;
    let b = random(&mut rng, (1, 8), 0.5)?.flatten_all()?;
    let (x, y) = (random(&mut rng, (5, 8), 1.0)?, labels(&mut rng, 5, 8)?);
    let run = |device: &Device| -> Result<Vec<Tensor>> {
        let (w, b) = (on(device, &w)?, on(device, &b)?);
        let h = ops::linear(&x.to_device(device)?, &w, &b, Activation::Tanh)?;
        let z = ops::linear(&h, &w, &b, Activation::Tanh)?;
        let gradients = ops::backward(&ops::cross_entropy(&z, &y.to_device(device)?)?)?;
        Ok(vec![
            gradient(&gradients, &w)?.clone(),
            gradient(&gradients, &b)?.clone(),
        ])
    };
    agree(run, 1e-4, 1e-5, "w and b")
}

#[test]
fn views_of_tensors_are_read_where_they_begin() -> Result<()> {
    let (gpu, mut rng) = (gpu()?, ChaCha8Rng::seed_from_u64(6));
    let (x, w, b) = (
        random(&mut rng, (40, 12), 1.0)?.to_device(&gpu)?,
        random(&mut rng, (9, 14), 1.0)?.to_device(&gpu)?,
        random(&mut rng, (1, 19), 1.0)?.flatten_all()?.to_device(&gpu)?,
    );
    let (x, w, b) = (x.t()?.narrow(1, 3, 9)?, w.t()?, b.narrow(0, 5, 14)?);
    for (x, w) in [
        (x.clone(), w.clone()),
        (x.contiguous()?.narrow(0, 3, 5)?, w.contiguous()?),
    ] {
        let y = ops::linear(&x, &w, &b, Activation::Relu)?;
        let on_cpu = |t: &Tensor| Ok::<_, Box<dyn std::error::Error>>(t.to_device(&CPU)?.contiguous()?);
        let expected = ops::linear(&on_cpu(&x)?, &on_cpu(&w)?, &on_cpu(&b)?, Activation::Relu)?;
        assert!(difference(&y, &expected, 1e-3)? < 1e-5);
    }
    Ok(())
}

#[test]
fn not_a_number_stays_visible_and_a_label_that_is_no_class_makes_one() -> Result<()> {
    let gpu = gpu()?;
    let x = Tensor::new(&[[f32::NAN], [1.0]], &gpu)?;
    let (w, b) = (
        Tensor::new(&[[1.0_f32], [1.0]], &gpu)?,
        Tensor::new(&[0.0_f32, 0.0], &gpu)?,
    );
    let first = Tensor::new(&[0_u32, 0], &gpu)?;
    for activation in Activation::ALL {
        let y = ops::linear(&x, &w, &b, activation)?;
        let rows = y.to_vec2::<f32>()?;
        assert!(rows[0][0].is_nan() && !rows[1][0].is_nan(), "{activation}");
        assert!(
            ops::cross_entropy(&y, &first)?.to_scalar::<f32>()?.is_nan(),
            "{activation}"
        );
    }
    let z = Tensor::zeros((2, 3), DType::F32, &gpu)?;
    for (labels, fits) in [([0_i64, 2], true), ([0, 3], false), ([-1, 0], false)] {
        let loss = ops::cross_entropy(&z, &Tensor::new(&labels, &gpu)?)?.to_scalar::<f32>()?;
        assert_eq!(loss.is_nan(), !fits, "{labels:?}: {loss}");
    }
    Ok(())
}

#[test]
fn extreme_logits_give_finite_losses_and_gradients() -> Result<()> {
    extreme_logits_are_no_problem_on(&gpu()?)
}

type Step = Box<dyn FnMut(&Tensor) -> candle_core::Result<()>>;

#[test]
fn steps_agree_with_the_cpu() -> Result<()> {
    let mut rng = ChaCha8Rng::seed_from_u64(7);
    // Eleven variables: more than one kernel takes.
    let shapes = [(1, 1), (3, 5), (300, 300), (784, 256)].iter().cycle().take(11);
    let start: Vec<Tensor> = shapes
        .map(|&shape| random(&mut rng, shape, 1.0))
        .collect::<Result<_>>()?;
    let directions: Vec<Tensor> = start
        .iter()
        .map(|theta| random(&mut rng, theta.dims2()?, 1.0))
        .collect::<Result<_>>()?;
    let run = |device: &Device, which: usize| -> Result<Vec<Tensor>> {
        let variables: Vec<Var> = start
            .iter()
            .map(|theta| on(device, theta))
            .collect::<Result<_>>()?;
        let mut step: Step = match which {
            0 => {
                let mut sgd = Sgd::new(variables.clone(), 0.1)?;
                Box::new(move |loss| sgd.backward_step(loss))
            }
            1 => {
                let mut sgd = Sgd::with_momentum(variables.clone(), 0.1, 0.9)?;
                Box::new(move |loss| sgd.backward_step(loss))
            }
            _ => {
                let mut adam = Adam::new(variables.clone(), 0.01)?;
                Box::new(move |loss| adam.backward_step(loss))
            }
        };
        for _ in 0..4 {
            let mut loss = Tensor::zeros((), DType::F32, device)?;
            for (theta, direction) in variables.iter().zip(&directions) {
                let term = (theta.as_tensor() * direction.to_device(device)?)?
                    .sqr()?
                    .sum_all()?;
                loss = (loss + term)?;
            }
            step(&loss)?;
        }
        Ok(variables.iter().map(Var::as_detached_tensor).collect())
    };
    for which in 0..3 {
        agree(
            |device| run(device, which),
            1e-3,
            2e-6,
            &format!("optimizer {which}"),
        )?;
    }
    // With weight decay, which the optimizers of a notebook leave out.
    let apply = |device: &Device| -> Result<Vec<Tensor>> {
        let (a, b) = (on(device, &start[1])?, on(device, &start[1])?);
        let g = directions[1].to_device(device)?;
        let sgd = ops::SgdStep {
            lr: 0.1,
            momentum: 0.5,
            weight_decay: 0.1,
        };
        let adam = ops::AdamStep {
            lr: 0.01,
            weight_decay: 0.1,
            ..Default::default()
        };
        let (mut velocity, mut state) = (None, ops::AdamState::default());
        for _ in 0..3 {
            sgd.apply(&a, &g, &mut velocity)?;
            adam.apply(&b, &g, &mut state)?;
        }
        Ok(vec![a.as_detached_tensor(), b.as_detached_tensor()])
    };
    agree(apply, 1e-3, 2e-6, "with weight decay")
}

#[test]
fn a_gpu_without_room_says_so_and_goes_on() -> Result<()> {
    let gpu = gpu()?;
    let too_large = Tensor::zeros(1 << 40, DType::F32, &gpu);
    let error = mlp::Error::from(too_large.err().ok_or("there is a GPU of 4 TB")?).to_string();
    assert!(
        error.contains("no memory left") && error.contains("batch_size"),
        "{error}"
    );
    let x = Tensor::ones((2, 3), DType::F32, &gpu)?;
    assert_eq!(x.sum_all()?.to_scalar::<f32>()?, 6.0);
    Ok(())
}

#[test]
fn a_graph_with_other_operations_in_it_is_left_to_candle() -> Result<()> {
    let mut rng = ChaCha8Rng::seed_from_u64(9);
    let w = random(&mut rng, (6, 5), 0.5)?;
    let b = random(&mut rng, (1, 6), 0.5)?.flatten_all()?;
    let (x, y) = (random(&mut rng, (9, 5), 1.0)?, labels(&mut rng, 9, 6)?);
    let run = |device: &Device| -> Result<Vec<Tensor>> {
        let (w, b) = (on(device, &w)?, on(device, &b)?);
        let z = ops::linear(&x.to_device(device)?, &w, &b, Activation::Identity)?;
        let penalized = (ops::cross_entropy(&z, &y.to_device(device)?)? + (w.sqr()?.sum_all()? * 0.01)?)?;
        Ok(vec![gradient(&ops::backward(&penalized)?, &w)?.clone()])
    };
    agree(run, 1e-4, 1e-5, "w")
}

#[test]
fn a_device_that_candle_opened_works_without_the_fused_kernels() -> Result<()> {
    let device = Device::new_cuda(0)?;
    let model = Mlp::new(&[20, 8, 4], Activation::Relu, 0, &device)?;
    let x = Tensor::ones((3, 20), DType::F32, &device)?;
    let y = Tensor::new(&[0_u32, 1, 2], &device)?;
    let mut optimizer = Sgd::new(model.parameters(), 0.1)?;
    let loss = ops::cross_entropy(&model.forward(&x)?, &y)?;
    optimizer.backward_step(&loss)?;
    let mut tally = Tally::default();
    tally.add(&loss, &model.forward(&x)?, &y)?;
    let after = ops::cross_entropy(&model.forward(&x)?, &y)?.to_scalar::<f32>()?;
    assert!(after < loss.to_scalar::<f32>()?);
    assert!((tally.means()?.0 - f64::from(loss.to_scalar::<f32>()?)).abs() < 1e-6);
    Ok(())
}
