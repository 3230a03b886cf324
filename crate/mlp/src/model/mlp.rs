//! The multi-layer perceptron
//!
//! h = act(x·W₁ᵀ + b₁), …, z = h·Wₖᵀ + bₖ
//!
//! Weights are kept as PyTorch and candle keep them: W is (out, in), the bias stands apart. The lecture writes the same
//! layer as one matrix (in + 1, out) with the bias in its first row.

use candle_core::{D, DType, Device, Module, Tensor, Var};

use super::{Init, ModelSettings};
use crate::{
    Error, Result,
    ops::{self, Activation},
};

/// A stack of fully connected layers with one activation between them; without hidden layers it is softmax regression.
///
/// ```
/// use mlp::prelude::*;
/// let model = Mlp::new(&[784, 256, 10], Activation::Relu, 0, &Device::Cpu)?;
/// assert_eq!(model.num_parameters(), 784 * 256 + 256 + 256 * 10 + 10);
/// let x = Tensor::zeros((2, 28, 28), DType::F32, &Device::Cpu)?; // (B, 28, 28) and (B, 784) are both welcome
/// assert_eq!(model.forward(&x)?.dims(), &[2, 10]);
/// # Ok::<(), mlp::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Mlp {
    layers: Vec<Layer>,
    sizes: Vec<usize>,
    activation: Activation,
    init: Option<(Init, u64)>,
}

/// One fully connected layer.
#[derive(Debug, Clone)]
struct Layer {
    /// (out, in).
    weight: Var,
    /// (out,).
    bias: Var,
}

impl Mlp {
    /// A network with `sizes` inputs, hidden units …, outputs, its weights drawn as PyTorch's `nn.Linear` draws them.
    ///
    /// # Errors
    /// Fewer than two sizes, or a size of 0.
    pub fn new(sizes: &[usize], activation: Activation, seed: u64, device: &Device) -> Result<Self> {
        Self::with_init(sizes, activation, Init::Default, seed, device)
    }

    /// [`Mlp::new`] with another initialization.
    ///
    /// # Errors
    /// Fewer than two sizes, or a size of 0.
    pub fn with_init(
        sizes: &[usize],
        activation: Activation,
        init: Init,
        seed: u64,
        device: &Device,
    ) -> Result<Self> {
        check_sizes(sizes)?;
        let layers = sizes
            .windows(2)
            .enumerate()
            .map(|(number, pair)| {
                let (fan_in, fan_out) = (pair[0], pair[1]);
                let drawn = init.draw(fan_in, fan_out, seed, number);
                Layer::new(
                    &Tensor::from_vec(drawn.weight, (fan_out, fan_in), device)?,
                    &Tensor::from_vec(drawn.bias, fan_out, device)?,
                )
            })
            .collect::<Result<_>>()?;
        Ok(Self {
            layers,
            sizes: sizes.to_vec(),
            activation,
            init: Some((init, seed)),
        })
    }

    /// A network from given weights: a pair W (out, in), b (out,) for each layer.
    ///
    /// # Errors
    /// No layer, or shapes that do not follow on one another.
    pub fn from_weights(layers: &[(Tensor, Tensor)], activation: Activation) -> Result<Self> {
        let mut sizes = Vec::with_capacity(layers.len() + 1);
        for (number, (weight, bias)) in layers.iter().enumerate() {
            let (fan_out, fan_in) = weight.dims2()?;
            if bias.dims() != [fan_out] {
                return Err(Error::Shape(format!(
                    "layer {number} has {fan_out} outputs, its bias has the shape {:?}",
                    bias.dims()
                )));
            }
            match sizes.last() {
                None => sizes.push(fan_in),
                Some(&before) if before != fan_in => {
                    return Err(Error::Shape(format!(
                        "layer {number} takes {fan_in} inputs, the layer before it has {before} outputs"
                    )));
                }
                Some(_) => {}
            }
            sizes.push(fan_out);
        }
        check_sizes(&sizes)?;
        let layers = layers
            .iter()
            .map(|(weight, bias)| Layer::new(weight, bias))
            .collect::<Result<_>>()?;
        Ok(Self {
            layers,
            sizes,
            activation,
            init: None,
        })
    }

