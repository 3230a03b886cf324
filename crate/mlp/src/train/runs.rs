//! The runs of a session as a table: what differs from one to another, and whether it made a difference.

mod words;

use std::fmt::{self, Write as _};

use notebook::{
    display::{Show, text},
    escape,
};

use super::{
    Epoch, History, curves,
    ledger::{self, Entry},
};
use crate::{Error, Result, plot::Figure};
use words::{change, differences, length};

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
        baseline: None,
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
        baseline: None,
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
                let found = entries.iter().find(|entry| entry.run == *number);
                found.ok_or_else(|| no_such_run(*number, entries.len()))
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
    /// The run that all others are compared with; `None` for each with the one before it.
    baseline: Option<usize>,
}

/// One line of the table.
struct Row {
    cells: [String; 6],
    /// The difference is one that chance alone makes as well.
    within_noise: bool,
}

impl Runs {
    /// Compares every run with run number `baseline` instead of with the one before it.
    ///
    /// ```
    /// use mlp::prelude::*;
    /// let problem = runs().against(1).unwrap_err(); // nothing was trained in this session
    /// assert!(problem.to_string().contains("this session has 0 runs so far"));
    /// ```
    ///
    /// # Errors
    /// A number that no run has.
    pub fn against(mut self, baseline: usize) -> Result<Self> {
        if self.get(baseline).is_none() {
            return Err(no_such_run(baseline, self.len()));
        }
        self.baseline = Some(baseline);
        Ok(self)
    }

    fn head(&self) -> [String; 6] {
        let than = self
            .baseline
            .map_or("the run before".to_owned(), |run| format!("run {run}"));
        [
            "run".to_owned(),
            format!("what differs from {than}"),
            "epochs".to_owned(),
            "train accuracy".to_owned(),
            // Test images, or validation images where something is chosen.
            "held-out accuracy".to_owned(),
            format!("against {than}"),
        ]
    }

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
        let numbered = self.entries.iter().enumerate();
        numbered
            .map(|(index, entry)| {
                let other = match self.baseline {
                    Some(run) => self
                        .entries
                        .iter()
                        .find(|other| other.run == run && run != entry.run),
                    None => index.checked_sub(1).and_then(|before| self.entries.get(before)),
                };
                self.row(entry, other)
            })
            .collect()
    }

    fn row(&self, entry: &Entry, other: Option<&Entry>) -> Row {
        let last = entry.history.epochs.last();
        let percent = |value: fn(&Epoch) -> f64| match last.map(value) {
            Some(share) if share.is_finite() => format!("{:.2} %", 100.0 * share),
            _ => "–".into(),
        };
        let (change, within_noise) = other.map_or((String::new(), false), |other| {
            change(entry, other, &self.entries)
        });
        let cells = [
            entry.run.to_string(),
            differences(entry, other),
            length(&entry.history),
            percent(|e| e.train_accuracy),
            percent(|e| e.test_accuracy),
            change,
        ];
        Row { cells, within_noise }
    }
}

/// The table; its plain form is a line a run.
impl Show for Runs {
    fn forms(&self) -> Vec<(String, String)> {
        // Of an output that is folded away JupyterLab shows the first line, which need not tell the result.
        let mut html = String::from("<table>\n<thead><tr>");
        for name in self.head() {
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

fn no_such_run(number: usize, runs: usize) -> Error {
    Error::argument(
        "run",
        number,
        format!("this session has {runs} runs so far, counted from 1"),
    )
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

    fn table(entries: Vec<Entry>) -> Runs {
        Runs {
            entries,
            baseline: None,
        }
    }

    #[test]
    fn a_run_says_what_changed_and_what_it_did() {
        let text = table(vec![entry(1, 0.1, 0.87, None), entry(2, 0.01, 0.849, None)]).to_string();
        assert!(text.contains("lr 0.1 → 0.01"), "{text}");
        assert!(text.contains("-2.1 points") && !text.contains("within"), "{text}");
    }

    #[test]
    fn a_difference_under_the_noise_is_called_one() {
        let text = table(vec![entry(1, 0.1, 0.870, None), entry(2, 0.2, 0.873, None)]).to_string();
        assert!(text.contains("+0.3 points (within sampling noise)"), "{text}");
    }

    #[test]
    fn a_continued_run_names_the_one_before() {
        let text = table(vec![
            entry(1, 0.1, 0.87, None),
            entry(2, 0.1, 0.88, Some((1, 10))),
        ])
        .to_string();
        assert!(text.contains("continues run 1 at epoch 10"), "{text}");
    }

    #[test]
    fn all_runs_are_compared_with_the_baseline_that_is_named() {
        let runs = vec![
            entry(1, 0.1, 0.80, None),
            entry(2, 0.2, 0.90, None),
            entry(3, 0.3, 0.85, None),
        ];
        let text = table(runs.clone()).to_string();
        assert!(
            text.contains("lr 0.2 → 0.3") && text.contains("-5.0 points"),
            "{text}"
        );
        let against = table(runs.clone()).against(1).unwrap();
        let text = against.to_string();
        assert!(
            text.contains("lr 0.1 → 0.3") && text.contains("+5.0 points"),
            "{text}"
        );
        let (_, html) = &against.forms()[0];
        assert!(html.contains("against run 1"), "{html}");
        assert!(table(runs).against(4).is_err());
    }

    #[test]
    fn other_data_is_a_difference() {
        let mut runs = vec![entry(1, 0.1, 0.80, None), entry(2, 0.1, 0.30, None)];
        runs[1].history.settings.train_checksum = Some(9);
        let text = table(runs).to_string();
        assert!(text.contains("other training data"), "{text}");
    }
}
