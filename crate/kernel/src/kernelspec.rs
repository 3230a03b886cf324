//! The kernelspec, which tells Jupyter how to start our kernel.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::{KernelHome, snapshot};
use host::{command, file};

/// Where the kernelspec's metadata says which features of the library its kernels have.
const FEATURES: &str = "features";
/// Where earlier versions wrote them.
const OLD_FEATURES: &str = "mlp_features";
/// The program's name beside the kernelspec.
const PROGRAM: &str = "kernel";

/// Installs the kernelspec below `kernels`, with a copy of this program: cargo may replace the one in target/ at
/// any time.
pub fn install(
    home: &KernelHome,
    kernels: &Path,
    features: &[String],
    environment: &[(String, String)],
) -> Result<PathBuf> {
    let library = home.library();
    let folder = kernels.join(library.kernel());
    let program = folder.join(PROGRAM);
    let ours = command::ourselves()?;
    let contents = std::fs::read(&ours).with_context(|| ours.display().to_string())?;
    file::renew_program(&program, &contents)?;
    let kernel_json = folder.join("kernel.json");
    let description = serde_json::json!({
        "argv": [program, "run", "--home", home.folder(), "--connection-file", "{connection_file}"],
        "display_name": library.display_name(),
        "language": "rust",
        "interrupt_mode": "message",
        "env": environment.iter().cloned().collect::<BTreeMap<_, _>>(),
        "metadata": { "debugger": false, FEATURES: features },
    });
    snapshot::note_user(home.folder(), &kernel_json)?;
    file::renew(
        &kernel_json,
        serde_json::to_string_pretty(&description)?.as_bytes(),
    )?;
    Ok(folder)
}

/// The program and the snapshot that the kernelspec in `folder` starts.
pub fn program_and_home(folder: &Path) -> Result<(PathBuf, PathBuf)> {
    let file = folder.join("kernel.json");
    let context = || format!("{}: cannot be read. Set the kernel up again", file.display());
    let text = std::fs::read_to_string(&file).with_context(context)?;
    let description: serde_json::Value = serde_json::from_str(&text).with_context(context)?;
    let word = |index: usize| description["argv"][index].as_str().map(PathBuf::from);
    word(0).zip(word(3)).with_context(context)
}

/// The features of the library that the kernelspec in `folder` was set up with; none where there is no kernelspec yet.
pub fn features(folder: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(folder.join("kernel.json")).unwrap_or_default();
    let description: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
    let features = [FEATURES, OLD_FEATURES].map(|name| description["metadata"][name].clone());
    let known = features.into_iter().find(|features| !features.is_null());
    serde_json::from_value(known.unwrap_or_default()).unwrap_or_default()
}

/// Where the user's kernelspecs are.
pub fn user_folder() -> Result<PathBuf> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_features_of_the_last_set_up_are_known_and_older_kernelspecs_have_none() {
        let kernel = tempfile::tempdir().unwrap();
        assert!(features(kernel.path()).is_empty());
        let file = kernel.path().join("kernel.json");
        std::fs::write(&file, r#"{"argv": [], "metadata": {"debugger": false}}"#).unwrap();
        assert!(features(kernel.path()).is_empty());
        std::fs::write(&file, r#"{"argv": [], "metadata": {"features": ["cuda"]}}"#).unwrap();
        assert_eq!(features(kernel.path()), ["cuda"]);
        std::fs::write(&file, r#"{"argv": [], "metadata": {"mlp_features": ["cuda"]}}"#).unwrap();
        assert_eq!(features(kernel.path()), ["cuda"], "of an earlier version");
    }
}
