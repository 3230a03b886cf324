//! Backpropagation through fused operations alone, without the passes over memory that a general graph needs.
//!
//! `loss.backward()` is correct for every graph, also for these operations. But it starts each gradient as a tensor of
//! zeros and adds the first contribution to it: three passes over memory where none is needed, for every weight
//! matrix and every hidden layer. [`backward`] takes the first contribution as it is, and lets a layer work in the
//! buffer of the gradient that reaches it. A graph with any other tracked operation in it is left to candle.

use std::collections::{HashMap, hash_map::Entry};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, Weak};

use candle_core::backprop::GradStore;
#[cfg(feature = "cuda")]
use candle_core::bail;
#[cfg(feature = "cuda")]
use candle_core::cuda_backend::cudarc::driver::CudaSlice;
use candle_core::{Tensor, TensorId};

#[cfg(feature = "cuda")]
use super::cuda::Gpu;
use super::tensors;
use crate::{Result, lock::lock};

/// A gradient's numbers, row by row, where its tensor has its own.
pub(crate) enum Numbers {
    /// Each of them is 1: what the loss itself begins with.
    Ones,
    /// On the CPU.
    Host(Vec<f32>),
    /// On a GPU. Several may share them; nobody changes them.
    #[cfg(feature = "cuda")]
    Gpu(Arc<CudaSlice<f32>>),
}

/// The gradients of an operation's tracked arguments, each with its argument.
pub(crate) type Gradients = Vec<(Tensor, Numbers)>;

/// An operation of this crate that stands in a graph.
pub(crate) trait Fused: Send + Sync {
    /// From the gradient of the result (whose buffer it may use up) the gradients of those arguments that need one.
    fn gradients(&self, result: &Tensor, gradient: Numbers) -> Result<Gradients>;
}

impl Numbers {
    /// Those of a gradient that candle's own backward pass hands to an operation.
    pub(crate) fn of(tensor: &Tensor) -> candle_core::Result<Self> {
        #[cfg(feature = "cuda")]
        if tensor.device().is_cuda() {
            return Ok(Self::Gpu(Arc::new(super::cuda::copy(tensor)?)));
        }
        Ok(Self::Host(tensors::to_vec(tensor)?))
    }

    /// As numbers on the CPU; `of` is the tensor whose gradient they are.
    #[cfg_attr(
        not(feature = "cuda"),
        allow(clippy::unnecessary_wraps, reason = "on a GPU it can fail")
    )]
    pub(crate) fn on_host(self, of: &Tensor) -> candle_core::Result<Vec<f32>> {
        match self {
            Self::Ones => Ok(vec![1.0; of.elem_count()]),
            Self::Host(numbers) => Ok(numbers),
            #[cfg(feature = "cuda")]
            Self::Gpu(_) => bail!("expected a gradient on the CPU"),
        }
    }

    /// As numbers on `gpu`; `of` is the tensor whose gradient they are.
    #[cfg(feature = "cuda")]
    pub(crate) fn on_gpu(self, gpu: &Gpu, of: &Tensor) -> candle_core::Result<Arc<CudaSlice<f32>>> {
        match self {
            Self::Ones => Ok(Arc::new(gpu.ones(of.elem_count())?)),
            Self::Host(_) => bail!("expected a gradient on the GPU"),
            Self::Gpu(numbers) => Ok(numbers),
        }
    }

    /// The sum of both; `of` is the tensor whose gradients they are.
    fn plus(self, other: Self, of: &Tensor) -> candle_core::Result<Self> {
        #[cfg(feature = "cuda")]
        if of.device().is_cuda() {
            let gpu = Gpu::of(of)?;
            let (a, b) = (self.on_gpu(&gpu, of)?, other.on_gpu(&gpu, of)?);
            return Ok(Self::Gpu(Arc::new(gpu.sum(&a, &b)?)));
        }
        let (mut sum, term) = (self.on_host(of)?, other.on_host(of)?);
        sum.iter_mut().zip(&term).for_each(|(sum, term)| *sum += term);
        Ok(Self::Host(sum))
    }

    /// As the gradient of `of`, with its shape and on its device.
    pub(crate) fn into_tensor(self, of: &Tensor) -> candle_core::Result<Tensor> {
        #[cfg(feature = "cuda")]
        if of.device().is_cuda() {
            let gpu = Gpu::of(of)?;
            let numbers = Arc::unwrap_or_clone(self.on_gpu(&gpu, of)?);
            return gpu.tensor(of, numbers, of.shape());
        }
        Tensor::from_vec(self.on_host(of)?, of.shape(), of.device())
    }
}

/// Which result came from which operation. Candle keeps that to itself, so the operations enter themselves here; an
/// entry's operation is dropped with the graph that owns it.
static OPERATIONS: LazyLock<Mutex<Operations>> = LazyLock::new(Mutex::default);

