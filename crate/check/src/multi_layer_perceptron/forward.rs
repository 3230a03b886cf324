//! Question 4.3: a forward pass through any number of layers, some of which hand their input on.

use ndarray::{Array1, Array2};

use crate::{Verdict, draw::Draw, part::Part};

/// A layer as candle and PyTorch keep it: weights (outputs, inputs) and biases (outputs,).
type Layer = (Array2<f64>, Array1<f64>);

/// Samples, and the layers they go through.
struct Net {
    x: Array2<f64>,
    layers: Vec<Layer>,
}

impl Net {
    /// Layers of these sizes, the inputs first.
    fn random(draw: &mut Draw, n: usize, sizes: &[usize]) -> Self {
        let layers = sizes
            .windows(2)
            .map(|size| {
                let weights = draw.matrix(size[1], size[0], 1.0);
                let biases = draw.matrix(1, size[1], 1.0).row(0).to_owned();
                (weights, biases)
            })
            .collect();
        Self {
            x: draw.matrix(n, sizes[0], 2.0),
            layers,
        }
    }

    /// All layers in turn; `layer` gets what comes in, its own sum, and whether it is the last.
    fn through(&self, layer: impl Fn(&Array2<f64>, Array2<f64>, bool) -> Array2<f64>) -> Array2<f64> {
        let mut x = self.x.clone();
        for (i, (weights, biases)) in self.layers.iter().enumerate() {
            let sum = x.dot(&weights.t()) + biases;
            x = layer(&x, sum, i + 1 == self.layers.len());
        }
        x
    }

    /// The same network with biases of 0.
    fn without_biases(&self) -> Self {
        Self {
            x: self.x.clone(),
            layers: self
                .layers
                .iter()
                .map(|(weights, biases)| (weights.clone(), Array1::zeros(biases.len())))
                .collect(),
        }
    }
}

/// `forward(x, layers)` gives the logits: ReLU after each layer but the last, and where a hidden layer is as wide as what came
/// into it, that is added to what it gives.
pub fn forward(forward: fn(&Array2<f64>, &[(Array2<f64>, Array1<f64>)]) -> Array2<f64>) -> Verdict {
    let mut draw = Draw::new(43);
    let cases = [
        (4, vec![3, 5, 2]),
        (5, vec![4, 4, 3]),
        (3, vec![2, 6, 6, 4]),
        (6, vec![5, 3, 3, 3]),
        (1, vec![3, 2]),
    ]
    .map(|(n, sizes)| {
        let label = format!("{n} samples through {sizes:?}");
        (label, Net::random(&mut draw, n, &sizes))
    })
    .into_iter()
    .collect();
    Verdict::new(
        "Forward, with a way round",
        [Part::new("forward", 4.0, cases)
            .mistake(
                "the last layer's input goes round it as well",
                "only hidden layers add their input; the last one gives logits, whatever its width",
                |net| {
                    net.through(|x, sum, is_last| {
                        if is_last {
                            around(x, sum)
                        } else {
                            right(x, sum, false)
                        }
                    })
                },
            )
            .mistake(
                "ReLU is applied to the logits",
                "the last layer has no ReLU: logits may be negative, softmax takes any number",
                |net: &Net| {
                    net.through(|x, sum, _| {
                        let is_square = x.ncols() == sum.ncols();
                        let out = relu(sum);
                        if is_square { out + x } else { out }
                    })
                },
            )
            .mistake(
                "ReLU is applied to the logits",
                "the last layer has no ReLU: logits may be negative, softmax takes any number",
                |net| net.through(|x, sum, is_last| if is_last { relu(sum) } else { right(x, sum, false) }),
            )
            .mistake(
                "ReLU is left out",
                "without it all layers together are one linear layer",
                |net| net.through(|x, sum, is_last| if is_last { sum } else { around(x, sum) }),
            )
            .mistake(
                "the biases are left out",
                "a layer adds its biases to each row before ReLU looks at the sum",
                |net| net.without_biases().through(right),
            )
            .mistake(
                "the input is added before ReLU",
                "what goes round the layer goes round its ReLU too: ReLU(…) + x, not ReLU(… + x)",
                |net| net.through(|x, sum, is_last| if is_last { sum } else { relu(around(x, sum)) }),
            )
            .mistake(
                "no input goes round its layer",
                "where a hidden layer is as wide as its input, that input is added to what ReLU gives",
                |net| net.through(|_, sum, is_last| if is_last { sum } else { relu(sum) }),
            )
            .grade(|net| net.through(right), |net| forward(&net.x, &net.layers))],
    )
}

fn right(x: &Array2<f64>, sum: Array2<f64>, is_last: bool) -> Array2<f64> {
    if is_last {
        sum
    } else if sum.ncols() == x.ncols() {
        relu(sum) + x
    } else {
        relu(sum)
    }
}

/// With the input added, where that is possible.
fn around(x: &Array2<f64>, sum: Array2<f64>) -> Array2<f64> {
    if sum.ncols() == x.ncols() { sum + x } else { sum }
}

fn relu(sum: Array2<f64>) -> Array2<f64> {
    sum.mapv_into(|h| h.max(0.0))
}
