//! Backpropagation through fused operations alone, without the passes over memory that a general graph needs.
//!
//! `loss.backward()` is correct for every graph, also for these operations. But it starts each gradient as a tensor of
//! zeros and adds the first contribution to it: three passes over memory where none is needed, for every weight
//! matrix and every hidden layer. [`backward`] takes the first contribution as it is, and lets a layer work in the
//! buffer of the gradient that reaches it. A graph with any other tracked operation in it is left to candle.

use std::collections::{HashMap, hash_map::Entry};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, Weak};

use candle_core::backprop::GradStore;
use candle_core::{Tensor, TensorId};

use crate::{Result, lock::lock};

/// The gradients of an operation's tracked arguments, row by row, each with its argument.
pub(crate) type Gradients = Vec<(Tensor, Vec<f32>)>;

/// An operation of this crate that stands in a graph.
pub(crate) trait Fused: Send + Sync {
    /// From the gradient of the result (whose buffer it may use up) the gradients of those arguments that need one.
    fn gradients(&self, result: &Tensor, gradient: Vec<f32>) -> Result<Gradients>;
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
    // On one of the pool's own threads: from there, sharing out work costs a fraction of what it costs from outside.
    rayon::scope(|_| run(loss, fused))
}

fn run(loss: &Tensor, fused: Vec<(&Tensor, Arc<dyn Fused>)>) -> Result<GradStore> {
    let mut pending: HashMap<TensorId, (Tensor, Vec<f32>)> = HashMap::new();
    pending.insert(loss.id(), (loss.clone(), vec![1.0; loss.elem_count()]));
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
                Entry::Occupied(mut entry) => {
                    let sum = &mut entry.get_mut().1;
                    sum.iter_mut().zip(&gradient).for_each(|(sum, term)| *sum += term);
                }
            }
        }
    }
    let mut gradients = GradStore::default();
    for (variable, gradient) in pending.into_values() {
        let gradient = Tensor::from_vec(gradient, variable.shape(), variable.device())?;
        gradients.insert(&variable, gradient);
    }
    Ok(gradients)
}

#[cfg(test)]
mod tests {
    use candle_core::{Device, Var};

    use super::*;
    use crate::model::Activation;
    use crate::ops;

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