    /// The widths from input to output, for instance `[784, 256, 10]`.
    pub fn sizes(&self) -> &[usize] {
        &self.sizes
    }

    /// The activation between the layers.
    pub fn activation(&self) -> Activation {
        self.activation
    }

    /// How the model was built, for the record of a run.
    pub fn settings(&self) -> ModelSettings {
        ModelSettings {
            sizes: self.sizes.clone(),
            activation: self.activation,
            init: self.init,
            dropout: 0.0,
        }
    }

    /// The device that holds the weights.
    pub fn device(&self) -> &Device {
        self.layers[0].weight.device()
    }

    /// Every weight and bias, from the first layer to the last: what an optimizer takes.
    pub fn parameters(&self) -> Vec<Var> {
        self.layers
            .iter()
            .flat_map(|layer| [layer.weight.clone(), layer.bias.clone()])
            .collect()
    }

    /// The parameters under the names that PyTorch's `nn.Sequential(Linear, ReLU, Linear, …)` gives them:
    /// `0.weight`, `0.bias`, `2.weight`, `2.bias`, …
    pub fn named_parameters(&self) -> Vec<(String, Var)> {
        self.layers
            .iter()
            .enumerate()
            .flat_map(|(i, layer)| {
                [
                    (format!("{}.weight", 2 * i), layer.weight.clone()),
                    (format!("{}.bias", 2 * i), layer.bias.clone()),
                ]
            })
            .collect()
    }

    /// How many numbers training adjusts.
    pub fn num_parameters(&self) -> usize {
        self.sizes
            .windows(2)
            .map(|pair| pair[0] * pair[1] + pair[1])
            .sum()
    }

    /// What each layer hands on: the hidden layers after their activation, then the logits; (B, width) each.
    ///
    /// # Errors
    /// A batch whose images do not have as many numbers as the network has inputs.
    pub fn layer_outputs(&self, x: &Tensor) -> Result<Vec<Tensor>> {
        let mut outputs: Vec<Tensor> = Vec::with_capacity(self.layers.len());
        let logits = self.forward_through(x, |hidden| {
            outputs.push(hidden.clone());
            Ok(hidden)
        })?;
        outputs.push(logits);
        Ok(outputs)
    }

    /// The logits (B, classes), with `change` on the way: it gets what each hidden layer hands on, (B, width), and says what the next
    /// one takes in its place.
    pub(super) fn forward_through(
        &self,
        x: &Tensor,
        mut change: impl FnMut(Tensor) -> Result<Tensor>,
    ) -> Result<Tensor> {
        let mut input = self.flatten(x)?;
        let (last, hidden) = self.layers.split_last().ok_or_else(no_layers)?;
        for layer in hidden {
            input = change(layer.forward(&input, self.activation)?)?;
        }
        last.forward(&input, Activation::Identity)
    }

    /// The probability of each class, softmax(z): (B, classes), every row sums to 1.
    ///
    /// # Errors
    /// A batch whose images do not have as many numbers as the network has inputs.
    pub fn predict_proba(&self, x: &Tensor) -> Result<Tensor> {
        Ok(candle_nn::ops::softmax(&self.forward(x)?.detach(), D::Minus1)?)
    }

    /// The most probable class of each image: (B,) u32.
    ///
    /// # Errors
    /// A batch whose images do not have as many numbers as the network has inputs.
    pub fn predict(&self, x: &Tensor) -> Result<Tensor> {
        Ok(self.forward(x)?.argmax(D::Minus1)?)
    }

    /// (B, …) → (B, inputs): the lecture's Flatten as the first layer.
    fn flatten(&self, x: &Tensor) -> Result<Tensor> {
        let inputs = self.sizes[0];
        let per_image: usize = x.dims().iter().skip(1).product();
        if x.rank() < 2 || per_image != inputs {
            return Err(Error::Shape(format!(
                "the model takes {inputs} numbers an image, the batch has the shape {:?}; a single image needs a batch axis in \
                 front: x.unsqueeze(0)?",
                x.dims()
            )));
        }
        if x.dtype() != DType::F32 {
            return Err(Error::Shape(format!(
                "the model takes f32 images, the batch holds {:?}; a DataLoader converts and normalizes them",
                x.dtype()
            )));
        }
        Ok(x.flatten_from(1)?)
    }
}

