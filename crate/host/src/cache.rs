//! The folder in the user's cache that clones of the project share.
//!
//! ```text
//! mlp-lab/
//!   evcxr/0.22.0/          evcxr_jupyter, where no other copy of this version was found
//!   vendor/KEY/            the sources of the crates that Cargo.lock names
//!   parts/KEY/             the crates that `mlp` is made of, of the workspace (see `kernel::parts`)
//!   snapshots/KEY/         `mlp` as it was at a set-up, built and warm (see `kernel::snapshot`)
//! ```

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

/// The cache folder of `lab`: `$XDG_CACHE_HOME/mlp-lab`, or the platform's usual place.
pub fn folder() -> Result<PathBuf> {
    let base = dirs::cache_dir().context(
        "there is no cache folder for this user. Set XDG_CACHE_HOME to a folder that can be written",
    )?;
    Ok(base.join("mlp-lab"))
}

/// A folder inside the cache, made if it is not there yet.
pub fn subfolder(name: &str) -> Result<PathBuf> {
    let path = folder()?.join(name);
    std::fs::create_dir_all(&path).with_context(|| {
        format!(
            "{}: cannot be made. Free some space, or set XDG_CACHE_HOME to a folder that can be written",
            path.display()
        )
    })?;
    Ok(path)
}

/// An error where cargo would take what kernels build in `folder` for members of a workspace around it.
pub fn is_outside_of_workspaces(folder: &Path) -> Result<()> {
    for above in folder.ancestors() {
        let manifest = std::fs::read_to_string(above.join("Cargo.toml")).unwrap_or_default();
        if manifest
            .lines()
            .any(|line| line.trim_start().starts_with("[workspace"))
        {
            bail!(
                "{}: is inside of the workspace {}, which cargo would look for kernels' builds in. Name a folder outside of it",
                folder.display(),
                above.display()
            );
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_inside_of_a_workspace_is_told_from_others() {
        let folder = tempfile::tempdir().unwrap();
        let inside = folder.path().join("target/shared");
        let manifest = folder.path().join("Cargo.toml");
        is_outside_of_workspaces(&inside).unwrap();
        std::fs::write(&manifest, "[package]\nname = \"workspace\"\n").unwrap();
        is_outside_of_workspaces(&inside).unwrap();
        std::fs::write(&manifest, "[workspace]\nmembers = []\n").unwrap();
        let told = is_outside_of_workspaces(&inside).unwrap_err().to_string();
        assert!(
            told.contains("outside of it") && told.contains("target/shared"),
            "{told}"
        );
    }
}
