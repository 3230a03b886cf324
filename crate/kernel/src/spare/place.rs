//! Where a notebook's cells run: its working directory and its environment. A kernel that was a spare has those of
//! JupyterLab and moves.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use protocol::cells::Move;
use serde::{Deserialize, Serialize};

/// The kernel sets these for evcxr itself; the notebook's would lead it to another compiler or library.
const OURS: [&str; 8] = [
    "CARGO",
    "EVCXR_",
    "JUPYTER_PATH",
    "LAB_SHIM_",
    "LD_LIBRARY_PATH",
    "DYLD_",
    "PATH",
    "RUST",
];

/// A working directory and an environment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    folder: PathBuf,
    environment: BTreeMap<String, String>,
}

impl Place {
    /// This process's own.
    pub fn here() -> Result<Self> {
        Ok(Self {
            folder: std::env::current_dir().context("the working directory cannot be read")?,
            // What is no text stays as it is.
            environment: std::env::vars_os()
                .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
                .collect(),
        })
    }

    /// The folder that relative paths start from.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// What has to change to get from here to `there`.
    pub fn move_to(&self, there: &Self) -> Move {
        let gone = self.environment.keys().map(|name| (name, None));
        let kept = there.environment.iter().map(|(name, value)| (name, Some(value)));
        let environment = gone
            .chain(kept)
            .collect::<BTreeMap<_, _>>()
            .into_iter()
            .filter(|(name, value)| self.environment.get(*name) != *value)
            .filter(|(name, _)| !OURS.iter().any(|ours| name.starts_with(ours)))
            .map(|(name, value)| (name.clone(), value.cloned()))
            .collect();
        Move {
            folder: there.folder.clone(),
            environment,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(folder: &str, environment: &[(&str, &str)]) -> Place {
        Place {
            folder: folder.into(),
            environment: environment
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
        }
    }

    #[test]
    fn a_move_names_what_differs_and_leaves_the_compilers_alone() {
        let spare = place(
            "/a",
            &[
                ("SAME", "1"),
                ("OTHER", "1"),
                ("GONE", "1"),
                ("RUSTC", "x"),
                ("PATH", "x"),
            ],
        );
        let notebook = place(
            "/b",
            &[("SAME", "1"), ("OTHER", "2"), ("NEW", "3"), ("PATH", "y")],
        );
        let way = spare.move_to(&notebook);
        assert_eq!(way.folder, Path::new("/b"));
        let expected = [("GONE", None), ("NEW", Some("3")), ("OTHER", Some("2"))];
        let found: Vec<_> = way
            .environment
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_deref()))
            .collect();
        assert_eq!(found, expected);
    }
}
