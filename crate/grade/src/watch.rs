//! Waiting for a program that may do anything: a time limit, and only so much of its output in memory.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use rustix::process::{Pid, Signal, kill_process_group};

/// How often to look whether the program has ended.
const LOOK_EVERY: Duration = Duration::from_millis(5);

/// The longest line that is kept.
const LONGEST_LINE: usize = 1 << 20;

/// How a program ended and what it said.
#[derive(Debug)]
pub(crate) struct Ended {
    /// None where it was stopped at the time limit.
    pub(crate) status: Option<ExitStatus>,
    /// The beginning of stdout, without the marked line.
    pub(crate) stdout: String,
    /// The beginning of stderr.
    pub(crate) stderr: String,
    /// What followed the mark on the first line of stdout that began with it.
    pub(crate) marked: Option<String>,
}

/// What to keep of a program's output.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Keep<'a> {
    pub(crate) stdout: usize,
    pub(crate) stderr: usize,
    /// A line of stdout that begins with this word is the program's answer.
    pub(crate) mark: Option<&'a str>,
}

/// Runs `command` to its end or to `limit`, with `input` as its stdin.
pub(crate) fn run(mut command: Command, input: &str, limit: Duration, keep: Keep) -> Result<Ended> {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .context("the program cannot be started")?;
    if let Some(mut stdin) = child.stdin.take() {
        // One that has ended already reads nothing.
        let _ = stdin.write_all(input.as_bytes());
    }
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
    std::thread::scope(|scope| {
        let stdout = scope.spawn(move || stdout.map(|stdout| read(stdout, keep.stdout, keep.mark)));
        let stderr = scope.spawn(move || stderr.map(|stderr| read(stderr, keep.stderr, None)));
        let status = wait(&mut child, limit);
        // Whatever it has started goes with it, and the readers see the end.
        end_group(&child);
        let status = status?;
        let (stdout, marked) = stdout.join().ok().flatten().unwrap_or_default();
        let (stderr, _) = stderr.join().ok().flatten().unwrap_or_default();
        Ok(Ended {
            status,
            stdout,
            stderr,
            marked,
        })
    })
}

fn wait(child: &mut Child, limit: Duration) -> Result<Option<ExitStatus>> {
    let start = Instant::now();
    loop {
        if let Some(status) = child.try_wait().context("a program's state")? {
            return Ok(Some(status));
        }
        if start.elapsed() > limit {
            end_group(child);
            let _ = child.kill();
            child.wait().context("a program's end")?;
            return Ok(None);
        }
        std::thread::sleep(LOOK_EVERY);
    }
}

/// Ends the program's process group; it was made for it.
fn end_group(child: &Child) {
    if let Some(group) = i32::try_from(child.id()).ok().and_then(Pid::from_raw) {
        let _ = kill_process_group(group, Signal::KILL);
    }
}

/// Reads to the end; keeps the first `size` bytes, and what follows the mark on the first marked line.
fn read(stream: impl Read, size: usize, mark: Option<&str>) -> (String, Option<String>) {
    let mut stream = BufReader::with_capacity(1 << 16, stream);
    let (mut kept, mut marked, mut line) = (Vec::new(), None, Vec::new());
    loop {
        line.clear();
        match read_line(&mut stream, &mut line) {
            Ok(true) => {}
            _ => break,
        }
        let answer = mark.and_then(|mark| line.strip_prefix(mark.as_bytes())?.strip_prefix(b" "));
        if let Some(answer) = answer {
            marked.get_or_insert_with(|| String::from_utf8_lossy(answer).into_owned());
        } else {
            let room = size.saturating_sub(kept.len()).min(line.len());
            kept.extend_from_slice(&line[..room]);
        }
    }
    (String::from_utf8_lossy(&kept).into_owned(), marked)
}

/// The next line, of which no more than [`LONGEST_LINE`] is kept; false at the end.
fn read_line(stream: &mut impl BufRead, line: &mut Vec<u8>) -> std::io::Result<bool> {
    let mut any = false;
    loop {
        let bytes = match stream.fill_buf() {
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            other => other?,
        };
        if bytes.is_empty() {
            return Ok(any);
        }
        any = true;
        let end = memchr::memchr(b'\n', bytes);
        let used = end.map_or(bytes.len(), |at| at + 1);
        let room = LONGEST_LINE.saturating_sub(line.len()).min(used);
        line.extend_from_slice(&bytes[..room]);
        stream.consume(used);
        if end.is_some() {
            return Ok(true);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str, limit: f64, mark: Option<&str>) -> Ended {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let keep = Keep {
            stdout: 20,
            stderr: 20,
            mark,
        };
        run(command, "in\n", Duration::from_secs_f64(limit), keep).unwrap()
    }

    #[test]
    fn only_the_beginning_of_a_flood_is_kept_and_the_marked_line_is_found_behind_it() {
        let ended = shell(
            "head -c 30000000 /dev/zero; echo; read x; echo \"MARK $x\"; echo MARK late",
            20.0,
            Some("MARK"),
        );
        assert_eq!(ended.marked.as_deref(), Some("in\n"));
        assert_eq!(ended.stdout.len(), 20);
    }

    #[test]
    fn an_endless_program_ends_with_all_that_it_started() {
        let start = Instant::now();
        let ended = shell("echo begun; sleep 1000 & sleep 1000", 0.3, None);
        assert_eq!((ended.status, ended.stdout.as_str()), (None, "begun\n"));
        assert!(start.elapsed() < Duration::from_secs(10));
    }
}
