//! Answers at once what evcxr asks cargo again and again.
//!
//! At each start evcxr, and rust-analyzer inside it, run `cargo metadata` and the like about twenty times; with the
//! notebooks' dependencies that takes seconds. The answers depend on the snapshot alone, so they are recorded when it is
//! warmed. In a kernel, this program stands as `cargo` and `rustup` first on the PATH: it gives a recorded answer where
//! there is one, compiles cells itself ([`cell_build`]), and becomes the real program for everything else.

use std::convert::Infallible;
use std::ffi::OsString;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Output};

use super::toolchain::library_file;
use super::{analysis, cell_build, graph, home, processes};
use anyhow::{Context, Result, bail};
use host::hash::{Sha256, add, short};
use host::{command, file, rustc};

/// The folder with the recorded answers.
const ANSWERS: &str = "LAB_SHIM_ANSWERS";
/// Set while a snapshot is warmed: answers are recorded.
const RECORD: &str = "LAB_SHIM_RECORD";
/// The real programs.
const CARGO: &str = "LAB_SHIM_CARGO";
const RUSTC: &str = "LAB_SHIM_RUSTC";
const RUSTUP: &str = "LAB_SHIM_RUSTUP";
/// Stands for the private build directory, which is another for each kernel.
const PLACE: &str = "@BUILD_DIR@";

/// What only reads, and may be answered from a record.
const QUESTIONS: &[&str] = &[
    "metadata",
    "locate-project",
    "version",
    "config",
    "rustc",
    "--version",
];

/// Puts this program as cargo and rustup into `snapshot`, unless it is there already.
pub fn install(snapshot: &Path) -> Result<()> {
    let bin = bin(snapshot);
    let context = || format!("{}: cannot be written", bin.display());
    std::fs::create_dir_all(&bin).with_context(context)?;
    std::fs::create_dir_all(answers(snapshot)).with_context(context)?;
    let program = std::fs::read(command::ourselves()?).context("the program itself cannot be read")?;
    for name in ["cargo", "rustup", cell_build::RECORDER] {
        file::renew_program(&bin.join(name), &program)?;
    }
    Ok(())
}

/// Lets `command`, which starts evcxr, find us where it looks for cargo.
pub fn put_first(command: &mut Command, snapshot: &Path, record: bool) -> Result<()> {
    let rustc::Places { sysroot, libraries } = rustc::places()?;
    let tools = sysroot.join("bin");
    let path = std::env::var_os("PATH").unwrap_or_default();
    let find = |name: &str| {
        std::env::split_paths(&path)
            .map(|folder| folder.join(name))
            .find(|file| file.is_file())
    };
    let real = |name: &str| {
        Some(tools.join(name))
            .filter(|file| file.is_file())
            .or_else(|| find(name))
    };
    let folders = std::iter::once(bin(snapshot)).chain(std::env::split_paths(&path));
    command.env("PATH", std::env::join_paths(folders).context("PATH")?);
    command.env(ANSWERS, answers(snapshot));
    command.env(CARGO, real("cargo").context("cargo is not on the PATH")?);
    let rustc = real("rustc").context("rustc is not on the PATH")?;
    command.env(RUSTC, &rustc).env("RUSTC", rustc);
    if let Some(rustup) = find("rustup") {
        command.env(RUSTUP, rustup);
    }
    // evcxr loads a cell from the folder above the one that rustc linked it in, so the path to libstd that rustc wrote
    // into it misses by one level (unnoticed below /tmp, where too many `..` end at the root all the same).
    let variable = if cfg!(target_os = "macos") {
        "DYLD_FALLBACK_LIBRARY_PATH"
    } else {
        "LD_LIBRARY_PATH"
    };
    let others = std::env::var_os(variable).unwrap_or_default();
    let library = home::library(snapshot)?.name();
    let others = std::env::split_paths(&others).filter(|folder| !holds_another(&library, folder));
    let libraries = std::iter::once(libraries).chain(others);
    command.env(variable, std::env::join_paths(libraries).context(variable)?);
    if record {
        command.env(RECORD, "1");
    }
    command.env(analysis::VARIABLE, analysis::standard_library(snapshot));
    // rust-analyzer looks there before it looks at the PATH. All sources are vendored, so nothing else is needed in it.
    command.env("CARGO_HOME", cargo_home(snapshot));
    Ok(())
}

