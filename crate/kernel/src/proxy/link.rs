//! The line to the process that runs the cells: its stdout and stderr, and requests to the library in it.
//!
//! `mlp::live::attach` connects three times: for requests, stdout, stderr, in this order.

use std::os::unix::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use bytes::{Bytes, BytesMut};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::unix::OwnedWriteHalf;
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::mpsc;
use tokio::time::Instant;

use super::event::{Event, Generation, Stream};

/// A chunk of output; also how much of it may be under way in one piece.
const CHUNK: usize = 64 * 1024;
/// What a cell may print in one go, and in a second for long: front ends that cannot follow would have to keep
/// everything in memory. 1 000 000 short lines take about a second.
const BURST: f64 = 4e6;
const BYTES_PER_SECOND: f64 = 16e6;

/// The line to one process.
#[derive(Debug)]
pub(super) struct Link {
    requests: OwnedWriteHalf,
    /// What stands before every report of this process.
    pub(super) mark: String,
}

impl Link {
    /// Sends a request, a line. Where the process is gone, its streams close as well, which is noticed there.
    pub(super) async fn request(&mut self, line: &str) {
        let _ = self.requests.write_all(format!("{line}\n").as_bytes()).await;
    }
}

/// Where the next process will connect.
#[derive(Debug)]
pub(super) struct Listener {
    /// The argument of `mlp::live::attach`.
    pub(super) address: String,
    listener: UnixListener,
}

impl Listener {
    /// Listens at a random name in the system's abstract namespace: no file that could be left behind.
    pub(super) fn bind() -> Result<Self> {
        use std::os::linux::net::SocketAddrExt;
        let name = format!("mlp-{}", uuid::Uuid::new_v4().simple());
        let address = SocketAddr::from_abstract_name(&name).context("no socket name")?;
        Ok(Self {
            address: format!("@{name}"),
            listener: listen(&address)?,
        })
    }

    /// Waits for the three connections, then turns what is printed into events.
    pub(super) async fn accept(self, generation: Generation, events: mpsc::Sender<Event>) {
        if let Ok((link, stdout, stderr)) = self.connections().await
            && events
                .send(Event::Linked(generation, Box::new(link)))
                .await
                .is_ok()
        {
            tokio::spawn(forward(stdout, Stream::Stdout, generation, events.clone()));
            tokio::spawn(forward(stderr, Stream::Stderr, generation, events));
        }
    }

    async fn connections(&self) -> Result<(Link, UnixStream, UnixStream)> {
        let mark = format!("\u{1e}{}", uuid::Uuid::new_v4().simple());
        let (_, mut requests) = self.connection().await?.into_split();
        requests.write_all(format!("{mark}\n").as_bytes()).await?;
        Ok((
            Link { requests, mark },
            self.connection().await?,
            self.connection().await?,
        ))
    }

    async fn connection(&self) -> Result<UnixStream> {
        accept(&self.listener).await
    }
}

/// Listens at `address`, an error if somebody does already.
pub(super) fn listen(address: &SocketAddr) -> Result<UnixListener> {
    let listener =
        std::os::unix::net::UnixListener::bind_addr(address).context("no socket inside this machine")?;
    listener
        .set_nonblocking(true)
        .context("no socket inside this machine")?;
    Ok(UnixListener::from_std(listener)?)
}

/// The next connection, an error if it is another user's.
pub(super) async fn accept(listener: &UnixListener) -> Result<UnixStream> {
    let (stream, _) = listener.accept().await?;
    if stream.peer_cred()?.uid() != rustix::process::getuid().as_raw() {
        bail!("another user tried to connect");
    }
    Ok(stream)
}

async fn forward(mut from: UnixStream, stream: Stream, generation: Generation, events: mpsc::Sender<Event>) {
    let mut allowed = BURST;
    let mut last = Instant::now();
    loop {
        let mut buffer = BytesMut::with_capacity(CHUNK);
        let read = from.read_buf(&mut buffer).await.unwrap_or(0);
        if read == 0 {
            let _ = events.send(Event::Closed(generation, stream)).await;
            return;
        }
        let now = Instant::now();
        allowed = (allowed + (now - last).as_secs_f64() * BYTES_PER_SECOND).min(BURST) - read as f64;
        last = now;
        if events
            .send(Event::Output(generation, stream, Bytes::from(buffer)))
            .await
            .is_err()
        {
            return;
        }
        if allowed < 0.0 {
            tokio::time::sleep(Duration::from_secs_f64(-allowed / BYTES_PER_SECOND)).await;
        }
    }
}
