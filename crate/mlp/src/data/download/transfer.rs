//! One file over HTTP, resumed from what is there.

use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use reqwest::StatusCode;
use reqwest::blocking::{Client, Response};
use reqwest::header::{CONTENT_RANGE, RANGE};

use super::{Progress, checksum};
use crate::data::kind::PublishedFile;

/// A transfer below this many bytes a second counts as stalled.
const SLOWEST: f64 = 512.0;

/// Why a transfer did not come to its end.
#[derive(Debug)]
pub(super) enum Failure {
    /// No connection: no network, no such host, nobody listening.
    Unreachable(String),
    /// The server does not have the file, or does not give it.
    Refused(String),
    /// It began and broke off.
    Broken(String),
    /// It came to its end with something else than the file.
    Wrong(String),
    /// The one who watches the progress stopped it.
    Stopped,
    /// A file on this side cannot be written or read.
    Local(PathBuf, io::Error),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreachable(why) => write!(f, "no connection ({why})"),
            Self::Refused(why) | Self::Broken(why) | Self::Wrong(why) => f.write_str(why),
            Self::Stopped => f.write_str("the download was stopped; what has arrived is kept"),
            Self::Local(path, error) => write!(f, "{}: {error}", path.display()),
        }
    }
}

/// One file on its way to `part`.
pub(super) struct Transfer<'a> {
    file: &'a PublishedFile<'a>,
    part: &'a Path,
    stall: Duration,
    client: Client,
}

impl<'a> Transfer<'a> {
    pub(super) fn new(
        file: &'a PublishedFile<'a>,
        part: &'a Path,
        (connect, stall): (Duration, Duration),
        mirrors: &[String],
    ) -> Result<Self, Failure> {
        // The blocking client's timeout is for each wait: for the answer, then for each piece of the body.
        let mut builder = Client::builder()
            .connect_timeout(connect)
            .timeout(stall)
            .user_agent(concat!("mlp/", env!("CARGO_PKG_VERSION")));
        if mirrors
            .iter()
            .all(|mirror| mirror.starts_with("http://127.0.0.1:"))
        {
            builder = builder.no_proxy();
        }
        let client = builder
            .build()
            .map_err(|error| Failure::Unreachable(words(&error)))?;
        Ok(Self {
            file,
            part,
            stall,
            client,
        })
    }

    pub(super) fn part(&self) -> &Path {
        self.part
    }

    /// Bytes that are there.
    pub(super) fn received(&self) -> u64 {
        fs::metadata(self.part).map_or(0, |meta| meta.len())
    }

    /// Compares the whole file with its checksum; a wrong one is deleted.
    pub(super) fn verify(&self) -> Result<(), Failure> {
        let found = checksum::sha256(self.part, self.file.of_payload);
        let problem = match found {
            Ok(found) if found.eq_ignore_ascii_case(self.file.sha256) => return Ok(()),
            Ok(found) => format!("its SHA-256 is {found}, and {} is right", self.file.sha256),
            Err(error) => format!("it cannot be decompressed ({error})"),
        };
        fs::remove_file(self.part).map_err(self.local())?;
        Err(Failure::Wrong(format!("what arrived is not the file: {problem}")))
    }

