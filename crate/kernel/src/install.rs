//! Everything that a library's kernel needs: evcxr, the library built and warm, a kernelspec.

use std::path::{Path, PathBuf};
use std::sync::mpsc;

use anyhow::{Context, Result, anyhow};
use host::{cache, disk};
use protocol::setup::{Installed, Progress, Step};

use super::inputs::Inputs;
use super::library::{Library, Workspace};
use super::toolchain::{Toolchain, library_file};
use super::{evcxr_install, kernelspec, leftovers, processor, renewal, shim, snapshot};

/// What to set up.
#[derive(Debug)]
pub struct Wanted {
    /// The library's folder, or its Cargo.toml.
    pub manifest: PathBuf,
    /// Features of the library; those of the last set-up where none are given.
    pub features: Option<Vec<String>>,
    /// The folders with kernelspecs that get one; the first remembers the features.
    pub kernels: Vec<PathBuf>,
    /// For all users of the machine, who can read the cache and not write there, in place of one.
    pub shared: bool,
    /// The least processor that it must run on, in rustc's words; this machine's where none is given.
    pub target_cpu: Option<String>,
    /// Variables that its kernels are started with.
    pub environment: Vec<(String, String)>,
}

impl Wanted {
    /// What the library is built from.
    pub(crate) fn inputs(&self, workspace: &Workspace) -> Result<Inputs> {
        Inputs::collect(workspace, &features(self, workspace), self.target_cpu.as_deref())
    }
}

/// Says how far the set-up is.
pub type Say<'a> = &'a (dyn Fn(&Progress) + Sync);

/// Builds what is missing, evcxr and the library side by side, and writes the kernelspecs.
pub fn install(wanted: &Wanted, say: Say) -> Result<Installed> {
    let workspace = Workspace::of(&wanted.manifest)?;
    let inputs = wanted.inputs(&workspace)?;
    cache::is_outside_of_workspaces(&cache::folder()?)?;
    // A cell runs at its end.
    processor::check(&inputs.toolchain.processor)?;
    let (send, receive) = mpsc::channel();
    let home = std::thread::scope(|scope| {
        let program = scope.spawn(move || {
            let program = reported(Step::Evcxr, say, evcxr_install::there(wanted.shared), |report| {
                evcxr_install::ensure(wanted.shared, report)
            });
            // The library's step needs it at its end; on failure it sees the sender gone.
            if let Ok(program) = &program {
                let _ = send.send(program.clone());
            }
            program
        });
        let inputs = &inputs;
        let library = scope.spawn(move || {
            let there = snapshot::ready(inputs)?;
            if there.is_none()
                && let Some(why) = renewal::reason(inputs, &snapshot::folder_of(&inputs.key)?)
            {
                let step = Step::Library;
                say(&Progress::Renewed { step, why });
            }
            reported(Step::Library, say, there, |report| {
                let evcxr = || receive.recv().context("evcxr_jupyter could not be installed");
                snapshot::prepare(inputs, evcxr, report)
            })
        });
        // The first cause first: the library fails too when evcxr does.
        joined(program.join())?;
        joined(library.join())
    })?;
    if wanted.shared {
        leftovers::give_everybody_their_own(home.folder())?;
    }
    // Another version of this program may have built it.
    shim::install(home.folder())?;
    let mut kernelspecs = Vec::new();
    for kernels in &wanted.kernels {
        kernelspecs.push(kernelspec::install(
            &home,
            kernels,
            &inputs.features,
            &wanted.environment,
        )?);
    }
    snapshot::prune(home.folder())?;
    Ok(describe(
        home.folder(),
        home.library(),
        "build",
        &inputs.toolchain,
        kernelspecs,
    ))
}

/// The features that the library shall have, and what was set up before with them: nothing where the library has not been
/// built as it is now.
pub(crate) fn installed(wanted: &Wanted) -> (Vec<String>, Result<Option<Installed>>) {
    let workspace = match Workspace::of(&wanted.manifest) {
        Ok(workspace) => workspace,
        Err(error) => return (Vec::new(), Err(error)),
    };
    let features = features(wanted, &workspace);
    let installed = wanted.inputs(&workspace).and_then(|inputs| {
        let home = snapshot::ready(&inputs)?;
        Ok(home.map(|home| {
            describe(
                home.folder(),
                home.library(),
                "build",
                &inputs.toolchain,
                Vec::new(),
            )
        }))
    });
    (features, installed)
}

/// Those that are asked for, else those of the last set-up.
pub(crate) fn features(wanted: &Wanted, workspace: &Workspace) -> Vec<String> {
    let remembered = || {
        let folder = wanted.kernels.first()?.join(workspace.library.kernel());
        Some(kernelspec::features(&folder))
    };
    wanted.features.clone().or_else(remembered).unwrap_or_default()
}

/// The library that was built in the folder `build` of the snapshot in `folder`.
pub(crate) fn describe(
    folder: &Path,
    library: &Library,
    build: &str,
    toolchain: &Toolchain,
    kernelspecs: Vec<PathBuf>,
) -> Installed {
    let target = folder.join(build).join("target");
    let dependencies = target.join(&toolchain.host).join("debug/deps");
    Installed {
        home: folder.to_owned(),
        lock: super::home::lock_file(folder),
        library: dependencies.join(library_file(&library.name())),
        dependencies,
        macros: target.join("debug/deps"),
        kernelspecs,
    }
}

/// What a set-up needs of a disk.
pub(crate) const ROOM: &str = "a set-up takes about 3 GB";

/// Runs a step's work, unless its result is there, and says how it goes.
pub(crate) fn reported<T>(
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
    let result = match cache::folder() {
        Ok(folder) => disk::blame(result, &folder, ROOM),
        Err(_) => result,
    };
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
