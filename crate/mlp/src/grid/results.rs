//! What a grid found.

use std::fmt;

use ndarray::Array2;
use serde::{Deserialize, Serialize};

use crate::{
    Error, History, Outcome, Result,
    plot::{Figure, heat_map_from},
    train::Trial,
};

/// One run of a grid.
///
/// ```
/// use mlp::prelude::*;
/// # use mlp::ndarray::{Array1, Array4};
/// # let images = Array4::from_shape_fn((8, 2, 2, 1), |(n, y, ..)| if y == n % 2 { 200_u8 } else { 0 });
/// # let labels = Array1::from_shape_fn(8, |n| (n % 2) as u8);
/// # let samples = Samples::new(images, labels, ["top".to_owned(), "bottom".to_owned()])?;
/// # let loader = DataLoader::new(&samples, &Normalization::UnitRange, &Device::Cpu)?.batch_size(4);
/// let trial = Trial { hidden: vec![], epochs: 5, batch_size: 4, ..Trial::default() };
/// let results = Grid::over(trial).lrs(&[0.0, 0.5]).quiet().run(&samples, &samples)?;
/// let best = results.best()?;
/// assert_eq!(best.accuracy(), Some(1.0));
/// assert!(best.trial.optimizer.lr() > 0.0);
/// # Ok::<(), mlp::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GridRun {
    /// What was chosen.
    pub trial: Trial,
    /// What came of it; its `test_*` numbers are those of the validation samples.
    pub history: History,
}

impl GridRun {
    /// The accuracy on the validation samples after the last epoch; `None` for a run that diverged.
    pub fn accuracy(&self) -> Option<f64> {
        match self.history.outcome {
            Outcome::Diverged { .. } => None,
            _ => self.history.epochs.last().map(|epoch| epoch.test_accuracy),
        }
    }
}

/// What sets a run apart from the others of its grid, in words.
pub(super) fn settings(trial: &Trial) -> String {
    let Trial {
        hidden,
        optimizer,
        seed,
        ..
    } = trial;
    let widths: Vec<String> = hidden.iter().map(ToString::to_string).collect();
    let widths = if widths.is_empty() {
        "none".into()
    } else {
        widths.join(",")
    };
    format!("hidden {widths}, {optimizer}, seed {seed}")
}

impl fmt::Display for GridRun {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", settings(&self.trial))?;
        match self.accuracy() {
            Some(accuracy) => write!(f, "validation accuracy {accuracy:.4}"),
            None => write!(f, "diverged"),
        }
    }
}

/// The runs of a grid in the order of its trials; as a cell's last expression they are shown as a table, best first.
///
/// ```
/// use mlp::prelude::*;
/// # use mlp::ndarray::{Array1, Array4};
/// # let images = Array4::from_shape_fn((8, 2, 2, 1), |(n, y, ..)| if y == n % 2 { 200_u8 } else { 0 });
/// # let labels = Array1::from_shape_fn(8, |n| (n % 2) as u8);
/// # let samples = Samples::new(images, labels, ["top".to_owned(), "bottom".to_owned()])?;
/// # let loader = DataLoader::new(&samples, &Normalization::UnitRange, &Device::Cpu)?.batch_size(4);
/// let trial = Trial { hidden: vec![], epochs: 5, batch_size: 4, ..Trial::default() };
/// let results = Grid::over(trial).lrs(&[0.0, 0.5]).quiet().run(&samples, &samples)?;
/// assert_eq!(results.runs.len(), 2);
/// assert!(results.ranked()[0].accuracy() >= results.ranked()[1].accuracy());
/// # Ok::<(), mlp::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct GridResults {
    /// One for each trial.
    pub runs: Vec<GridRun>,
}

impl GridResults {
    pub(super) fn new(runs: Vec<GridRun>) -> Self {
        Self { runs }
    }

    /// The run with the best validation accuracy after its last epoch; a run that diverged is never the best.
    ///
    /// # Errors
    /// Every run diverged.
    pub fn best(&self) -> Result<&GridRun> {
        self.ranked()
            .into_iter()
            .find(|run| run.accuracy().is_some())
            .ok_or_else(|| {
                Error::Grid("every run diverged; try lower learning rates or normalize the images".into())
            })
    }

    /// The runs from the best to the worst, those that diverged last.
    pub fn ranked(&self) -> Vec<&GridRun> {
        let mut ranked: Vec<&GridRun> = self.runs.iter().collect();
        ranked.sort_by(|a, b| {
            let value = |run: &GridRun| run.accuracy().unwrap_or(f64::NEG_INFINITY);
            value(b).total_cmp(&value(a))
        });
        ranked
    }

    /// Validation accuracy over two of the things that were varied, the mean where several runs share a cell. `row` and
    /// `column` read a run's value, as in `|trial| trial.hidden[0].to_string()`.
    ///
    /// # Errors
    /// No runs.
    pub fn heat_map(
        &self,
        (row_axis, column_axis): (&str, &str),
        row: impl Fn(&Trial) -> String,
        column: impl Fn(&Trial) -> String,
    ) -> Result<Figure> {
        let rows = distinct(self.runs.iter().map(|run| row(&run.trial)));
        let columns = distinct(self.runs.iter().map(|run| column(&run.trial)));
        let mut sums = Array2::<f64>::zeros((rows.len(), columns.len()));
        let mut counts = Array2::<f64>::zeros((rows.len(), columns.len()));
        for run in &self.runs {
            let place = |names: &[String], name: &str| names.iter().position(|other| other == name);
            if let (Some(accuracy), Some(i), Some(j)) = (
                run.accuracy(),
                place(&rows, &row(&run.trial)),
                place(&columns, &column(&run.trial)),
            ) {
                sums[[i, j]] += accuracy;
                counts[[i, j]] += 1.0;
            }
        }
        let percents = sums * 100.0 / counts;
        let finite = || percents.iter().copied().filter(|percent| percent.is_finite());
        let (low, high) = (finite().fold(100.0, f64::min), finite().fold(0.0, f64::max));
        // The differences are small against the numbers themselves; the worst one is shown as a light shade, not as white.
        heat_map_from(
            low - 0.3 * (high - low).max(1.0),
            "Validation accuracy (%)",
            &percents,
            (&rows, &columns),
            (row_axis, column_axis),
            |percent| {
                if percent.is_finite() {
                    format!("{percent:.1}")
                } else {
                    "–".into()
                }
            },
        )
    }
}

fn distinct(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut list = Vec::new();
    for name in names {
        if !list.contains(&name) {
            list.push(name);
        }
    }
    list
}

impl fmt::Display for GridResults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for run in self.ranked() {
            writeln!(f, "{run}")?;
        }
        Ok(())
    }
}

notebook::text_result!(GridResults);
