//! `cargo mlp data`: where the data sets are, getting them, checking them.

use std::ops::ControlFlow;
use std::path::PathBuf;

use clap::Subcommand;
use indicatif::{ProgressBar, ProgressStyle};
use mlp::Result;
use mlp::data::download::Downloader;
use mlp::data::{DatasetKind, Finder};

/// What to do with which data set.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  cargo mlp data list\n  cargo mlp data fetch mnist\n  cargo mlp data verify fashion-mnist"
)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Say where each data set is found
    List {
        /// A folder to look in instead of the usual places
        #[arg(long, value_name = "DIR")]
        data_dir: Option<PathBuf>,
    },
    /// Download data sets to the cache folder
    Fetch {
        /// fashion-mnist, mnist or cifar-10
        #[arg(required = true)]
        names: Vec<DatasetKind>,
    },
    /// Compare files with the published checksums
    Verify {
        /// fashion-mnist, mnist or cifar-10
        name: DatasetKind,
        /// A folder to look in instead of the usual places
        #[arg(long, value_name = "DIR")]
        data_dir: Option<PathBuf>,
    },
}

pub(crate) fn run(args: &Args) -> Result<()> {
    match &args.command {
        Command::List { data_dir } => {
            for kind in DatasetKind::ALL {
                list(kind, &finder(kind, data_dir.as_ref()));
            }
            Ok(())
        }
        Command::Fetch { names } => names.iter().try_for_each(|&kind| fetch(kind)),
        Command::Verify { name, data_dir } => verify(*name, &finder(*name, data_dir.as_ref())),
    }
}

fn finder(kind: DatasetKind, folder: Option<&PathBuf>) -> Finder {
    let finder = Finder::new(kind);
    match folder {
        Some(folder) => finder.folder(folder),
        None => finder,
    }
}

fn list(kind: DatasetKind, finder: &Finder) {
    println!("{}", kind.id());
    let mut used = false;
    for place in finder.places() {
        let mark = if place.missing.is_empty() && !used {
            "*"
        } else {
            " "
        };
        used |= place.missing.is_empty();
        let what = match (place.missing.len(), place.begun) {
            (0, _) => "whole".to_owned(),
            (_, false) => "nothing".to_owned(),
            (missing, true) => format!("{missing} missing"),
        };
        let folder = place
            .source
            .folder()
            .map_or_else(String::new, |folder| folder.display().to_string());
        println!("  {mark} {what:<10} {folder}");
    }
    if !used {
        println!("    get it with `cargo mlp data fetch {}`", kind.id());
    }
}

fn fetch(kind: DatasetKind) -> Result<()> {
    let bar = ProgressBar::new(0);
    let style =
        "{msg} {bar:30} {decimal_bytes} of {decimal_total_bytes}, {decimal_bytes_per_sec}, {eta} left";
    if let Ok(style) = ProgressStyle::with_template(style) {
        bar.set_style(style);
    }
    let mut downloader = Downloader::for_kind(kind);
    // Without a terminal there is no bar; the downloader's own lines tell how far it is.
    if !bar.is_hidden() {
        let bar = bar.clone();
        downloader = downloader.on_progress(move |now| {
            bar.set_length(now.total.unwrap_or(0));
            bar.set_message(now.file.to_owned());
            bar.set_position(now.received);
            ControlFlow::Continue(())
        });
    }
    let finder = Finder::new(kind);
    let online = std::env::var_os("MLP_OFFLINE").is_none();
    let fetched = if online {
        finder.download(Some(downloader))
    } else {
        finder
    }
    .fetch();
    bar.finish_and_clear();
    let from = fetched?;
    match from {
        Some(url) => println!("{kind} was downloaded from {url}"),
        None => println!("{kind} is in the cache folder already"),
    }
    list(kind, &Finder::new(kind));
    Ok(())
}

fn verify(kind: DatasetKind, finder: &Finder) -> Result<()> {
    let checks = finder.verify()?;
    for check in &checks {
        println!("{check}");
    }
    match checks.iter().find(|check| !check.is_right()) {
        None => Ok(()),
        Some(wrong) => Err(mlp::Error::File {
            path: wrong.path.clone(),
            problem: format!("is not the published file of {kind}"),
            remedy: format!("Delete it and run `cargo mlp data fetch {}`", kind.id()),
        }),
    }
}