impl Module for Mlp {
    /// Logits z, (B, classes): softmax and the cross-entropy are taken together in the loss.
    fn forward(&self, x: &Tensor) -> candle_core::Result<Tensor> {
        Ok(self.forward_through(x, Ok)?)
    }
}

impl Layer {
    fn new(weight: &Tensor, bias: &Tensor) -> Result<Self> {
        Ok(Self {
            weight: Var::from_tensor(weight)?,
            bias: Var::from_tensor(bias)?,
        })
    }

    fn forward(&self, x: &Tensor, activation: Activation) -> Result<Tensor> {
        ops::linear(x, &self.weight, &self.bias, activation)
    }
}

/// What [`Mlp::new`] and [`Mlp::from_weights`] refuse.
fn no_layers() -> Error {
    Error::Shape("a model needs at least one layer".into())
}

fn check_sizes(sizes: &[usize]) -> Result<()> {
    if sizes.len() < 2 {
        return Err(Error::argument(
            "sizes",
            format!("{sizes:?}"),
            "a model needs at least its inputs and its outputs, as in &[784, 10]",
        ));
    }
    if let Some(position) = sizes.iter().position(|&size| size == 0) {
        return Err(Error::argument(
            "sizes",
            format!("{sizes:?}"),
            format!("size number {position} is 0; leave the layer out, or give it at least one unit"),
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_draws_the_same_model() -> Result<()> {
        let x = Tensor::ones((3, 5), DType::F32, &Device::Cpu)?;
        let output = |seed| -> Result<Vec<Vec<f32>>> {
            let model = Mlp::new(&[5, 4, 2], Activation::Tanh, seed, &Device::Cpu)?;
            Ok(model.forward(&x)?.to_vec2()?)
        };
        assert_eq!(output(7)?, output(7)?);
        assert_ne!(output(7)?, output(8)?);
        Ok(())
    }

    #[test]
    fn without_hidden_layers_it_is_one_matrix() -> Result<()> {
        let weight = Tensor::new(&[[1f32, 2.0], [3.0, 4.0], [5.0, 6.0]], &Device::Cpu)?;
        let bias = Tensor::new(&[0.5f32, 0.0, -0.5], &Device::Cpu)?;
        let model = Mlp::from_weights(&[(weight, bias)], Activation::Relu)?;
        let z = model.forward(&Tensor::new(&[[1f32, -1.0]], &Device::Cpu)?)?;
        assert_eq!(z.to_vec2::<f32>()?, [[-0.5, -1.0, -1.5]]);
        Ok(())
    }

    #[test]
    fn a_size_of_zero_and_a_lone_size_are_refused() {
        for sizes in [&[784, 256, 0, 10][..], &[784], &[]] {
            let error = Mlp::new(sizes, Activation::Relu, 0, &Device::Cpu)
                .unwrap_err()
                .to_string();
            assert!(error.contains("sizes"), "{error}");
        }
    }

    #[test]
    fn an_image_of_another_size_is_named() -> Result<()> {
        let model = Mlp::new(&[784, 10], Activation::Relu, 0, &Device::Cpu)?;
        let color = Tensor::zeros((4, 32, 32, 3), DType::F32, &Device::Cpu)?;
        let error = model.forward(&color).unwrap_err().to_string();
        assert!(
            error.contains("784") && error.contains("[4, 32, 32, 3]"),
            "{error}"
        );
        Ok(())
    }

    #[test]
    fn from_weights_refuses_layers_that_do_not_follow() -> Result<()> {
        let cpu = &Device::Cpu;
        let layer = |out: usize, inputs: usize| -> Result<(Tensor, Tensor)> {
            Ok((
                Tensor::zeros((out, inputs), DType::F32, cpu)?,
                Tensor::zeros(out, DType::F32, cpu)?,
            ))
        };
        let error = Mlp::from_weights(&[layer(3, 2)?, layer(2, 4)?], Activation::Relu).unwrap_err();
        assert!(error.to_string().contains("layer 1 takes 4 inputs"), "{error}");
        assert!(Mlp::from_weights(&[], Activation::Relu).is_err());
        Ok(())
    }
}
