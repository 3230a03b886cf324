//! Files from mirrors: which is asked when, and how often.

use std::fs::{self, File, TryLockError};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use notebook::display;

use super::progress::{self, Progress};
use super::transfer::{Failure, Transfer};
use crate::data::kind::{DatasetKind, PublishedFile};
use crate::{Error, Result, lock::lock};

/// Called as bytes arrive, perhaps a thousand times a second; `Break` stops the download, which can be resumed later.
type OnProgress = Arc<Mutex<dyn FnMut(&Progress<'_>) -> ControlFlow<()> + Send>>;

/// A transfer that breaks off but has moved on is resumed this often before the next mirror is tried.
const RESUMPTIONS: usize = 20;

/// Downloads files from mirrors.
#[derive(Clone)]
pub struct Downloader {
    mirrors: Vec<String>,
    connect: Duration,
    stall: Duration,
    pause: Duration,
    rounds: u32,
    progress: OnProgress,
}

impl Downloader {
    /// The data set's own mirrors.
    pub fn for_kind(kind: DatasetKind) -> Self {
        Self::new(kind.mirrors().iter().copied())
    }

    /// Tries these addresses in turn; a file's name is put after each.
    pub fn new<S: Into<String>>(mirrors: impl IntoIterator<Item = S>) -> Self {
        Self {
            mirrors: mirrors.into_iter().map(Into::into).collect(),
            connect: Duration::from_secs(8),
            stall: Duration::from_secs(30),
            pause: Duration::from_millis(500),
            rounds: 3,
            progress: Arc::new(Mutex::new(progress::watch())),
        }
    }

    /// How long to wait for a connection, and for a transfer that stalls.
    pub fn patience(mut self, connect: Duration, stall: Duration) -> Self {
        (self.connect, self.stall) = (connect, stall);
        self
    }

    /// How often each mirror is tried, and the pause after the first round; it doubles with each round.
    pub fn retries(mut self, rounds: u32, pause: Duration) -> Self {
        (self.rounds, self.pause) = (rounds, pause);
        self
    }

    /// What to call as bytes arrive, instead of a line every two seconds. `ControlFlow::Break` stops the download; what has
    /// arrived is kept and the next download goes on from there.
    pub fn on_progress(
        mut self,
        call: impl FnMut(&Progress<'_>) -> ControlFlow<()> + Send + 'static,
    ) -> Self {
        self.progress = Arc::new(Mutex::new(call));
        self
    }

    /// Downloads those of the files that `folder` lacks; returns the mirror that the last one came from, or `None` if
    /// all were there.
    pub fn fetch(&self, files: &[PublishedFile<'_>], folder: &Path) -> Result<Option<String>> {
        // In a thread of its own: reqwest's blocking client panics where an async runtime is running.
        thread::scope(|scope| scope.spawn(|| self.fetch_here(files, folder)).join()).unwrap_or_else(|_| {
            let problem = "the download ended with a panic";
            Err(Error::Download {
                url: self.mirrors.join(", "),
                problem: problem.into(),
                remedy: "Please report it".into(),
            })
        })
    }

    fn fetch_here(&self, files: &[PublishedFile<'_>], folder: &Path) -> Result<Option<String>> {
        fs::create_dir_all(folder).map_err(|error| unwritable(folder, &error))?;
        // Two kernels that miss the same file download it once.
        let lock_path = folder.join(".lock");
        let lock = File::create(&lock_path).map_err(|error| unwritable(&lock_path, &error))?;
        if let Err(TryLockError::WouldBlock) = lock.try_lock() {
            display::note(&format!(
                "Waiting: another process is downloading to {}.",
                folder.display()
            ));
            lock.lock().map_err(Error::io(&lock_path))?;
        }
        let mut from = None;
        for file in files {
            let path = folder.join(file.name);
            if !path.is_file() {
                from = Some(self.fetch_file(file, &path)?);
            }
        }
        Ok(from)
    }

    /// Returns the mirror.
    fn fetch_file(&self, file: &PublishedFile<'_>, path: &Path) -> Result<String> {
        let mut part = path.as_os_str().to_owned();
        part.push(".part");
        let transfer = Transfer::new(file, part.as_ref(), (self.connect, self.stall), &self.mirrors)
            .map_err(|failure| failed(&self.mirrors.join(", "), &failure.to_string()))?;
        let mut mirrors: Vec<&String> = self.mirrors.iter().collect();
        let mut failures: Vec<String> = Vec::new();
        for round in 0..self.rounds {
            failures.clear();
            let mut unreached = 0;
            let mut hopeless = Vec::new();
            for mirror in &mirrors {
                let url = format!("{mirror}{}", file.name);
                match self.try_mirror(&transfer, &url) {
                    Ok(()) => {
                        fs::rename(transfer.part(), path).map_err(|error| unwritable(path, &error))?;
                        return Ok((*mirror).clone());
                    }
                    Err(Failure::Local(path, error)) => return Err(unwritable(&path, &error)),
                    Err(Failure::Stopped) => {
                        let remedy = "Run it again to go on from there".into();
                        return Err(Error::Download {
                            url,
                            problem: Failure::Stopped.to_string(),
                            remedy,
                        });
                    }
                    Err(failure) => {
                        unreached += usize::from(matches!(failure, Failure::Unreachable(_)));
                        if matches!(failure, Failure::Refused(_) | Failure::Wrong(_)) {
                            hopeless.push((*mirror).clone());
                        }
                        failures.push(format!("{url}: {failure}"));
                    }
                }
            }
            // Without a network it is no use to go on waiting.
            if unreached == mirrors.len() || round + 1 == self.rounds {
                break;
            }
            mirrors.retain(|mirror| !hopeless.contains(mirror));
            if mirrors.is_empty() {
                break;
            }
            thread::sleep(self.pause * 2u32.saturating_pow(round));
        }
        Err(failed(file.name, &failures.join("; ")))
    }

    fn try_mirror(&self, transfer: &Transfer<'_>, url: &str) -> Result<(), Failure> {
        let resumed = transfer.received() > 0;
        self.transfer(transfer, url)?;
        match transfer.verify() {
            // The part of an earlier day, or of another mirror, may have been the wrong one.
            Err(Failure::Wrong(_)) if resumed => {
                self.transfer(transfer, url)?;
                transfer.verify()
            }
            verdict => verdict,
        }
    }

    /// To the end of the file, in several transfers if need be.
    fn transfer(&self, transfer: &Transfer<'_>, url: &str) -> Result<(), Failure> {
        let mut progress = |now: &Progress<'_>| (lock(&self.progress))(now);
        let mut resumptions = 0;
        loop {
            let before = transfer.received();
            match transfer.run(url, &mut progress) {
                Err(Failure::Broken(_)) if transfer.received() > before && resumptions < RESUMPTIONS => {
                    resumptions += 1;
                    thread::sleep(self.pause);
                }
                result => return result,
            }
        }
    }
}

fn unwritable(path: &Path, error: &std::io::Error) -> Error {
    Error::file(
        path,
        format!("cannot be written, so nothing can be downloaded to it ({error})"),
        "Make room or give the right to write there, or set XDG_CACHE_HOME to a folder that can be written",
    )
}

fn failed(url: &str, problem: &str) -> Error {
    let remedy = "Check the network connection and try again; what has arrived is kept".into();
    Error::Download {
        url: url.into(),
        problem: format!("the download failed: {problem}"),
        remedy,
    }
}

impl std::fmt::Debug for Downloader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Downloader")
            .field("mirrors", &self.mirrors)
            .finish_non_exhaustive()
    }
}
