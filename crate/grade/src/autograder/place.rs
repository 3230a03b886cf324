//! Where everything lies on the platform's machine.
//!
//! ```text
//! FOLDER/source/       the package: course/, project/, secret, scripts; root's alone
//! FOLDER/cache/        the library, as checks are linked with it; root's alone
//! FOLDER/answers/      the library, as answers are linked with it
//! FOLDER/rust/         the compiler
//! FOLDER/bin/grade     this program
//! FOLDER/tools.json    where the library was built
//! FOLDER/submission/   what was handed in
//! FOLDER/results/      results.json
//! ```

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use protocol::setup::Installed;
use serde::{Deserialize, Serialize};

use crate::problem_set::ProblemSet;

/// The platform's folder.
#[derive(Debug)]
pub(super) struct Place {
    folder: PathBuf,
}

/// What was built.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Built {
    pub(super) checks: Installed,
    pub(super) answers: Installed,
}

/// The problem set of the package.
#[derive(Debug)]
pub(super) struct Course {
    /// With its solutions.
    pub(super) set: ProblemSet,
    /// As students got it.
    pub(super) release: ProblemSet,
}

impl Place {
    pub(super) fn at(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
        }
    }

    pub(super) fn path(&self, relative: &str) -> PathBuf {
        self.folder.join(relative)
    }

    pub(super) fn course(&self) -> Result<Course> {
        let course = self.path("source/course");
        let mut sets = ProblemSet::all(&course.join("source"))?;
        let (Some(set), true) = (sets.pop(), sets.is_empty()) else {
            bail!("{}: a package has one problem set", course.display());
        };
        let release = ProblemSet::read(&course.join("release"), &set.name)?;
        Ok(Course { set, release })
    }

    pub(super) fn secret(&self) -> Result<String> {
        let path = self.path("source/secret");
        let text = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        Ok(text.trim().to_owned())
    }

    pub(super) fn built(&self) -> Result<Built> {
        let path = self.path("tools.json");
        let text = std::fs::read(&path).with_context(|| {
            format!(
                "{}: the image was not prepared; setup.sh does that",
                path.display()
            )
        })?;
        serde_json::from_slice(&text).with_context(|| path.display().to_string())
    }

    /// What nobody but root may enter.
    pub(super) fn closed(&self) -> [PathBuf; 2] {
        ["source", "cache"].map(|name| self.path(name))
    }

    /// Closes it.
    pub(super) fn close(&self) -> Result<()> {
        for folder in self.closed() {
            std::fs::set_permissions(&folder, PermissionsExt::from_mode(0o700))
                .with_context(|| format!("{}: cannot be closed to other users", folder.display()))?;
        }
        Ok(())
    }
}
