//! A number that remembers how it came to be. Candle keeps such a graph for itself; this one stands in the open, and asks candle for
//! every number and every derivative.

use std::{
    collections::HashMap,
    ops::{Add, Mul, Neg, Sub},
    sync::Arc,
};

use candle_core::{Device, Tensor, Var};

use crate::Result;

/// A number that remembers how it came to be.
///
/// ```
/// use mlp::prelude::*;
/// let (x, w, b) = (Value::new("x", 1.5), Value::new("w", -2.0), Value::new("b", 0.5));
/// let y = (&x * &w + &b).tanh().named("y");
/// assert!((y.value()? - (1.5 * -2.0 + 0.5f32).tanh()).abs() < 1e-6);
/// let figure = graph(&y)?; // ∂y/∂w = (1 − y²)·x
/// assert!(figure.alt().contains("y = tanh"));
/// # Ok::<(), mlp::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Value(Arc<Node>);

#[derive(Debug)]
pub(super) struct Node {
    name: String,
    from: Origin,
}

#[derive(Debug)]
enum Origin {
    Given(f32),
    Computed(Operation, Vec<Value>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operation {
    Add,
    Subtract,
    Multiply,
    Negate,
    Relu,
    Tanh,
    Exp,
    Log,
    Square,
}

impl Value {
    /// A number under a name.
    pub fn new(name: impl Into<String>, value: f32) -> Self {
        Self(Arc::new(Node {
            name: name.into(),
            from: Origin::Given(value),
        }))
    }

    /// The same under a name, which is drawn with it.
    pub fn named(self, name: impl Into<String>) -> Self {
        let from = match &self.0.from {
            Origin::Given(value) => Origin::Given(*value),
            Origin::Computed(operation, inputs) => Origin::Computed(*operation, inputs.clone()),
        };
        Self(Arc::new(Node {
            name: name.into(),
            from,
        }))
    }

    fn computed(operation: Operation, inputs: Vec<Self>) -> Self {
        Self(Arc::new(Node {
            name: String::new(),
            from: Origin::Computed(operation, inputs),
        }))
    }

    /// max(x, 0).
    pub fn relu(&self) -> Self {
        Self::computed(Operation::Relu, vec![self.clone()])
    }

    /// The hyperbolic tangent.
    pub fn tanh(&self) -> Self {
        Self::computed(Operation::Tanh, vec![self.clone()])
    }

    /// eˣ.
    pub fn exp(&self) -> Self {
        Self::computed(Operation::Exp, vec![self.clone()])
    }

    /// The natural logarithm.
    pub fn ln(&self) -> Self {
        Self::computed(Operation::Log, vec![self.clone()])
    }

    /// x².
    pub fn sqr(&self) -> Self {
        Self::computed(Operation::Square, vec![self.clone()])
    }

    /// The number.
    ///
    /// # Errors
    /// None that a number could cause.
    pub fn value(&self) -> Result<f32> {
        Ok(self.tensor(&mut HashMap::new())?.to_scalar()?)
    }

    /// The derivative of this number by `by`, which stands somewhere in it.
    ///
    /// ```
    /// use mlp::prelude::*;
    /// let x = Value::new("x", 3.0);
    /// assert_eq!(x.sqr().derivative(&x)?, 6.0);
    /// # Ok::<(), mlp::Error>(())
    /// ```
    ///
    /// # Errors
    /// None that a number could cause.
    pub fn derivative(&self, by: &Self) -> Result<f32> {
        // Candle gives derivatives by variables: in place of `by` stands one of the same value.
        let variable = Var::new(by.value()?, &Device::Cpu)?;
        let mut known = HashMap::from([(by.id(), variable.as_tensor().clone())]);
        let gradients = self.tensor(&mut known)?.backward()?;
        Ok(gradients.get(&variable).map_or(Ok(0.0), Tensor::to_scalar)?)
    }

    /// What tells it from other numbers, equal ones too.
    pub(super) fn id(&self) -> *const () {
        Arc::as_ptr(&self.0).cast()
    }

    pub(super) fn name(&self) -> &str {
        &self.0.name
    }

    /// How it was made, where it was not given.
    pub(super) fn operation(&self) -> Option<Operation> {
        match &self.0.from {
            Origin::Given(_) => None,
            Origin::Computed(operation, _) => Some(*operation),
        }
    }

    /// What it was made of; nothing for a given number.
    pub(super) fn inputs(&self) -> &[Self] {
        match &self.0.from {
            Origin::Given(_) => &[],
            Origin::Computed(_, inputs) => inputs,
        }
    }

    /// The number by candle, each node once: what is `known` is not computed again.
    fn tensor(&self, known: &mut HashMap<*const (), Tensor>) -> Result<Tensor> {
        if let Some(tensor) = known.get(&self.id()) {
            return Ok(tensor.clone());
        }
        let tensor = match &self.0.from {
            Origin::Given(value) => Tensor::new(*value, &Device::Cpu)?,
            Origin::Computed(operation, inputs) => {
                let inputs: Vec<Tensor> = inputs
                    .iter()
                    .map(|input| input.tensor(known))
                    .collect::<Result<_>>()?;
                operation.apply(&inputs)?
            }
        };
        known.insert(self.id(), tensor.clone());
        Ok(tensor)
    }

    /// Every node below it and itself, inputs before what is made of them.
    pub(super) fn nodes(&self, found: &mut Vec<Self>) {
        if found.iter().any(|node| node.id() == self.id()) {
            return;
        }
        for input in self.inputs() {
            input.nodes(found);
        }
        found.push(self.clone());
    }
}

impl Operation {
    fn apply(self, inputs: &[Tensor]) -> candle_core::Result<Tensor> {
        let first = &inputs[0];
        match self {
            Self::Add => first + &inputs[1],
            Self::Subtract => first - &inputs[1],
            Self::Multiply => first * &inputs[1],
            Self::Negate => first.neg(),
            Self::Relu => first.relu(),
            Self::Tanh => first.tanh(),
            Self::Exp => first.exp(),
            Self::Log => first.log(),
            Self::Square => first.sqr(),
        }
    }

    /// As it is written.
    pub(super) fn sign(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Subtract | Self::Negate => "−",
            Self::Multiply => "×",
            Self::Relu => "relu",
            Self::Tanh => "tanh",
            Self::Exp => "exp",
            Self::Log => "ln",
            Self::Square => "²",
        }
    }
}

/// An operator of two values, owned or borrowed in any mixture, as Rust's own numbers have it.
macro_rules! operator {
    ($trait:ident, $method:ident, $operation:ident) => {
        operator!($trait, $method, $operation, Value, Value);
        operator!($trait, $method, $operation, Value, &Value);
        operator!($trait, $method, $operation, &Value, Value);
        operator!($trait, $method, $operation, &Value, &Value);
    };
    ($trait:ident, $method:ident, $operation:ident, $left:ty, $right:ty) => {
        impl $trait<$right> for $left {
            type Output = Value;

            fn $method(self, other: $right) -> Value {
                Value::computed(Operation::$operation, vec![self.clone(), other.clone()])
            }
        }
    };
}

operator!(Add, add, Add);
operator!(Sub, sub, Subtract);
operator!(Mul, mul, Multiply);

impl Neg for &Value {
    type Output = Value;

    fn neg(self) -> Value {
        Value::computed(Operation::Negate, vec![self.clone()])
    }
}

impl Neg for Value {
    type Output = Value;

    fn neg(self) -> Value {
        -&self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: f32, b: f64) {
        assert!((f64::from(a) - b).abs() < 1e-4, "{a} is not {b}");
    }

    /// A number that is used twice gets both shares: d(x² + x·y)/dx = 2x + y.
    #[test]
    fn shares_of_a_number_that_is_used_twice_add_up() -> Result<()> {
        let (x, y) = (Value::new("x", 3.0), Value::new("y", 5.0));
        let z = x.sqr() + &x * &y;
        near(z.derivative(&x)?, 11.0);
        near(z.derivative(&y)?, 3.0);
        near((-(&x - &y)).relu().exp().ln().derivative(&x)?, -1.0);
        near(z.derivative(&Value::new("elsewhere", 1.0))?, 0.0);
        Ok(())
    }
}
