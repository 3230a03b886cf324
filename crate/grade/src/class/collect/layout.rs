//! How a hand-in is laid out: one way for all of it, decided by what the platform named and never by what a student did.

use std::collections::{BTreeMap, BTreeSet};

use super::platform;
use crate::class::names::folded;

/// A way of laying out what a class handed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Layout {
    /// STUDENT/SET/NOTEBOOK.ipynb, or STUDENT/NOTEBOOK.ipynb
    Folders,
    /// SET/STUDENT/NOTEBOOK.ipynb
    Sets,
    /// NAME_NUMBER_assignsubmission_file_/NOTEBOOK.ipynb, or without folders
    Moodle,
    /// NAME_NUMBER_NUMBER_NOTEBOOK.ipynb
    Canvas,
    /// ASSIGNMENT_LOGIN_attempt_2026-01-15-10-20-30_NOTEBOOK.ipynb
    Blackboard,
    /// submitted/STUDENT/SET/NOTEBOOK.ipynb
    Nbgrader,
    /// STUDENT+SET+TIME/NOTEBOOK.ipynb
    Exchange,
}

impl Layout {
    /// In words.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Folders => "one folder a student",
            Self::Sets => "one folder a problem set",
            Self::Moodle => "Moodle's export",
            Self::Canvas => "Canvas's export",
            Self::Blackboard => "Blackboard's export",
            Self::Nbgrader => "nbgrader's folder submitted/",
            Self::Exchange => "nbgrader's exchange",
        }
    }

    /// Whether the platform gives names such as this one to the files and folders at the top.
    fn names(self, name: &str, is_folder: bool) -> bool {
        match self {
            Self::Moodle => platform::moodle(name, is_folder).is_some(),
            Self::Canvas => !is_folder && platform::canvas(name).is_some(),
            Self::Blackboard => !is_folder && platform::blackboard(name).is_some(),
            Self::Exchange => is_folder && platform::exchange(name).is_some(),
            Self::Folders | Self::Sets | Self::Nbgrader => false,
        }
    }
}

/// What beside `submitted` shows that a folder is a course of nbgrader's.
const COURSE: [&str; 6] = [
    "source",
    "release",
    "autograded",
    "feedback",
    "gradebook.db",
    "nbgrader_config.py",
];
/// How many folders around everything are taken off.
const WRAPPED: usize = 3;

/// The layout of a hand-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Decided {
    pub(super) layout: Layout,
    /// The folders around everything, with a slash at the end; or nothing.
    pub(super) prefix: String,
}

/// Decides by the names at the top, most of which are the platform's. `is_student` knows the roster, `sets` the course.
pub(super) fn decide(
    paths: &[&str],
    wanted: Option<Layout>,
    sets: &[&str],
    is_student: impl Fn(&str) -> bool,
) -> Decided {
    let mut prefix = String::new();
    for _ in 0..=WRAPPED {
        let inner: Vec<&str> = paths
            .iter()
            .filter_map(|path| path.strip_prefix(prefix.as_str()))
            .collect();
        let tops = tops(&inner);
        let folders: Vec<&str> = folders(&tops);
        // Inside of a folder one name alone may be a student's own, who would be whoever it says.
        let least = if prefix.is_empty() { 1 } else { 2 };
        for layout in [
            Layout::Moodle,
            Layout::Blackboard,
            Layout::Canvas,
            Layout::Exchange,
        ] {
            let is_named = |name: &str, is_folder: bool| layout.names(name, is_folder);
            let count = tops
                .iter()
                .filter(|(name, is_folder)| is_named(name, **is_folder))
                .count();
            let among = tops
                .iter()
                .filter(|(name, is_folder)| **is_folder || is_named(name, false))
                .count();
            let is_it = match wanted {
                Some(wanted) => wanted == layout && count > 0,
                // Besides, a lecturer may have put a file of their own.
                None => {
                    count >= least
                        && 2 * count > among
                        && !(layout == Layout::Canvas && is_own(&prefix, &tops, sets))
                }
            };
            if is_it {
                return Decided { layout, prefix };
            }
        }
        let beside = |name: &&&str| COURSE.contains(*name);
        for folder in ["submitted", "autograded"] {
            let is_alone = folders == [folder];
            let students = || {
                let inside = inner
                    .iter()
                    .filter_map(|path| path.strip_prefix(folder)?.strip_prefix('/'));
                inside
                    .filter_map(|path| path.split_once('/'))
                    .map(|(student, _)| student)
                    .collect::<BTreeSet<_>>()
            };
            let is_course = tops.get(folder) == Some(&true)
                && (is_alone && students().len() >= least || tops.keys().any(|top| beside(&top)));
            let is_asked = wanted.is_none_or(|wanted| wanted == Layout::Nbgrader);
            if is_course && is_asked && (folder == "submitted" || !tops.contains_key("submitted")) {
                let prefix = format!("{prefix}{folder}/");
                return Decided {
                    layout: Layout::Nbgrader,
                    prefix,
                };
            }
        }
        // What a lecturer put beside a folder decides nothing.
        match folders[..] {
            [name] if !is_student(name) => prefix = format!("{prefix}{name}/"),
            _ => break,
        }
    }
    let layout = wanted.unwrap_or_else(|| {
        if are_sets(paths, sets) {
            Layout::Sets
        } else {
            Layout::Folders
        }
    });
    let prefix = match layout {
        // Whoever asks for it means the folder that was given.
        Layout::Folders if wanted.is_some() => String::new(),
        Layout::Folders | Layout::Nbgrader => around_students(paths, sets, is_student),
        _ => String::new(),
    };
    Decided { layout, prefix }
}

