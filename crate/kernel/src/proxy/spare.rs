//! A kernel without a front end, until one takes it.

use anyhow::{Context, Result, bail};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::mpsc;

use super::event::Event;
use super::link;
use super::sockets::{self, Outbox};
use crate::spare::place::{Move, Place};
use crate::spare::taking::{INTERRUPT, Request, YES};
use crate::spare::{Address, keeper};

/// The front end, and where its notebook wants the cells to be.
#[derive(Debug)]
pub(super) struct Taken {
    pub(super) outbox: Outbox,
    pub(super) way: Move,
}

/// Waits for a kernel that asks, serves its front end from then on, and says when it has ended.
pub(super) async fn hand_out(listener: UnixListener, home: std::path::PathBuf, events: mpsc::Sender<Event>) {
    if let Ok(stream) = link::accept(&listener).await {
        drop(listener);
        // The keeper may start the next one.
        println!("{}", keeper::TAKEN);
        // A kernel that gets no answer starts by itself.
        let _ = serve(stream, &home, &events).await;
    }
    let _ = events.send(Event::Stop).await;
}

async fn serve(stream: UnixStream, home: &std::path::Path, events: &mpsc::Sender<Event>) -> Result<()> {
    let mut lines = BufReader::new(stream).lines();
    let request = lines.next_line().await?.context("nothing is asked")?;
    let request: Request = serde_json::from_str(&request)?;
    if request.home != home {
        bail!("the notebooks' library has been renewed");
    }
    let info = sockets::connection(&request.connection_file)?;
    let outbox = sockets::bind(&info, events).await?;
    sockets::heartbeat(&info)?;
    lines.get_mut().write_all(format!("{YES}\n").as_bytes()).await?;
    let way = Place::here()?.move_to(&request.place);
    events.send(Event::Taken(Box::new(Taken { outbox, way }))).await?;
    while let Some(word) = lines.next_line().await? {
        if word != INTERRUPT {
            break;
        }
        events.send(Event::Interrupt).await?;
    }
    events.send(Event::Stop).await?;
    // The kernel's process shall end after this one has let go of the ports.
    std::future::pending().await
}

/// Listens where kernels ask.
pub(super) fn listen() -> Result<UnixListener> {
    let address = std::env::var(crate::spare::VARIABLE)
        .ok()
        .and_then(|text| Address::parse(&text))
        .context("the environment names no place for a spare kernel; `cargo lab` does")?;
    link::listen(&address.socket()?)
}
