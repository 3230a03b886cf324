//! A kernel's private copy of the warm build directory. Two kernels cannot share one: each writes its cells into it.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result};

use super::{copy, evcxr, leftovers, processes, shim, warden};
use host::command;
use host::lock::FileLock;
use host::warden::Warden;

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
    /// Copies the warm build directory of `snapshot`, for the evcxr that is given and cells with these variables.
    pub fn copy_of(snapshot: &Path, evcxr: &Path, environment: &[(String, String)]) -> Result<Self> {
        let moment = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default()
            .as_nanos();
        let folder = leftovers::kernels(snapshot).join(format!("{}-{moment}", std::process::id()));
        let lock = FileLock::try_exclusive(&folder.with_extension("lock"))?
            .with_context(|| format!("{}: is another kernel's", folder.display()))?;
        let build_dir = Self {
            snapshot: snapshot.to_owned(),
            evcxr: evcxr.to_owned(),
            environment: environment.to_vec(),
            _warden: warden::of(&folder)?,
            folder,
            lock: Some(lock),
        };
        copy::tree(&snapshot.join("build"), &build_dir.folder)?;
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
        // evcxr's allocator takes memory by the gigabyte at once, and touches a seventh more of it than it needs.
        command.env("MIMALLOC_ARENA_EAGER_COMMIT", "0");
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
        if leftovers::remove(&self.folder).is_ok()
            && let Some(lock) = self.lock.take()
        {
            let _ = lock.remove();
        }
    }
}
