//! The mean cross-entropy of softmax, as one operation: ℓ = mean over i of −ln softmax(zᵢ)[yᵢ].

use std::sync::{Arc, OnceLock, Weak};

use candle_core::{CpuStorage, CustomOp1, DType, Layout, Shape, Tensor};

use super::backward::{Fused, Gradients, Numbers, register};
use super::parallel::row_blocks;
use super::{math, tensors};
use crate::{Error, Result};

/// Rows that are treated together.
const BLOCK: usize = 64;

/// The mean cross-entropy of `logits` (batch, classes) against `labels` (batch,), each label a class's index: a scalar.
///
/// Softmax and logarithm are taken together, on logits from which each row's largest was subtracted, so that no logit
/// overflows. The backward pass is (softmax(z) − one-hot(y)) / batch, which the forward pass has prepared.
///
/// # Errors
/// If the batch is empty, the shapes do not fit together, or a label is not below the number of classes (labels on a GPU are
/// not looked at on their way: there the loss is NaN).
pub fn cross_entropy(logits: &Tensor, labels: &Tensor) -> Result<Tensor> {
    let classes = check_shapes(logits, labels)?;
    #[cfg(feature = "cuda")]
    if super::cuda::serves(logits) && labels.dtype().is_int() {
        return super::cuda::cross_entropy(logits, labels);
    }
    if !tensors::is_fast(logits) {
        // On a GPU, a look at the labels would make the host wait for every batch.
        if labels.device().is_cpu() {
            targets(labels, classes)?;
        }
        let labels = labels.to_dtype(DType::U32)?.to_device(logits.device())?;
        return Ok(candle_nn::loss::cross_entropy(logits, &labels)?);
    }
    let targets = targets(labels, classes)?;
    let logits = logits.contiguous()?;
    let operation = Arc::new(CrossEntropy {
        logits: logits.clone(),
        targets,
        wants_gradient: logits.track_op(),
        gradient: OnceLock::new(),
    });
    let loss = logits.apply_op1(InGraph(operation.clone()))?;
    register(&loss, Arc::downgrade(&operation) as Weak<dyn Fused>);
    Ok(loss)
}

fn check_shapes(logits: &Tensor, labels: &Tensor) -> Result<usize> {
    match (logits.dims(), labels.dims()) {
        (&[0, _], _) => Err(Error::Shape(
            "the cross-entropy of an empty batch is not defined (its mean has nothing to average)".into(),
        )),
        (&[batch, classes], &[count]) if batch == count && classes > 0 => Ok(classes),
        (logits, labels) => Err(Error::Shape(format!(
            "cross-entropy needs logits (batch, classes) and labels (batch,), but got {logits:?} and {labels:?}"
        ))),
    }
}

/// The labels as indices, each of which was checked.
fn targets(labels: &Tensor, classes: usize) -> Result<Vec<u32>> {
    if !labels.dtype().is_int() {
        return Err(Error::argument(
            "labels",
            format!("{:?}", labels.dtype()),
            "labels are class indices, so they must be whole numbers (u32, u8 or i64)",
        ));
    }
    let labels = labels.to_dtype(DType::I64)?.to_vec1::<i64>()?;
    labels
        .iter()
        .enumerate()
        .map(|(row, &label)| match u32::try_from(label) {
            Ok(target) if (target as usize) < classes => Ok(target),
            _ => Err(Error::argument(
                "labels",
                label,
                format!(
                    "the label in row {row} must be one of 0 to {}, because the logits have {classes} columns",
                    classes - 1
                ),
            )),
        })
        .collect()
}

struct CrossEntropy {
    logits: Tensor,
    targets: Vec<u32>,
    wants_gradient: bool,
    /// (softmax − one-hot) / batch, from the forward pass.
    gradient: OnceLock<Vec<f32>>,
}

impl CrossEntropy {
    /// The loss, and the gradient of the logits in place of the logits.
    fn forward(&self, mut z: Vec<f32>, classes: usize) -> (f32, Vec<f32>) {
        let batch = self.targets.len();
        let mut losses = vec![0.0_f32; batch];
        for (row, loss) in z.chunks_exact_mut(classes).zip(&mut losses) {
            let largest = row
                .iter()
                .fold(f32::NEG_INFINITY, |a, &b| if b > a { b } else { a });
            for z in row {
                *z -= largest;
            }
            *loss = largest;
        }
        for ((row, &target), loss) in z.chunks_exact(classes).zip(&self.targets).zip(&mut losses) {
            *loss = -row[target as usize];
        }
        // Over all rows at once: ten numbers are too few for vector instructions.
        row_blocks(&mut z, classes, BLOCK, |_, block| {
            for z in block {
                *z = math::exp(*z);
            }
        });
        let share = 1.0 / batch as f32;
        for ((row, &target), loss) in z.chunks_exact_mut(classes).zip(&self.targets).zip(&mut losses) {
            let sum: f32 = row.iter().sum();
            *loss += sum.ln();
            if self.wants_gradient {
                let scale = share / sum;
                for e in row.iter_mut() {
                    *e *= scale;
                }
                row[target as usize] -= share;
            }
        }
        let mean = losses.iter().map(|&loss| f64::from(loss)).sum::<f64>() / batch as f64;
        (mean as f32, z)
    }
}

impl Fused for CrossEntropy {
    fn gradients(&self, loss: &Tensor, upstream: Numbers) -> Result<Gradients> {
        let Some(prepared) = self.gradient.get() else {
            return Ok(Gradients::new());
        };
        let mut dz = prepared.clone();
        if !matches!(upstream, Numbers::Ones) {
            let factor = upstream.on_host(loss)?.first().copied().unwrap_or(1.0);
            for d in &mut dz {
                *d *= factor;
            }
        }
        Ok(vec![(self.logits.clone(), Numbers::Host(dz))])
    }
}

/// What candle's graph holds.
struct InGraph(Arc<CrossEntropy>);

impl CustomOp1 for InGraph {
    fn name(&self) -> &'static str {
        "softmax-cross-entropy"
    }

    fn cpu_fwd(&self, storage: &CpuStorage, layout: &Layout) -> candle_core::Result<(CpuStorage, Shape)> {
        let (_, classes) = layout.shape().dims2()?;
        let z = tensors::contiguous(tensors::f32s(storage)?, layout)?.to_vec();
        let (loss, gradient) = self.0.forward(z, classes);
        if self.0.wants_gradient {
            let _ = self.0.gradient.set(gradient);
        }
        Ok((CpuStorage::F32(vec![loss]), Shape::from(())))
    }

    fn bwd(&self, _: &Tensor, loss: &Tensor, upstream: &Tensor) -> candle_core::Result<Option<Tensor>> {
        let gradients = self.0.gradients(loss, Numbers::of(upstream)?)?;
        let gradient = gradients.into_iter().next();
        gradient.map(|(z, dz)| dz.into_tensor(&z)).transpose()
    }
}
