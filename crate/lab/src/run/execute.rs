//! Executing one notebook through nbclient, with a line for each cell as it ends.

use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Result, bail};
use serde::Deserialize;
use serde_json::Value;

use super::selection::Notebook;
use crate::notebook::source_of;
use crate::project::KERNEL;
use crate::python::Script;
use crate::setup::environment::Environment;

/// The Python side.
const SCRIPT: &str = include_str!("execute.py");

/// How a notebook's run ended.
#[derive(Debug)]
pub struct Outcome {
    /// How many code cells ran.
    pub cells: usize,
    /// The number of the cell that failed, counted from 1 over all code cells, as the lines show it.
    pub failed_cell: Option<usize>,
    /// Seconds, the kernel's start included.
    pub seconds: f64,
    /// The result as a page.
    pub html: PathBuf,
}

/// What the Python side says.
#[derive(Debug, Deserialize)]
#[serde(tag = "event", rename_all = "lowercase")]
enum Event {
    Ready {
        seconds: f64,
    },
    Running {
        cell: usize,
    },
    Cell {
        cell: usize,
        seconds: f64,
        error: Option<String>,
    },
    Dead {
        error: String,
    },
}

/// Runs `notebook` in the kernel `rust-mlp` and writes the results below `out`.
pub fn execute(environment: &Environment, notebook: &Notebook, out: &Path, save: bool) -> Result<Outcome> {
    let start = Instant::now();
    let html = out.join(format!("{}.html", notebook.name));
    let task = serde_json::json!({
        "content": notebook.content,
        "folder": notebook.path.parent(),
        "kernel": KERNEL,
        "executed": out.join(format!("{}.ipynb", notebook.name)),
        "html": html,
        "save": save.then_some(&notebook.path),
    });
    let mut script = Script::start(environment, SCRIPT, &task, |_| ())?;
    let numbers = code_cell_numbers(&notebook.content);
    let (mut cells, mut failed_cell, mut running) = (0, None, 0);
    for answer in script.answers()? {
        match answer? {
            Ok(Event::Ready { seconds }) => println!("       {seconds:7.1} s  kernel ready"),
            Ok(Event::Running { cell }) => running = cell,
            Ok(Event::Cell { cell, seconds, error }) => {
                cells += 1;
                let number = numbers.get(cell).copied().unwrap_or_default();
                let title = title(&notebook.content["cells"][cell]);
                println!("  {number:3}  {seconds:7.1} s  {title}");
                if let Some(error) = error {
                    failed_cell = Some(number);
                    println!("{}", quoted(&error));
                }
            }
            Ok(Event::Dead { error }) => {
                let number = numbers.get(running).copied().unwrap_or_default();
                failed_cell = Some(number);
                println!(
                    "  {number:3}  {}\n{}",
                    title(&notebook.content["cells"][running]),
                    quoted(&error)
                );
            }
            // Something else that prints, such as a library's warning.
            Err(line) => eprintln!("{line}"),
        }
    }
    let status = script.end()?;
    if !status.success() && failed_cell.is_none() {
        bail!(
            "{}: could not be run ({status}); what Python said stands above",
            notebook.path.display()
        );
    }
    Ok(Outcome {
        cells,
        failed_cell,
        seconds: start.elapsed().as_secs_f64(),
        html,
    })
}

/// For each cell its number among the code cells, from 1.
fn code_cell_numbers(notebook: &Value) -> Vec<usize> {
    let mut count = 0;
    let cells = notebook["cells"].as_array().into_iter().flatten();
    cells
        .map(|cell| {
            count += usize::from(cell["cell_type"] == "code");
            count
        })
        .collect()
}

/// A cell's first line that says something.
fn title(cell: &Value) -> String {
    let source = source_of(cell);
    let line = source
        .lines()
        .map(str::trim)
        .find(|line| !line.is_empty())
        .unwrap_or_default();
    let short: String = line.chars().take(70).collect();
    if short.len() < line.len() {
        format!("{short}…")
    } else {
        short
    }
}

fn quoted(error: &str) -> String {
    let plain = console_text(error);
    plain
        .trim_end()
        .lines()
        .map(|line| format!("       | {line}"))
        .collect::<Vec<_>>()
        .join("\n")
}

/// Without the colors that a kernel puts into its messages.
fn console_text(text: &str) -> String {
    let mut plain = String::new();
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        if character == '\u{1b}' {
            for next in characters.by_ref() {
                if next.is_ascii_alphabetic() {
                    break;
                }
            }
        } else {
            plain.push(character);
        }
    }
    plain
}
