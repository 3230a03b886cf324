//! Results that are kept in the output folder, so that grading again does only what is new: an answer, a check, a limit or
//! the library changed, or grading was cut off.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::Result;
use host::file;
use host::hash::{Sha256, add, short};
use serde::{Deserialize, Serialize};

use crate::graded::Graded;
use protocol::verdict::Status;

/// The results of one submission.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Stored {
    pub(crate) results: BTreeMap<String, Kept>,
    /// Whether the gradebook has them.
    pub(crate) is_recorded: bool,
    /// What the hand-in is known by, whatever its student is called.
    #[serde(default)]
    pub(crate) from: String,
    /// Nothing could be read of the hand-in.
    #[serde(default)]
    pub(crate) is_unread: bool,
    /// At which questions the machine failed, and why.
    #[serde(default)]
    pub(crate) failed: BTreeMap<String, String>,
    /// Stands for all that these are the results of, where a part of a class was graded.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) digest: String,
}

/// Whether an earlier run graded a hand-in that could be read.
pub(crate) fn is_graded(out: &Path, student: &str, set: &str) -> bool {
    let stored = load(out, student, set);
    !stored.results.is_empty() && !stored.is_unread
}

/// A submission that an earlier run graded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Known {
    pub(crate) student: String,
    pub(crate) set: String,
    /// What the hand-in was known by.
    pub(crate) from: String,
}

/// Whom earlier runs graded, and in which problem set.
fn submissions(out: &Path) -> impl Iterator<Item = (String, String)> {
    let files = walkdir::WalkDir::new(out.join("results"))
        .min_depth(2)
        .max_depth(2)
        .sort_by_file_name();
    files.into_iter().flatten().filter_map(|file| {
        let path = file.path();
        let set = path.file_name()?.to_str()?.strip_suffix(".json")?.to_owned();
        let student = path.parent()?.file_name()?.to_str()?.to_owned();
        Some((student, set))
    })
}

/// Whom earlier runs graded.
pub(crate) fn students(out: &Path) -> BTreeSet<String> {
    submissions(out).map(|(student, _)| student).collect()
}

/// All that earlier runs graded.
pub(crate) fn known(out: &Path) -> Vec<Known> {
    let known = submissions(out).map(|(student, set)| {
        let from = load(out, &student, &set).from;
        Known { student, set, from }
    });
    known.collect()
}

/// What earlier runs could not grade: why, by student, problem set and question.
pub(crate) type Failed = BTreeMap<(String, String, String), String>;

/// Of all submissions what is not graded yet.
pub(crate) fn failed(out: &Path) -> Failed {
    let all = submissions(out).flat_map(|(student, set)| {
        let failed = load(out, &student, &set).failed.into_iter();
        failed.map(move |(question, reason)| ((student.clone(), set.clone(), question), reason))
    });
    all.collect()
}

/// A result and what it is the result of.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Kept {
    pub(crate) key: String,
    pub(crate) graded: Graded,
}

fn path(out: &Path, student: &str, set: &str) -> PathBuf {
    out.join("results").join(student).join(format!("{set}.json"))
}

/// What an earlier run found; nothing where it found nothing or its file is damaged.
pub(crate) fn load(out: &Path, student: &str, set: &str) -> Stored {
    std::fs::read(path(out, student, set))
        .ok()
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .unwrap_or_default()
}

/// Writes aside and renames: a run that is cut off leaves the old results or the new ones. What the machine failed at is not
/// kept but for the reason, and so is graded by the next run.
pub(crate) fn save(out: &Path, student: &str, set: &str, stored: &Stored) -> Result<()> {
    let is_known = |kept: &Kept| kept.graded.standing != Status::NotGraded;
    let (results, failed): (Vec<_>, Vec<_>) = stored.results.iter().partition(|(_, kept)| is_known(kept));
    let known = Stored {
        results: results
            .into_iter()
            .map(|(id, kept)| (id.clone(), kept.clone()))
            .collect(),
        failed: failed
            .into_iter()
            .map(|(id, kept)| (id.clone(), kept.graded.reason.clone()))
            .collect(),
        is_recorded: stored.is_recorded,
        from: stored.from.clone(),
        is_unread: stored.is_unread,
        digest: stored.digest.clone(),
    };
    file::write(&path(out, student, set), &serde_json::to_vec_pretty(&known)?)
}

/// Stands for all that a result depends on.
pub(crate) fn key(parts: &[&str]) -> String {
    let mut hash = Sha256::default();
    let parts: Vec<&[u8]> = parts.iter().map(|part| part.as_bytes()).collect();
    add(&mut hash, &parts);
    short(hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_machine_failed_at_is_not_known_to_the_next_run() {
        let folder = tempfile::tempdir().unwrap();
        let kept = |id: &str, standing| Kept {
            key: id.into(),
            graded: Graded::nothing(id, 2.0, standing, "because"),
        };
        let stored = Stored {
            results: BTreeMap::from([
                ("a".into(), kept("a", Status::Wrong)),
                ("b".into(), kept("b", Status::NotGraded)),
            ]),
            is_recorded: true,
            from: "ada/01.ipynb".into(),
            ..Stored::default()
        };
        save(folder.path(), "ada", "01", &stored).unwrap();
        let again = load(folder.path(), "ada", "01");
        assert_eq!(again.results.keys().collect::<Vec<_>>(), ["a"]);
        let key = ("ada".to_owned(), "01".to_owned(), "b".to_owned());
        assert_eq!(failed(folder.path()), [(key, "because".to_owned())].into());
        let all = known(folder.path());
        assert_eq!(
            (&*all[0].student, &*all[0].set, &*all[0].from),
            ("ada", "01", "ada/01.ipynb")
        );
        assert!(is_graded(folder.path(), "ada", "01") && !is_graded(folder.path(), "ada", "02"));
        let unread = Stored {
            is_unread: true,
            ..again
        };
        save(folder.path(), "ada", "01", &unread).unwrap();
        assert!(!is_graded(folder.path(), "ada", "01"));
    }
}
