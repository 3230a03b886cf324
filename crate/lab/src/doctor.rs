//! `cargo lab doctor`: what is there, what is missing and the command that gives it, and what is running.

use std::process::{Command, ExitCode};

use anyhow::Result;

use protocol::setup::{Running, State};

use crate::project::Project;
use crate::setup::environment::Environment;
use crate::setup::system::{Package, System};
use crate::setup::{self, packages, requirements};
use host::{cache, command};

/// Prints the report; fails if something is missing that nothing works without.
pub fn run(project: &Project) -> Result<ExitCode> {
    let environment = Environment::of(project);
    let missing = requirements::missing(&environment);
    println!("needed");
    line("Rust", &first_line("rustc", "--version"));
    if requirements::has_rust_src() {
        line("rust-src", "installed");
    }
    line(
        "C compiler",
        &requirements::c_compiler().unwrap_or_else(|| "missing".into()),
    );
    line(
        "Python",
        &format!("{} in {}", python(&environment), environment.prefix().display()),
    );
    for missing in &missing {
        println!("  missing: {}", missing.what);
    }
    if !missing.is_empty() {
        println!("  to get it: {}", requirements::remedy(&environment, &missing));
    }

    println!("\nset up");
    let wanted = packages::wanted(project)?;
    line(
        "Jupyter",
        if packages::are_installed(&environment, &wanted) {
            "installed"
        } else {
            "not yet: cargo lab setup"
        },
    );
    let status = setup::status(project, &environment);
    match &status {
        Ok(Some(status)) => of_kernel(status),
        Ok(None) => line("Rust kernel", "not yet: cargo lab setup"),
        Err(error) => line("Rust kernel", &format!("{error:#}")),
    }
    line("cache", &cache::folder()?.display().to_string());

    println!("\noptional");
    for (name, programs, purpose, package) in OPTIONAL {
        let found = programs.iter().find_map(|program| which(program));
        line(name, &found.unwrap_or_else(|| not_found(purpose, *package)));
    }

    println!("\nkernels");
    match status {
        Ok(Some(status)) => kernels(&status),
        _ => println!("  none is running"),
    }
    Ok(if missing.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Name, the programs that count as it, what it would give, and what is to be installed.
const OPTIONAL: &[(&str, &[&str], &str, Package)] = &[
    (
        "mold or lld",
        &["mold", "ld.lld", "lld"],
        "links cells a little faster",
        Package::Linker,
    ),
    (
        "bubblewrap",
        &["bwrap"],
        "keeps graded submissions apart",
        Package::Sandbox,
    ),
    (
        "Chromium",
        &["chromium", "chromium-browser", "google-chrome"],
        "tests JupyterLab in a browser",
        Package::Chromium,
    ),
];

fn not_found(purpose: &str, package: Package) -> String {
    let system = System::here();
    if system.has(package) {
        format!("not found; {purpose}: {}", system.command(&[package]))
    } else {
        format!("{purpose}; there is none for this system")
    }
}

fn of_kernel(status: &State) {
    let evcxr = status.evcxr.as_ref().map(|path| path.display().to_string());
    line(
        "Rust kernel",
        &evcxr.unwrap_or_else(|| "not yet: cargo lab setup".into()),
    );
    match &status.library {
        Ok(Some(ready)) => line("library", &ready.home.display().to_string()),
        Ok(None) => line(
            "library",
            "not built from crate/mlp as it is now: cargo lab setup",
        ),
        Err(problem) => line("library", problem),
    }
    line(
        "trains on",
        if status.features.is_empty() {
            "the processor; cargo lab setup --cuda builds for an NVIDIA GPU"
        } else {
            "an NVIDIA GPU where one answers; cargo lab setup --cpu builds for the processor alone"
        },
    );
}

/// Lists running kernels with their memory, and what was removed of crashed ones.
fn kernels(status: &State) {
    for (stale, snapshot) in &status.removed {
        println!(
            "  removed what {stale} crashed kernels left in {}",
            snapshot.display()
        );
    }
    for Running {
        pid,
        memory,
        spare,
        folder,
    } in &status.running
    {
        let pid = pid.map_or("?".into(), |pid| pid.to_string());
        let spare = spare
            .as_ref()
            .map_or(String::new(), |state| format!(" spare, {state};"));
        println!(
            "  pid {pid}: {:.1} GB {spare} ({})",
            *memory as f64 / 1e9,
            folder.display()
        );
    }
    if status.running.is_empty() {
        println!("  none is running");
    } else {
        println!(
            "  a closed tab keeps its kernel: shut it down in JupyterLab's list of running kernels, or `kill PID`"
        );
    }
}

fn line(name: &str, value: &str) {
    println!("  {name:<12} {value}");
}

fn python(environment: &Environment) -> String {
    let python = environment.program("python");
    if python.is_file() {
        first_line(&python.to_string_lossy(), "--version")
    } else {
        "none yet".into()
    }
}

fn first_line(program: &str, argument: &str) -> String {
    let text = command::output(Command::new(program).arg(argument));
    text.ok()
        .and_then(|text| text.lines().next().map(str::to_owned))
        .unwrap_or_else(|| "missing".into())
}

fn which(program: &str) -> Option<String> {
    let path = std::env::var_os("PATH")?;
    let found = std::env::split_paths(&path)
        .map(|folder| folder.join(program))
        .find(|path| path.is_file())?;
    Some(found.display().to_string())
}
