//! `cargo lab test`: everything that proves the project.

mod browser;
mod exercises;
mod fresh;
mod gradescope;
mod hub;
mod kernel;
mod machine;
mod notebooks;
mod python;
mod rust;
mod site;
mod slurm;
mod tally;

use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use anyhow::Result;
use clap::ValueEnum;

use lab::setup::board::in_words;
use lab::{Project, programs};
use tally::Tally;

const EXAMPLES: &str = "\
Examples:
  cargo lab test                    everything but fresh, slurm, hub and gradescope
  cargo lab test rust notebooks     two of its parts";

/// Options of `cargo lab test`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// The parts to run; without one, all but fresh, slurm, hub and gradescope
    parts: Vec<Part>,
}

/// A part of the tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// The library side: `mlp` and what it is made of
    Rust,
    /// The programs: the kernel, grading, the commands
    Lab,
    /// The kernel, through the clients that front ends use
    Kernel,
    /// Every notebook of the lecture: rules, run, outputs
    Notebooks,
    /// Exercises: releases, checking, grading a class
    Exercises,
    /// JupyterLab in a real browser
    Browser,
    /// The course's website, in a real browser
    Site,
    /// A user without rights on a fresh Debian: the two commands, a shared installation, the notebooks offline; only where it is
    /// named
    Fresh,
    /// Parts of a grid and of a class on a Slurm cluster of which a node dies; only where it is named
    Slurm,
    /// A class on a JupyterHub; only where it is named
    Hub,
    /// A package for Gradescope, on a machine like the platform's; only where it is named
    Gradescope,
}

impl Part {
    fn run(self, project: &Project, program: &Path) -> Result<Tally> {
        match self {
            Self::Rust => rust::library(project),
            Self::Lab => rust::lab(project),
            Self::Kernel => kernel::test(project, program),
            Self::Notebooks => notebooks::test(project),
            Self::Exercises => exercises::test(project, program),
            Self::Browser => browser::test(project, program),
            Self::Site => site::test(project),
            Self::Fresh => fresh::test(project),
            Self::Slurm => slurm::test(project, program),
            Self::Hub => hub::test(project, program),
            Self::Gradescope => gradescope::test(project, program),
        }
    }

    /// What is run where no part is named: everything but what wants a machine of its own kind.
    fn usual() -> Vec<Self> {
        let all = Self::value_variants().iter().copied();
        all.filter(|part| !matches!(part, Self::Fresh | Self::Slurm | Self::Hub | Self::Gradescope))
            .collect()
    }
}

/// Runs the parts one after the other and closes with a table.
pub fn run(project: &Project, arguments: &Arguments) -> Result<ExitCode> {
    let program = programs::ready(project, "lab")?;
    let parts = if arguments.parts.is_empty() {
        Part::usual()
    } else {
        arguments.parts.clone()
    };
    let mut rows = Vec::new();
    for part in parts {
        let name = part
            .to_possible_value()
            .map(|value| value.get_name().to_owned())
            .unwrap_or_default();
        println!("== {name}");
        let start = Instant::now();
        let tally = part.run(project, &program).unwrap_or_else(|error| {
            eprintln!("error: {error:#}");
            Tally::failure(&format!("{error:#}"))
        });
        rows.push((name, tally, start.elapsed().as_secs_f64()));
    }
    println!(
        "\n{:<12} {:>7} {:>7} {:>8} {:>8}",
        "part", "passed", "failed", "skipped", "time"
    );
    let mut total = Tally::default();
    for (name, tally, seconds) in rows {
        let Tally {
            passed,
            failed,
            skipped,
            ..
        } = &tally;
        println!(
            "{name:<12} {passed:>7} {failed:>7} {skipped:>8} {:>8}",
            in_words(seconds)
        );
        total.add(tally);
    }
    for note in &total.notes {
        println!("  {note}");
    }
    println!(
        "{} passed, {} failed, {} skipped",
        total.passed, total.failed, total.skipped
    );
    Ok(if total.failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
