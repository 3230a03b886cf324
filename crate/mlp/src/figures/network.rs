//! A network as the lecture draws it: a column of nodes for each layer, a line for each weight, a node 1 for the biases.

mod layout;

use std::fmt::Write as _;

use candle_core::Tensor;
use notebook::escape;

use crate::{Error, Mlp, Normalization, Result, loss::cross_entropy, plot::Figure};
use layout::{Column, NODE, Node, Place, TOP, columns};

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

    /// The steps that come before the first column, each a box.
    fn write_before(&self, svg: &mut String, height: f64) {
        for (number, step) in self.before.iter().enumerate() {
            let (x, y) = (58.0 + 110.0 * number as f64, height / 2.0 - 20.0);
            let _ = write!(
                svg,
                r##"<rect x="{}" y="{}" width="92" height="44" rx="6" fill="#eef3f8" stroke="#5a5a5a"/>"##,
                x - 46.0,
                y - 22.0
            );
            let lines: Vec<&str> = step.lines().collect();
            for (line, text) in lines.iter().enumerate() {
                let at = y + 4.0 + 15.0 * (line as f64 - (lines.len() as f64 - 1.0) / 2.0);
                let _ = write!(
                    svg,
                    r#"<text x="{x}" y="{at:.1}" font-size="11">{}</text>"#,
                    escape(text)
                );
            }
            let _ = write!(svg, r##"<path d="M{} {y}h14" stroke="#5a5a5a"/>"##, x + 47.0);
        }
    }

    /// A line a weight: blue where it is positive, orange and dashed where it is negative, the thicker the larger.
    fn write_lines(&self, layer: usize, from: &Column, to: &Column, svg: &mut String) {
        let (weight, bias) = &self.weights[layer];
        let written = self.has_numbers();
        let most = weight
            .iter()
            .flatten()
            .chain(bias)
            .fold(1e-9f32, |most, w| most.max(w.abs()));
        let number = |row: usize, node: Node| match node {
            Node::Bias => Some(bias[row]),
            Node::Unit(unit) => Some(weight[row][unit]),
            Node::Rest(_) => None,
        };
        let (width, inputs) = (self.sizes[layer + 1], self.sizes[layer]);
        let _ = write!(
            svg,
            r##"<text x="{}" y="{}" font-size="11" fill="#444">W ({width}, {inputs}), b ({width},)</text>"##,
            f64::midpoint(from.x, to.x),
            TOP - 34.0
        );
        for target in to.units() {
            let Place {
                node: Node::Unit(row),
                y: end,
            } = target
            else {
                continue;
            };
            for (position, start) in from.places.iter().enumerate() {
                let Some(value) = number(row, start.node) else {
                    continue;
                };
                let (ink, dash) = if value < 0.0 {
                    ("#d55e00", "5 3")
                } else {
                    ("#0072b2", "none")
                };
                let thick = 0.5 + 2.0 * f64::from(value.abs() / most);
                let (x1, x2) = (from.x + NODE, to.x - NODE);
                let _ = write!(
                    svg,
                    r#"<line x1="{x1}" y1="{:.1}" x2="{x2}" y2="{end:.1}" stroke="{ink}" stroke-width="{thick:.1}" stroke-dasharray="{dash}" opacity="0.75"/>"#,
                    start.y
                );
                if !written {
                    continue;
                }
                // Lines from one node fan out, and those from different nodes cross: each node's numbers stand at a distance of their
                // own from it.
                let share = 0.24 + 0.54 * position as f64 / (from.places.len().max(2) - 1) as f64;
                let (x, y) = (x1 + share * (x2 - x1), start.y + share * (end - start.y));
                let gradient = self.gradients.get(layer).map(|(weight, bias)| match start.node {
                    Node::Unit(unit) => weight[row][unit],
                    _ => bias[row],
                });
                write_number(
                    svg,
                    x,
                    y,
                    &short(value),
                    gradient.map(|g| format!("∂ {}", short(g))),
                );
            }
        }
    }

    fn write_column(&self, number: usize, column: &Column, last: bool, height: f64, svg: &mut String) {
        let name = if number == 0 {
            "x"
        } else if last {
            "z"
        } else {
            "h"
        };
        for place in &column.places {
            let (x, y) = (column.x, place.y);
            match place.node {
                Node::Rest(count) => {
                    let _ = write!(
                        svg,
                        r#"<rect x="{}" y="{}" width="64" height="16" fill="white" opacity="0.9"/><text x="{x}" y="{}" font-size="11">{count} more</text>"#,
                        x - 32.0,
                        y - 8.0,
                        y + 4.0
                    );
                }
                Node::Bias => {
                    let _ = write!(
                        svg,
                        r##"<circle cx="{x}" cy="{y}" r="14" fill="white" stroke="#5a5a5a" stroke-dasharray="3 2"/><text x="{x}" y="{}" font-size="12">1</text>"##,
                        y + 4.0
                    );
                }
                Node::Unit(unit) => {
                    let fill = if number == 0 { "#eef3f8" } else { "#fff7e6" };
                    let value = self.values.get(number).map(|values| short(values[unit]));
                    let text = value.unwrap_or_else(|| format!("{name}{}", subscript(unit + 1)));
                    let _ = write!(
                        svg,
                        r##"<circle cx="{x}" cy="{y}" r="{NODE}" fill="{fill}" stroke="#222"/><text x="{x}" y="{}" font-size="11">{text}</text>"##,
                        y + 4.0
                    );
                }
            }
        }
        let width = self.sizes[number];
        let (title, below) = match (number, last) {
            (0, _) => ("inputs".to_owned(), String::new()),
            (_, true) => ("outputs z".to_owned(), "softmax → ŷ".to_owned()),
            _ => (format!("hidden {number}"), self.activation.clone()),
        };
        let _ = write!(
            svg,
            r#"<text x="{0}" y="20" font-size="13" font-weight="bold">{title}</text><text x="{0}" y="36" font-size="12">{width}</text><text x="{0}" y="{1}" font-size="12" font-style="italic">{below}</text>"#,
            column.x,
            height - 14.0
        );
    }
}

