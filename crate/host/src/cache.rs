//! The folder in the user's cache that clones of the project share.
//!
//! ```text
//! mlp-lab/
//!   evcxr/0.22.0/          evcxr_jupyter, where no other copy of this version was found
//!   vendor/KEY/            the sources of the crates that Cargo.lock names
//!   parts/KEY/             the crates that `mlp` is made of, of the workspace (see `kernel::parts`)
//!   snapshots/KEY/         `mlp` as it was at a set-up, built and warm (see `kernel::snapshot`)
//! ```

use std::path::PathBuf;

use anyhow::{Context, Result};

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
