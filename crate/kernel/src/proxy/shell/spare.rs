//! A kernel without a front end, until one takes it.

use anyhow::{Context, Result, bail};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::UnixStream;
use tokio::sync::mpsc;

use protocol::cells::Move;

use super::front::{self, Outbox};
use crate::proxy::words;
use crate::socket::Door;
use crate::spare::place::Place;
use crate::spare::taking::{INTERRUPT, Request, YES};
use crate::spare::{Address, keeper};

/// What happens to a spare.
#[derive(Debug)]
pub(super) enum News {
    /// It serves this front end now, whose notebook wants the cells to be elsewhere.
    Taken(Outbox, Move),
    /// The kernel that took it passes a press of the stop button on.
    Interrupt,
    /// That kernel has ended, or it could not be served.
    Stop,
}

/// Waits for a kernel that asks, serves its front end from then on, and says when it has ended.
pub(super) async fn hand_out<E>(door: Door, home: std::path::PathBuf, events: mpsc::Sender<E>)
where
    E: From<News> + From<front::News> + Send + 'static,
{
    if let Ok(stream) = door.accept().await {
        drop(door);
        // The keeper may start the next one.
        println!("{}", keeper::TAKEN);
        // A kernel that gets no answer starts by itself.
        let _ = serve(stream, &home, &events).await;
    }
    let _ = events.send(News::Stop.into()).await;
}

async fn serve<E>(stream: UnixStream, home: &std::path::Path, events: &mpsc::Sender<E>) -> Result<()>
where
    E: From<News> + From<front::News> + Send + 'static,
{
    let mut lines = BufReader::new(stream).lines();
    let request = lines.next_line().await?.context("nothing is asked")?;
    let request: Request = serde_json::from_str(&request)?;
    if request.home != home {
        bail!("the notebooks' library has been renewed");
    }
    let info = front::connection(&request.connection_file)?;
    let outbox = front::bind(&info, events).await?;
    front::heartbeat(&info)?;
    lines.get_mut().write_all(format!("{YES}\n").as_bytes()).await?;
    let way = Place::here()?.move_to(&request.place);
    send(events, News::Taken(outbox, way)).await?;
    while let Some(word) = lines.next_line().await? {
        if word != INTERRUPT {
            break;
        }
        send(events, News::Interrupt).await?;
    }
    send(events, News::Stop).await?;
    // The kernel's process shall end after this one has let go of the ports.
    std::future::pending().await
}

async fn send<E: From<News>>(events: &mpsc::Sender<E>, news: News) -> Result<()> {
    events
        .send(news.into())
        .await
        .map_err(|_| anyhow::anyhow!("the kernel ends"))
}

/// Listens where kernels ask.
pub(super) fn listen() -> Result<Door> {
    let address = std::env::var(crate::spare::VARIABLE)
        .ok()
        .and_then(|text| Address::parse(&text))
        .context(words::NO_PLACE_FOR_A_SPARE)?;
    address.socket().listen()
}
