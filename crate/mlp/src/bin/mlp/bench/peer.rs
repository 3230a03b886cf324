//! A side of the benchmark as a process that trains an epoch when it is told to, and is otherwise idle.

use std::{
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

use clap::ValueEnum;
use mlp::{Error, Result};

use super::{
    case::Case,
    worker::{Measured, Request, Side},
};

/// How PyTorch gives its work to the GPU.
#[derive(Debug, Clone, Copy)]
pub(super) enum Torch {
    /// Operation by operation, as a script that says nothing else does; also on the CPU.
    Eager,
    /// A step is recorded once and then replayed.
    Graphs,
}

/// A running side.
pub(super) struct Peer {
    /// Its column in the table.
    pub name: String,
    /// What it says of itself.
    pub version: String,
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Peer {
    /// One of the sides in Rust.
    pub(super) fn rust(side: Side, threads: usize) -> Result<Self> {
        let program = std::env::current_exe().map_err(|source| Error::Io {
            path: "mlp".into(),
            source,
        })?;
        let mut command = Command::new(program);
        let name = side
            .to_possible_value()
            .map_or_else(String::new, |value| value.get_name().to_owned());
        command.arg("bench-worker").arg(&name);
        Self::start(name, command, threads)
    }

    /// PyTorch, by the script written at `script`.
    pub(super) fn torch(python: &Path, script: &Path, threads: usize, way: Torch) -> Result<Self> {
        let mut command = Command::new(python);
        command.arg(script);
        let name = match way {
            Torch::Eager => "PyTorch",
            Torch::Graphs => {
                command.arg("graphs");
                "PyTorch with CUDA graphs"
            }
        };
        Self::start(name.into(), command, threads)
    }

    fn start(name: String, mut command: Command, threads: usize) -> Result<Self> {
        let threads = threads.to_string();
        for variable in ["RAYON_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"] {
            command.env(variable, &threads);
        }
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let path = command.get_program().into();
        let mut child = command.spawn().map_err(|source| Error::Io { path, source })?;
        let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(broken(&name, "its input or output is missing"));
        };
        let mut peer = Self {
            name,
            version: String::new(),
            child,
            input,
            output: BufReader::new(output),
        };
        let greeting = peer.read()?;
        greeting["ready"]
            .as_str()
            .unwrap_or_default()
            .clone_into(&mut peer.version);
        Ok(peer)
    }

    /// Builds the network and reads the data.
    pub(super) fn prepare(&mut self, case: &Case) -> Result<()> {
        self.ask(&Request::Case(case.clone())).map(drop)
    }

    /// Trains one epoch.
    pub(super) fn epoch(&mut self, number: usize) -> Result<Measured> {
        let answer = self.ask(&Request::Epoch(number))?;
        serde_json::from_value(answer).map_err(|error| broken(&self.name, &error.to_string()))
    }

    fn ask(&mut self, request: &Request) -> Result<serde_json::Value> {
        let line = serde_json::to_string(request).map_err(|error| broken(&self.name, &error.to_string()))?;
        writeln!(self.input, "{line}").map_err(|error| broken(&self.name, &error.to_string()))?;
        self.read()
    }

    fn read(&mut self) -> Result<serde_json::Value> {
        let mut line = String::new();
        match self.output.read_line(&mut line) {
            Ok(0) | Err(_) => Err(broken(&self.name, "it ended; what it wrote stands above")),
            Ok(_) => serde_json::from_str(&line).map_err(|error| broken(&self.name, &error.to_string())),
        }
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn broken(name: &str, problem: &str) -> Error {
    Error::Argument {
        name: "bench",
        value: name.into(),
        problem: format!("this side of the benchmark does not answer: {problem}"),
    }
}
