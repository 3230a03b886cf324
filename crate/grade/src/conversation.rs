//! Talking with a program that may do anything: lines there and back, each waited for only so long.

use std::cell::Cell;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Command, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::ending::{Ending, Excess};
use crate::processes::{self, Group};
use crate::watch;

/// The longest line that is read.
const LONGEST_LINE: u64 = 8 << 20;
/// How much of what it prints is kept.
const PRINTED: usize = 2000;
/// How many lines wait to be read; a program that says more waits itself.
const WAITING: usize = 4;
/// How often the threads of a program are counted that is waited for, and its memory where the system sets no limit.
const COUNT_EVERY: Duration = Duration::from_millis(100);
/// How long a program may take to end when it has said its last.
const END: Duration = Duration::from_millis(500);

/// A program that runs.
#[derive(Debug)]
pub(crate) struct Conversation {
    program: Group,
    to: Sender<String>,
    from: Receiver<String>,
    errors: JoinHandle<String>,
    /// The memory that it may take.
    memory: u64,
    /// What it had more of than it may.
    excess: Cell<Option<Excess>>,
}

impl Conversation {
    /// Starts a program whose process group is its own, and that may take so many bytes of memory.
    pub(crate) fn start(mut command: Command, memory: u64) -> Result<Self> {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .context("the program cannot be started")?;
        let mut stdin = child.stdin.take().context("no stdin")?;
        let stdout = child.stdout.take().context("no stdout")?;
        let stderr = child.stderr.take().context("no stderr")?;
        let (to, lines) = mpsc::channel::<String>();
        let (send, from) = mpsc::sync_channel(WAITING);
        // Threads that end with the program: it may stop to read, and it may never stop to write.
        std::thread::spawn(move || {
            for line in lines {
                if stdin.write_all(line.as_bytes()).is_err() {
                    return;
                }
            }
        });
        std::thread::spawn(move || {
            let mut stdout = BufReader::with_capacity(1 << 16, stdout);
            loop {
                let mut line = Vec::new();
                let read = (&mut stdout).take(LONGEST_LINE).read_until(b'\n', &mut line);
                // A line without its end is too long, or half of one.
                let is_whole = read.is_ok() && line.pop() == Some(b'\n');
                let Ok(line) = String::from_utf8(line) else { return };
                if !is_whole || send.send(line).is_err() {
                    return;
                }
            }
        });
        let errors = std::thread::spawn(move || watch::beginning(stderr, PRINTED));
        Ok(Self {
            program: Group(child),
            to,
            from,
            errors,
            memory,
            excess: Cell::new(None),
        })
    }

    /// Sends a message; whether it arrives is seen by the reply.
    pub(crate) fn say(&self, message: &impl Serialize) {
        let _ = self.to.send(format!("{}\n", protocol::line(message)));
    }

    /// The next message. None where there is none within `limit`, where the program has ended, where what came is no
    /// message, and where it has more threads or memory than it may: with such a program there is no going on.
    pub(crate) fn hear<T: DeserializeOwned>(&self, limit: Duration) -> Option<T> {
        let until = Instant::now() + limit;
        loop {
            let left = until.saturating_duration_since(Instant::now());
            match self.from.recv_timeout(left.min(COUNT_EVERY)) {
                Ok(line) => return protocol::read(&line),
                Err(RecvTimeoutError::Timeout) if left > COUNT_EVERY => {
                    self.excess
                        .set(Excess::of(processes::work(&self.program.0), self.memory));
                    if self.excess.get().is_some() {
                        return None;
                    }
                }
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return None,
            }
        }
    }

    /// Ends the program, if it has not ended itself; `was_waited_for` says whether it was given all its time.
    pub(crate) fn end(self, was_waited_for: bool) -> Ending {
        let Self {
            mut program,
            to,
            errors,
            excess,
            ..
        } = self;
        // It sees the end of its stdin.
        drop(to);
        let grace = if was_waited_for || excess.get().is_some() {
            Duration::ZERO
        } else {
            END
        };
        let status = processes::wait(&mut program.0, Instant::now() + grace)
            .ok()
            .flatten();
        let computed = match status {
            None => processes::work(&program.0).computed,
            Some(_) => Duration::ZERO,
        };
        drop(program);
        Ending {
            status,
            excess: excess.get(),
            computed,
            stderr: errors.join().unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::Fault;

    fn shell(script: &str) -> Conversation {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        Conversation::start(command, 1 << 30).unwrap()
    }

    #[test]
    fn lines_go_there_and_back() {
        let talk = shell("while read x; do echo \"[$x]\"; done");
        for number in 0..3 {
            talk.say(&number);
            assert_eq!(talk.hear::<Vec<i32>>(Duration::from_secs(5)), Some(vec![number]));
        }
        assert!(talk.end(false).status.is_some_and(|status| status.success()));
    }

    #[test]
    fn a_crowd_is_not_waited_for() {
        let begun = Instant::now();
        let script = "for i in $(seq 300); do sleep 1000 & done; wait";
        let talk = shell(script);
        assert_eq!(talk.hear::<Vec<i32>>(Duration::from_mins(1)), None);
        let fault = talk.end(false).fault(Duration::from_mins(1));
        assert!(
            matches!(&fault, Some(Fault::Answer(words)) if words.contains("more than 256 threads")),
            "{fault:?}"
        );
        assert!(begun.elapsed() < Duration::from_secs(30));
    }

    #[test]
    fn who_floods_or_is_silent_or_says_something_else_is_not_waited_for() {
        let limit = Duration::from_millis(300);
        for script in [
            "head -c 100000000 /dev/zero",
            "sleep 1000",
            "echo words; sleep 1000",
            "printf half",
            "exec >&-; sleep 1000",
            "while :; do echo x; done",
        ] {
            let begun = Instant::now();
            let talk = shell(script);
            assert_eq!(talk.hear::<Vec<i32>>(limit), None, "{script}");
            talk.end(true);
            assert!(begun.elapsed() < Duration::from_secs(5), "{script}");
        }
    }
}
