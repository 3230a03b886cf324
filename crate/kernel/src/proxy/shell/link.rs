//! The line to the process that runs the cells: its stdout and stderr, and requests to the library in it.
//!
//! The statement that joins the process connects three times: for requests, stdout, stderr, in this order.

use std::time::Duration;

use anyhow::Result;
use bytes::{Bytes, BytesMut};
use protocol::cells::Request;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::UnixStream;
use tokio::net::unix::OwnedWriteHalf;
use tokio::sync::mpsc;
use tokio::time::Instant;

use crate::proxy::machine::event::{Generation, Stream};
use crate::socket::{Door, Name};

/// A chunk of output; also how much of it may be under way in one piece.
const CHUNK: usize = 64 * 1024;
/// What a cell may print in one go, and in a second for long: front ends that cannot follow would have to keep
/// everything in memory. 1 000 000 short lines take about a second.
const BURST: f64 = 4e6;
const BYTES_PER_SECOND: f64 = 16e6;

/// What happens on the line.
#[derive(Debug)]
pub(super) enum News {
    /// The process has joined.
    Joined(Link),
    /// It cannot: why.
    Failed(String),
    /// It printed something.
    Output(Stream, Bytes),
    /// It will print nothing any more.
    Closed(Stream),
}

/// The line to one process.
#[derive(Debug)]
pub(super) struct Link {
    requests: OwnedWriteHalf,
    /// What stands before every report of this process.
    pub(super) mark: String,
}

impl Link {
    /// Sends a request, a line. Where the process is gone, its streams close as well, which is noticed there.
    pub(super) async fn request(&mut self, request: &Request) {
        let line = protocol::line(request) + "\n";
        let _ = self.requests.write_all(line.as_bytes()).await;
    }
}

/// Where the next process will connect.
#[derive(Debug)]
pub(super) struct Listener {
    /// What the statement that joins says.
    pub(super) address: String,
    door: Door,
}

impl Listener {
    /// Listens at a new name.
    pub(super) fn bind() -> Result<Self> {
        let name = Name::new("cells");
        Ok(Self {
            address: name.text().to_owned(),
            door: name.listen()?,
        })
    }

    /// Waits for the three connections, then turns what is printed into events.
    pub(super) async fn accept<E>(self, generation: Generation, events: mpsc::Sender<E>)
    where
        E: From<(Generation, News)> + Send + 'static,
    {
        let (news, streams) = match self.connections().await {
            Ok((link, stdout, stderr)) => (News::Joined(link), Some((stdout, stderr))),
            Err(error) => (News::Failed(format!("{error:#}")), None),
        };
        if events.send((generation, news).into()).await.is_ok()
            && let Some((stdout, stderr)) = streams
        {
            tokio::spawn(forward(stdout, Stream::Stdout, generation, events.clone()));
            tokio::spawn(forward(stderr, Stream::Stderr, generation, events));
        }
    }

    async fn connections(&self) -> Result<(Link, UnixStream, UnixStream)> {
        let mark = format!("\u{1e}{}", uuid::Uuid::new_v4().simple());
        let (_, mut requests) = self.door.accept().await?.into_split();
        requests.write_all(format!("{mark}\n").as_bytes()).await?;
        Ok((
            Link { requests, mark },
            self.door.accept().await?,
            self.door.accept().await?,
        ))
    }
}

async fn forward<E: From<(Generation, News)>>(
    mut from: UnixStream,
    stream: Stream,
    generation: Generation,
    events: mpsc::Sender<E>,
) {
    let mut allowed = BURST;
    let mut last = Instant::now();
    loop {
        let mut buffer = BytesMut::with_capacity(CHUNK);
        let read = from.read_buf(&mut buffer).await.unwrap_or(0);
        if read == 0 {
            let _ = events.send((generation, News::Closed(stream)).into()).await;
            return;
        }
        let now = Instant::now();
        allowed = (allowed + (now - last).as_secs_f64() * BYTES_PER_SECOND).min(BURST) - read as f64;
        last = now;
        let news = News::Output(stream, Bytes::from(buffer));
        if events.send((generation, news).into()).await.is_err() {
            return;
        }
        if allowed < 0.0 {
            tokio::time::sleep(Duration::from_secs_f64(-allowed / BYTES_PER_SECOND)).await;
        }
    }
}
