//! Reading an answer in a process of its own: a thousand brackets, which no parser survives, cost their own question alone.

use std::ffi::OsString;
use std::io::{Read, Write};
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result};
use host::command;

use crate::answer::{self, Answer, Order, Refusal};
use crate::fault::{Fault, Trial};
use crate::sandbox::{Cage, Mount, Sandbox};
use crate::watch::{self, Keep};

/// Milliseconds are usual.
const LIMIT: Duration = Duration::from_secs(10);
const MEMORY: u64 = 512 << 20;
/// The longest answer that is read, all its cells together.
const LONGEST: usize = 256 << 10;

/// The answer that `order` describes, put together.
pub(crate) fn read(sandbox: Sandbox, reader: &Mount, order: &Order) -> Trial<Result<Answer, Refusal>> {
    let length: usize = order.own.iter().chain(&order.others).map(String::len).sum();
    if length > LONGEST {
        return Err(Fault::Answer(format!(
            "is longer than {} kB, and was not read",
            LONGEST >> 10
        )));
    }
    let mut read: Vec<Mount> = Mount::system();
    read.push(reader.clone());
    let cage = Cage {
        read: &read,
        write: None,
        environment: &[],
        memory: MEMORY,
        seconds: LIMIT.as_secs(),
        file: 0,
    };
    let command = sandbox.command(reader, &[OsString::from("read-answer")], &cage)?;
    let input = serde_json::to_string(order).context("an answer's text")?;
    let keep = Keep {
        stdout: 8 * LONGEST,
        stderr: 2000,
    };
    let ended = watch::run(command, &input, LIMIT, keep)?;
    serde_json::from_str(&ended.stdout).map_err(|_| {
        ended.fault(LIMIT).unwrap_or_else(|| {
            Fault::Answer("is nested too deeply to be read: are there brackets without end?".to_owned())
        })
    })
}

/// A copy of this program in `folder`, to be put into a sandbox: its own file may be replaced while it runs.
pub(crate) fn copy_of_this_program(folder: &Path) -> Result<Mount> {
    let copy = folder.join("grade");
    std::fs::copy(command::ourselves()?, &copy)
        .with_context(|| format!("{}: cannot be written", copy.display()))?;
    Ok(Mount::new(copy, "/grade"))
}

/// The process's own part: the order comes over stdin, the answer goes over stdout.
pub fn main() -> Result<()> {
    let mut text = String::new();
    std::io::stdin()
        .read_to_string(&mut text)
        .context("no order can be read")?;
    let order: Order = serde_json::from_str(&text).context("no order was given")?;
    let read = answer::read(&order);
    let text = serde_json::to_string(&read).context("an answer's text")?;
    std::io::stdout()
        .write_all(text.as_bytes())
        .context("nobody reads")
}
