//! What can be seen of a run: its weights, which class it takes for which, and its wrong answers.

use mlp::figures::{gallery, pixel_maps};
use mlp::metrics::dead_units;
use mlp::{Activation, Report, Result};
use ndarray::Array3;
use serde_json::{Value, json};

use super::Run;
use crate::session::{not_begun, shown};

/// Units whose weights are shown, and wrong answers.
const SHOWN: usize = 16;

impl Run {
    fn report(&self) -> Result<&Report> {
        self.report.as_ref().ok_or_else(|| not_begun("epoch"))
    }

    pub(super) fn weights(&self, columns: usize) -> Result<Value> {
        let weights: Vec<Vec<f32>> = self.model.parameters()[0].to_vec2()?;
        let (height, width, _) = self.samples().shape();
        let hidden = self.model.sizes().len() > 2;
        let count = weights.len().min(SHOWN);
        let maps = Array3::from_shape_fn((count, height, width), |(unit, row, column)| {
            f64::from(weights[unit][row * width + column])
        });
        let names: Vec<String> = (0..count)
            .map(|unit| {
                if hidden {
                    format!("unit {}", unit + 1)
                } else {
                    self.samples().classes[unit].clone()
                }
            })
            .collect();
        let title = if hidden {
            format!("Weights of {count} of {} hidden units", weights.len())
        } else {
            "Weights of each class".to_owned()
        };
        let mut reply = shown(&pixel_maps(&title, &maps, columns, &names)?);
        if hidden && self.model.activation() == Activation::Relu {
            reply["dead"] = json!(dead_units(&self.model, &self.train)?);
        }
        Ok(reply)
    }

    pub(super) fn confusion(&self) -> Result<Value> {
        let confusion = &self.report()?.confusion;
        let counts: Vec<Vec<u32>> = confusion.counts.outer_iter().map(|row| row.to_vec()).collect();
        Ok(json!({ "classes": &confusion.classes[..], "counts": counts, "recall": confusion.recall() }))
    }

    pub(super) fn wrong(&self, columns: usize) -> Result<Value> {
        let report = self.report()?;
        let wrong = report.wrong();
        let samples = self.test.samples();
        let name = |label: u32| samples.classes[label as usize].clone();
        let shown_ones: Vec<usize> = wrong.iter().copied().take(SHOWN).collect();
        let title = if shown_ones.len() < wrong.len() {
            format!("{} of {} wrong answers", shown_ones.len(), wrong.len())
        } else {
            "Wrong answers on test images".to_owned()
        };
        let mut reply = if shown_ones.is_empty() {
            json!({ "svg": "", "words": "No answer was wrong." })
        } else {
            shown(&gallery(&title, samples, &shown_ones, columns, |position| {
                format!(
                    "said {}\nis {}",
                    name(report.predicted[position]),
                    name(report.labels[position])
                )
            })?)
        };
        reply["wrong"] = json!(wrong.len());
        reply["shown"] = json!(shown_ones.len());
        reply["of"] = json!(report.labels.len());
        Ok(reply)
    }
}
