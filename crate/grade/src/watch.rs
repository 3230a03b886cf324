//! Running a program to its end that may do anything: a time limit, and only so much of its output in memory.

use std::io::{Read, Write};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use crate::ending::Ending;
use crate::fault::{Fault, Trial};
use crate::limits;
use crate::processes::{self, Group};

/// How a program ended and what it said.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) ending: Ending,
    /// The beginning of stdout.
    pub(crate) stdout: String,
}

impl Ended {
    /// Whose fault it is that it ended; nothing where it ended well.
    pub(crate) fn fault(&self, limit: Duration) -> Option<Fault> {
        self.ending.fault(limit)
    }

    /// An error where the sandbox was not made. Only of programs that run nothing of a student's: those can say anything.
    pub(crate) fn check_start(&self) -> Trial<()> {
        let code = self.ending.status.and_then(|status| status.code());
        let is_refused = self.ending.stderr.starts_with("bwrap: ") || code == Some(limits::FAILED);
        if self.is_success() || !is_refused {
            return Ok(());
        }
        let line = self.ending.stderr.lines().next().unwrap_or_default();
        Err(Fault::Machine(format!("its sandbox could not be made: {line}")))
    }

    pub(crate) fn is_success(&self) -> bool {
        self.ending.status.is_some_and(|status| status.success())
    }
}

/// How many bytes of a program's output to keep.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Keep {
    pub(crate) stdout: usize,
    pub(crate) stderr: usize,
}

/// Runs `command` to its end or to `limit`, with `input` as its stdin.
pub(crate) fn run(mut command: Command, input: &str, limit: Duration, keep: Keep) -> Result<Ended> {
    let until = Instant::now() + limit;
    let child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .context("the program cannot be started")?;
    let mut program = Group(child);
    let (stdin, stdout, stderr) = (
        program.0.stdin.take(),
        program.0.stdout.take(),
        program.0.stderr.take(),
    );
    std::thread::scope(|scope| {
        scope.spawn(move || {
            if let Some(mut stdin) = stdin {
                // One that has ended already reads nothing.
                let _ = stdin.write_all(input.as_bytes());
            }
        });
        let stdout = scope.spawn(move || stdout.map(|stdout| beginning(stdout, keep.stdout)));
        let stderr = scope.spawn(move || stderr.map(|stderr| beginning(stderr, keep.stderr)));
        let status = processes::wait(&mut program.0, until);
        let computed = match status {
            Ok(None) => processes::work(&program.0).computed,
            _ => Duration::ZERO,
        };
        // Whatever it has started goes with it, and the readers see the end.
        drop(program);
        Ok(Ended {
            ending: Ending {
                status: status?,
                excess: None,
                computed,
                stderr: stderr.join().ok().flatten().unwrap_or_default(),
            },
            stdout: stdout.join().ok().flatten().unwrap_or_default(),
        })
    })
}

/// Reads to the end; keeps the first `size` bytes.
pub(crate) fn beginning(mut stream: impl Read, size: usize) -> String {
    let mut kept = Vec::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        match stream.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => {
                let room = size.saturating_sub(kept.len()).min(read);
                kept.extend_from_slice(&buffer[..room]);
            }
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(_) => break,
        }
    }
    String::from_utf8_lossy(&kept).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str, limit: f64) -> Ended {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let keep = Keep {
            stdout: 20,
            stderr: 20,
        };
        run(command, "in\n", Duration::from_secs_f64(limit), keep).unwrap()
    }

    #[test]
    fn only_the_beginning_of_a_flood_is_kept() {
        let ended = shell("read x; echo \"$x\"; head -c 30000000 /dev/zero", 20.0);
        assert!(ended.is_success() && ended.stdout.starts_with("in\n"));
        assert_eq!(ended.stdout.len(), 20);
    }

    #[test]
    fn an_endless_program_ends_with_all_that_it_started() {
        let start = Instant::now();
        let ended = shell("echo begun; sleep 1000 & sleep 1000", 0.3);
        assert_eq!((ended.ending.status, ended.stdout.as_str()), (None, "begun\n"));
        assert!(matches!(
            ended.fault(Duration::from_millis(300)),
            Some(Fault::Unclear(_))
        ));
        assert!(start.elapsed() < Duration::from_secs(10));
    }

    #[test]
    fn what_a_stopped_program_has_computed_is_known() {
        let ended = shell("while :; do :; done", 1.0);
        assert!(
            ended.ending.computed > Duration::from_millis(300),
            "{:?}",
            ended.ending
        );
        assert!(matches!(
            ended.fault(Duration::from_secs(1)),
            Some(Fault::Answer(_))
        ));
    }
}
