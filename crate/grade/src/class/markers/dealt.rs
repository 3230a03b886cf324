//! To whom each written answer was given, so that a marker's file may be away for a while.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Result;
use host::file;
use serde::{Deserialize, Serialize};

use super::{Key, Renamed};

const DEALT: &str = "marking/.dealt.json";

/// Who marks which answer, as the last grading dealt them out.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Dealt(Vec<(Key, String)>);

impl Dealt {
    pub(super) fn read(out: &Path) -> Self {
        std::fs::read(out.join(DEALT))
            .ok()
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .unwrap_or_default()
    }

    pub(super) fn write(out: &Path, assigned: &BTreeMap<Key, String>) -> Result<()> {
        let all = assigned.iter().map(|(key, marker)| (key.clone(), marker.clone()));
        let dealt = Self(all.collect());
        file::write(&out.join(DEALT), &serde_json::to_vec_pretty(&dealt)?)
    }

    /// Whether somebody was given answers.
    pub(super) fn has(&self, marker: &str) -> bool {
        self.0.iter().any(|(_, whose)| whose == marker)
    }

    /// What was given to somebody whose file `is_away`.
    pub(super) fn of_those(&self, is_away: impl Fn(&str) -> bool) -> impl Iterator<Item = (&Key, &str)> {
        let all = self.0.iter().map(|(key, marker)| (key, marker.as_str()));
        all.filter(move |(_, marker)| is_away(marker))
    }
}

/// Gives what was dealt to the students' new names.
pub(super) fn rename(out: &Path, renamed: &Renamed) -> Result<()> {
    let all = Dealt::read(out).0;
    if all.is_empty() {
        return Ok(());
    }
    let all = all.into_iter().map(|((student, set, question), marker)| {
        let student = renamed(&student, &set).unwrap_or(student);
        ((student, set, question), marker)
    });
    Dealt::write(out, &all.collect())
}
