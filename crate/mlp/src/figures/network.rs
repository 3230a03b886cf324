//! A network as the lecture draws it: a column of nodes for each layer, a line for each weight, a node 1 for the biases.

mod drawing;
mod layout;

use std::fmt::Write as _;

use candle_core::Tensor;

use crate::{Error, Mlp, Normalization, Result, loss::cross_entropy, plot::Figure};
use drawing::short;
use layout::{Column, columns};

/// The network of `model`: its layers with their widths, weights, biases and activation. Of wide layers a few nodes are drawn and the
/// rest said; of networks with few weights the numbers stand on the lines.
///
/// ```
/// use mlp::prelude::*;
/// let model = Mlp::new(&[784, 256, 10], Activation::Relu, 0, &Device::Cpu)?;
/// let figure = network(&model)?;
/// assert_eq!(figure.alt(), "A network: 784 inputs, 256 hidden units with relu, 10 outputs; 203530 parameters");
/// # Ok::<(), mlp::Error>(())
/// ```
///
/// # Errors
/// Weights that cannot be read from their device.
pub fn network(model: &Mlp) -> Result<Figure> {
    Network::new(model)?.draw()
}

/// [`network`] with more to say: what stands before it, and the numbers of one sample, forward and backward.
///
/// ```
/// use mlp::prelude::*;
/// let model = Mlp::new(&[2, 2, 3], Activation::Relu, 0, &Device::Cpu)?;
/// let x = Tensor::new(&[[1.5f32, 0.2]], &Device::Cpu)?;
/// let figure = Network::new(&model)?.forward(&model, &x)?.backward(&model, &x, 0)?.draw()?;
/// assert!(figure.svg().contains("1.5"));
/// # Ok::<(), mlp::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Network {
    sizes: Vec<usize>,
    activation: String,
    /// W (out, in) and b (out,) of each layer.
    weights: Vec<(Vec<Vec<f32>>, Vec<f32>)>,
    before: Vec<String>,
    /// What each layer hands on for one sample, the inputs first.
    values: Vec<Vec<f32>>,
    /// ∂L/∂W and ∂L/∂b of each layer.
    gradients: Vec<(Vec<Vec<f32>>, Vec<f32>)>,
    loss: Option<f32>,
}

/// Up to so many weights between two layers their numbers are written.
const WRITTEN: usize = 12;

impl Network {
    /// The network of `model` as it is now.
    ///
    /// # Errors
    /// Weights that cannot be read from their device.
    pub fn new(model: &Mlp) -> Result<Self> {
        let parameters = model.parameters();
        let weights = parameters
            .chunks(2)
            .map(|layer| Ok((layer[0].to_vec2()?, layer[1].to_vec1()?)))
            .collect::<Result<_>>()?;
        Ok(Self {
            sizes: model.sizes().to_vec(),
            activation: model.activation().to_string(),
            weights,
            before: Vec::new(),
            values: Vec::new(),
            gradients: Vec::new(),
            loss: None,
        })
    }

    /// Shows the image before it, of this height and width, and the step that flattens it.
    pub fn flatten(mut self, height: usize, width: usize) -> Self {
        self.before.insert(0, format!("image\n({height}, {width})"));
        self.before.push("Flatten".to_owned());
        self
    }

    /// Shows the step that normalizes the pixels.
    pub fn normalize(mut self, normalization: &Normalization) -> Self {
        self.before.push(format!("Normalization\n{normalization}"));
        self
    }

    /// Writes the numbers of one sample x (1, inputs) into the nodes.
    ///
    /// # Errors
    /// Another shape.
    pub fn forward(mut self, model: &Mlp, x: &Tensor) -> Result<Self> {
        one_sample(x)?;
        self.values = vec![x.flatten_all()?.to_vec1()?];
        for output in model.layer_outputs(x)? {
            self.values.push(output.flatten_all()?.to_vec1()?);
        }
        Ok(self)
    }

    /// Writes the gradients of the cross-entropy of one sample x (1, inputs) with `label` below the weights.
    ///
    /// # Errors
    /// Another shape, or a label without an output.
    pub fn backward(mut self, model: &Mlp, x: &Tensor, label: u32) -> Result<Self> {
        one_sample(x)?;
        let y = Tensor::new(&[label], x.device())?;
        let loss = cross_entropy(&candle_core::Module::forward(model, x)?, &y)?;
        let all = loss.backward()?;
        let of = |parameter: &Tensor| {
            all.get(parameter)
                .cloned()
                .map_or_else(|| parameter.zeros_like(), Ok)
        };
        self.gradients = model
            .parameters()
            .chunks(2)
            .map(|layer| Ok((of(&layer[0])?.to_vec2()?, of(&layer[1])?.to_vec1()?)))
            .collect::<Result<_>>()?;
        self.loss = Some(loss.to_scalar()?);
        Ok(self)
    }

