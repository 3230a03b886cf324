//! `cargo lab`: JupyterLab on the notebooks.

use std::convert::Infallible;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use crate::project::Project;
use crate::setup;
use crate::setup::environment::Environment;

/// What opens first.
const FIRST_NOTEBOOK: &str = "00_start_here.ipynb";

/// Options of `cargo lab`.
#[derive(Debug, Default, clap::Args)]
pub(crate) struct Arguments {
    /// Only prints the address, opens no browser
    #[arg(long)]
    pub(crate) no_browser: bool,
    /// The port to serve on; the next free one if it is taken
    #[arg(long, default_value_t = 8888)]
    pub(crate) port: u16,
}

/// Sets up what is missing and becomes JupyterLab, so that Ctrl-C and the terminal are its own.
pub(crate) fn run(project: &Project, arguments: &Arguments) -> Result<Infallible> {
    let ready = setup::run(project, &setup::Arguments::default())?;
    let mut command = jupyter_lab(project, &ready.environment, arguments)?;
    drop(ready);
    eprintln!("JupyterLab starts; the address with its token follows. Ctrl-C twice ends it");
    Err(command.exec()).context("JupyterLab cannot be started. Remove .venv and run `cargo lab` again")
}

/// JupyterLab on this machine alone, with its token, and with settings of the project's own.
fn jupyter_lab(project: &Project, environment: &Environment, arguments: &Arguments) -> Result<Command> {
    let notebooks = project.path("notebooks");
    let mut command = environment.command("jupyter-lab");
    command.current_dir(&notebooks);
    command.arg(format!("--ServerApp.root_dir={}", notebooks.display()));
    command
        .arg("--ServerApp.ip=127.0.0.1")
        .arg(format!("--ServerApp.port={}", arguments.port));
    command.env("JUPYTERLAB_SETTINGS_DIR", settings(environment)?);
    command.env(
        "JUPYTERLAB_WORKSPACES_DIR",
        environment.prefix().join("share/jupyter/lab-workspaces"),
    );
    if arguments.no_browser || !has_display() {
        command.arg("--no-browser");
    }
    if rustix::process::getuid().is_root() {
        command.arg("--allow-root");
    }
    if notebooks.join(FIRST_NOTEBOOK).is_file() {
        command.arg(FIRST_NOTEBOOK);
    }
    Ok(command)
}

/// Our own settings folder: what a reader changes in JupyterLab stays there. At first it only switches off the
/// question about news.
fn settings(environment: &Environment) -> Result<PathBuf> {
    let folder = environment.prefix().join("share/jupyter/lab-settings");
    let file = folder.join("@jupyterlab/apputils-extension/notification.jupyterlab-settings");
    if !file.exists() {
        let context = || format!("{}: cannot be written", file.display());
        std::fs::create_dir_all(file.parent().with_context(context)?).with_context(context)?;
        std::fs::write(&file, r#"{"fetchNews": "false", "checkForUpdates": false}"#).with_context(context)?;
    }
    Ok(folder)
}

fn has_display() -> bool {
    cfg!(target_os = "macos")
        || ["DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME"]
            .iter()
            .any(|name| std::env::var_os(name).is_some())
}
