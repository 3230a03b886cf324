//! A plane that hidden units bend until a border closes around its middle.

use candle_core::{Device, Tensor};
use candle_nn::Optimizer;
use mlp::figures::{Plane, planes};
use mlp::loss::cross_entropy;
use mlp::metrics::accuracy;
use mlp::optim::Adam;
use mlp::{Activation, Mlp, Result};
use ndarray::Array2;
use serde::Deserialize;
use serde_json::{Value, json};

use candle_core::Module;

use crate::session::{refused, shown};

/// As many hidden units as can be told apart in the drawing.
const MOST_UNITS: usize = 32;
/// As many steps as are taken at once.
const MOST_STEPS: usize = 1000;

/// A network with two inputs and two classes.
#[derive(Debug, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Hidden units.
    pub units: usize,
    /// After them.
    pub activation: Activation,
    /// Adam's learning rate.
    pub lr: f64,
    /// Decides the first weights.
    pub seed: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            units: 3,
            activation: Activation::Relu,
            lr: 0.03,
            seed: 0,
        }
    }
}

impl Settings {
    /// Draws the first weights.
    ///
    /// # Errors
    /// No units, or too many.
    pub fn begin(&self) -> Result<Bending> {
        if self.units == 0 || self.units > MOST_UNITS {
            return Err(refused(
                "units",
                self.units,
                format!("a drawing has room for the lines of 1 to {MOST_UNITS} units"),
            ));
        }
        let model = Mlp::new(&[2, self.units, 2], self.activation, self.seed, &Device::Cpu)?;
        let (points, classes) = ring();
        let flat: Vec<f32> = points.iter().map(|&value| value as f32).collect();
        let labels: Vec<u32> = classes.iter().map(|&class| class as u32).collect();
        Ok(Bending {
            optimizer: Adam::new(model.parameters(), self.lr)?,
            x: Tensor::from_vec(flat, points.dim(), &Device::Cpu)?,
            y: Tensor::from_vec(labels, classes.len(), &Device::Cpu)?,
            model,
            points,
            classes,
            steps: 0,
        })
    }
}

/// So many steps more.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct Bend {
    /// Each on all points.
    pub steps: usize,
}

/// A plane and the network that bends it.
pub struct Bending {
    model: Mlp,
    optimizer: Adam,
    points: Array2<f64>,
    classes: Vec<usize>,
    x: Tensor,
    y: Tensor,
    steps: usize,
}

impl Bending {
    /// Takes steps.
    ///
    /// # Errors
    /// Too many at once.
    pub fn bend(&mut self, bend: Bend) -> Result<()> {
        if bend.steps > MOST_STEPS {
            return Err(refused(
                "steps",
                bend.steps,
                format!("up to {MOST_STEPS} are taken at once"),
            ));
        }
        for _ in 0..bend.steps {
            let loss = cross_entropy(&self.model.forward(&self.x)?, &self.y)?;
            self.optimizer.backward_step(&loss)?;
        }
        self.steps += bend.steps;
        Ok(())
    }

    /// The plane as it is now.
    ///
    /// # Errors
    /// None that numbers could cause.
    pub fn draw(&self) -> Result<Value> {
        let z = self.model.forward(&self.x)?;
        let plane = Plane::new(format!("After {} steps", self.steps), -1.1, 1.1)
            .regions(&self.model)?
            .half_planes(&self.model)?
            .points(&self.points, &self.classes);
        Ok(json!({
            "steps": self.steps,
            "loss": cross_entropy(&z, &self.y)?.to_scalar::<f32>()?,
            "right": accuracy(&z, &self.y)?,
            "figure": shown(&planes(&[plane])?),
        }))
    }
}

/// Points spread evenly over a disc by the golden angle, class 0 in its middle, class 1 around it, without a band between them:
/// those of the lesson.
fn ring() -> (Array2<f64>, Vec<usize>) {
    const POINTS: u32 = 400;
    const GOLDEN_ANGLE: f64 = 2.399_963;
    let (mut flat, mut classes) = (Vec::new(), Vec::new());
    for point in 0..POINTS {
        let (radius, angle) = (
            (f64::from(point) / f64::from(POINTS)).sqrt(),
            f64::from(point) * GOLDEN_ANGLE,
        );
        if !(0.42..0.58).contains(&radius) {
            flat.extend([radius * angle.cos(), radius * angle.sin()]);
            classes.push(usize::from(radius > 0.5));
        }
    }
    let count = classes.len();
    let points = Array2::from_shape_fn((count, 2), |(row, column)| flat[2 * row + column]);
    (points, classes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eight_units_close_the_border_and_one_cannot() {
        let right = |units| -> f64 {
            let settings = Settings {
                units,
                ..Settings::default()
            };
            let mut plane = settings.begin().unwrap();
            plane.bend(Bend { steps: 600 }).unwrap();
            plane.draw().unwrap()["right"].as_f64().unwrap()
        };
        assert!(right(8) > 0.99);
        assert!(right(1) < 0.95);
    }

    #[test]
    fn what_would_take_for_ever_is_refused() {
        let settings = Settings {
            units: 33,
            ..Settings::default()
        };
        assert!(settings.begin().is_err());
        let mut plane = Settings::default().begin().unwrap();
        assert!(plane.bend(Bend { steps: 100_000 }).is_err());
    }
}
