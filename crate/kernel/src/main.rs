//! `kernel`: the Jupyter kernel for a Rust library.

use std::convert::Infallible;
use std::ffi::OsString;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::{Parser, Subcommand};
use kernel::install::{self, Wanted};
use kernel::{KernelHome, direct, for_answers, for_grading, kernelspec, proxy, shim, spare, status, warden};
use protocol::setup::Progress;

const EXAMPLES: &str = "\
Examples:
  kernel install                         the library in this folder, for this user's Jupyter
  kernel install ~/my-library --features plots
  kernel install --kernels .venv/share/jupyter/kernels

A library asks for what it needs in its Cargo.toml, under [package.metadata.notebook]; it depends on the crate `notebook`
and has `pub use notebook;` in its root.";

/// A Jupyter kernel in which a Rust library is at home: built once, warm in every notebook.
#[derive(Debug, Parser)]
#[command(name = "kernel", version, after_help = EXAMPLES)]
enum Command {
    /// Builds a library for its notebooks and registers its kernel
    Install {
        #[command(flatten)]
        wanted: Options,
        /// Reports progress as lines of JSON
        #[arg(long)]
        json: bool,
    },
    /// Builds the library once more, as graded answers are linked with it
    #[command(hide = true)]
    ForAnswers {
        #[command(flatten)]
        wanted: Options,
        /// Reports progress as lines of JSON
        #[arg(long)]
        json: bool,
    },
    /// Builds the library for a machine that grades and has no kernel: for checks and for answers
    #[command(hide = true)]
    ForGrading {
        #[command(flatten)]
        wanted: Options,
        /// Reports progress as lines of JSON
        #[arg(long)]
        json: bool,
    },
    /// Says as JSON what is set up and which kernels run
    Status {
        #[command(flatten)]
        wanted: Options,
    },
    /// Runs one kernel; a kernelspec starts it
    Run {
        /// The snapshot to run
        #[arg(long, value_name = "FOLDER")]
        home: PathBuf,
        /// The file with ports and key that the front end wrote
        #[arg(long, value_name = "FILE")]
        connection_file: PathBuf,
        /// Start evcxr_jupyter itself, without what this kernel adds to it
        #[arg(long)]
        direct: bool,
    },
    #[command(flatten)]
    Helper(Helper),
}

/// What to set up.
#[derive(Debug, clap::Args)]
struct Options {
    /// The library's folder, or its Cargo.toml
    #[arg(value_name = "LIBRARY", default_value = ".")]
    manifest: PathBuf,
    /// Features of the library, with commas between them [default: those of the last set-up]
    #[arg(
        long,
        value_name = "LIST",
        value_delimiter = ',',
        conflicts_with = "no_features"
    )]
    features: Option<Vec<String>>,
    /// No features, whatever the last set-up had
    #[arg(long)]
    no_features: bool,
    /// A folder with kernelspecs, may be given several times [default: where this user's are]
    #[arg(long, value_name = "FOLDER")]
    kernels: Vec<PathBuf>,
    /// This user's kernelspecs as well
    #[arg(long)]
    user: bool,
    /// For all users of this machine: they read the cache folder, and each kernel writes into its user's own
    #[arg(long)]
    shared: bool,
    /// The least processor that it must run on, such as x86-64-v3 [default: this machine's]
    #[arg(long, value_name = "NAME")]
    target_cpu: Option<String>,
    /// A variable that kernels are started with, may be given several times
    #[arg(long = "env", value_name = "NAME=VALUE", value_parser = variable)]
    environment: Vec<(String, String)>,
}

impl Options {
    fn wanted(self) -> Result<Wanted> {
        let mut kernels = self.kernels;
        if self.user || kernels.is_empty() {
            kernels.push(kernelspec::user_folder()?);
        }
        Ok(Wanted {
            manifest: self.manifest,
            features: if self.no_features {
                Some(Vec::new())
            } else {
                self.features
            },
            kernels,
            shared: self.shared,
            target_cpu: self.target_cpu,
            environment: self.environment,
        })
    }
}

fn variable(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("is not NAME=VALUE")?;
    Ok((name.to_owned(), value.to_owned()))
}

