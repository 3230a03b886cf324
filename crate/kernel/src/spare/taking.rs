//! How a kernel that JupyterLab starts takes the spare: one line of JSON asks, one line answers. From then on the socket
//! ties both together, since each sees it close when the other ends.

use std::io::{BufRead, BufReader, ErrorKind, Write};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Result;
use serde::{Deserialize, Serialize};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

use super::Address;
use super::place::Place;

/// The answer of a spare that serves the front end from now on.
pub const YES: &str = "yes";
/// The word for a press of the stop button by a front end that sends signals.
pub const INTERRUPT: &str = "interrupt";
/// The word for the kernel's end.
pub const STOP: &str = "stop";

/// How long the spare may take to answer; it has only some ports to bind.
const ANSWER: Duration = Duration::from_secs(15);
/// How often to look whether JupyterLab is still there.
const LOOK_EVERY: Duration = Duration::from_millis(300);

/// What a kernel asks for.
#[derive(Debug, Serialize, Deserialize)]
pub struct Request {
    /// The snapshot: a spare with another library will not do.
    pub home: PathBuf,
    /// What the front end wrote.
    pub connection_file: PathBuf,
    /// Where the notebook is.
    pub place: Place,
}

/// Takes the spare, if there is one, and stays until it ends. `None` where the kernel has to start by itself.
pub fn take(home: &Path, connection_file: &Path) -> Option<ExitCode> {
    let address = Address::of_our_server()?;
    // Whatever goes wrong here, a kernel of one's own goes right.
    let stream = ask(&address, home, connection_file).ok()?;
    stay(stream).ok()
}

fn ask(address: &Address, home: &Path, connection_file: &Path) -> Result<UnixStream> {
    let mut stream = address.socket().connect()?;
    let place = Place::here()?;
    let request = Request {
        home: home.to_owned(),
        connection_file: place.folder().join(connection_file),
        place,
    };
    writeln!(stream, "{}", serde_json::to_string(&request)?)?;
    stream.set_read_timeout(Some(ANSWER))?;
    let mut answer = String::new();
    // Nothing follows the answer, so nothing is lost with the reader.
    BufReader::new(&stream).read_line(&mut answer)?;
    anyhow::ensure!(answer.trim_end() == YES, "the spare says: {answer}");
    Ok(stream)
}

/// Passes signals on until the spare has ended, or JupyterLab.
fn stay(stream: UnixStream) -> Result<ExitCode> {
    let parent = rustix::process::getppid();
    let mut signals = signal_hook::iterator::Signals::new([SIGTERM, SIGINT, SIGHUP])?;
    let mut words = stream.try_clone()?;
    std::thread::spawn(move || {
        for signal in signals.forever() {
            let word = if signal == SIGINT { INTERRUPT } else { STOP };
            let _ = writeln!(words, "{word}");
        }
    });
    stream.set_read_timeout(Some(LOOK_EVERY))?;
    let mut reader = BufReader::new(stream);
    loop {
        match reader.read_line(&mut String::new()) {
            Ok(0) => return Ok(ExitCode::SUCCESS),
            Err(error)
                if matches!(
                    error.kind(),
                    ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::Interrupted
                ) => {}
            Err(_) => return Ok(ExitCode::FAILURE),
            Ok(_) => {}
        }
        if rustix::process::getppid() != parent {
            return Ok(ExitCode::SUCCESS);
        }
    }
}
