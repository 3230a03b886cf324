//! A grid's memory: one finished run a line, found again by what it was and what it learned from.

use std::{
    collections::HashMap,
    fs::{self, File, OpenOptions},
    io::Write,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::GridRun;
use crate::{Error, Result, Samples, train::Trial};

#[derive(Serialize, Deserialize)]
struct Line {
    key: String,
    run: GridRun,
}

/// The finished runs in a file.
pub(super) struct Store {
    path: PathBuf,
    file: File,
    runs: HashMap<String, GridRun>,
}

impl Store {
    /// Opens or creates the file. A line that was cut short by a kill is left out: its run is trained again.
    pub(super) fn open(path: &Path) -> Result<Self> {
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            fs::create_dir_all(folder).map_err(Error::io(folder))?;
        }
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
        let runs = text
            .lines()
            .filter_map(|line| serde_json::from_str::<Line>(line).ok())
            .map(|line| (line.key, line.run))
            .collect();
        Ok(Self {
            path: path.into(),
            file,
            runs,
        })
    }

    pub(super) fn get(&self, key: &str) -> Option<&GridRun> {
        self.runs.get(key)
    }

    /// Appends a run; it is on disk when this returns.
    pub(super) fn add(&mut self, key: &str, run: &GridRun) -> Result<()> {
        let line = Line {
            key: key.to_owned(),
            run: run.clone(),
        };
        let mut text = serde_json::to_string(&line).map_err(|error| {
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

/// A key for each trial: a digest of its settings and of every pixel and label it meets.
pub(super) fn keys(trials: &[Trial], learn: &Samples, valid: &Samples) -> Vec<String> {
    let mut data = Sha256::new();
    for samples in [learn, valid] {
        data.update(format!("{:?}{:?}", samples.images.dim(), samples.classes));
        data.update(samples.images.iter().copied().collect::<Vec<u8>>());
        data.update(samples.labels.to_vec());
    }
    let data = data.finalize();
    trials
        .iter()
        .map(|trial| {
            let mut digest = Sha256::new();
            digest.update(data);
            digest.update(serde_json::to_string(trial).unwrap_or_default());
            format!("{:x}", digest.finalize())
        })
        .collect()
}
