//! Everything that a library's kernel needs: evcxr, the library built and warm, a kernelspec.

use std::path::{Path, PathBuf};
use std::sync::mpsc;

use anyhow::{Context, Result, anyhow};
use protocol::setup::{Installed, Progress, Step};

use super::inputs::Inputs;
use super::library::Workspace;
use super::toolchain::Toolchain;
use super::{KernelHome, evcxr, evcxr_install, kernelspec, shim, snapshot};

/// What to set up.
#[derive(Debug)]
pub struct Wanted {
    /// The library's folder, or its Cargo.toml.
    pub manifest: PathBuf,
    /// Features of the library; those of the last set-up where none are given.
    pub features: Option<Vec<String>>,
    /// The folders with kernelspecs that get one; the first remembers the features.
    pub kernels: Vec<PathBuf>,
}

/// Says how far the set-up is.
pub type Say<'a> = &'a (dyn Fn(&Progress) + Sync);

/// Builds what is missing, evcxr and the library side by side, and writes the kernelspecs.
pub fn install(wanted: &Wanted, say: Say) -> Result<Installed> {
    let inputs = inputs(wanted)?;
    let (send, receive) = mpsc::channel();
    let home = std::thread::scope(|scope| {
        let program = scope.spawn(move || {
            let program = reported(Step::Evcxr, say, evcxr::find(), evcxr_install::ensure);
            // The library's step needs it at its end; on failure it sees the sender gone.
            if let Ok(program) = &program {
                let _ = send.send(program.clone());
            }
            program
        });
        let inputs = &inputs;
        let library = scope.spawn(move || {
            reported(Step::Library, say, snapshot::ready(inputs)?, |report| {
                let evcxr = || receive.recv().context("evcxr_jupyter could not be installed");
                snapshot::prepare(inputs, evcxr, report)
            })
        });
        // The first cause first: the library fails too when evcxr does.
        joined(program.join())?;
        joined(library.join())
    })?;
    // Another version of this program may have built it.
    shim::install(home.folder())?;
    let mut kernelspecs = Vec::new();
    for kernels in &wanted.kernels {
        kernelspecs.push(kernelspec::install(&home, kernels, &inputs.features)?);
    }
    snapshot::prune(home.folder())?;
    ready(&home, kernelspecs)
}

/// What was set up before, or `None` where the library has not been built as it is now.
pub fn installed(wanted: &Wanted) -> Result<Option<Installed>> {
    let home = snapshot::ready(&inputs(wanted)?)?;
    home.map(|home| ready(&home, Vec::new())).transpose()
}

/// The features that the library shall have: those that are asked for, else those of the last set-up.
pub(crate) fn features(wanted: &Wanted) -> Result<Vec<String>> {
    let workspace = Workspace::of(&wanted.manifest)?;
    Ok(features_of(wanted, &workspace))
}

fn features_of(wanted: &Wanted, workspace: &Workspace) -> Vec<String> {
    let remembered = || {
        let folder = wanted.kernels.first()?.join(workspace.library.kernel());
        Some(kernelspec::features(&folder))
    };
    wanted.features.clone().or_else(remembered).unwrap_or_default()
}

fn inputs(wanted: &Wanted) -> Result<Inputs> {
    let workspace = Workspace::of(&wanted.manifest)?;
    Inputs::collect(&workspace, &features_of(wanted, &workspace))
}

fn ready(home: &KernelHome, kernelspecs: Vec<PathBuf>) -> Result<Installed> {
    let host = Toolchain::detect()?.host;
    let target = home.folder().join("build/target");
    let dependencies = target.join(host).join("debug/deps");
    Ok(Installed {
        home: home.folder().to_owned(),
        lock: super::home::lock_file(home.folder()),
        library: dependencies.join(library_file(&home.library().name())),
        dependencies,
        macros: target.join("debug/deps"),
        kernelspecs,
    })
}

fn library_file(name: &str) -> PathBuf {
    use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};
    Path::new(&format!("{DLL_PREFIX}{name}{DLL_SUFFIX}")).to_owned()
}

/// Runs a step's work, unless its result is there, and says how it goes.
fn reported<T>(
    step: Step,
    say: Say,
    there: Option<T>,
    work: impl FnOnce(super::warm::Report) -> Result<T>,
) -> Result<T> {
    if let Some(there) = there {
        return Ok(there);
    }
    let report = |fraction: f64, what: &str| {
        say(&Progress::Step {
            step,
            fraction,
            what: what.to_owned(),
        });
    };
    let result = work(&report);
    say(&match &result {
        Ok(_) => Progress::Done { step },
        Err(error) => Progress::Failed {
            step,
            problem: format!("{error:#}"),
        },
    });
    result
}

fn joined<T>(result: std::thread::Result<Result<T>>) -> Result<T> {
    result.unwrap_or_else(|_| Err(anyhow!("a step of the set-up panicked; please report it")))
}
