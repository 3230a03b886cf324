//! The ledger: every run of a session with its settings and results, so that running a cell again with another learning
//! rate answers the question what the change did.
//!
//! In a notebook each run is also appended to `.mlp/runs.jsonl` in the notebook's folder, one JSON object a line;
//! `MLP_RUNS` names another file, or `off` for none.

use std::{
    any::Any,
    env,
    fs::{self, OpenOptions},
    io::Write,
    path::{Path, PathBuf},
    sync::Mutex,
};

use candle_core::{ModuleT, TensorId};
use notebook::display;
use serde::{Deserialize, Serialize};

use super::History;
use crate::{Error, Mlp, Result, lock::lock, model::Dropout};

/// One run as the ledger keeps it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Entry {
    /// Counted from 1 in each session.
    pub(super) run: usize,
    /// The run whose model was trained on, and how many epochs it had been trained for.
    pub(super) continues: Option<(usize, usize)>,
    pub(super) history: History,
}

struct Ledger {
    entries: Vec<Entry>,
    /// Which model each entry trained.
    models: Vec<Option<TensorId>>,
}

// All cells of a notebook share one copy of this crate, so this is the session's one ledger.
static LEDGER: Mutex<Ledger> = Mutex::new(Ledger {
    entries: Vec::new(),
    models: Vec::new(),
});

/// What tells a model from another one built the same way.
pub(super) fn identity<M: ModuleT + 'static>(model: &M) -> Option<TensorId> {
    let model: &dyn Any = model;
    let network = match model.downcast_ref::<Dropout>() {
        Some(dropout) => dropout.model(),
        None => model.downcast_ref::<Mlp>()?,
    };
    let parameters = network.parameters();
    parameters.first().map(|parameter| parameter.id())
}

/// Writes a run down and returns its number.
pub(super) fn record(history: &History, model: Option<TensorId>) -> usize {
    let mut ledger = lock(&LEDGER);
    let run = ledger.entries.len() + 1;
    let before = model.and_then(|_| ledger.models.iter().rposition(|&other| other == model));
    let continues = before.map(|index| {
        let entry = &ledger.entries[index];
        (
            entry.run,
            entry.history.epochs.last().map_or(0, |epoch| epoch.epoch),
        )
    });
    let entry = Entry {
        run,
        continues,
        history: History {
            run: Some(run),
            ..history.clone()
        },
    };
    if display::in_notebook()
        && let Some(path) = file()
        && let Err(error) = append(&path, &entry)
    {
        display::note(&format!(
            "note: this run is not written down for later sessions: {error}"
        ));
    }
    ledger.entries.push(entry);
    ledger.models.push(model);
    run
}

fn file() -> Option<PathBuf> {
    match env::var_os("MLP_RUNS") {
        Some(off) if off == "off" => None,
        Some(path) => Some(path.into()),
        None => Some(Path::new(".mlp").join("runs.jsonl")),
    }
}

fn append(path: &Path, entry: &Entry) -> Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(Error::io(folder))?;
    }
    let mut line = serde_json::to_string(entry).unwrap_or_default();
    line.push('\n');
    let mut file = OpenOptions::new()
        .create(true)
        .append(true)
        .open(path)
        .map_err(Error::io(path))?;
    file.write_all(line.as_bytes()).map_err(Error::io(path))
}

/// The entries of this session.
pub(super) fn entries() -> Vec<Entry> {
    lock(&LEDGER).entries.clone()
}

/// The entries of earlier sessions in this folder, and of this one. A line that cannot be read is left out.
pub(super) fn past_entries() -> Result<Vec<Entry>> {
    let Some(path) = file().filter(|path| path.exists()) else {
        return Ok(Vec::new());
    };
    let text = fs::read_to_string(&path).map_err(Error::io(&path))?;
    Ok(text
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect())
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::{
        Normalization, OptimizerSettings,
        train::{Epoch, HeldOut, Outcome, RunSettings, Schedule},
    };

    /// A run of ten epochs that ended at this accuracy.
    pub(in crate::train) fn entry(
        run: usize,
        lr: f64,
        accuracy: f64,
        continues: Option<(usize, usize)>,
    ) -> Entry {
        let settings = RunSettings {
            model: None,
            optimizer: OptimizerSettings::sgd(lr),
            normalization: Normalization::UnitRange,
            batch_size: 1024,
            shuffle_seed: Some(0),
            train_samples: 60_000,
            train_checksum: Some(1),
            held_out: HeldOut::Test,
            test_samples: 10_000,
            loss: "cross_entropy".into(),
            schedule: Schedule::Constant,
            image_shape: (28, 28, 1),
            classes: vec!["a".into(), "b".into()],
        };
        let epoch = Epoch {
            epoch: 10,
            seconds: 1.0,
            train_loss: 0.5,
            train_accuracy: accuracy,
            test_loss: 0.5,
            test_accuracy: accuracy,
        };
        let history = History {
            epochs: vec![epoch],
            settings,
            outcome: Outcome::Finished,
            run: Some(run),
        };
        Entry {
            run,
            continues,
            history,
        }
    }

    #[test]
    fn a_written_line_is_read_back() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new").join("runs.jsonl");
        append(&path, &entry(1, 0.1, 0.87, None)).unwrap();
        append(&path, &entry(2, 0.2, 0.88, None)).unwrap();
        let text = fs::read_to_string(&path).unwrap();
        let entries: Vec<Entry> = text
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        assert_eq!(entries.len(), 2);
        assert!((entries[1].history.settings.optimizer.lr() - 0.2).abs() < 1e-12);
    }
}
