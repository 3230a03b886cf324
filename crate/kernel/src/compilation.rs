//! Follows a cargo that compiles: how far it is, what it made, what it said.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::Child;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::costs::Costs;
use crate::warm::Report;

/// A crate may take a minute; whoever waits hears that it goes on.
const TICK: Duration = Duration::from_secs(1);

/// What a compilation left behind.
#[derive(Debug, Default)]
pub(crate) struct Followed {
    /// The names of all files that were made, or were there before.
    pub files: BTreeSet<OsString>,
    /// The compiler's errors, as it words them.
    pub errors: String,
    /// What cargo said.
    pub said: String,
}

/// Reports how far `cargo` is, which writes its messages as JSON to stdout and its words to stderr, until it closes both.
pub(crate) fn follow(cargo: &mut Child, mut costs: Costs, report: Report) -> Result<Followed> {
    let stdout = cargo.stdout.take().context("no stdout")?;
    let stderr = cargo.stderr.take().context("no stderr")?;
    let (send, news) = mpsc::channel();
    let messages = send.clone();
    let mut followed = Followed::default();
    std::thread::scope(|scope| {
        scope.spawn(move || {
            each_line(stdout, |line| {
                let message = serde_json::from_str(&line).unwrap_or_default();
                messages.send(News::Message(message)).is_ok()
            });
        });
        scope.spawn(move || each_line(stderr, |line| send.send(News::Words(line)).is_ok()));
        let mut what = String::from("cargo is getting ready");
        loop {
            match news.recv_timeout(TICK) {
                Ok(News::Message(message)) => followed.hear(&message, &mut costs),
                Ok(News::Words(line)) => {
                    if let Some(compiled) = line.trim_start().strip_prefix("Compiling ") {
                        costs.begun(compiled.split(' ').next().unwrap_or(compiled));
                        what = format!("compiling {compiled}");
                    }
                    followed.said.push_str(&line);
                    followed.said.push('\n');
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
            report(costs.fraction(), &what);
        }
    });
    Ok(followed)
}

enum News {
    Message(Value),
    Words(String),
}

impl Followed {
    fn hear(&mut self, message: &Value, costs: &mut Costs) {
        if message["reason"] == "compiler-artifact" {
            let name = message["target"]["name"].as_str().unwrap_or_default();
            if message["fresh"] == true {
                costs.was_there(name);
            } else {
                costs.done(name);
            }
            let made = message["filenames"].as_array().into_iter().flatten();
            let made = made.filter_map(|file| Path::new(file.as_str()?).file_name());
            self.files.extend(made.map(OsString::from));
        } else if message["message"]["level"] == "error" {
            self.errors
                .push_str(message["message"]["rendered"].as_str().unwrap_or_default());
        }
    }
}

fn each_line(source: impl Read, mut hear: impl FnMut(String) -> bool) {
    for line in BufReader::new(source).split(b'\n').map_while(Result::ok) {
        if !hear(String::from_utf8_lossy(&line).into_owned()) {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::process::{Command, Stdio};
    use std::sync::Mutex;

    use super::*;

    #[test]
    fn what_was_made_said_and_refused_is_kept_and_its_share_reported() {
        let script = r#"
            echo '   Compiling half v2.1' >&2
            echo '{"reason":"compiler-artifact","target":{"name":"half"},"fresh":false,"filenames":["/t/libhalf-1.rlib"]}'
            echo 'no message'
            echo '{"reason":"compiler-message","message":{"level":"error","rendered":"error: no such type"}}'
            echo 'error: could not compile' >&2
        "#;
        let mut child = Command::new("sh")
            .args(["-c", script])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let reported = Mutex::new(Vec::new());
        let report = |fraction: f64, _: &str| reported.lock().unwrap().push(fraction);
        let followed = follow(&mut child, Costs::new(2, []), &report).unwrap();
        child.wait().unwrap();
        assert_eq!(followed.files, ["libhalf-1.rlib"].map(OsString::from).into());
        assert_eq!(followed.errors, "error: no such type");
        assert!(followed.said.contains("could not compile"), "{}", followed.said);
        let last = *reported.lock().unwrap().last().unwrap();
        assert!((last - 0.5).abs() < 1e-9, "{last}");
    }
}
