//! A stock evcxr kernel with the same crate, in folders of its own.
//!
//! It gets what a reader could give it without this project: a build directory that is warm and kept, so that its `:dep`
//! compiles nothing, and the sources of the libraries on this machine, so that it waits for no network. It does not get
//! what the kernel `rust-mlp` adds: settings that optimize the library and not the cells, recorded answers of cargo, a
//! smaller graph for the analysis.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::workload::Workload;
use kernel::KernelHome;

/// The folder that is kept, and the `evcxr_jupyter` that runs there.
#[derive(Debug)]
pub(super) struct Stock {
    folder: PathBuf,
    evcxr: PathBuf,
    /// The line that makes the library known.
    opening: String,
    /// The kernel's program, which ties evcxr to the client.
    program: PathBuf,
}

impl Stock {
    /// In `cache`, for the library of `home`. Folders for other libraries are removed.
    pub(super) fn prepare(cache: &Path, home: &KernelHome, program: &Path) -> Result<Self> {
        let key = home.folder().file_name().context("the snapshot has no name")?;
        let folder = cache.join(key);
        for other in std::fs::read_dir(cache).into_iter().flatten().flatten() {
            if other.path() != folder {
                std::fs::remove_dir_all(other.path()).with_context(|| other.path().display().to_string())?;
            }
        }
        let context = || format!("{}: cannot be written", folder.display());
        for name in [".cargo", "config", "build"] {
            std::fs::create_dir_all(folder.join(name)).with_context(context)?;
        }
        let settings = home.folder().join(".cargo/config.toml");
        let settings = std::fs::read_to_string(&settings).with_context(|| settings.display().to_string())?;
        std::fs::write(folder.join(".cargo/config.toml"), sources_only(&settings)?).with_context(context)?;
        Ok(Self {
            folder,
            evcxr: home.evcxr().to_owned(),
            opening: format!(
                ":dep {} = {}",
                home.library().package,
                home.library().dependency(&[], &home.folder().join("source"))
            ),
            program: program.to_owned(),
        })
    }

    /// Whether its library has been compiled.
    pub(super) fn is_warm(&self) -> bool {
        self.folder.join("warm").exists()
    }

    pub(super) fn set_warm(&self) -> Result<()> {
        std::fs::write(self.folder.join("warm"), "").with_context(|| self.folder.display().to_string())
    }

    pub(super) fn workload(&self) -> Workload {
        Workload::rust(Some(self.opening.clone()))
    }

    pub(super) fn kernelspec(&self) -> Result<Value> {
        // evcxr finds libstd by itself only if its build directory is below /tmp.
        let libraries = host::rustc::places()?.libraries;
        Ok(json!({
            // Tied to the client, so that a bench that is killed leaves no kernel behind.
            "argv": [self.program, "tied", self.evcxr, "--control_file", "{connection_file}"],
            "display_name": "stock evcxr",
            "language": "rust",
            "interrupt_mode": "message",
            "env": {
                "EVCXR_TMPDIR": self.folder.join("build"),
                // An empty folder: neither the reader's settings nor the reader's kernels are touched.
                "EVCXR_CONFIG_DIR": self.folder.join("config"),
                "JUPYTER_PATH": self.folder.join("config"),
                "LD_LIBRARY_PATH": libraries,
            },
        }))
    }
}

/// cargo's settings that say where sources are, without those that say how to compile them.
fn sources_only(settings: &str) -> Result<String> {
    let mut settings: toml::Table = toml::from_str(settings).context("cargo's settings")?;
    settings.retain(|name, _| name == "source" || name == "net");
    toml::to_string(&settings).context("cargo's settings")
}

#[cfg(test)]
mod tests {
    use super::sources_only;

    #[test]
    fn a_stock_kernel_gets_the_sources_and_not_the_profile() {
        let settings = "[source.crates-io]\nreplace-with = \"v\"\n[net]\noffline = true\n[profile.dev.package.\"*\"]\nopt-level = 3\n";
        let kept = sources_only(settings).unwrap();
        assert!(
            kept.contains("replace-with") && kept.contains("offline"),
            "{kept}"
        );
        assert!(!kept.contains("profile"), "{kept}");
    }
}