/// `cargo run` and `cargo test` put the workspace's target folder in front of the libraries' path. A cell would load the
/// library that was built there in place of its own, and find none of its functions in it.
fn holds_another(library: &str, folder: &Path) -> bool {
    folder.join(library_file(library)).exists()
}

/// The home that cargo has in a kernel.
pub(crate) fn cargo_home(snapshot: &Path) -> PathBuf {
    snapshot.join("cargo-home")
}

fn bin(snapshot: &Path) -> PathBuf {
    cargo_home(snapshot).join("bin")
}

fn answers(snapshot: &Path) -> PathBuf {
    snapshot.join("answers")
}

/// If this program was started as cargo or rustup by a kernel, does what is wanted of it.
pub fn run_as_tool() -> Option<ExitCode> {
    let mut arguments = std::env::args_os();
    let name = PathBuf::from(arguments.next()?)
        .file_name()?
        .to_string_lossy()
        .into_owned();
    let arguments: Vec<OsString> = arguments.collect();
    let result = match name.as_str() {
        "cargo" => cargo(&arguments),
        "rustup" => rustup(&arguments),
        cell_build::RECORDER => cell_build::run_recorder(&arguments),
        _ => return None,
    };
    Some(result.unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::FAILURE
    }))
}

/// evcxr asks rustup where the tools are; the answer for cargo is us.
fn rustup(arguments: &[OsString]) -> Result<ExitCode> {
    if let [which, tool] = arguments
        && which == "which"
    {
        let path = match tool.to_str() {
            Some("cargo") => std::env::current_exe()
                .context("our own path")?
                .with_file_name("cargo")
                .into_os_string(),
            Some("rustc") => real(RUSTC)?,
            _ => bail!("{} is not known here", tool.to_string_lossy()),
        };
        println!("{}", path.to_string_lossy());
        return Ok(ExitCode::SUCCESS);
    }
    match become_program(&real(RUSTUP)?, arguments)? {}
}

