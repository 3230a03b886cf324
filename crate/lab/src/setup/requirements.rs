//! What the system must have before anything can be set up. What needs no rights is done; what needs rights is named, all of
//! it at once, with one command.

use std::process::Command;

use anyhow::{Result, bail};

use super::environment::{self, Environment};
use super::system::{Package, System};
use host::{command, rustc};

/// Something the machine lacks.
#[derive(Debug)]
pub struct Missing {
    /// What it is, and what it is for.
    pub what: String,
    package: Package,
}

/// Everything that is missing and that nothing works without.
pub fn missing(environment: &Environment) -> Vec<Missing> {
    let mut missing = Vec::new();
    if c_compiler().is_none() {
        missing.push(Missing {
            what: "a C compiler, which links every cell".into(),
            package: Package::CCompiler,
        });
    }
    if !environment.is_conda()
        && !environment.program("python").is_file()
        && let Err(error) = environment::find_python()
    {
        missing.push(Missing {
            what: format!("Python for Jupyter: {error}"),
            package: Package::Python,
        });
    }
    if !has_rust_src() {
        missing.push(Missing {
            what: "the sources of Rust's standard library, which the kernel reads to know types".into(),
            package: Package::RustSource,
        });
    }
    missing
}

/// The command that gives all that is missing.
pub fn remedy(environment: &Environment, missing: &[Missing]) -> String {
    let packages: Vec<Package> = missing.iter().map(|missing| missing.package).collect();
    if environment.is_conda() {
        return "conda env update --file environment.yml".into();
    }
    let (by_rustup, by_system): (Vec<_>, Vec<_>) = packages
        .into_iter()
        .partition(|package| *package == Package::RustSource && has_rustup());
    let mut commands = Vec::new();
    if !by_system.is_empty() {
        commands.push(System::here().command(&by_system));
    }
    if !by_rustup.is_empty() {
        commands.push(ADD_RUST_SRC.join(" "));
    }
    commands.join(" && ")
}

/// Gets what needs no rights; an error lists all else that is missing, and the command that installs it.
pub fn check(environment: &Environment) -> Result<()> {
    let mut missing = missing(environment);
    if missing
        .iter()
        .any(|missing| missing.package == Package::RustSource)
        && add_rust_src()
    {
        missing.retain(|missing| missing.package != Package::RustSource);
    }
    if missing.is_empty() {
        return Ok(());
    }
    let lines: Vec<String> = missing
        .iter()
        .map(|missing| format!("  {}", missing.what))
        .collect();
    bail!(
        "this machine lacks:\n{}\nThis installs it:\n  {}\nThen run the same command again",
        lines.join("\n"),
        remedy(environment, &missing)
    )
}

const ADD_RUST_SRC: [&str; 4] = ["rustup", "component", "add", "rust-src"];

/// Has rustup add the sources, which takes seconds and no rights.
fn add_rust_src() -> bool {
    if !has_rustup() {
        return false;
    }
    eprintln!(
        "adding the sources of Rust's standard library: {}",
        ADD_RUST_SRC.join(" ")
    );
    let [program, arguments @ ..] = ADD_RUST_SRC;
    match command::output(Command::new(program).args(arguments)) {
        Ok(_) => has_rust_src(),
        Err(error) => {
            eprintln!("{error:#}");
            false
        }
    }
}

/// Whether rustup manages the compiler.
fn has_rustup() -> bool {
    command::output(Command::new(ADD_RUST_SRC[0]).args(["show", "active-toolchain"])).is_ok()
}

/// The C compiler that rustc links with.
pub fn c_compiler() -> Option<String> {
    let text = command::output(Command::new("cc").arg("--version")).ok()?;
    text.lines().next().map(str::to_owned)
}

/// Whether rust-src is installed for the active compiler.
pub fn has_rust_src() -> bool {
    rustc::places().is_ok_and(|places| {
        let source = places.sysroot.join("lib/rustlib/src/rust/library/std/src/lib.rs");
        source.is_file()
    })
}
