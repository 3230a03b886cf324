//! Files that are locked while a process uses what they stand for. The system frees a lock when its process ends,
//! however it ends, so that nothing stays locked after a crash.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::ErrorKind;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// A locked file. Dropping it frees the lock; the file stays.
#[derive(Debug)]
pub struct FileLock {
    path: PathBuf,
    file: File,
}

impl FileLock {
    /// Waits until nobody holds the lock exclusively, then holds it together with other readers.
    pub fn shared(path: &Path) -> Result<Self> {
        loop {
            if let Some(lock) = Self::acquire(path, |file| file.lock_shared().map(|()| true))? {
                return Ok(lock);
            }
        }
    }

    /// Holds the lock together with other readers, or `None` if somebody holds it alone.
    pub fn try_shared(path: &Path) -> Result<Option<Self>> {
        Self::acquire(path, |file| tried(file.try_lock_shared()))
    }

    /// Waits until nobody holds the lock, then holds it alone; calls `waiting` once if somebody does.
    pub fn exclusive(path: &Path, waiting: impl FnOnce()) -> Result<Self> {
        if let Some(lock) = Self::try_exclusive(path)? {
            return Ok(lock);
        }
        waiting();
        loop {
            if let Some(lock) = Self::acquire(path, |file| file.lock().map(|()| true))? {
                return Ok(lock);
            }
        }
    }

    /// Holds the lock alone, or `None` if somebody has it.
    pub fn try_exclusive(path: &Path) -> Result<Option<Self>> {
        Self::acquire(path, |file| tried(file.try_lock()))
    }

    /// Removes the file, then frees the lock.
    pub fn remove(self) -> Result<()> {
        std::fs::remove_file(&self.path).with_context(|| self.path.display().to_string())
    }

    fn acquire(path: &Path, lock: impl Fn(&File) -> std::io::Result<bool>) -> Result<Option<Self>> {
        let context = || format!("{}: cannot be locked", path.display());
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent).with_context(context)?;
        }
        loop {
            let file = open(path).with_context(context)?;
            if !lock(&file).with_context(context)? {
                return Ok(None);
            }
            // Whoever held it before may have removed the file: then this lock protects nothing.
            let ours = file.metadata().with_context(context)?.ino();
            if std::fs::metadata(path).is_ok_and(|there| there.ino() == ours) {
                return Ok(Some(Self {
                    path: path.into(),
                    file,
                }));
            }
        }
    }
}

/// Where only others may write, a lock that is there is held by reading.
fn open(path: &Path) -> std::io::Result<File> {
    let opened = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(path);
    match opened {
        Err(error)
            if matches!(
                error.kind(),
                ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem
            ) =>
        {
            File::open(path).map_err(|_| error)
        }
        opened => opened,
    }
}

fn tried(result: Result<(), TryLockError>) -> std::io::Result<bool> {
    match result {
        Ok(()) => Ok(true),
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

impl Drop for FileLock {
    fn drop(&mut self) {
        // Closing frees the lock as well; this only says so.
        let _ = self.file.unlock();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_is_held_by_one_and_free_after_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a/lock");
        let held = FileLock::try_exclusive(&path).unwrap().unwrap();
        assert!(FileLock::try_exclusive(&path).unwrap().is_none());
        drop(held);
        let one = FileLock::shared(&path).unwrap();
        let two = FileLock::shared(&path).unwrap();
        assert!(FileLock::try_exclusive(&path).unwrap().is_none());
        drop((one, two));
        FileLock::try_exclusive(&path).unwrap().unwrap().remove().unwrap();
        assert!(!path.exists());
    }
}
