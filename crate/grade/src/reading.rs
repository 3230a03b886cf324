//! Reading an answer in a process of its own: a thousand brackets, which no parser survives, cost their own question alone.

use std::ffi::OsString;
use std::io::{Read, Write};
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result};
use host::command;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::answer::{self, Answer, Order, Refusal};
use crate::fault::{Fault, Trial};
use crate::interview::change::{self, Change};
use crate::sandbox::{Cage, Mount, Sandbox};
use crate::watch::{self, Keep};

/// Milliseconds are usual.
const LIMIT: Duration = Duration::from_secs(10);
const MEMORY: u64 = 512 << 20;
/// The longest answer that is read, all its cells together.
const LONGEST: usize = 256 << 10;
/// The longest of the student's other cells.
const LONGEST_OTHER: usize = 32 << 10;

/// The answer that `order` describes, put together. Where the student's other cells cannot be read, their own cell may be:
/// no question costs another one.
pub(crate) fn read(sandbox: Sandbox, reader: &Mount, mut order: Order) -> Trial<Result<Answer, Refusal>> {
    order.others.retain(|text| text.len() <= LONGEST_OTHER);
    while order.others.iter().map(String::len).sum::<usize>() > LONGEST {
        order.others.remove(0);
    }
    if order.own.iter().map(String::len).sum::<usize>() > LONGEST {
        return Err(Fault::Answer(format!(
            "is longer than {} kB, and was not read",
            LONGEST >> 10
        )));
    }
    match read_once(sandbox, reader, &order) {
        Err(Fault::Answer(_)) if !order.others.is_empty() => {
            order.others.clear();
            read_once(sandbox, reader, &order)
        }
        read => read,
    }
}

fn read_once(sandbox: Sandbox, reader: &Mount, order: &Order) -> Trial<Result<Answer, Refusal>> {
    fenced(sandbox, reader, "read-answer", order)
}

/// The changes that can be made to an answer's text.
pub(crate) fn changes(sandbox: Sandbox, reader: &Mount, code: &str) -> Trial<Vec<Change>> {
    fenced(sandbox, reader, "list-changes", &code)
}

/// What this program says in a process of its own that may die of what it reads.
fn fenced<T: DeserializeOwned>(
    sandbox: Sandbox,
    reader: &Mount,
    part: &str,
    given: &impl Serialize,
) -> Trial<T> {
    let mut read: Vec<Mount> = Mount::system();
    read.push(reader.clone());
    let cage = Cage {
        read: &read,
        write: None,
        devices: false,
        environment: &[],
        memory: MEMORY,
        seconds: LIMIT.as_secs(),
        file: 0,
    };
    let command = sandbox.command(reader, &[OsString::from(part)], &cage)?;
    let input = serde_json::to_string(given).context("an answer's text")?;
    let keep = Keep {
        stdout: 8 * LONGEST,
        stderr: 2000,
    };
    let ended = watch::run(command, &input, LIMIT, keep)?;
    ended.check_start()?;
    serde_json::from_str(&ended.stdout).map_err(|_| match ended.fault(LIMIT) {
        Some(Fault::Answer(_)) | None => {
            Fault::Answer("is nested too deeply to be read: are there brackets without end?".to_owned())
        }
        Some(fault) => fault,
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
    let order: Order = given()?;
    say(&answer::read(&order))
}

/// The same for changes: a text comes, what can be changed in it goes.
pub fn list_changes() -> Result<()> {
    let code: String = given()?;
    say(&change::of(&code))
}

fn given<T: DeserializeOwned>() -> Result<T> {
    let mut text = String::new();
    std::io::stdin()
        .read_to_string(&mut text)
        .context("no order can be read")?;
    serde_json::from_str(&text).context("no order was given")
}

fn say(found: &impl Serialize) -> Result<()> {
    let text = serde_json::to_string(found).context("an answer's text")?;
    std::io::stdout()
        .write_all(text.as_bytes())
        .context("nobody reads")
}
