//! What one page has at hand, and the questions that it may ask.

use mlp::plot::Figure;
use mlp::{Error, Result};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::figures::{drawing, normalization, plane, train, worked_example};
use crate::sample::Sample;

/// A page's question, by the name of the figure that asks.
#[derive(Debug, Deserialize)]
#[serde(tag = "ask", rename_all = "kebab-case")]
pub enum Question {
    /// Begins a run of training.
    Train(train::Settings),
    /// Trains one epoch more.
    Epoch,
    /// Draws something of the run.
    Look(train::Look),
    /// What the run's model says of a drawing.
    Drawing(drawing::Drawing),
    /// The lecture's example with these weights.
    WorkedExample(worked_example::Weights),
    /// One picture in every form.
    Normalization(normalization::Picture),
    /// Begins to bend a plane.
    Plane(plane::Settings),
    /// Bends it on.
    Bend(plane::Bend),
}

/// What a page has at hand.
#[derive(Default)]
pub struct Session {
    sample: Sample,
    training: train::Training,
    plane: Option<plane::Bending>,
}

impl Session {
    /// Takes a file of the sample.
    ///
    /// # Errors
    /// There is no such file.
    pub fn load(&mut self, number: usize, bytes: Vec<u8>) -> Result<()> {
        self.sample.load(number, bytes)
    }

    /// Answers a question.
    ///
    /// # Errors
    /// Numbers that cannot be used, or something that was to come first.
    pub fn answer(&mut self, question: Question) -> Result<Value> {
        match question {
            Question::Train(settings) => {
                settings.check()?;
                let (train, test) = self.sample.parts()?;
                self.training.begin(&settings, train, test)
            }
            Question::Epoch => self.training.run_mut()?.epoch(),
            Question::Look(look) => self.training.look(look),
            Question::Drawing(drawing) => drawing.answer(self.training.run()?, self.sample.kind()),
            Question::WorkedExample(weights) => weights.answer(),
            Question::Normalization(picture) => picture.answer(&self.sample.parts()?.0),
            Question::Plane(settings) => self.plane.insert(settings.begin()?).draw(),
            Question::Bend(bend) => {
                let plane = self.plane.as_mut().ok_or_else(|| not_begun("plane"))?;
                plane.bend(bend)?;
                plane.draw()
            }
        }
    }
}

/// A question that came before the one that begins.
pub(crate) fn not_begun(first: &str) -> Error {
    refused("ask", first, "nothing has begun yet; ask this first")
}

/// A number or a word of the page's that cannot be used.
#[allow(
    clippy::needless_pass_by_value,
    reason = "callers pass numbers and texts alike"
)]
pub(crate) fn refused(name: &'static str, value: impl ToString, problem: impl Into<String>) -> Error {
    Error::Argument {
        name,
        value: value.to_string(),
        problem: problem.into(),
    }
}

/// A figure as the page shows it.
pub(crate) fn shown(figure: &Figure) -> Value {
    json!({ "svg": figure.svg(), "words": figure.alt() })
}