/// Whether this is one student's own folder, in which a dated name may look like Canvas's: it is called as a problem set, or
/// holds the notebook that was handed out.
fn is_own(prefix: &str, tops: &BTreeMap<&str, bool>, sets: &[&str]) -> bool {
    let is_set = |name: &str| sets.iter().any(|set| folded(set) == folded(name));
    let is_handed_out = |name: &&str| name.strip_suffix(".ipynb").is_some_and(is_set);
    prefix
        .trim_end_matches('/')
        .rsplit('/')
        .next()
        .is_some_and(is_set)
        || tops.keys().any(is_handed_out)
}

/// Whether all folders at the top are called as problem sets, and folders of students may lie in them.
fn are_sets(paths: &[&str], sets: &[&str]) -> bool {
    let is_set = |name: &str| sets.iter().any(|set| folded(set) == folded(name));
    let mut tops = paths.iter().filter_map(|path| path.split_once('/'));
    tops.all(|(top, _)| is_set(top)) && paths.iter().any(|path| path.matches('/').count() > 1)
}

/// The names at the top, and which are folders.
fn tops<'p>(paths: &[&'p str]) -> BTreeMap<&'p str, bool> {
    let mut tops = BTreeMap::new();
    for path in paths {
        match path.split_once('/') {
            Some((folder, _)) => tops.insert(folder, true),
            None => tops.insert(path, false),
        };
    }
    tops
}

/// Those of `tops` that are folders.
fn folders<'p>(tops: &BTreeMap<&'p str, bool>) -> Vec<&'p str> {
    let folders = tops.iter().filter(|(_, is_folder)| **is_folder);
    folders.map(|(name, _)| *name).collect()
}

/// The folder around the students' own, if there is one: a single folder, in which not sets or notebooks lie, but folders
/// with them.
fn around_students(paths: &[&str], sets: &[&str], is_student: impl Fn(&str) -> bool) -> String {
    let sets: BTreeSet<String> = sets.iter().map(|set| folded(set)).collect();
    let mut prefix = String::new();
    for _ in 0..WRAPPED {
        let inner: Vec<&str> = paths
            .iter()
            .filter_map(|path| path.strip_prefix(prefix.as_str()))
            .collect();
        let tops = tops(&inner);
        let [top] = folders(&tops)[..] else { break };
        let depth = |wanted: usize| inner.iter().filter_map(move |path| path.split('/').nth(wanted));
        let has_sets = |wanted: usize| depth(wanted).any(|part| sets.contains(&folded(part)));
        let has_notebooks = inner
            .iter()
            .any(|path| path.split('/').count() == 2 && path.to_lowercase().contains(".ipynb"));
        let seconds: BTreeSet<&str> = depth(1).collect();
        let is_class = seconds.len() > 1 || seconds.iter().any(|second| is_student(second));
        if is_student(top) || has_sets(1) || has_notebooks || !is_class {
            break;
        }
        prefix = format!("{prefix}{top}/");
    }
    prefix
}

#[cfg(test)]
mod tests;
