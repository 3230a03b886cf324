//! A small process beside each kernel that removes what is left of it when it is killed.

use std::ffi::OsStr;
use std::path::Path;

use anyhow::Result;
use host::warden::{self, Warden};

use super::leftovers;

/// One that watches over the private build directory `folder` for as long as this process lives.
pub(super) fn of(folder: &Path) -> Result<Warden> {
    Warden::start(&[OsStr::new("warden"), folder.as_os_str()])
}

/// What the process does.
pub fn watch(folder: &Path) -> Result<()> {
    warden::wait()?;
    leftovers::remove_after_its_kernel(folder)
}
