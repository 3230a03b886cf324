//! `cargo lab run`: executes notebooks without a browser.

mod declaration;
pub mod execute;
pub mod parameters;
pub mod selection;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::project::Project;
use crate::setup;
use crate::setup::board::in_words;
use parameters::Setting;

const EXAMPLES: &str = "\
Examples:
  cargo lab run                                             all notebooks
  cargo lab run notebooks/05_step_by_step.ipynb             one of them
  cargo lab run notebooks/05_step_by_step.ipynb --set lr=0.5 --set epochs=2
  cargo lab run --save                                      also renew the outputs in notebooks/";

/// Options of `cargo lab run`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// The notebooks; all of notebooks/*.ipynb without one
    pub notebooks: Vec<PathBuf>,
    /// Another value for a parameter, as in lr=0.5; it keeps its declared type
    #[arg(long, value_name = "NAME=VALUE")]
    pub set: Vec<Setting>,
    /// Where executed notebooks and HTML go [default: target/notebooks]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Also renews the outputs in the notebooks themselves
    #[arg(long)]
    pub save: bool,
}

/// Runs the notebooks one after the other; fails if a cell of any fails.
pub fn run(project: &Project, arguments: &Arguments) -> Result<ExitCode> {
    if arguments.save && !arguments.set.is_empty() {
        bail!(
            "--save would keep results that the notebooks' own parameters do not give. Leave out --set or --save"
        );
    }
    let notebooks = selection::select(project, &arguments.notebooks, &arguments.set)?;
    let ready = setup::run(project, &setup::Arguments::default())?;
    let out = arguments
        .out
        .clone()
        .unwrap_or_else(|| project.path("target/notebooks"));
    let mut failed = Vec::new();
    for notebook in &notebooks {
        println!("{}", notebook.name);
        let outcome = execute::execute(&ready.environment, notebook, &out, arguments.save)?;
        let seconds = in_words(outcome.seconds);
        match outcome.failed_cell {
            None => println!(
                "  {} cells in {seconds}; {}\n",
                outcome.cells,
                outcome.html.display()
            ),
            Some(cell) => {
                println!(
                    "  cell {cell} failed after {seconds}; {}\n",
                    outcome.html.display()
                );
                failed.push(format!("{} (cell {cell})", notebook.name));
            }
        }
    }
    if failed.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    eprintln!("failed: {}", failed.join(", "));
    Ok(ExitCode::FAILURE)
}
