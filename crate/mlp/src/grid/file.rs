//! A grid's memory: one finished run a line, found again by what it was and what it learned from, and before them a line that
//! says which runs the file is for.

use std::{
    collections::HashMap,
    fs::{self, File, OpenOptions},
    io::Write,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{GridRun, plan::Plan};
use crate::{Error, Result, Samples, train::Trial};

/// A finished run.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Line {
    pub(super) key: String,
    pub(super) run: GridRun,
}

/// What a line of a file is.
#[derive(Debug, Clone)]
pub(super) enum Entry {
    Run(Box<Line>),
    Plan(Plan),
    /// Cut short by a kill, or damaged.
    Unread,
}

impl Entry {
    pub(super) fn read(line: &str) -> Self {
        if let Ok(run) = serde_json::from_str(line) {
            return Self::Run(Box::new(run));
        }
        serde_json::from_str(line).map_or(Self::Unread, Self::Plan)
    }
}

/// The finished runs in a file.
pub(super) struct Store {
    path: PathBuf,
    file: File,
    runs: HashMap<String, GridRun>,
    plans: Vec<Plan>,
}

impl Store {
    /// Opens or creates the file. A line that was cut short by a kill is left out: its run is trained again.
    pub(super) fn open(path: &Path) -> Result<Self> {
        make_folder_of(path)?;
        let mut file = OpenOptions::new()
            .create(true)
            .append(true)
            .read(true)
            .open(path)
            .map_err(Error::io(path))?;
        let text = fs::read_to_string(path).map_err(Error::io(path))?;
        if !text.is_empty() && !text.ends_with('\n') {
            file.write_all(b"\n").map_err(Error::io(path))?;
        }
        let mut runs = HashMap::new();
        let mut plans = Vec::new();
        for line in text.lines() {
            match Entry::read(line) {
                Entry::Run(line) => drop(runs.insert(line.key, line.run)),
                Entry::Plan(plan) => plans.push(plan),
                Entry::Unread => {}
            }
        }
        Ok(Self {
            path: path.into(),
            file,
            runs,
            plans,
        })
    }

    pub(super) fn get(&self, key: &str) -> Option<&GridRun> {
        self.runs.get(key)
    }

    /// Says what the file is for, unless that is the last that it says.
    pub(super) fn announce(&mut self, plan: &Plan) -> Result<()> {
        if self.plans.last() == Some(plan) {
            return Ok(());
        }
        self.append(plan)?;
        self.plans.push(plan.clone());
        Ok(())
    }

    /// Appends a run; it is on disk when this returns.
    pub(super) fn add(&mut self, key: &str, run: &GridRun) -> Result<()> {
        self.append(&Line {
            key: key.to_owned(),
            run: run.clone(),
        })
    }

    fn append(&mut self, line: &impl Serialize) -> Result<()> {
        let mut text = serde_json::to_string(line).map_err(|error| {
            Error::file(
                &self.path,
                error.to_string(),
                "The run is lost, those before it are kept",
            )
        })?;
        text.push('\n');
        self.file
            .write_all(text.as_bytes())
            .and_then(|()| self.file.sync_data())
            .map_err(Error::io(&self.path))
    }
}

/// Makes the folder that `path` lies in.
pub(super) fn make_folder_of(path: &Path) -> Result<()> {
    match path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        Some(folder) => fs::create_dir_all(folder).map_err(Error::io(folder)),
        None => Ok(()),
    }
}

/// What trials are known by.
pub(super) struct Keys {
    /// A digest of every pixel and label that they meet.
    pub(super) data: String,
    /// A digest for each trial: its settings and the data.
    pub(super) trials: Vec<String>,
}

impl Keys {
    pub(super) fn of(trials: &[Trial], learn: &Samples, valid: &Samples) -> Self {
        let mut data = Sha256::new();
        for samples in [learn, valid] {
            data.update(format!("{:?}{:?}", samples.images.dim(), samples.classes));
            data.update(samples.images.iter().copied().collect::<Vec<u8>>());
            data.update(samples.labels.to_vec());
        }
        let data = data.finalize();
        let trials = trials.iter().map(|trial| {
            let mut digest = Sha256::new();
            digest.update(data);
            digest.update(serde_json::to_string(trial).unwrap_or_default());
            format!("{:x}", digest.finalize())
        });
        Self {
            trials: trials.collect(),
            data: format!("{data:x}"),
        }
    }
}
