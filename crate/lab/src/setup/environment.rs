//! The Python environment that Jupyter lives in.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::project::{KERNEL, Project};
use host::command;

/// The oldest Python that the Jupyter packages run on.
const OLDEST: (u32, u32) = (3, 10);

/// What `environment.yml` calls the environment.
const CONDA_NAME: &str = "mlp";

/// A Python environment: the active conda environment, or the project's own .venv.
#[derive(Debug, Clone)]
pub struct Environment {
    prefix: PathBuf,
    conda: bool,
    shared: bool,
}

impl Environment {
    /// The active conda environment where it was made of the project's `environment.yml`; else the project's .venv. Any other
    /// environment is somebody's own, and nothing is installed into it.
    pub fn of(project: &Project) -> Self {
        let conda = std::env::var_os("CONDA_PREFIX").map(PathBuf::from);
        match conda.filter(|prefix| is_ours(prefix)) {
            Some(prefix) => Self {
                prefix,
                conda: true,
                shared: false,
            },
            None => Self {
                prefix: project.path(".venv"),
                conda: false,
                shared: false,
            },
        }
    }

    /// An environment in the folder `prefix`, for all users of the machine.
    pub fn shared(prefix: PathBuf) -> Self {
        Self {
            prefix,
            conda: false,
            shared: true,
        }
    }

    /// The environment's folder.
    pub fn prefix(&self) -> &Path {
        &self.prefix
    }

    /// Whether it is conda's.
    pub fn is_conda(&self) -> bool {
        self.conda
    }

    /// A program of the environment.
    pub fn program(&self, name: &str) -> PathBuf {
        self.prefix.join("bin").join(name)
    }

    /// Where its kernelspecs are.
    pub fn kernels(&self) -> PathBuf {
        self.prefix.join("share/jupyter/kernels")
    }

    /// A command of the environment that finds this environment's kernels first.
    pub fn command(&self, program: &str) -> Command {
        let mut command = Command::new(self.program(program));
        let path = std::env::var_os("PATH").unwrap_or_default();
        let paths = std::iter::once(self.prefix.join("bin")).chain(std::env::split_paths(&path));
        if let Ok(path) = std::env::join_paths(paths) {
            command.env("PATH", path);
        }
        command
            .env("JUPYTER_PREFER_ENV_PATH", "1")
            .env_remove("PYTHONHOME")
            .env_remove("PYTHONPATH");
        if !self.conda {
            command.env("VIRTUAL_ENV", &self.prefix);
        }
        command
    }

    /// Makes the .venv unless there is one that works.
    pub fn create(&self) -> Result<()> {
        if self.conda || is_new_enough(&self.program("python")) {
            return Ok(());
        }
        // An environment leads to the Python that made it: one that others use wants the system's, which they can read.
        let system = Path::new("/usr/bin/python3");
        let python = if self.shared && makes_environments(system) {
            system.to_owned()
        } else {
            find_python()?
        };
        // --clear: an earlier attempt that was cut off leaves one that does not work.
        command::output(
            Command::new(python)
                .args(["-m", "venv", "--clear"])
                .arg(&self.prefix),
        )
        .with_context(|| format!("{}: cannot be made", self.prefix.display()))?;
        Ok(())
    }
}

/// Whether a conda environment was made for this project: it has the name that `environment.yml` gives it, or the kernel.
fn is_ours(prefix: &Path) -> bool {
    let named = prefix.file_name().is_some_and(|name| name == CONDA_NAME);
    let holds_kernel = || prefix.join("share/jupyter/kernels").join(KERNEL).is_dir();
    prefix.join("bin/python").is_file() && (named || holds_kernel())
}

/// A Python that is new enough and can make environments; an error says what is missing of it.
pub fn find_python() -> Result<PathBuf> {
    let names = [
        "python3",
        "python",
        "python3.14",
        "python3.13",
        "python3.12",
        "python3.11",
        "python3.10",
    ];
    let Some(python) = names.iter().map(PathBuf::from).find(|name| is_new_enough(name)) else {
        bail!("version {}.{} or newer is not on the PATH", OLDEST.0, OLDEST.1);
    };
    if !makes_environments(&python) {
        bail!("its module venv is missing");
    }
    Ok(python)
}

fn makes_environments(python: &Path) -> bool {
    let venv = Command::new(python)
        .args(["-c", "import venv, ensurepip"])
        .output();
    is_new_enough(python) && venv.is_ok_and(|output| output.status.success())
}

fn is_new_enough(python: &Path) -> bool {
    let test = format!("import sys; sys.exit(sys.version_info < {OLDEST:?})");
    Command::new(python)
        .args(["-c", &test])
        .output()
        .is_ok_and(|output| output.status.success())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(folder: &Path, name: &str) -> PathBuf {
        let prefix = folder.join(name);
        std::fs::create_dir_all(prefix.join("bin")).unwrap();
        std::fs::write(prefix.join("bin/python"), "").unwrap();
        prefix
    }

    #[test]
    fn nobody_elses_environment_is_touched() {
        let folder = tempfile::tempdir().unwrap();
        let [ours, base, theirs] = ["mlp", "base", "torch"].map(|name| environment(folder.path(), name));
        assert!(is_ours(&ours));
        assert!(!is_ours(&base) && !is_ours(&theirs));
        assert!(!is_ours(&folder.path().join("nothing/mlp")));
        std::fs::create_dir_all(theirs.join("share/jupyter/kernels").join(KERNEL)).unwrap();
        assert!(is_ours(&theirs), "set up there by an earlier version");
    }
}
