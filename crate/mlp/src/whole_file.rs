//! Files that are there whole or not at all.

use std::{io::Write, path::Path};

use crate::{Error, Result};

/// Writes beside the goal, then renames: a reader sees the old file or the new one, never half of one.
pub(crate) fn write_whole(path: &Path, bytes: &[u8]) -> Result<()> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    #[cfg_attr(not(unix), allow(unused_mut, reason = "only a Unix has rights to set"))]
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // What the user's umask leaves of it; temporary files are otherwise their owner's alone.
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(folder).map_err(Error::io(folder))?;
    file.write_all(bytes)
        .and_then(|()| file.as_file().sync_all())
        .map_err(Error::io(path))?;
    file.persist(path).map_err(|error| Error::Io {
        path: path.into(),
        source: error.error,
    })?;
    Ok(())
}
