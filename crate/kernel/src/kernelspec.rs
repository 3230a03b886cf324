//! The kernelspec `rust-mlp`, which tells Jupyter how to start our kernel.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::command;
use crate::kernel::{KernelHome, snapshot};

/// The kernel's name in notebooks' metadata.
pub(crate) const NAME: &str = "rust-mlp";

/// Where the kernelspec's metadata says which features of `mlp` its kernels have.
const FEATURES: &str = "mlp_features";

/// Installs the kernelspec below `kernels`, with a copy of this program: cargo may replace the one in target/ at
/// any time.
pub(crate) fn install(home: &KernelHome, kernels: &Path, features: &[String]) -> Result<PathBuf> {
    let folder = kernels.join(NAME);
    let context = || format!("{}: cannot be written", folder.display());
    std::fs::create_dir_all(&folder).with_context(context)?;
    let program = folder.join("lab");
    let ours = command::ourselves()?;
    let contents = std::fs::read(&ours).with_context(|| ours.display().to_string())?;
    replace(&program, &contents, 0o755)?;
    let kernel_json = folder.join("kernel.json");
    let description = serde_json::json!({
        "argv": [program, "kernel", "--home", home.folder(), "--connection-file", "{connection_file}"],
        "display_name": "Rust (MLP)",
        "language": "rust",
        "interrupt_mode": "message",
        "metadata": { "debugger": false, FEATURES: features },
    });
    snapshot::note_user(home.folder(), &kernel_json)?;
    replace(
        &kernel_json,
        serde_json::to_string_pretty(&description)?.as_bytes(),
        0o644,
    )?;
    Ok(folder)
}

/// The program and the snapshot that the kernelspec below `kernels` starts.
pub(crate) fn program_and_home(kernels: &Path) -> Result<(PathBuf, PathBuf)> {
    let file = kernels.join(NAME).join("kernel.json");
    let context = || format!("{}: cannot be read. Run `cargo lab setup`", file.display());
    let text = std::fs::read_to_string(&file).with_context(context)?;
    let description: serde_json::Value = serde_json::from_str(&text).with_context(context)?;
    let word = |index: usize| description["argv"][index].as_str().map(PathBuf::from);
    word(0).zip(word(3)).with_context(context)
}

/// The features of `mlp` that the kernelspec below `kernels` was set up with; none where there is no kernelspec yet.
pub(crate) fn features(kernels: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(kernels.join(NAME).join("kernel.json")).unwrap_or_default();
    let description: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
    serde_json::from_value(description["metadata"][FEATURES].clone()).unwrap_or_default()
}

/// Where the user's kernelspecs are.
pub(crate) fn user_folder() -> Result<PathBuf> {
    if let Some(folder) = std::env::var_os("JUPYTER_DATA_DIR") {
        return Ok(PathBuf::from(folder).join("kernels"));
    }
    if cfg!(target_os = "macos") {
        let home = dirs::home_dir().context("there is no home folder")?;
        return Ok(home.join("Library/Jupyter/kernels"));
    }
    Ok(dirs::data_dir()
        .context("there is no data folder for this user")?
        .join("jupyter/kernels"))
}

/// Writes aside and renames, unless the file holds `contents` already: a running kernel keeps the program it has.
fn replace(path: &Path, contents: &[u8], mode: u32) -> Result<()> {
    if std::fs::read(path).is_ok_and(|there| there == contents) {
        return Ok(());
    }
    let context = || format!("{}: cannot be written", path.display());
    let folder = path.parent().with_context(context)?;
    let aside = tempfile::NamedTempFile::new_in(folder).with_context(context)?;
    std::fs::write(aside.path(), contents).with_context(context)?;
    aside
        .as_file()
        .set_permissions(Permissions::from_mode(mode))
        .with_context(context)?;
    aside.persist(path).with_context(context)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_features_of_the_last_set_up_are_known_and_older_kernelspecs_have_none() {
        let kernels = tempfile::tempdir().unwrap();
        assert!(features(kernels.path()).is_empty());
        let file = kernels.path().join(NAME).join("kernel.json");
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, r#"{"argv": [], "metadata": {"debugger": false}}"#).unwrap();
        assert!(features(kernels.path()).is_empty());
        std::fs::write(&file, r#"{"argv": [], "metadata": {"mlp_features": ["cuda"]}}"#).unwrap();
        assert_eq!(features(kernels.path()), ["cuda"]);
    }
}
