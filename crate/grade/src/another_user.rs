//! Another user in the place of a sandbox: for a container whose only program is grading, run by root, and where bubblewrap is
//! refused, as on platforms that grade hand-ins themselves.
//!
//! Whoever has no name on a machine may read what all may read, and write nowhere once the common folders are closed. So
//! everything that would give points away belongs to root alone, and that is tried ([`is_kept_out`]) before anything of a
//! student's runs. An answer's program takes from itself what else a sandbox would: starting programs, the network, signals
//! (`answer::confine`). Should one be left all the same, it ends with the question ([`end_all`]). What a sandbox does and this
//! does not is begin each process on a new machine: traces of an earlier one are made few, and what could be learned by them,
//! which is what a hidden test asks, is not told (`autograder::run`).

use std::fs::{File, FileTimes};
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, SystemTime};

use anyhow::{Context, Result, bail};
#[cfg(target_os = "linux")]
use rustix::process::{Gid, Uid};

/// A number that no account has: above those of people, below those that systems hand out themselves.
pub(crate) const USER: u32 = 60_999;
/// Where everybody may write, on a usual system.
const COMMON: [&str; 6] = [
    "/tmp",
    "/var/tmp",
    "/dev/shm",
    "/dev/mqueue",
    "/run/lock",
    "/var/lock",
];

/// Whether this process can give its children to another user.
pub(crate) fn is_possible() -> bool {
    cfg!(target_os = "linux") && rustix::process::geteuid().is_root()
}

/// Becomes that user for good, without a group, and without a way back by programs that run as their owner.
#[cfg(target_os = "linux")]
pub(crate) fn become_user(user: u32) -> Result<()> {
    use rustix::thread;
    let context = "this process cannot become another user";
    let (uid, gid) = (Uid::from_raw(user), Gid::from_raw(user));
    thread::set_thread_groups(&[]).context(context)?;
    thread::set_thread_res_gid(gid, gid, gid).context(context)?;
    thread::set_thread_res_uid(uid, uid, uid).context(context)?;
    thread::set_no_new_privs(true).context(context)
}

/// There is no such place elsewhere.
#[cfg(not(target_os = "linux"))]
pub(crate) fn become_user(_user: u32) -> Result<()> {
    bail!("another user is a place for answers on Linux alone")
}

/// Gives a folder to that user, who alone may look into it.
pub(crate) fn give(folder: &Path) -> Result<()> {
    own(folder, USER, 0o700)
}

/// Takes a folder back with all that is in it: the user may read it and write nothing there, not even a name.
pub(crate) fn take_back(folder: &Path) -> Result<()> {
    for entry in walkdir::WalkDir::new(folder).min_depth(1) {
        let entry = entry.with_context(|| folder.display().to_string())?;
        if !entry.file_type().is_symlink() {
            own(entry.path(), 0, 0o755)?;
        }
    }
    own(folder, 0, 0o711)
}

fn own(path: &Path, user: u32, mode: u32) -> Result<()> {
    let context = || format!("{}: cannot be given to another user", path.display());
    chown(path, Some(user), Some(user)).with_context(context)?;
    std::fs::set_permissions(path, PermissionsExt::from_mode(mode)).with_context(context)?;
    read_later(path).with_context(context)
}

/// Has `path` look as if it was read tomorrow, so that reading it leaves no trace today: who looks at when a file was read
/// would know what an earlier process has read.
fn read_later(path: &Path) -> std::io::Result<()> {
    let tomorrow = SystemTime::now() + Duration::from_hours(24);
    File::open(path)?.set_times(FileTimes::new().set_accessed(tomorrow))
}

/// Closes the folders in which everybody may write, for as long as the machine runs: names of empty files would tell one call of
/// an answer what another saw. An error where one stays open.
pub(crate) fn close_common_folders() -> Result<()> {
    for folder in COMMON.map(Path::new).into_iter().filter(|folder| folder.is_dir()) {
        std::fs::set_permissions(folder, PermissionsExt::from_mode(0o755))
            .and_then(|()| read_later(folder))
            .with_context(|| format!("{}: cannot be closed to other users", folder.display()))?;
        if can("-w", folder)? {
            bail!(
                "{}: other users can write there, and answers would run as one",
                folder.display()
            );
        }
    }
    Ok(())
}

/// Ends all that runs as that user.
pub(crate) fn end_all() -> Result<()> {
    // To all whom the user may send it, which is the user's own and not the sender.
    let ended = as_user(Command::new("/bin/sh").args(["-c", "kill -KILL -1"])).status();
    ended.context("what an answer has started cannot be ended")?;
    Ok(())
}

/// An error where that user could read one of `secrets`.
pub(crate) fn is_kept_out(secrets: &[PathBuf]) -> Result<()> {
    // Or the next answers would mean nothing.
    if !can("-x", Path::new("/"))? {
        bail!("another user cannot look at this machine at all");
    }
    for secret in secrets {
        std::fs::metadata(secret).with_context(|| secret.display().to_string())?;
        if can("-r", secret)? {
            bail!(
                "{}: other users can read it, and answers would run as one. Set its folder up anew",
                secret.display()
            );
        }
    }
    Ok(())
}

/// What `test` says as that user.
fn can(test: &str, path: &Path) -> Result<bool> {
    let mut command = Command::new("/usr/bin/test");
    let said = as_user(command.arg(test).arg(path)).status();
    let said = said.with_context(|| format!("{}: cannot be looked at as another user", path.display()))?;
    match said.code() {
        Some(0) => Ok(true),
        Some(1) => Ok(false),
        _ => bail!("{}: test ended with {said}", path.display()),
    }
}

fn as_user(command: &mut Command) -> &mut Command {
    command
        .uid(USER)
        .gid(USER)
        .env_clear()
        .current_dir("/")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
}
