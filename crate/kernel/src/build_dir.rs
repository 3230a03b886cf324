//! A kernel's private copy of the warm build directory. Two kernels cannot share one: each writes its cells into it.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result};

use super::home::KernelHome;
use super::warden::Warden;
use super::{copy, evcxr, processes, shim};
use host::command;
use host::lock::FileLock;

/// A private build directory, locked while this process lives. Dropping it ends what still runs in it and removes it.
#[derive(Debug)]
pub struct BuildDir {
    folder: PathBuf,
    snapshot: PathBuf,
    evcxr: PathBuf,
    environment: Vec<(String, String)>,
    lock: Option<FileLock>,
    _warden: Warden,
}

impl BuildDir {
    /// Copies the warm build directory of `home`.
    pub fn copy_of(home: &KernelHome) -> Result<Self> {
        let moment = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default()
            .as_nanos();
        let folder = kernels(home.folder()).join(format!("{}-{moment}", std::process::id()));
        let lock = FileLock::try_exclusive(&folder.with_extension("lock"))?
            .with_context(|| format!("{}: is another kernel's", folder.display()))?;
        let build_dir = Self {
            snapshot: home.folder().to_owned(),
            evcxr: home.evcxr().to_owned(),
            environment: home.environment().to_vec(),
            _warden: Warden::of(&folder)?,
            folder,
            lock: Some(lock),
        };
        copy::tree(&home.folder().join("build"), &build_dir.folder)?;
        Ok(build_dir)
    }

    /// The folder that evcxr builds in.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// `evcxr_jupyter` in this directory, to be started with the working directory and the environment that the
    /// notebook shall see. It ends when the thread that starts it does.
    pub fn command(&self, connection_file: &Path) -> Result<Command> {
        let mut command = Command::new(command::ourselves()?);
        evcxr::clean_environment(&mut command);
        command
            .arg("tied")
            .arg(&self.evcxr)
            .arg("--control_file")
            .arg(connection_file);
        shim::put_first(&mut command, &self.snapshot, false)?;
        command
            .envs(self.environment.iter().cloned())
            .env("EVCXR_CONFIG_DIR", self.snapshot.join("config"))
            .env(processes::BUILD_DIR, &self.folder);
        // evcxr would otherwise bring the kernel `rust` of another version up to date, which is the user's own.
        command.env("JUPYTER_PATH", self.folder.join("no-kernels"));
        Ok(command)
    }

    /// Ends cargo and what it started for the evcxr `engine`, not evcxr and its cells; whether there was any.
    pub fn kill_compilers(&self, engine: u32) -> bool {
        processes::kill_compilers(&self.folder, engine)
    }

    /// Ends every process that runs in this directory.
    pub fn kill_processes(&self) {
        processes::kill_all(&self.folder);
    }
}

impl Drop for BuildDir {
    fn drop(&mut self) {
        self.kill_processes();
        // What cannot be removed now is swept at the next start.
        if remove(&self.folder).is_ok()
            && let Some(lock) = self.lock.take()
        {
            let _ = lock.remove();
        }
    }
}

/// Removes the private build directories whose kernel is gone, and ends what it left running. How many there were.
pub fn sweep(snapshot: &Path) -> Result<usize> {
    let mut swept = 0;
    for folder in all(snapshot) {
        swept += usize::from(remove_abandoned(&folder)?);
    }
    Ok(swept)
}

/// Removes the private build directory `folder` if its kernel is gone, and ends what it left running; whether it was.
pub fn remove_abandoned(folder: &Path) -> Result<bool> {
    let lock = folder.with_extension("lock");
    if !lock.exists() {
        return Ok(false);
    }
    let Some(lock) = FileLock::try_exclusive(&lock)? else {
        return Ok(false);
    };
    processes::kill_all(folder);
    remove(folder).with_context(|| format!("{}: cannot be removed", folder.display()))?;
    lock.remove()?;
    Ok(true)
}

/// All private build directories of a snapshot, in use or not. Known by their lock, which is made first.
pub fn all(snapshot: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(kernels(snapshot)) else {
        return Vec::new();
    };
    let paths = entries.flatten().map(|entry| entry.path());
    paths
        .filter(|path| path.extension().is_some_and(|end| end == "lock"))
        .map(|lock| lock.with_extension(""))
        .collect()
}

fn kernels(snapshot: &Path) -> PathBuf {
    snapshot.join("kernels")
}

/// Removes a folder that may be gone already.
fn remove(folder: &Path) -> std::io::Result<()> {
    match std::fs::remove_dir_all(folder) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}
