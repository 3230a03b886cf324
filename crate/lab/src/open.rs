//! `cargo lab`: JupyterLab on the notebooks.

use std::convert::Infallible;
use std::ffi::OsString;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::hand_out;
use crate::project::{KERNEL, Project};
use crate::run::selection;
use crate::setup;
use crate::setup::environment::Environment;
use host::command;

/// What opens first.
const FIRST_NOTEBOOK: &str = "00_start_here.ipynb";

/// JupyterLab's setting that keeps it from asking about news, and from fetching any.
pub(crate) const NO_NEWS: &str = r#"{"fetchNews": "false", "checkForUpdates": false}"#;
/// Options of `cargo lab`.
#[derive(Debug, Default, clap::Args)]
pub struct Arguments {
    /// Only prints the address, opens no browser
    #[arg(long)]
    pub no_browser: bool,
    /// The port to serve on; the next free one if it is taken
    #[arg(long, default_value_t = 8888)]
    pub port: u16,
    /// Keeps no spare kernel warm: notebooks start slower, and a gigabyte of memory stays free
    #[arg(long, env = "MLP_NO_SPARE", value_parser = clap::builder::FalseyValueParser::new())]
    pub no_spare: bool,
    /// Another folder to open [default: notebooks/]
    #[arg(long, value_name = "FOLDER")]
    pub folder: Option<PathBuf>,
}

/// Sets up what is missing and becomes JupyterLab, so that Ctrl-C and the terminal are its own.
pub fn run(project: &Project, arguments: &Arguments) -> Result<Infallible> {
    let ready = setup::run(project, &setup::Arguments::default())?;
    for folder in hand_out::copy(project)? {
        eprintln!("your own copy of the exercises: {}", folder.display());
    }
    trust(project, &ready.environment)?;
    let mut command = jupyter_lab(project, &ready.environment, arguments)?;
    if !arguments.no_spare {
        command = with_spares(&command, ready.kernelspec()?);
    }
    drop(ready);
    eprintln!("JupyterLab starts; the address with its token follows. Ctrl-C twice ends it");
    Err(command.exec()).context("JupyterLab cannot be started. Remove .venv and run `cargo lab` again")
}

/// The same command, become by the kernel's program, which keeps a spare kernel at hand beside it. Of that program the copy
/// beside the kernelspec, which cargo does not replace.
fn with_spares(jupyter: &Command, kernelspec: &Path) -> Command {
    let mut command = Command::new(kernelspec.join("kernel"));
    command
        .arg("with-spares")
        .arg(kernelspec)
        .arg(jupyter.get_program())
        .args(jupyter.get_args());
    if let Some(folder) = jupyter.get_current_dir() {
        command.current_dir(folder);
    }
    for (name, value) in jupyter.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    command
}

/// JupyterLab on this machine alone, with its token, and with settings of the project's own.
fn jupyter_lab(project: &Project, environment: &Environment, arguments: &Arguments) -> Result<Command> {
    let folder = arguments
        .folder
        .clone()
        .unwrap_or_else(|| project.path("notebooks"));
    let notebooks = folder
        .canonicalize()
        .with_context(|| format!("{}: there is no such folder", folder.display()))?;
    let mut command = environment.command("jupyter-lab");
    command.current_dir(&notebooks);
    command.arg(format!("--ServerApp.root_dir={}", notebooks.display()));
    command
        .arg("--ServerApp.ip=127.0.0.1")
        .arg(format!("--ServerApp.port={}", arguments.port));
    command.args(notary(environment));
    // File → Save and Export Notebook As → Reveal.js Slides: room for a cell and its figure, and a long one scrolls.
    command
        .arg("--SlidesExporter.reveal_width=1280")
        .arg("--SlidesExporter.reveal_height=960")
        .arg("--SlidesExporter.reveal_scroll=True");
    // What the launcher offers first, and what a new notebook gets.
    command.arg(format!("--MultiKernelManager.default_kernel_name={KERNEL}"));
    for (variable, folder) in [
        ("JUPYTERLAB_SETTINGS_DIR", "share/jupyter/lab-settings"),
        ("JUPYTERLAB_WORKSPACES_DIR", "share/jupyter/lab-workspaces"),
    ] {
        let folder = own_folder(std::env::var_os(variable), environment.prefix().join(folder));
        if variable == "JUPYTERLAB_SETTINGS_DIR" {
            write_settings(&folder)?;
        }
        command.env(variable, folder);
    }
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

/// JupyterLab shows the pictures (SVG) of a file only if this machine made them or its user trusts them: the lecture's
/// notebooks are trusted as they were committed. The signatures stay in the project's environment.
fn trust(project: &Project, environment: &Environment) -> Result<()> {
    let notebooks = selection::select(project, &[], &[])?;
    let mut command = environment.command("jupyter-trust");
    command.args(notary(environment));
    command.args(notebooks.iter().map(|notebook| &notebook.path));
    command::output(&mut command).map(|_| ())
}

/// The options that say where signatures and their secret are. (`jupyter-trust` sets the folder of both itself, whatever an
/// option says.)
fn notary(environment: &Environment) -> [String; 2] {
    let folder = environment.prefix().join("share/jupyter");
    [("db_file", "nbsignatures.db"), ("secret_file", "notebook_secret")]
        .map(|(option, file)| format!("--NotebookNotary.{option}={}", folder.join(file).display()))
}

/// Our own folder, unless Jupyter's variable names another one.
fn own_folder(named: Option<OsString>, own: PathBuf) -> PathBuf {
    named
        .filter(|folder| !folder.is_empty())
        .map_or(own, PathBuf::from)
}

/// What a reader changes in JupyterLab stays in the settings folder. At first it only switches off the question about
/// news.
fn write_settings(folder: &Path) -> Result<()> {
    let file = folder.join("@jupyterlab/apputils-extension/notification.jupyterlab-settings");
    if !file.exists() {
        let context = || format!("{}: cannot be written", file.display());
        std::fs::create_dir_all(file.parent().with_context(context)?).with_context(context)?;
        std::fs::write(&file, NO_NEWS).with_context(context)?;
    }
    Ok(())
}

fn has_display() -> bool {
    cfg!(target_os = "macos")
        || ["DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME"]
            .iter()
            .any(|name| std::env::var_os(name).is_some())
}