    /// Gets what is missing.
    pub(super) fn run(
        &self,
        url: &str,
        progress: &mut dyn FnMut(&Progress<'_>) -> ControlFlow<()>,
    ) -> Result<(), Failure> {
        let start = self.received();
        let mut request = self.client.get(url);
        if start > 0 {
            request = request.header(RANGE, format!("bytes={start}-"));
        }
        let response = request.send().map_err(|error| {
            if error.is_connect() || error.is_builder() {
                Failure::Unreachable(words(&error))
            } else if error.is_redirect() {
                Failure::Refused(words(&error))
            } else if error.is_timeout() {
                self.stalled()
            } else {
                self.cut_off(&error)
            }
        })?;
        let start = match response.status() {
            StatusCode::OK => 0,
            StatusCode::PARTIAL_CONTENT if range_start(&response) == Some(start) => start,
            StatusCode::RANGE_NOT_SATISFIABLE if start > 0 && whole_length(&response) == Some(start) => {
                return Ok(());
            }
            // The part is longer than the server's file, or the answer is for another range: begin anew.
            StatusCode::RANGE_NOT_SATISFIABLE | StatusCode::PARTIAL_CONTENT => {
                fs::remove_file(self.part).map_err(self.local())?;
                return Err(Failure::Broken(
                    "the server could not go on from what was there".into(),
                ));
            }
            status if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS => {
                return Err(Failure::Broken(format!("the server answered {status}")));
            }
            status => return Err(Failure::Refused(format!("the server answered {status}"))),
        };
        self.receive(response, start, progress)
    }

    fn receive(
        &self,
        mut response: Response,
        start: u64,
        progress: &mut dyn FnMut(&Progress<'_>) -> ControlFlow<()>,
    ) -> Result<(), Failure> {
        let total = response.content_length().map(|length| length + start);
        // The worst compression makes a file an eighth longer than its content.
        let most = self.file.bytes + self.file.bytes / 8 + 4096;
        let mut part = OpenOptions::new()
            .create(true)
            .append(start > 0)
            .write(true)
            .truncate(start == 0)
            .open(self.part)
            .map_err(self.local())?;
        let began = Instant::now();
        let mut received = start;
        let mut window = (Instant::now(), received);
        let mut buffer = vec![0; 1 << 16];
        loop {
            let count = match response.read(&mut buffer) {
                Ok(0) => break,
                Ok(count) => count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => {
                    let inner = error
                        .get_ref()
                        .and_then(|inner| inner.downcast_ref::<reqwest::Error>());
                    let timed_out = inner.is_some_and(reqwest::Error::is_timeout);
                    return Err(if timed_out {
                        self.stalled()
                    } else {
                        self.cut_off(&error)
                    });
                }
            };
            received += count as u64;
            if received > most {
                drop(part);
                fs::remove_file(self.part).map_err(self.local())?;
                return Err(Failure::Wrong(format!(
                    "what arrived is not the file: it is longer than {most} bytes"
                )));
            }
            part.write_all(&buffer[..count]).map_err(self.local())?;
            let speed = (received - start) as f64 / began.elapsed().as_secs_f64().max(1e-3);
            if progress(&Progress {
                file: self.file.name,
                received,
                total,
                speed,
            })
            .is_break()
            {
                return Err(Failure::Stopped);
            }
            let seconds = window.0.elapsed();
            if seconds >= self.stall {
                if ((received - window.1) as f64) < SLOWEST * seconds.as_secs_f64() {
                    return Err(self.stalled());
                }
                window = (Instant::now(), received);
            }
        }
        if total.is_some_and(|total| total != received) {
            return Err(Failure::Broken(format!(
                "the transfer was cut off after {received} bytes"
            )));
        }
        File::sync_all(&part).map_err(self.local())
    }

    fn stalled(&self) -> Failure {
        let (seconds, received) = (self.stall.as_secs_f32(), self.received());
        Failure::Broken(format!(
            "the transfer stalled for {seconds} s after {received} bytes"
        ))
    }

    fn cut_off(&self, error: &dyn std::error::Error) -> Failure {
        Failure::Broken(format!(
            "the transfer was cut off after {} bytes ({})",
            self.received(),
            words(error)
        ))
    }

    fn local(&self) -> impl Fn(io::Error) -> Failure {
        let path = self.part.to_path_buf();
        move |error| Failure::Local(path.clone(), error)
    }
}

/// The innermost cause: reqwest's own words repeat the address and leave out what happened.
fn words(error: &dyn std::error::Error) -> String {
    let mut innermost = error;
    while let Some(cause) = innermost.source() {
        innermost = cause;
    }
    innermost.to_string()
}

/// "bytes 100-199/200" begins at 100.
fn range_start(response: &Response) -> Option<u64> {
    let range = response.headers().get(CONTENT_RANGE)?.to_str().ok()?;
    range.strip_prefix("bytes ")?.split('-').next()?.parse().ok()
}

/// "bytes */200" is 200 long.
fn whole_length(response: &Response) -> Option<u64> {
    response
        .headers()
        .get(CONTENT_RANGE)?
        .to_str()
        .ok()?
        .rsplit('/')
        .next()?
        .parse()
        .ok()
}