/// Processes beside a kernel.
#[derive(Debug, Subcommand)]
enum Helper {
    /// Becomes JupyterLab, with a spare kernel kept at hand while it runs
    #[command(hide = true)]
    WithSpares {
        /// The folder of the kernelspec
        kernelspec: PathBuf,
        program: PathBuf,
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<OsString>,
    },
    /// Runs a program that ends when this process's parent does
    #[command(hide = true)]
    Tied {
        program: PathBuf,
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Keeps a spare kernel at hand while JupyterLab runs
    #[command(hide = true)]
    Spares {
        /// The folder of the kernelspec
        kernelspec: PathBuf,
    },
    /// Runs a kernel without a front end, until one asks for it
    #[command(hide = true)]
    Spare {
        /// The snapshot to run
        #[arg(long, value_name = "FOLDER")]
        home: PathBuf,
    },
    /// Removes what a kernel leaves in its private folder when it is killed
    #[command(hide = true)]
    Warden { folder: PathBuf },
}

fn main() -> ExitCode {
    if let Some(code) = shim::run_as_tool() {
        return code;
    }
    host::pipe::end_quietly_with_the_reader();
    match run(Command::parse()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<ExitCode> {
    match command {
        Command::Install { wanted, json } => {
            let wanted = wanted.wanted()?;
            let ready = install::install(&wanted, if json { &as_json } else { &in_words })?;
            let kernelspecs = ready.kernelspecs.clone();
            if json {
                as_json(&Progress::Ready(ready));
            } else {
                for folder in kernelspecs {
                    println!("the kernel stands in {}", folder.display());
                }
            }
            Ok(ExitCode::SUCCESS)
        }
        Command::ForAnswers { wanted, json } => {
            let say: install::Say = if json { &as_json } else { &in_words };
            let ready = for_answers::build(&wanted.wanted()?, say)?;
            say(&Progress::Ready(ready));
            Ok(ExitCode::SUCCESS)
        }
        Command::ForGrading { wanted, json } => {
            let say: install::Say = if json { &as_json } else { &in_words };
            for built in for_grading::build(&wanted.wanted()?, say)? {
                say(&Progress::Ready(built));
            }
            Ok(ExitCode::SUCCESS)
        }
        Command::Status { wanted } => {
            println!("{}", protocol::line(&status::status(&wanted.wanted()?)?));
            Ok(ExitCode::SUCCESS)
        }
        Command::Run {
            home,
            connection_file,
            direct,
        } => {
            let home = KernelHome::open(&home)?;
            if direct {
                direct::run(&home, &connection_file)
            } else if let Some(code) = spare::taking::take(home.folder(), &connection_file) {
                Ok(code)
            } else {
                proxy::run(home, &connection_file)
            }
        }
        Command::Helper(helper) => help(helper),
    }
}

fn help(helper: Helper) -> Result<ExitCode> {
    match helper {
        Helper::WithSpares {
            kernelspec,
            program,
            arguments,
        } => match with_spares(&kernelspec, &program, &arguments)? {},
        Helper::Tied { program, arguments } => match direct::exec_tied(&program, &arguments)? {},
        Helper::Spares { kernelspec } => match spare::keeper::run(&kernelspec)? {},
        Helper::Spare { home } => proxy::run_as_spare(KernelHome::open(&home)?),
        Helper::Warden { folder } => warden::watch(&folder).map(|()| ExitCode::SUCCESS),
    }
}

fn with_spares(
    kernelspec: &std::path::Path,
    program: &std::path::Path,
    arguments: &[OsString],
) -> Result<Infallible> {
    let mut jupyter = std::process::Command::new(program);
    jupyter.args(arguments);
    spare::keeper::start(&mut jupyter, kernelspec)?;
    Err(jupyter.exec()).with_context(|| format!("{}: cannot be started", program.display()))
}

fn as_json(progress: &Progress) {
    println!("{}", protocol::line(progress));
}

fn in_words(progress: &Progress) {
    match progress {
        Progress::Step {
            step, fraction, what, ..
        } => eprintln!("{step:?}: {:.0} % ({what})", fraction * 100.0),
        Progress::Renewed { step, why } => eprintln!("{step:?} is built again: {why}"),
        Progress::Done { step } => eprintln!("{step:?}: done"),
        // The program ends with it.
        Progress::Failed { .. } | Progress::Ready(_) => {}
    }
}
