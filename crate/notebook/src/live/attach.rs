//! Joining this process to its kernel.

use std::io::{self, BufRead, BufReader};
use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;

use super::{MARK, errors, helper, overflow, takeover};

/// Joins this process to the kernel that listens at `socket`: three connections, one that carries the kernel's
/// requests, one that becomes stdout and one that becomes stderr. To be called on the thread that runs cells. Our kernel calls
/// this; nobody else needs to.
pub fn attach(socket: &str) {
    if MARK.get().is_some() {
        return;
    }
    if let Err(error) = try_attach(socket) {
        eprintln!("The kernel at {socket} cannot be reached: {error}");
    }
}

fn try_attach(socket: &str) -> io::Result<()> {
    let control = connect(socket)?;
    let stdout = connect(socket)?;
    let stderr = connect(socket)?;
    let mut requests = BufReader::new(control);
    let mut mark = String::new();
    requests.read_line(&mut mark)?;
    // evcxr goes on reading here what the kernel lets through: that a cell has ended, for instance.
    let evcxr = io::stdout().as_fd().try_clone_to_owned()?;
    rustix::stdio::dup2_stdout(&stdout)?;
    rustix::stdio::dup2_stderr(&stderr)?;
    // Set once only: this is the one call that got this far.
    let _ = MARK.set(mark.trim_end().to_owned());
    errors::install_panic_hook();
    overflow::install();
    // Where it cannot be done cells run as ever, without controls and with nothing to read.
    let _ = takeover::prepare();
    std::thread::Builder::new()
        .name("kernel requests".into())
        .spawn(move || helper::run(requests, evcxr))?;
    Ok(())
}

/// `@name` is a name in Linux's abstract namespace, which leaves no file behind; anything else is a path.
fn connect(socket: &str) -> io::Result<UnixStream> {
    #[cfg(target_os = "linux")]
    if let Some(name) = socket.strip_prefix('@') {
        use std::os::linux::net::SocketAddrExt;
        return UnixStream::connect_addr(&std::os::unix::net::SocketAddr::from_abstract_name(name)?);
    }
    UnixStream::connect(socket)
}