/// A number on a line, on white so that it can be read, with its gradient below.
fn write_number(svg: &mut String, x: f64, y: f64, value: &str, gradient: Option<String>) {
    let lines: Vec<&str> = std::iter::once(value).chain(gradient.as_deref()).collect();
    let widest = lines
        .iter()
        .map(|line| line.chars().count())
        .max()
        .unwrap_or_default() as f64;
    let (width, height) = (widest * 5.8 + 4.0, 12.0 * lines.len() as f64 + 1.0);
    let _ = write!(
        svg,
        r#"<rect x="{:.1}" y="{:.1}" width="{width:.1}" height="{height}" fill="white" opacity="0.9"/>"#,
        x - width / 2.0,
        y - 7.0
    );
    for (number, line) in lines.iter().enumerate() {
        let ink = if number == 0 { "#222" } else { "#8a2be2" };
        let _ = write!(
            svg,
            r#"<text x="{x:.1}" y="{:.1}" font-size="10" fill="{ink}">{line}</text>"#,
            y + 3.0 + 12.0 * number as f64
        );
    }
}

fn one_sample(x: &Tensor) -> Result<()> {
    match x.dims() {
        &[1, _] => Ok(()),
        other => Err(Error::Shape(format!(
            "the numbers of one sample are drawn, (1, inputs), here the shape is {other:?}; x.narrow(0, i, 1)? picks sample i"
        ))),
    }
}

/// Three digits, without a tail of zeros.
fn short(value: f32) -> String {
    let text = format!("{value:.3}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" {
        "0".to_owned()
    } else {
        text.replace('-', "−")
    }
}

fn list(values: &[f32]) -> String {
    values
        .iter()
        .map(|&value| short(value))
        .collect::<Vec<_>>()
        .join(", ")
}

fn subscript(number: usize) -> String {
    let digits = ["₀", "₁", "₂", "₃", "₄", "₅", "₆", "₇", "₈", "₉"];
    number
        .to_string()
        .bytes()
        .filter_map(|digit| digits.get(usize::from(digit.wrapping_sub(b'0'))).copied())
        .collect()
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

    #[test]
    fn numbers_are_short() {
        assert_eq!(
            [1.0, -0.5, 0.0631, -0.0001].map(short),
            ["1", "−0.5", "0.063", "0"]
        );
        assert_eq!(subscript(784), "₇₈₄");
    }
}
