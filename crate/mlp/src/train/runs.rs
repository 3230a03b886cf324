//! The runs of a session as a table: what changed from one to the next, and whether it made a difference.

use std::fmt::{self, Write as _};

use notebook::{
    display::{Show, text},
    escape,
};

use super::{
    Epoch, History, Outcome, curves,
    ledger::{self, Entry},
};
use crate::{Error, Result, plot::Figure};

/// The runs of this session; as a cell's last expression they are shown as a table.
///
/// ```
/// use mlp::prelude::*;
/// # use mlp::ndarray::{Array1, Array4};
/// # let images = Array4::from_shape_fn((8, 2, 2, 1), |(n, y, ..)| if y == n % 2 { 200_u8 } else { 0 });
/// # let labels = Array1::from_shape_fn(8, |n| (n % 2) as u8);
/// # let samples = Samples::new(images, labels, ["top".to_owned(), "bottom".to_owned()])?;
/// # let loader = DataLoader::new(&samples, &Normalization::UnitRange, &Device::Cpu)?.batch_size(4);
/// let model = Mlp::new(&[4, 2], Activation::Relu, 0, &Device::Cpu)?;
/// # let mut optimizer = Sgd::new(model.parameters(), 0.5)?;
/// let history = fit_with(&model, &mut optimizer, &loader, &loader, 20, quiet)?;
/// assert_eq!(runs().len(), 1);
/// assert_eq!(runs().get(1).map(|run| run.epochs.len()), Some(20));
/// # Ok::<(), mlp::Error>(())
/// ```
pub fn runs() -> Runs {
    Runs {
        entries: ledger::entries(),
    }
}

/// The runs of earlier sessions in this folder, and of this one. A line that cannot be read is left out.
///
/// ```
/// use mlp::prelude::*;
/// // Outside of a notebook nothing is written down.
/// assert!(past_runs()?.is_empty());
/// # Ok::<(), mlp::Error>(())
/// ```
///
/// # Errors
/// A file that is there but cannot be opened.
pub fn past_runs() -> Result<Runs> {
    Ok(Runs {
        entries: ledger::past_entries()?,
    })
}

/// The curves of some of this session's runs laid over each other; of all of them where no number is given.
///
/// ```
/// # use mlp::prelude::*;
/// let problem = compare(&[1, 3]).unwrap_err(); // nothing was trained in this session
/// assert!(problem.to_string().contains("this session has 0 runs so far"));
/// ```
///
/// # Errors
/// A number that no run has, or no run yet.
pub fn compare(numbers: &[usize]) -> Result<Figure> {
    let entries = runs().entries;
    let chosen: Vec<&Entry> = if numbers.is_empty() {
        entries.iter().collect()
    } else {
        numbers
            .iter()
            .map(|number| {
                entries.iter().find(|entry| entry.run == *number).ok_or_else(|| {
                    Error::argument(
                        "run",
                        number,
                        format!("this session has {} runs so far, counted from 1", entries.len()),
                    )
                })
            })
            .collect::<Result<_>>()?
    };
    let names: Vec<String> = chosen.iter().map(|entry| format!("run {}", entry.run)).collect();
    let pairs: Vec<(&str, &History)> = names
        .iter()
        .map(String::as_str)
        .zip(chosen.iter().map(|entry| &entry.history))
        .collect();
    curves(&pairs)
}

/// Runs in the order in which they ended.
#[derive(Debug, Clone)]
pub struct Runs {
    entries: Vec<Entry>,
}

/// One line of the table.
struct Row {
    cells: [String; 6],
    /// The difference to the run before is smaller than chance alone makes.
    within_noise: bool,
}

const HEAD: [&str; 6] = [
    "run",
    "what changed",
    "epochs",
    "train accuracy",
    // Test images, or validation images where something is chosen.
    "held-out accuracy",
    "change",
];

impl Runs {
    /// How many runs there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The settings and results of a run by its number.
    pub fn get(&self, run: usize) -> Option<&History> {
        self.entries
            .iter()
            .find(|entry| entry.run == run)
            .map(|entry| &entry.history)
    }

    fn rows(&self) -> Vec<Row> {
        let before = std::iter::once(None).chain(self.entries.iter().map(Some));
        self.entries
            .iter()
            .zip(before)
            .map(|(entry, before)| row(entry, before))
            .collect()
    }
}

