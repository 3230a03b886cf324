//! The checks of a problem set, compiled once for a class.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

use crate::compile::compile;
use crate::fault::Fault;
use crate::problem_set::{ProblemSet, Question};
use crate::program::{self, Asked};
use crate::sandbox::{Mount, Sandbox};
use crate::tools::Tools;

/// The checks of one problem set.
#[derive(Debug)]
pub(crate) struct Checks {
    /// By the question's name.
    pub(crate) asked: BTreeMap<String, Asked>,
    pub(crate) program: Mount,
    _folder: TempDir,
}

/// What every question that is not marked by hand asks for. An error names the question, and what is to be changed.
pub(crate) fn asked(set: &ProblemSet) -> Result<Vec<(&Question, Asked)>> {
    let mut found = Vec::new();
    for question in &set.questions {
        if let Some(check) = &question.check {
            match Asked::of(set, check) {
                Ok(asked) => found.push((question, asked)),
                Err(problem) => bail!("{}, question {}: {problem}", set.name, question.id),
            }
        }
    }
    Ok(found)
}

impl Checks {
    /// Compiles the checks of `set`, the release, whose stubs say what is asked for.
    pub(crate) fn compile(set: &ProblemSet, tools: &Tools, sandbox: Sandbox, scratch: &Path) -> Result<Self> {
        let asked = asked(set)?;
        let folder = tempfile::tempdir_in(scratch).context("no temporary folder can be made")?;
        let both: Vec<(&Question, &Asked)> =
            asked.iter().map(|(question, asked)| (*question, asked)).collect();
        let files = program::for_check(&both);
        let program = match compile(tools, &tools.check, sandbox, folder.path(), &files) {
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
