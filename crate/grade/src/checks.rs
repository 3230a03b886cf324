//! The checks of a problem set, compiled once for a class.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

use crate::compile::compile;
use crate::fault::Fault;
use crate::problem_set::{ProblemSet, Question};
use crate::program::{self, Asked};
use crate::sandbox::{Mount, Sandbox};
use crate::tools::Tools;
use crate::trial::Bench;

/// The checks of one problem set.
#[derive(Debug)]
pub(crate) struct Checks {
    /// By the question's name.
    pub(crate) asked: BTreeMap<String, Asked>,
    pub(crate) program: Mount,
    _folder: TempDir,
}

/// What every question of `set` that is not marked by hand asks for; the stubs are those of `release`. An error names the
/// question, and what is to be changed.
pub(crate) fn asked<'a>(set: &'a ProblemSet, release: &ProblemSet) -> Result<Vec<(&'a Question, Asked)>> {
    let mut found = Vec::new();
    for question in &set.questions {
        if let Some(check) = &question.check {
            match Asked::of(release, check) {
                Ok(asked) => found.push((question, asked)),
                Err(problem) => bail!("{}, question {}: {problem}", set.name, question.id),
            }
        }
    }
    Ok(found)
}

/// The checks of those problem sets that were handed in, by the set's index; `releases` are their releases.
pub(crate) fn of_those(
    handed_in: impl Iterator<Item = usize>,
    sets: &[ProblemSet],
    releases: &[ProblemSet],
    bench: &Bench,
) -> Result<BTreeMap<usize, Checks>> {
    let indices: BTreeSet<usize> = handed_in.collect();
    let compile = |index: usize| {
        let (set, release) = (&sets[index], &releases[index]);
        Checks::compile(set, release, bench.tools, bench.sandbox, bench.scratch)
    };
    indices
        .into_iter()
        .map(|index| Ok((index, compile(index)?)))
        .collect()
}

impl Checks {
    /// Compiles the checks of `set`, hidden tests and all; the stubs of `release` say what is asked for.
    pub(crate) fn compile(
        set: &ProblemSet,
        release: &ProblemSet,
        tools: &Tools,
        sandbox: Sandbox,
        scratch: &Path,
    ) -> Result<Self> {
        let asked = asked(set, release)?;
        let folder = tempfile::tempdir_in(scratch).context("no temporary folder can be made")?;
        let both: Vec<(&Question, &Asked)> =
            asked.iter().map(|(question, asked)| (*question, asked)).collect();
        let files = program::for_check(&both);
        let program = match compile(tools, &tools.check, sandbox.for_checks(), folder.path(), &files) {
            Ok(program) => program,
            Err(Fault::Answer(words) | Fault::Unclear(words) | Fault::Machine(words)) => {
                bail!("{}: the checks cannot be compiled: {words}", set.name)
            }
        };
        Ok(Self {
            asked: asked
                .into_iter()
                .map(|(question, asked)| (question.id.clone(), asked))
                .collect(),
            program,
            _folder: folder,
        })
    }
}
