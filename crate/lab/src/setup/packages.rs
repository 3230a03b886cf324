//! The Python packages: read from environment.yml, so that conda and pip install the same versions.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use super::environment::Environment;
use crate::project::Project;
use host::{command, disk};

#[derive(Deserialize)]
struct File {
    dependencies: Vec<Dependency>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Dependency {
    Pip { pip: Vec<String> },
    Conda(#[allow(dead_code, reason = "read by conda, not by us")] String),
}

/// The packages under `pip` in environment.yml, each as name==version.
pub fn wanted(project: &Project) -> Result<Vec<String>> {
    let path = project.path("environment.yml");
    let text =
        std::fs::read_to_string(&path).with_context(|| format!("{}: cannot be read", path.display()))?;
    parse(&text).with_context(|| path.display().to_string())
}

fn parse(text: &str) -> Result<Vec<String>> {
    let file: File = serde_yaml_ng::from_str(text).context("is not what conda expects")?;
    let mut packages = Vec::new();
    for dependency in file.dependencies {
        if let Dependency::Pip { pip } = dependency {
            packages.extend(pip);
        }
    }
    if let Some(loose) = packages.iter().find(|package| !package.contains("==")) {
        bail!("{loose} has no exact version. Write it as name==version");
    }
    if packages.is_empty() {
        bail!("there is no list of packages under `pip`");
    }
    Ok(packages)
}

/// Whether `packages` were all installed by an earlier set-up.
pub fn are_installed(environment: &Environment, packages: &[String]) -> bool {
    environment.program("jupyter-lab").is_file()
        && std::fs::read_to_string(note(environment)).is_ok_and(|text| text == packages.join("\n"))
}

/// Installs `packages`; pip itself leaves alone what is there in the right version.
pub fn install(environment: &Environment, packages: &[String]) -> Result<()> {
    let installed = command::output(pip_install(environment.command("python")).args(packages)).context(
        "the Python packages cannot be installed. Look at the network and run the same command again",
    );
    disk::blame(installed, environment.prefix(), "Jupyter takes about 0.5 GB")?;
    let note = note(environment);
    std::fs::write(&note, packages.join("\n"))
        .with_context(|| format!("{}: cannot be written", note.display()))
}

/// Has `python` install what follows, without questions and without words.
pub fn pip_install(mut python: Command) -> Command {
    python.args([
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--no-input",
    ]);
    python
}

/// Written last: what an earlier set-up installed.
fn note(environment: &Environment) -> PathBuf {
    environment.prefix().join("lab-packages.txt")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_projects_own_list_has_exact_versions() {
        let text = include_str!("../../../../environment.yml");
        let packages = parse(text).unwrap();
        assert!(
            packages.iter().any(|package| package.starts_with("jupyterlab==")),
            "{packages:?}"
        );
    }

    #[test]
    fn a_package_without_a_version_is_named() {
        let error = parse("dependencies: [pip, {pip: [nbclient]}]").unwrap_err();
        assert!(
            error.to_string().contains("nbclient has no exact version"),
            "{error}"
        );
        assert!(
            parse("dependencies: [pip]")
                .unwrap_err()
                .to_string()
                .contains("no list")
        );
    }
}
