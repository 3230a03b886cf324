//! A fresh Debian in a folder, for tests that want a machine of their own.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use host::command;

/// What makes it and what lets it be a machine, with the package that has it.
const TOOLS: [(&str, &str); 3] = [
    ("mmdebstrap", "mmdebstrap"),
    ("unshare", "util-linux"),
    ("setpriv", "util-linux"),
];

/// An error where this machine cannot make one.
pub(super) fn check() -> Result<()> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let is_there = |name: &str| std::env::split_paths(&path).any(|folder| folder.join(name).is_file());
    if let Some((name, package)) = TOOLS.into_iter().find(|(name, _)| !is_there(name)) {
        bail!("{name} is not on the PATH. On Debian or Ubuntu: sudo apt-get install {package}");
    }
    if command::output(Command::new("id").arg("-u"))?.trim() != "0" {
        bail!(
            "a machine within this one wants root: run the same command as root, in a container or a virtual machine"
        );
    }
    Ok(())
}

/// A Debian with `packages`, names with commas between them, in the folder `root` of `folder`; made once.
pub(super) fn root(folder: &Path, suite: &str, packages: &str) -> Result<PathBuf> {
    let root = folder.join("root");
    let stamp = root.join("etc/made-of");
    let made_of = format!("{suite} {packages}");
    if std::fs::read_to_string(&stamp).is_ok_and(|text| text == made_of) {
        return Ok(root);
    }
    println!("making a Debian in {}, once", root.display());
    if root.exists() {
        std::fs::remove_dir_all(&root).with_context(|| root.display().to_string())?;
    }
    std::fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    command::output(
        Command::new("mmdebstrap")
            .args(["--mode=root", "--variant=minbase", "--quiet"])
            .arg(format!("--include={packages}"))
            .arg(suite)
            .arg(&root),
    )?;
    std::fs::write(&stamp, made_of).with_context(|| stamp.display().to_string())?;
    Ok(root)
}
