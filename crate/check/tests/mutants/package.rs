//! One program that holds all mutants, and a process for each of them.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::cells::Question;

/// What became of a mutant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fate {
    DoesNotCompile,
    LosesPoints,
    /// It earns everything with this many of the seeds.
    Full {
        seeds: usize,
    },
}

/// How long a mutant may take for all seeds; a solution takes milliseconds.
const LIMIT: Duration = Duration::from_secs(10);

/// The compiled program.
pub(crate) struct Package {
    program: PathBuf,
    /// For each question, whether its mutants compile.
    compiles: Vec<Vec<bool>>,
}

impl Package {
    /// Writes and compiles the mutants, and leaves out which do not compile.
    pub(crate) fn build(questions: &[Question]) -> Self {
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("mutants");
        let source = root.join("src");
        fs::create_dir_all(&source).expect("a folder for the mutants");
        fs::write(root.join("Cargo.toml"), manifest()).expect("Cargo.toml");
        // The versions that are here already: nothing is fetched.
        let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../Cargo.lock");
        fs::copy(lock, root.join("Cargo.lock")).expect("Cargo.lock");
        fs::write(source.join("main.rs"), main(questions)).expect("main.rs");

        let mut compiles: Vec<Vec<bool>> = questions
            .iter()
            .map(|question| vec![true; question.mutants.len()])
            .collect();
        loop {
            for (index, question) in questions.iter().enumerate() {
                let module = module(question, &compiles[index]);
                fs::write(source.join(format!("q{index}.rs")), module).expect("a question's file");
            }
            match compile(&root) {
                Ok(program) => return Self { program, compiles },
                Err(faults) => {
                    for (question, mutant) in faults {
                        compiles[question][mutant] = false;
                    }
                }
            }
        }
    }

    /// Runs every mutant that compiles, two or more at a time.
    pub(crate) fn try_all(&self, seeds: &[u64]) -> Vec<Vec<Fate>> {
        let fates = Mutex::new(
            self.compiles
                .iter()
                .map(|mutants| vec![Fate::DoesNotCompile; mutants.len()])
                .collect::<Vec<_>>(),
        );
        let todo: Vec<(usize, usize)> = self
            .compiles
            .iter()
            .enumerate()
            .flat_map(|(question, mutants)| {
                let compiled = mutants.iter().enumerate().filter(|(_, compiles)| **compiles);
                compiled.map(move |(mutant, _)| (question, mutant))
            })
            .collect();
        let next = AtomicUsize::new(0);
        thread::scope(|scope| {
            for _ in 0..thread::available_parallelism().map_or(2, usize::from) {
                scope.spawn(|| {
                    while let Some(&(question, mutant)) = todo.get(next.fetch_add(1, Ordering::Relaxed)) {
                        let fate = self.fate(question, mutant, seeds);
                        fates.lock().expect("no thread panics with it")[question][mutant] = fate;
                    }
                });
            }
        });
        fates.into_inner().expect("no thread panics with it")
    }

    /// A process that is cut off or crashes has lost its points with the seeds that were still to come.
    fn fate(&self, question: usize, mutant: usize, seeds: &[u64]) -> Fate {
        let mut process = Command::new(&self.program)
            .args([question, mutant].map(|index| index.to_string()))
            .args(seeds.iter().map(u64::to_string))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program of the mutants starts");
        let begin = Instant::now();
        while process.try_wait().expect("a child of this process").is_none() {
            if begin.elapsed() > LIMIT {
                process.kill().expect("a child of this process");
            }
            thread::sleep(Duration::from_millis(1));
        }
        let output = process.wait_with_output().expect("a child of this process");
        let full = String::from_utf8_lossy(&output.stdout)
            .lines()
            .filter(|line| *line == "full")
            .count();
        match full {
            0 => Fate::LosesPoints,
            seeds => Fate::Full { seeds },
        }
    }
}

