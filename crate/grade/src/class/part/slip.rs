//! `part.json`: what a part was made from, so that a merge finds the same submissions again and knows what does not belong
//! together.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use host::file;
use serde::{Deserialize, Serialize};

use super::Part;
use crate::class::collect::Work;
use crate::class::given::Given;
use crate::class::seed;
use crate::class::store;
use crate::problem_set::ProblemSet;
use crate::trial::Limits;

/// By student and problem set, what a submission's results are the results of: its text, the set, and how it is tried.
pub(super) type Digests = BTreeMap<String, String>;

/// What is said of a part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Slip {
    part: usize,
    of: usize,
    pub(super) given: Given,
    pub(super) tried: Tried,
    /// Of every submission of the class, not only of this part.
    pub(super) class: Digests,
}

/// How answers are tried; the same in all parts of a class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Tried {
    /// Tells another secret, and not what it is.
    secret: String,
    seconds: u64,
    memory: u64,
}

impl Tried {
    pub(super) fn new(secret: &str, limits: Limits) -> Self {
        Self {
            secret: format!("{:016x}", seed::seed(secret, "", "", "", "")),
            seconds: limits.seconds,
            memory: limits.memory,
        }
    }

    /// What sets it apart from another.
    pub(super) fn difference(&self, other: &Self) -> Option<&'static str> {
        let all = [
            (self.secret != other.secret, "--secret"),
            (self.seconds != other.seconds, "--seconds"),
            (self.memory != other.memory, "--memory"),
        ];
        all.into_iter()
            .find_map(|(differs, name)| differs.then_some(name))
    }
}

impl Slip {
    pub(super) fn new(part: Part, given: Given, tried: Tried, class: Digests) -> Self {
        Self {
            part: part.number,
            of: part.of,
            given,
            tried,
            class,
        }
    }

    pub(super) fn part(&self) -> Part {
        Part {
            of: self.of,
            number: self.part,
        }
    }

    /// Where it lies in a part's folder.
    pub(super) fn path(out: &Path) -> PathBuf {
        out.join("part.json")
    }

    pub(super) fn read(out: &Path) -> Result<Self> {
        let path = Self::path(out);
        let bytes = std::fs::read(&path).with_context(|| {
            format!(
                "{}: no part was graded into {}; `cargo lab grade submissions … --part 1/2 --out DIR` does that",
                path.display(),
                out.display()
            )
        })?;
        let slip: Self = serde_json::from_slice(&bytes)
            .with_context(|| format!("{}: is damaged. Grade this part again", path.display()))?;
        // A number that is none would be divided by.
        let part: Part = format!("{}/{}", slip.part, slip.of)
            .parse()
            .with_context(|| path.display().to_string())?;
        debug_assert_eq!(part, slip.part());
        Ok(slip)
    }

    pub(super) fn write(&self, out: &Path) -> Result<()> {
        file::renew(&Self::path(out), &serde_json::to_vec_pretty(self)?)
    }
}

/// What a submission is called in lists.
pub(super) fn name(work: &Work, sets: &[ProblemSet]) -> String {
    format!("{}/{}", work.student, sets[work.set].name)
}

/// The digest of every submission.
pub(super) fn digests(works: &[Work], sets: &[ProblemSet], tried: &Tried) -> Result<Digests> {
    let tried = serde_json::to_string(tried)?;
    let of_sets: Vec<String> = sets
        .iter()
        .map(|set| store::key(&[&set.notebook.to_string(), &format!("{:?}", set.allowed), &tried]))
        .collect();
    let digests = works.iter().map(|work| {
        let text = match &work.notebook {
            Ok(notebook) => notebook.to_string(),
            Err(reason) => format!("{reason:?}"),
        };
        let digest = store::key(&[&of_sets[work.set], &work.student, &text]);
        (name(work, sets), digest)
    });
    Ok(digests.collect())
}

/// What was given, with paths that lead to the same from anywhere on this machine.
pub(super) fn absolute(given: &Given, course: &Path) -> Result<Given> {
    let absolute = |path: &Path| std::path::absolute(path).with_context(|| path.display().to_string());
    Ok(Given {
        submissions: absolute(&given.submissions)?,
        course: Some(course.to_owned()),
        roster: given.roster.as_deref().map(absolute).transpose()?,
        worksheet: given.worksheet.as_deref().map(absolute).transpose()?,
        ..given.clone()
    })
}
