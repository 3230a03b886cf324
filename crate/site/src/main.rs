//! `site`: makes the course's website. `cargo lab site` starts it.

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};
use lab::Project;
use site::{build, formulas};

const EXAMPLES: &str = "\
Examples:
  cargo lab site --open              make it and look at it
  cargo lab site --out /var/www/mlp  make it where a web server shows it";

/// Makes the course's website, a folder of static files, from the notebooks as they are committed.
#[derive(Debug, Parser)]
#[command(
    name = "site",
    bin_name = "cargo lab site",
    version,
    args_conflicts_with_subcommands = true,
    after_help = EXAMPLES
)]
struct Arguments {
    #[command(flatten)]
    build: build::Arguments,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Draws formulas as MathML, a line of JSON each; the pages' builder asks for it
    #[command(hide = true)]
    Formulas,
}

fn main() -> ExitCode {
    host::pipe::end_quietly_with_the_reader();
    match run(&Arguments::parse()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<ExitCode> {
    if let Some(Command::Formulas) = arguments.command {
        formulas::answer(std::io::stdin().lock(), std::io::stdout().lock())?;
        return Ok(ExitCode::SUCCESS);
    }
    build::run(&Project::find()?, &arguments.build)?;
    Ok(ExitCode::SUCCESS)
}