/// Sums wrap, as in a release: what a panic alone would catch must be caught by its result.
fn manifest() -> String {
    let check = env!("CARGO_MANIFEST_DIR");
    format!(
        "[package]\nname = \"mutants\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n\
         [dependencies]\ncheck = {{ path = {check:?} }}\nndarray = \"*\"\n\n\
         [profile.dev]\ndebug = false\nincremental = false\noverflow-checks = false\n"
    )
}

/// Takes a question, a mutant and seeds, and says for each seed whether the mutant earned everything.
fn main(questions: &[Question]) -> String {
    let mut code =
        String::from("#![allow(warnings, unconditional_panic, arithmetic_overflow, clippy::all)]\n");
    code.push_str("extern crate self as mlp;\npub use {check, ndarray};\n");
    for index in 0..questions.len() {
        let _ = writeln!(code, "mod q{index};");
    }
    let all: Vec<_> = (0..questions.len())
        .map(|index| format!("q{index}::ALL"))
        .collect();
    let _ = writeln!(
        code,
        "const ALL: &[&[(u64, fn() -> check::Verdict)]] = &[{}];",
        all.join(", ")
    );
    code.push_str(
        "fn main() {
            let words: Vec<u64> = std::env::args().skip(1).map(|word| word.parse().unwrap()).collect();
            let (_, mutant) = ALL[words[0] as usize].iter().find(|(index, _)| *index == words[1]).unwrap();
            for &seed in &words[2..] {
                let verdict = check::with_seed(seed, mutant);
                println!(\"{}\", if verdict.points == verdict.max { \"full\" } else { \"less\" });
            }
        }\n",
    );
    code
}

/// A question's mutants, each in one line, so that the line of an error tells which one it is in.
fn module(question: &Question, compiles: &[bool]) -> String {
    let check = question.check.replace('\n', " ");
    let mut code = String::new();
    let mut all = String::new();
    for (index, mutant) in question.mutants.iter().enumerate() {
        if compiles[index] {
            let _ = write!(
                code,
                "mod m{index} {{ {} pub fn check() -> mlp::check::Verdict {{ {check} }} }}",
                mutant.code
            );
            let _ = write!(all, "({index}, m{index}::check), ");
        }
        code.push('\n');
    }
    let _ = writeln!(
        code,
        "pub const ALL: &[(u64, fn() -> mlp::check::Verdict)] = &[{all}];"
    );
    code
}

/// The program, or the (question, mutant) pairs that hold an error.
fn compile(root: &Path) -> Result<PathBuf, BTreeSet<(usize, usize)>> {
    let output = Command::new(env!("CARGO"))
        .args(["build", "--offline", "--quiet", "--message-format=json"])
        .arg("--target-dir")
        .arg(root.join("target"))
        .current_dir(root)
        .output()
        .expect("cargo starts");
    let text = String::from_utf8_lossy(&output.stdout);
    let messages: Vec<Value> = text
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect();
    if output.status.success()
        && let Some(program) = messages.iter().find_map(|message| message["executable"].as_str())
    {
        return Ok(program.into());
    }
    let faults: BTreeSet<_> = messages
        .iter()
        .filter(|message| message["message"]["level"] == "error")
        .flat_map(|message| {
            message["message"]["spans"]
                .as_array()
                .cloned()
                .unwrap_or_default()
        })
        .filter_map(|span| place(&span))
        .collect();
    assert!(
        !faults.is_empty(),
        "the mutants do not compile:\n{text}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    Err(faults)
}

/// The mutant in which a place of an error lies; places within macros of libraries are none.
fn place(span: &Value) -> Option<(usize, usize)> {
    let file = Path::new(span["file_name"].as_str()?).file_stem()?.to_str()?;
    let question = file.strip_prefix('q')?.parse().ok()?;
    let line: usize = span["line_start"].as_u64()?.try_into().ok()?;
    Some((question, line.checked_sub(1)?))
}
