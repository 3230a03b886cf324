//! Each fused operation beside what it replaces: `cargo bench -p mlp --bench ops`.

#![allow(
    missing_docs,
    reason = "criterion's macro makes a public function without any"
)]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use mlp::{
    Normalization,
    candle_core::{DType, Device, Module, Result, Tensor, Var},
    candle_nn,
    model::Activation,
    ops,
};

const CPU: Device = Device::Cpu;
const BATCH: usize = 1024;

/// x (1024, 784), w (256, 784), b (256,).
fn layer() -> Result<(Tensor, Var, Var)> {
    Ok((
        Tensor::rand(0f32, 1.0, (BATCH, 784), &CPU)?,
        Var::rand(-0.03f32, 0.03, (256, 784), &CPU)?,
        Var::zeros(256, DType::F32, &CPU)?,
    ))
}

fn plain(x: &Tensor, w: &Tensor, b: &Tensor, activation: Activation) -> Result<Tensor> {
    activation.forward(&x.matmul(&w.t()?)?.broadcast_add(b)?)
}

fn linear(c: &mut Criterion) -> Result<()> {
    let (x, w, b) = layer()?;
    let mut group = c.benchmark_group("layer 784-256");
    for activation in Activation::ALL {
        group.bench_function(format!("{activation}, fused"), |bench| {
            bench.iter(|| black_box(ops::linear(&x, &w, &b, activation)));
        });
        group.bench_function(format!("{activation}, plain candle"), |bench| {
            bench.iter(|| black_box(plain(&x, &w, &b, activation)));
        });
    }
    group.finish();
    Ok(())
}

fn backward(c: &mut Criterion) -> Result<()> {
    let (x, w, b) = layer()?;
    let (w2, b2) = (
        Var::rand(-0.06f32, 0.06, (10, 256), &CPU)?,
        Var::zeros(10, DType::F32, &CPU)?,
    );
    let y = Tensor::zeros(BATCH, DType::U32, &CPU)?;
    let h = ops::linear(&x, &w, &b, Activation::Relu)?;
    let fused = ops::cross_entropy(&ops::linear(&h, &w2, &b2, Activation::Identity)?, &y)?;
    let h = plain(&x, &w, &b, Activation::Relu)?;
    let graph = candle_nn::loss::cross_entropy(&plain(&h, &w2, &b2, Activation::Identity)?, &y)?;
    let mut group = c.benchmark_group("backward 784-256-10");
    group.bench_function("fused", |bench| bench.iter(|| black_box(ops::backward(&fused))));
    group.bench_function("fused, by candle's loop", |bench| {
        bench.iter(|| black_box(fused.backward()));
    });
    group.bench_function("plain candle", |bench| bench.iter(|| black_box(graph.backward())));
    group.finish();
    Ok(())
}

fn cross_entropy(c: &mut Criterion) -> Result<()> {
    let z = Var::rand(-3f32, 3.0, (BATCH, 10), &CPU)?;
    let y = Tensor::zeros(BATCH, DType::U32, &CPU)?;
    let mut group = c.benchmark_group("cross-entropy 1024×10");
    group.bench_function("fused", |bench| {
        bench.iter(|| black_box(ops::cross_entropy(&z, &y)));
    });
    group.bench_function("plain candle", |bench| {
        bench.iter(|| black_box(candle_nn::loss::cross_entropy(&z, &y)));
    });
    group.finish();
    Ok(())
}

fn steps(c: &mut Criterion) -> Result<()> {
    let (_, w, _) = layer()?;
    let g = Tensor::rand(-1f32, 1.0, w.shape(), &CPU)?;
    let mut group = c.benchmark_group("step of 200 704 weights");
    for momentum in [0.0, 0.9] {
        let step = ops::SgdStep {
            lr: 1e-6,
            momentum,
            weight_decay: 0.0,
        };
        let mut velocity = None;
        group.bench_function(format!("SGD, momentum {momentum}"), |bench| {
            bench.iter(|| black_box(step.apply(&w, &g, &mut velocity)));
        });
    }
    let (step, mut state) = (ops::AdamStep::default(), ops::AdamState::default());
    group.bench_function("Adam", |bench| {
        bench.iter(|| black_box(step.apply(&w, &g, &mut state)));
    });
    group.bench_function("SGD, plain candle", |bench| {
        bench.iter(|| black_box((w.as_tensor() - (&g * 1e-6)?).and_then(|next| w.set(&next))));
    });
    group.finish();
    Ok(())
}

fn gather(c: &mut Criterion) {
    let pixels = vec![7u8; 60_000 * 784];
    let rows: Vec<u32> = (0..BATCH as u32).map(|i| (i * 48_271) % 60_000).collect();
    let mut group = c.benchmark_group("a batch of 1024 out of 60 000 images");
    for normalization in [
        Normalization::UnitRange,
        Normalization::MeanStd { mean: 0.3, std: 0.4 },
        Normalization::PerImage,
    ] {
        group.bench_function(format!("{normalization}"), |bench| {
            bench.iter(|| black_box(ops::gather(&pixels, 784, &rows, normalization)));
        });
    }
    group.finish();
}

fn all(c: &mut Criterion) {
    gather(c);
    for bench in [linear, backward, cross_entropy, steps] {
        if let Err(error) = bench(c) {
            eprintln!("error: {error}");
        }
    }
}

criterion_group!(benches, all);
criterion_main!(benches);