fn cargo(arguments: &[OsString]) -> Result<ExitCode> {
    let program = real(CARGO)?;
    let build_dir = std::env::var(processes::BUILD_DIR).unwrap_or_default();
    let words: Option<Vec<&str>> = arguments.iter().map(|word| word.to_str()).collect();
    let words = words.filter(|_| !build_dir.is_empty());
    let (Some(words), Some(answers)) = (words, std::env::var_os(ANSWERS).map(PathBuf::from)) else {
        match become_program(&program, arguments)? {}
    };
    let records = std::env::var_os(RECORD).is_some();
    if !is_question(&words) {
        let mut real = Command::new(&program);
        if records {
            cell_build::record(&mut real, &words, &answers, &build_dir);
        } else if let Some(code) = cell_build::run(&words, &answers, &build_dir)? {
            return Ok(code);
        }
        match become_command(real.args(arguments))? {}
    }
    let record = answers.join(key(&words, &build_dir));
    if let Ok(answer) = std::fs::read_to_string(&record) {
        print!("{}", answer.replace(PLACE, &build_dir));
        return Ok(ExitCode::SUCCESS);
    }
    if !records {
        match become_program(&program, arguments)? {}
    }
    let snapshot = answers.parent().context("the answers are in no snapshot")?;
    let output = asked(&program, &words, snapshot)?;
    eprint!("{}", String::from_utf8_lossy(&output.stderr));
    let mut answer = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() {
        answer = for_rust_analyzer(&words, &build_dir, &answers, &answer).unwrap_or(answer);
        // Without a record the next kernel asks cargo.
        let _ = std::fs::write(&record, answer.replace(&build_dir, PLACE));
    }
    print!("{answer}");
    Ok(if output.status.success() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// The real cargo's answer, about the real rust-src where that is asked for.
fn asked(program: &OsString, words: &[&str], snapshot: &Path) -> Result<Output> {
    let (ours, real) = (
        analysis::standard_library(snapshot),
        analysis::real_standard_library()?,
    );
    let place = |path: &Path| path.strip_prefix(&ours).ok().map(|inside| real.join(inside));
    let mut command = Command::new(program);
    for word in words {
        match place(Path::new(word)) {
            Some(path) => command.arg(path),
            None => command.arg(word),
        };
    }
    if let Some(folder) = std::env::current_dir().ok().and_then(|folder| place(&folder)) {
        command.current_dir(folder);
    }
    command.output().context("cargo cannot be started")
}

fn is_question(words: &[&str]) -> bool {
    let command = words
        .iter()
        .find(|word| !word.starts_with('-') || **word == "--version");
    // `cargo rustc` compiles unless it is only to print something.
    command.is_some_and(|command| {
        QUESTIONS.contains(command) && (*command != "rustc" || words.contains(&"--print"))
    })
}

/// Only rust-analyzer names the manifest; evcxr itself gets the whole truth (`None`).
fn for_rust_analyzer(words: &[&str], build_dir: &str, answers: &Path, answer: &str) -> Option<String> {
    let place = words.iter().position(|word| *word == "--manifest-path")?;
    if !words.contains(&"metadata") {
        return None;
    }
    let snapshot = answers.parent()?;
    let library = home::library(snapshot).ok()?;
    let pruned = if words.get(place + 1)?.starts_with(build_dir) {
        graph::prune(answer, &library).ok()?
    } else {
        let manifest = std::fs::read_to_string(Path::new(build_dir).join("Cargo.toml")).ok()?;
        let is_wanted = manifest.contains(&format!("\n{} = ", library.package));
        graph::prune_standard_library(answer, is_wanted).ok()?
    };
    analysis::replace(&pruned, snapshot, build_dir).ok()
}

/// Stands for a question: its words without the paths that differ from kernel to kernel, and the manifest it is about.
fn key(words: &[&str], build_dir: &str) -> String {
    let mut hash = Sha256::default();
    let mut is_lock_copy = false;
    for word in words {
        // A copy of the lock file in a new temporary folder each time.
        let word = if is_lock_copy {
            "@LOCK@".to_owned()
        } else {
            word.replace(build_dir, PLACE)
        };
        is_lock_copy = word == "--lockfile-path";
        add(&mut hash, &[word.as_bytes()]);
    }
    let folder = std::env::current_dir()
        .unwrap_or_default()
        .to_string_lossy()
        .replace(build_dir, PLACE);
    add(&mut hash, &[folder.as_bytes()]);
    let manifest = std::fs::read_to_string(Path::new(build_dir).join("Cargo.toml")).unwrap_or_default();
    add(&mut hash, &[manifest.replace(build_dir, PLACE).as_bytes()]);
    short(hash)
}

fn real(variable: &str) -> Result<OsString> {
    std::env::var_os(variable)
        .with_context(|| format!("{variable} is not set; this program only works in a kernel"))
}

fn become_program(program: &OsString, arguments: &[OsString]) -> Result<Infallible> {
    become_command(Command::new(program).args(arguments))
}

fn become_command(command: &mut Command) -> Result<Infallible> {
    Err(command.exec()).with_context(|| command.get_program().to_string_lossy().into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_reads_is_answered_from_a_record() {
        assert!(is_question(&["--offline", "metadata", "--format-version", "1"]));
        assert!(is_question(&["rustc", "-Zunstable-options", "--print", "cfg"]));
        assert!(is_question(&["--version"]));
        for words in [
            ["--offline", "build"],
            ["rustc", "--release"],
            ["check", "--message-format=json"],
            ["clean", ""],
        ] {
            assert!(!is_question(&words), "{words:?}");
        }
    }

    #[test]
    fn a_question_is_the_same_in_every_build_directory() {
        let one = key(
            &[
                "metadata",
                "--manifest-path",
                "/x/1/Cargo.toml",
                "--lockfile-path",
                "/tmp/a",
            ],
            "/x/1",
        );
        let two = key(
            &[
                "metadata",
                "--manifest-path",
                "/x/2/Cargo.toml",
                "--lockfile-path",
                "/tmp/b",
            ],
            "/x/2",
        );
        assert_eq!(one, two);
        assert_ne!(
            one,
            key(&["metadata", "--manifest-path", "/y/Cargo.toml"], "/x/1")
        );
    }
}