    /// Draws it.
    ///
    /// # Errors
    /// None at present.
    pub fn draw(&self) -> Result<Figure> {
        let columns = columns(&self.sizes, self.before.len(), self.has_numbers());
        let height = columns.iter().map(Column::bottom).fold(0.0, f64::max) + 74.0;
        let width = columns.last().map_or(0.0, |column| column.x) + 90.0;
        let mut svg = format!(
            r#"<svg width="{width}" height="{height}" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg" font-family="sans-serif" text-anchor="middle"><rect width="100%" height="100%" fill="white"/>"#
        );
        self.write_before(&mut svg, height);
        for (layer, pair) in columns.windows(2).enumerate() {
            self.write_lines(layer, &pair[0], &pair[1], &mut svg);
        }
        for (number, column) in columns.iter().enumerate() {
            self.write_column(number, column, number + 1 == columns.len(), height, &mut svg);
        }
        svg.push_str("</svg>");
        Ok(Figure::new(svg, self.words()))
    }

    fn has_numbers(&self) -> bool {
        self.sizes.windows(2).all(|pair| pair[0] * pair[1] <= WRITTEN)
    }

    fn words(&self) -> String {
        let parameters: usize = self
            .sizes
            .windows(2)
            .map(|pair| pair[0] * pair[1] + pair[1])
            .sum();
        let (inputs, outputs) = (self.sizes[0], self.sizes[self.sizes.len() - 1]);
        let mut words = format!("A network: {inputs} inputs, ");
        for width in &self.sizes[1..self.sizes.len() - 1] {
            let _ = write!(words, "{width} hidden units with {}, ", self.activation);
        }
        let _ = write!(words, "{outputs} outputs; {parameters} parameters");
        if let Some(outputs) = self.values.last() {
            let _ = write!(words, "; for one sample the outputs are {}", list(outputs));
        }
        if let Some(loss) = self.loss {
            let _ = write!(
                words,
                "; its loss is {loss:.4}, and each weight has its gradient below it"
            );
        }
        words
    }
}

fn list(values: &[f32]) -> String {
    values
        .iter()
        .map(|&value| short(value))
        .collect::<Vec<_>>()
        .join(", ")
}

fn one_sample(x: &Tensor) -> Result<()> {
    match x.dims() {
        &[1, _] => Ok(()),
        other => Err(Error::Shape(format!(
            "the numbers of one sample are drawn, (1, inputs), here the shape is {other:?}; x.narrow(0, i, 1)? picks sample i"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use candle_core::Device;

    use super::*;
    use crate::Activation;

    fn worked() -> Result<Mlp> {
        let cpu = &Device::Cpu;
        let hidden = Tensor::new(&[[0.86f32, 0.41], [-1.04, -0.65]], cpu)?;
        let output = Tensor::new(&[[0.32f32, -0.47], [0.25, -1.06], [0.14, 0.063]], cpu)?;
        let zeros = |n: usize| Tensor::zeros(n, candle_core::DType::F32, cpu);
        Mlp::from_weights(&[(hidden, zeros(2)?), (output, zeros(3)?)], Activation::Relu)
    }

    #[test]
    fn every_weight_of_a_small_network_is_written() -> Result<()> {
        let figure = network(&worked()?)?;
        for number in ["0.86", "−1.04", "−0.65", "0.063", "−1.06"] {
            assert!(figure.svg().contains(&format!(">{number}<")), "{number}");
        }
        assert!(figure.svg().contains("W (3, 2), b (3,)"));
        Ok(())
    }

    #[test]
    fn a_wide_layer_is_a_few_nodes_and_a_number() -> Result<()> {
        let model = Mlp::new(&[784, 256, 128, 10], Activation::Relu, 0, &Device::Cpu)?;
        let figure = Network::new(&model)?
            .flatten(28, 28)
            .normalize(&Normalization::UnitRange)
            .draw()?;
        assert!(figure.svg().len() < 60_000, "{}", figure.svg().len());
        assert!(
            figure.svg().contains("more")
                && figure.svg().contains("x₇₈₄")
                && figure.svg().contains("Flatten")
        );
        assert!(
            figure
                .alt()
                .contains("256 hidden units with relu, 128 hidden units with relu, 10 outputs")
        );
        Ok(())
    }

    #[test]
    fn a_samples_numbers_and_gradients_are_the_models_own() -> Result<()> {
        let model = worked()?;
        let x = Tensor::new(&[[1.5f32, 0.2]], &Device::Cpu)?;
        let figure = Network::new(&model)?
            .forward(&model, &x)?
            .backward(&model, &x, 0)?
            .draw()?;
        // h = 0.86·1.5 + 0.41·0.2 = 1.372; the other unit is off.
        assert!(figure.svg().contains(">1.372<") && figure.alt().contains("its loss is"));
        assert!(figure.svg().contains("∂ "));
        let two = Tensor::zeros((2, 2), candle_core::DType::F32, &Device::Cpu)?;
        assert!(Network::new(&model)?.forward(&model, &two).is_err());
        Ok(())
    }
}