#[derive(Default)]
struct Operations {
    of: HashMap<TensorId, Weak<dyn Fused>>,
    tidy_at: usize,
}

fn operations() -> MutexGuard<'static, Operations> {
    lock(&OPERATIONS)
}

/// Enters `operation` as the one that `result` came from.
pub(crate) fn register(result: &Tensor, operation: Weak<dyn Fused>) {
    if !result.track_op() {
        return;
    }
    let mut operations = operations();
    if operations.of.len() >= operations.tidy_at {
        operations.of.retain(|_, operation| operation.strong_count() > 0);
        operations.tidy_at = 2 * operations.of.len() + 64;
    }
    operations.of.insert(result.id(), operation);
}

/// The operations that `nodes` came from, results before their arguments; `None` if one of them is not fused.
fn fused<'a>(nodes: &[&'a Tensor]) -> Option<Vec<(&'a Tensor, Arc<dyn Fused>)>> {
    let operations = operations();
    nodes
        .iter()
        .filter(|node| !node.is_variable())
        .map(|node| Some((*node, operations.of.get(&node.id())?.upgrade()?)))
        .collect()
}

/// The gradients of `loss` with respect to every variable it depends on: what `loss.backward()` gives, faster.
///
/// # Errors
/// Whatever an operation's backward pass reports.
pub fn backward(loss: &Tensor) -> Result<GradStore> {
    let nodes = loss.sorted_nodes();
    let Some(fused) = fused(&nodes).filter(|fused| !fused.is_empty()) else {
        return Ok(loss.backward()?);
    };
    with_pool(loss, || run(loss, fused))
}

/// Calls `f` where work on the device of `tensor` is given out fastest: for the CPU on one of the thread pool's own threads, since
/// sharing out work from there costs a fraction of what it costs from outside; for a GPU right here.
pub(crate) fn with_pool<R: Send>(tensor: &Tensor, f: impl FnOnce() -> R + Send) -> R {
    if tensor.device().is_cpu() {
        rayon::scope(|_| f())
    } else {
        f()
    }
}

fn run(loss: &Tensor, fused: Vec<(&Tensor, Arc<dyn Fused>)>) -> Result<GradStore> {
    let mut pending: HashMap<TensorId, (Tensor, Numbers)> = HashMap::new();
    pending.insert(loss.id(), (loss.clone(), Numbers::Ones));
    for (node, operation) in fused {
        // Results come before their arguments, so a node's gradient is complete here.
        let Some((_, gradient)) = pending.remove(&node.id()) else {
            continue;
        };
        for (argument, gradient) in operation.gradients(node, gradient)? {
            match pending.entry(argument.id()) {
                Entry::Vacant(entry) => {
                    entry.insert((argument, gradient));
                }
                Entry::Occupied(entry) => {
                    let (argument, so_far) = entry.remove();
                    let sum = so_far.plus(gradient, &argument)?;
                    pending.insert(argument.id(), (argument, sum));
                }
            }
        }
    }
    let mut gradients = GradStore::default();
    for (variable, gradient) in pending.into_values() {
        let gradient = gradient.into_tensor(&variable)?;
        gradients.insert(&variable, gradient);
    }
    Ok(gradients)
}

#[cfg(test)]
mod tests {
    use candle_core::{Device, Var};

    use super::*;
    use crate::ops::{self, Activation};

    fn loss(w: &Var, b: &Var) -> Tensor {
        let x = Tensor::ones((4, 3), candle_core::DType::F32, &Device::Cpu).unwrap();
        let y = Tensor::new(&[0_u32, 1, 0, 1], &Device::Cpu).unwrap();
        ops::cross_entropy(&ops::linear(&x, w, b, Activation::Identity).unwrap(), &y).unwrap()
    }

    fn layer() -> (Var, Var) {
        let dtype = candle_core::DType::F32;
        (
            Var::ones((2, 3), dtype, &Device::Cpu).unwrap(),
            Var::zeros(2, dtype, &Device::Cpu).unwrap(),
        )
    }

    #[test]
    fn a_graph_of_fused_operations_is_recognized_and_others_are_not() {
        let (w, b) = layer();
        let loss = loss(&w, &b);
        assert_eq!(fused(&loss.sorted_nodes()).unwrap().len(), 2);
        let twice = (loss * 2.0).unwrap();
        assert!(fused(&twice.sorted_nodes()).is_none());
    }

    #[test]
    fn entries_of_dropped_graphs_are_forgotten() {
        let (w, b) = layer();
        for _ in 0..10_000 {
            let _ = loss(&w, &b);
        }
        assert!(operations().of.len() < 1_000);
    }
}
