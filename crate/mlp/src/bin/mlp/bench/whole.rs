//! Whole processes: `mlp train --epochs 5` against a PyTorch script that does the same, from start to exit.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use mlp::{Dataset, Error, Result, data::DataSource};

use super::table::median;

const EPOCHS: &str = "5";

/// Runs both in turn and says how their time and memory compare.
pub(super) fn compare(python: &Path, script: &Path, data: &Dataset, rounds: usize) -> Result<String> {
    let folder = match &data.source {
        DataSource::Folder(path)
        | DataSource::Environment(path)
        | DataSource::Cache(path)
        | DataSource::System(path)
        | DataSource::Download { folder: path, .. } => path,
        DataSource::Embedded | DataSource::MadeUp => {
            return Ok("Whole processes need the data set in a folder.".into());
        }
    };
    let program = std::env::current_exe().map_err(|source| Error::Io {
        path: "mlp".into(),
        source,
    })?;
    let (mut ratios, mut ours, mut theirs) = (Vec::new(), Vec::new(), Vec::new());
    let (mut our_peak, mut their_peak) = (0, 0);
    for _ in 0..rounds {
        let mut train = Command::new(&program);
        train
            .args([
                "train",
                "--json",
                "--device",
                "cpu",
                "--epochs",
                EPOCHS,
                "--data-dir",
            ])
            .arg(folder);
        let mut torch = Command::new(python);
        torch.arg(script).arg("whole").arg(folder).arg(EPOCHS);
        let (a, b) = (timed(&mut train)?, timed(&mut torch)?);
        ratios.push(a.seconds / b.seconds);
        ours.push(a.seconds);
        theirs.push(b.seconds);
        our_peak = our_peak.max(a.peak);
        their_peak = their_peak.max(b.peak);
    }
    let (ours, theirs, of_time) = (median(&mut ours), median(&mut theirs), median(&mut ratios));
    let what = format!("From start to exit, {EPOCHS} epochs of 784-256-10 with evaluation");
    if our_peak == 0 {
        return Ok(format!(
            "{what}: {ours:.2} s, PyTorch {theirs:.2} s: {of_time:.2} of its time. This system does not tell their memory."
        ));
    }
    let mega = |bytes: u64| bytes as f64 / 1e6;
    Ok(format!(
        "{what}: {ours:.2} s and {:.0} MB, PyTorch {theirs:.2} s and {:.0} MB: {of_time:.2} of its time, {:.2} of its memory.",
        mega(our_peak),
        mega(their_peak),
        our_peak as f64 / their_peak as f64
    ))
}

struct Run {
    seconds: f64,
    /// The most memory that was resident, in bytes; 0 where the system does not tell.
    peak: u64,
}

fn timed(command: &mut Command) -> Result<Run> {
    let path = command.get_program().into();
    let fail = |source| Error::Io { path, source };
    let start = Instant::now();
    let mut child = match command.stdout(Stdio::null()).spawn() {
        Ok(child) => child,
        Err(source) => return Err(fail(source)),
    };
    let mut peak = 0;
    let status = loop {
        match child.try_wait() {
            Ok(Some(status)) => break status,
            Ok(None) => peak = peak.max(high_water(child.id())),
            Err(source) => return Err(fail(source)),
        }
        thread::sleep(Duration::from_millis(3));
    };
    let seconds = start.elapsed().as_secs_f64();
    if !status.success() {
        return Err(Error::Argument {
            name: "bench",
            value: command.get_program().display().to_string(),
            problem: format!("it ended with {status}"),
        });
    }
    Ok(Run { seconds, peak })
}

/// The kernel's own record of a process's largest resident memory.
fn high_water(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok())
        .map_or(0, |kilo| kilo * 1024)
}
