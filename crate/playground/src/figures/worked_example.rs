//! The lecture's example on three samples, with the reader's weights.

use mlp::Result;
use mlp::figures::{Weight, blackboard_within};
use mlp::worked_example::{self, inputs, labels};
use ndarray::{Array2, Axis};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::session::{refused, shown};

/// As many steps as are taken at once.
const MOST_STEPS: usize = 1000;

/// Each weight that the reader can move, for its derivative on the blackboard; row by row, as the sliders stand.
const ALL: [(&str, Weight); 15] = [
    ("W_h[0, 0]", Weight::Hidden(0, 0)),
    ("W_h[0, 1]", Weight::Hidden(0, 1)),
    ("W_h[1, 0]", Weight::Hidden(1, 0)),
    ("W_h[1, 1]", Weight::Hidden(1, 1)),
    ("W_h[2, 0]", Weight::Hidden(2, 0)),
    ("W_h[2, 1]", Weight::Hidden(2, 1)),
    ("W_z[0, 0]", Weight::Output(0, 0)),
    ("W_z[0, 1]", Weight::Output(0, 1)),
    ("W_z[0, 2]", Weight::Output(0, 2)),
    ("W_z[1, 0]", Weight::Output(1, 0)),
    ("W_z[1, 1]", Weight::Output(1, 1)),
    ("W_z[1, 2]", Weight::Output(1, 2)),
    ("W_z[2, 0]", Weight::Output(2, 0)),
    ("W_z[2, 1]", Weight::Output(2, 1)),
    ("W_z[2, 2]", Weight::Output(2, 2)),
];

/// The weights in the lecture's layout, bias row first; the printed ones where none are given.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Weights {
    /// W_h, three rows of two.
    pub hidden: Option<[[f64; 2]; 3]>,
    /// W_z, three rows of three.
    pub output: Option<[[f64; 3]; 3]>,
    /// Steps of gradient descent to take first.
    pub steps: usize,
    /// Their learning rate.
    pub lr: f64,
    /// How many pixels wide the place for the drawing is.
    pub room: f64,
}

impl Weights {
    /// Every number of the forward pass, the gradients, and the blackboard.
    ///
    /// # Errors
    /// Too many steps.
    pub fn answer(self) -> Result<Value> {
        if self.steps > MOST_STEPS {
            return Err(refused(
                "steps",
                self.steps,
                format!("up to {MOST_STEPS} are taken at once"),
            ));
        }
        let (x, y) = (inputs(), labels());
        let mut weights = worked_example::Weights::printed();
        if let Some(hidden) = self.hidden {
            weights.hidden = Array2::from(hidden.to_vec());
        }
        if let Some(output) = self.output {
            weights.output = Array2::from(output.to_vec());
        }
        for _ in 0..self.steps {
            weights = weights.step(&weights.gradients(&x, &y)?, self.lr);
        }
        let (forward, gradients) = (weights.forward(&x, &y)?, weights.gradients(&x, &y)?);
        Ok(json!({
            "loss": forward.loss,
            "x": rows(&x),
            "labels": y,
            "h": rows(&forward.h),
            "relu": rows(&forward.relu),
            "z": rows(&forward.z),
            "y_hat": rows(&forward.y_hat),
            "hidden": rows(&weights.hidden),
            "output": rows(&weights.output),
            "slopes": { "hidden": rows(&gradients.hidden), "output": rows(&gradients.output) },
            "figure": shown(&blackboard_within(self.room, &weights, &ALL)?),
        }))
    }
}

fn rows(matrix: &Array2<f64>) -> Vec<Vec<f64>> {
    matrix.axis_iter(Axis(0)).map(|row| row.to_vec()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_lowers_the_loss_and_leaves_the_dead_unit_alone() {
        let stepped = Weights {
            steps: 1,
            lr: 0.1,
            ..Weights::default()
        }
        .answer()
        .unwrap();
        assert!((stepped["loss"].as_f64().unwrap() - 1.0487).abs() < 5e-5);
        assert_eq!(stepped["hidden"][1][1], -1.04);
        assert_ne!(stepped["hidden"][1][0], 0.86);
    }

    #[test]
    fn every_weights_derivative_is_on_the_board() {
        let reply = Weights::default().answer().unwrap();
        let words = reply["figure"]["words"].as_str().unwrap();
        let mut drawn = 0;
        for (name, matrix) in [("W_h", "hidden"), ("W_z", "output")] {
            for (row, slopes) in reply["slopes"][matrix].as_array().unwrap().iter().enumerate() {
                for (column, slope) in slopes.as_array().unwrap().iter().enumerate() {
                    let said = format!("{name}[{row}, {column}] {:.3}", slope.as_f64().unwrap());
                    assert!(words.contains(&said), "{said}: {words}");
                    drawn += 1;
                }
            }
        }
        assert_eq!(drawn, 15);
    }

    #[test]
    fn a_weight_of_the_readers_is_used() {
        let hidden = [[0.0, 0.0], [0.86, 1.0], [0.41, -0.65]];
        let moved = Weights {
            hidden: Some(hidden),
            ..Weights::default()
        };
        // 1.5 · 1 − 0.2 · 0.65: the second unit of the first sample lives.
        let h = moved.answer().unwrap()["h"][0][1].as_f64().unwrap();
        assert!((h - 1.37).abs() < 1e-9, "{h}");
    }
}
