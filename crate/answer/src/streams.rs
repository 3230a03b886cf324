//! The two lines to whoever started this process, kept apart from what a program reads and prints.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};

use serde::Serialize;
use serde::de::DeserializeOwned;

/// The lines.
#[derive(Debug)]
pub struct Streams {
    from: BufReader<File>,
    to: File,
}

/// Takes this process's stdin and stdout for the lines. Whoever reads stdin from now on finds its end, and what is printed
/// goes to stderr: no text that a program prints can be taken for a message.
pub fn take_streams() -> std::io::Result<Streams> {
    let from = rustix::io::dup(rustix::stdio::stdin())?;
    let to = rustix::io::dup(rustix::stdio::stdout())?;
    // Nobody writes to it.
    let (nothing, _) = rustix::pipe::pipe()?;
    rustix::stdio::dup2_stdin(&nothing)?;
    rustix::stdio::dup2_stdout(rustix::stdio::stderr())?;
    Ok(Streams {
        from: BufReader::new(from.into()),
        to: to.into(),
    })
}

impl Streams {
    /// The next message; none at the end, and where the line is no message.
    pub fn read<T: DeserializeOwned>(&mut self) -> Option<T> {
        let mut line = String::new();
        let length = self.from.by_ref().read_line(&mut line).ok()?;
        if length == 0 {
            return None;
        }
        protocol::read(&line)
    }

    /// Sends a message; false where nobody reads any more.
    pub fn write(&mut self, message: &impl Serialize) -> bool {
        let line = format!("{}\n", protocol::line(message));
        self.to.write_all(line.as_bytes()).is_ok()
    }
}
