//! Which of several notebooks for one problem set counts.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::super::unread::Unread;
use super::super::{Work, which_set};
use super::{Candidate, Collector, LISTED, list, parent};
use crate::class::handed_in::HandedIn;
use crate::class::names::harmless;

impl Collector<'_> {
    /// Of several the one that can be read, or could if this machine did not fail at it, then the newest attempt, the one with the name that was handed out, and the
    /// copy with the highest number.
    pub(super) fn best(&mut self, student: &str, set: usize, mut found: Vec<Candidate>) -> Option<Work> {
        let name = self.sets[set].name.as_str();
        let time = |candidate: &Candidate| match &candidate.handed_in {
            Some(HandedIn::At(time)) => time.clone(),
            _ => String::new(),
        };
        found.sort_by_cached_key(|one| {
            let is_notebook = one.path.to_lowercase().ends_with(".ipynb");
            let nearness = which_set::nearness(&one.path, name);
            Reverse((
                one.notebook.as_ref().err().is_none_or(Unread::is_machine),
                time(one),
                nearness,
                is_notebook,
                // What lies deeper was put away.
                Reverse((one.path.matches('/').count(), one.path.clone())),
            ))
        });
        let mut found = found.into_iter();
        let best = found.next()?;
        let mut notes = best.notes;
        if !best.path.to_lowercase().ends_with(".ipynb") && best.notebook.is_ok() {
            notes.push(format!("{} was read as a notebook", harmless(&best.path)));
        }
        let (unread, second): (Vec<_>, Vec<_>) = found.partition(|one| one.notebook.is_err());
        let unpacked = second.iter().filter(|one| !one.is_packed);
        let folders: BTreeSet<&str> = unpacked.map(|one| parent(&one.path)).collect();
        self.apart += folders
            .iter()
            .filter(|folder| **folder != parent(&best.path))
            .count();
        let also: Vec<String> = second.iter().map(|one| harmless(&one.path)).collect();
        if !also.is_empty() {
            notes.push(format!(
                "{} counts; {} was handed in as well and does not count",
                harmless(&best.path),
                list(&also)
            ));
        }
        for one in unread.iter().take(LISTED) {
            let reason = one.notebook.as_ref().err().map_or("", AsRef::as_ref);
            notes.push(format!("{} does not count: {reason}", harmless(&one.path)));
        }
        if unread.len() > LISTED {
            notes.push(format!("{} more files do not count", unread.len() - LISTED));
        }
        // nbgrader's folder of this problem set, however deep in it, or in which zip, the notebook lies.
        let mut folders = std::iter::successors(Some(parent(&best.path)), |folder| {
            (!folder.is_empty()).then(|| parent(folder))
        });
        let folder_time = folders.find_map(|folder| self.times.get(folder)).cloned();
        Some(Work {
            student: student.to_owned(),
            set,
            notebook: best.notebook,
            origin: self.origin(&best.path),
            path: harmless(&best.path),
            notes,
            // The name that the exchange gave comes first: what lies beside it may be the student's.
            handed_in: best.handed_in.or(folder_time),
        })
    }
}
