//! The compiler and the library that answers are compiled with: those of the kernel, so that an answer means the same
//! here as in its notebook.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use host::rustc;
use protocol::setup::Installed;

/// Where everything is.
#[derive(Debug, Clone)]
pub(crate) struct Tools {
    pub(crate) rustc: PathBuf,
    /// libmlp.so
    pub(crate) library: PathBuf,
    /// What libmlp.so was built from, and what it links.
    pub(crate) dependencies: PathBuf,
    /// The macros that run inside the compiler, which it wants to see as well.
    pub(crate) macros: PathBuf,
    /// libstd.so
    pub(crate) standard: PathBuf,
    pub(crate) sysroot: PathBuf,
    /// Stands for the library and the compiler.
    pub(crate) key: String,
}

impl Tools {
    /// The kernel's.
    pub(crate) fn of(kernel: &Installed) -> Result<Self> {
        let rustc = rustc::places()?;
        kernel
            .library
            .metadata()
            .with_context(|| format!("{}: is missing. Run `cargo lab setup`", kernel.library.display()))?;
        Ok(Self {
            rustc: rustc.sysroot.join("bin/rustc"),
            library: kernel.library.clone(),
            dependencies: kernel.dependencies.clone(),
            macros: kernel.macros.clone(),
            standard: rustc.libraries,
            sysroot: rustc.sysroot,
            key: kernel
                .home
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned(),
        })
    }

    /// What a compiled answer loads.
    pub(crate) fn libraries(&self) -> Vec<PathBuf> {
        let mut paths = vec![self.dependencies.clone(), self.standard.clone()];
        paths.extend(["/lib", "/lib64", "/usr/lib", "/usr/lib64", "/etc/ld.so.cache"].map(PathBuf::from));
        paths
    }

    /// What the compiler and the linker read.
    pub(crate) fn compiler(&self) -> Vec<PathBuf> {
        let mut paths = vec![
            self.sysroot.clone(),
            self.dependencies.clone(),
            self.macros.clone(),
        ];
        paths.extend(
            [
                "/usr",
                "/bin",
                "/lib",
                "/lib64",
                "/etc/ld.so.cache",
                "/etc/alternatives",
            ]
            .map(PathBuf::from),
        );
        paths
    }

    /// The variable by which a program finds libmlp.so and libstd.so.
    pub(crate) fn search_path(&self) -> (&'static str, OsString) {
        let name = if cfg!(target_os = "macos") {
            "DYLD_LIBRARY_PATH"
        } else {
            "LD_LIBRARY_PATH"
        };
        let folders: [&Path; 2] = [&self.dependencies, &self.standard];
        (name, std::env::join_paths(folders).unwrap_or_default())
    }
}
