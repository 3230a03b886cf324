//! Sockets at which processes of one user meet on one machine.
//!
//! On Linux their names are in the system's abstract namespace: no file that could be left behind, and free once its owner
//! has ended. Elsewhere they are files in the user's folder for temporary files, which their owner removes.

use std::io::ErrorKind;
use std::os::unix::net::{SocketAddr, UnixListener, UnixStream};
use std::path::Path;

use anyhow::{Context, Result};
use tempfile::TempPath;

/// Where to meet: `@` and a name in the abstract namespace, or a path. The crate `notebook` reads it so as well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name(String);

impl Name {
    /// A new name that nobody guesses.
    pub fn new(what: &str) -> Self {
        let name = format!("{what}-{}", uuid::Uuid::new_v4().simple());
        if cfg!(target_os = "linux") {
            Self(format!("@{name}"))
        } else {
            Self::in_folder(&std::env::temp_dir(), &name)
        }
    }

    fn in_folder(folder: &Path, name: &str) -> Self {
        Self(folder.join(name).to_string_lossy().into_owned())
    }

    /// The name that another process tells.
    pub fn parse(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// Its text.
    pub fn text(&self) -> &str {
        &self.0
    }

    fn address(&self) -> Result<SocketAddr> {
        #[cfg(target_os = "linux")]
        if let Some(name) = self.0.strip_prefix('@') {
            use std::os::linux::net::SocketAddrExt;
            return SocketAddr::from_abstract_name(name).context("no socket name");
        }
        SocketAddr::from_pathname(&self.0).with_context(|| {
            format!(
                "{}: is too long for a socket's name. Set TMPDIR to a folder with a shorter one",
                self.0
            )
        })
    }

    /// Goes there.
    pub fn connect(&self) -> Result<UnixStream> {
        UnixStream::connect_addr(&self.address()?).with_context(|| format!("{}: nobody is there", self.0))
    }

    /// Waits there, an error if somebody does already.
    pub fn listen(&self) -> Result<Door> {
        let address = self.address()?;
        let bound = match UnixListener::bind_addr(&address) {
            // What a process that was killed has left.
            Err(error) if error.kind() == ErrorKind::AddrInUse && self.is_abandoned() => {
                UnixListener::bind_addr(&address)
            }
            bound => bound,
        };
        let listener = bound.context("no socket inside this machine")?;
        listener
            .set_nonblocking(true)
            .context("no socket inside this machine")?;
        let file = self.file().map(TempPath::try_from_path).transpose();
        Ok(Door {
            listener: tokio::net::UnixListener::from_std(listener)?,
            _file: file.context("the socket's file")?,
        })
    }

    fn file(&self) -> Option<&Path> {
        (!self.0.starts_with('@')).then(|| Path::new(&self.0))
    }

    fn is_abandoned(&self) -> bool {
        let is_refused = || {
            let tried = UnixStream::connect(&self.0);
            tried.is_err_and(|error| error.kind() == ErrorKind::ConnectionRefused)
        };
        self.file()
            .is_some_and(|file| is_refused() && std::fs::remove_file(file).is_ok())
    }
}

/// A socket that waits for others. Dropping it frees its name.
#[derive(Debug)]
pub struct Door {
    listener: tokio::net::UnixListener,
    /// Removed with it.
    _file: Option<TempPath>,
}

impl Door {
    /// The next one who comes; those of other users are dropped.
    pub async fn accept(&self) -> Result<tokio::net::UnixStream> {
        let ourselves = rustix::process::getuid().as_raw();
        loop {
            let (stream, _) = self.listener.accept().await?;
            if stream.peer_cred()?.uid() == ourselves {
                return Ok(stream);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn meet(name: &Name) {
        let door = name.listen().unwrap();
        assert!(name.listen().is_err(), "somebody waits there already");
        let guest = name.clone();
        let guest = std::thread::spawn(move || guest.connect().is_ok());
        door.accept().await.unwrap();
        assert!(guest.join().unwrap());
        drop(door);
        assert!(name.connect().is_err(), "nobody waits there any more");
        name.listen().unwrap();
    }

    #[tokio::test]
    async fn a_name_is_one_owners_until_it_goes() {
        meet(&Name::new("test")).await;
        let folder = tempfile::tempdir().unwrap();
        let name = Name::in_folder(folder.path(), "test");
        meet(&name).await;
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
        assert_eq!(Name::parse(name.text()), name);
    }

    #[tokio::test]
    async fn what_a_killed_owner_left_is_no_owner_and_a_long_path_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let name = Name::in_folder(folder.path(), "test");
        // Its file stays behind.
        drop(UnixListener::bind(&name.0).unwrap());
        meet(&name).await;
        let name = Name::in_folder(&folder.path().join("x".repeat(120)), "test");
        let words = format!("{:#}", name.listen().unwrap_err());
        assert!(words.contains("Set TMPDIR"), "{words}");
    }
}