/// The table; its plain form is a line a run.
impl Show for Runs {
    fn forms(&self) -> Vec<(String, String)> {
        // Of an output that is folded away JupyterLab shows the first line, which need not tell the result.
        let mut html = String::from("<table>\n<thead><tr>");
        for name in HEAD {
            let _ = write!(html, "<th style=\"text-align:left\">{name}</th>");
        }
        html += "</tr></thead><tbody>";
        for row in self.rows() {
            html += "<tr>";
            for (column, cell) in row.cells.iter().enumerate() {
                // Gray where the difference says nothing: opacity works on light and dark grounds alike.
                let faint = if column == 5 && row.within_noise {
                    ";opacity:0.5"
                } else {
                    ""
                };
                let cell = escape(cell);
                let _ = write!(html, "<td style=\"text-align:left{faint}\">{cell}</td>");
            }
            html += "</tr>";
        }
        html += "</tbody></table>";
        let mut forms = vec![("text/html".to_owned(), html)];
        forms.extend(text(self.to_string()));
        forms
    }
}

notebook::cell_result!(Runs);

fn row(entry: &Entry, before: Option<&Entry>) -> Row {
    let settings = &entry.history.settings;
    let what = match (entry.continues, before) {
        (Some((run, epoch)), _) => format!("continues run {run} at epoch {epoch}"),
        (None, None) => settings.to_string(),
        (None, Some(before)) => {
            let changes = settings.changes_since(&before.history.settings);
            if changes.is_empty() {
                "the same settings".into()
            } else {
                changes.join(", ")
            }
        }
    };
    let last = entry.history.epochs.last();
    let percent = |value: fn(&Epoch) -> f64| {
        last.map_or("–".into(), |epoch| format!("{:.2} %", 100.0 * value(epoch)))
    };
    let epochs = match entry.history.outcome {
        Outcome::Finished => format!("{}", last.map_or(0, |epoch| epoch.epoch)),
        Outcome::Diverged { epoch, .. } => format!("diverged in {epoch}"),
        Outcome::Interrupted { epoch } => format!("stopped in {epoch}"),
    };
    let (change, within_noise) = change(&entry.history, before.map(|before| &before.history));
    let cells = [
        entry.run.to_string(),
        what,
        epochs,
        percent(|e| e.train_accuracy),
        percent(|e| e.test_accuracy),
        change,
    ];
    Row { cells, within_noise }
}

/// The difference in held-out accuracy to the run before, and whether chance alone makes as much: two standard deviations of
/// the difference of two shares measured on n images each, √(2·p·(1 − p)/n).
fn change(now: &History, before: Option<&History>) -> (String, bool) {
    let accuracy = |history: &History| history.epochs.last().map(|epoch| epoch.test_accuracy);
    let (Some(new), Some(old)) = (accuracy(now), before.and_then(accuracy)) else {
        return (String::new(), false);
    };
    let n = now.settings.test_samples.max(1) as f64;
    let noise = 2.0 * (2.0 * new * (1.0 - new) / n).sqrt();
    let points = 100.0 * (new - old);
    if (new - old).abs() < noise {
        (format!("{points:+.1} points (within noise)"), true)
    } else {
        (format!("{points:+.1} points"), false)
    }
}

impl fmt::Display for Runs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            return write!(f, "no runs yet: fit(…) writes one down");
        }
        for row in self.rows() {
            let [run, what, epochs, train, held_out, change] = row.cells;
            writeln!(
                f,
                "run {run}: {what}; {epochs} epochs; accuracy {train} train, {held_out} held out {change}"
            )?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{super::ledger::tests::entry, *};

    #[test]
    fn a_run_says_what_changed_and_what_it_did() {
        let table = Runs {
            entries: vec![entry(1, 0.1, 0.87, None), entry(2, 0.01, 0.849, None)],
        }
        .to_string();
        assert!(table.contains("lr 0.1 → 0.01"), "{table}");
        assert!(
            table.contains("-2.1 points") && !table.contains("within noise"),
            "{table}"
        );
    }

    #[test]
    fn a_difference_under_the_noise_is_called_one() {
        let table = Runs {
            entries: vec![entry(1, 0.1, 0.870, None), entry(2, 0.2, 0.873, None)],
        }
        .to_string();
        assert!(table.contains("+0.3 points (within noise)"), "{table}");
    }

    #[test]
    fn a_continued_run_names_the_one_before() {
        let table = Runs {
            entries: vec![entry(1, 0.1, 0.87, None), entry(2, 0.1, 0.88, Some((1, 10)))],
        }
        .to_string();
        assert!(table.contains("continues run 1 at epoch 10"), "{table}");
    }
}
