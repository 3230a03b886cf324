//! The sockets towards the front end. Receiving and sending go through channels, so that one task decides everything.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use jupyter_zmq_client::ConnectionInfo;
use ring::hmac;
use tokio::sync::mpsc;
use zeromq::{PubSocket, RouterSendHalf, RouterSocket, Socket, SocketRecv, SocketSend};

use super::wire;
use crate::proxy::machine::action::Channel;
use crate::proxy::machine::message::Message;

/// How many messages may wait to be sent. A cell that prints faster than they leave has to wait.
const WAITING: usize = 256;
/// How long a port may still belong to the kernel before this one, whose processes end first.
const RELEASE: Duration = Duration::from_secs(10);

/// How long a front end that does not listen may keep a kernel from ending.
const FAREWELL: Duration = Duration::from_secs(2);

/// What the front end sends.
#[derive(Debug)]
pub(super) enum News {
    Shell(Message),
    Control(Message),
    Stdin(Message),
}

/// Sends messages to the front end, in the order given, whatever their channel.
#[derive(Debug, Clone)]
pub(super) struct Outbox(mpsc::Sender<(Channel, Message)>);

impl Outbox {
    /// Drops whatever is sent: nobody is there yet.
    pub(super) fn nowhere() -> Self {
        Self(mpsc::channel(1).0)
    }

    pub(super) async fn send(&self, channel: Channel, message: Message) {
        // Closed only while the kernel ends.
        let _ = self.0.send((channel, wire::dated(message))).await;
    }

    /// Waits until everything given so far has been handed to ZeroMQ, but not for ever.
    pub(super) async fn drain(&self) {
        let until = Instant::now() + FAREWELL;
        while self.0.capacity() < self.0.max_capacity() && Instant::now() < until {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }
}

/// Reads the connection file that the front end wrote.
pub(super) fn connection(file: &Path) -> Result<ConnectionInfo> {
    let text = std::fs::read_to_string(file)
        .with_context(|| format!("{}: the connection file cannot be read", file.display()))?;
    serde_json::from_str(&text)
        .with_context(|| format!("{}: this is no Jupyter connection file", file.display()))
}

/// Binds shell, control, stdin and iopub; messages that arrive become events.
pub(super) async fn bind<E: From<News> + Send + 'static>(
    info: &ConnectionInfo,
    events: &mpsc::Sender<E>,
) -> Result<Outbox> {
    let key = wire::key(&info.key);
    let shell = router(&info.shell_url(), key.clone(), events, News::Shell).await?;
    let control = router(&info.control_url(), key.clone(), events, News::Control).await?;
    let stdin = router(&info.stdin_url(), key.clone(), events, News::Stdin).await?;
    let mut iopub = PubSocket::new();
    bind_socket(&mut iopub, &info.iopub_url()).await?;

    let (sender, waiting) = mpsc::channel(WAITING);
    tokio::spawn(send_all(waiting, shell, control, stdin, iopub, key));
    Ok(Outbox(sender))
}

async fn send_all(
    mut waiting: mpsc::Receiver<(Channel, Message)>,
    mut shell: RouterSendHalf,
    mut control: RouterSendHalf,
    mut stdin: RouterSendHalf,
    mut iopub: PubSocket,
    key: Option<hmac::Key>,
) {
    while let Some((channel, message)) = waiting.recv().await {
        let Ok(frames) = wire::frames(&message, key.as_ref()) else {
            continue;
        };
        let sent = match channel {
            Channel::Shell => shell.send(frames).await,
            Channel::Control => control.send(frames).await,
            Channel::Stdin => stdin.send(frames).await,
            Channel::Iopub => iopub.send(frames).await,
        };
        if let Err(error) = sent {
            // A client that has gone away is no reason to stop serving the others.
            eprintln!("{} on {channel:?} could not be sent: {error}", message.msg_type());
        }
    }
}

/// Binds, also where a kernel that is being restarted still has the port for a moment.
async fn bind_socket(socket: &mut impl Socket, url: &str) -> Result<()> {
    let until = Instant::now() + RELEASE;
    loop {
        match socket.bind(url).await {
            Ok(_) => return Ok(()),
            Err(error) if Instant::now() > until => return Err(error).with_context(|| taken(url)),
            Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
        }
    }
}

async fn router<E: From<News> + Send + 'static>(
    url: &str,
    key: Option<hmac::Key>,
    events: &mpsc::Sender<E>,
    news: fn(Message) -> News,
) -> Result<RouterSendHalf> {
    let mut socket = RouterSocket::new();
    bind_socket(&mut socket, url).await?;
    let (sender, receiver) = socket.split();
    tokio::spawn(wire::receive(receiver, key, events.clone(), news));
    Ok(sender)
}

/// Answers heartbeats on a thread of its own, so that they go on whatever the rest does.
pub(super) fn heartbeat(info: &ConnectionInfo) -> Result<()> {
    let url = info.hb_url();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("no runtime")?;
    let (bound, is_bound) = std::sync::mpsc::channel();
    std::thread::Builder::new()
        .name("heartbeat".into())
        .spawn(move || {
            runtime.block_on(async {
                let mut socket = zeromq::RepSocket::new();
                let result = bind_socket(&mut socket, &url).await;
                let is_bound = result.is_ok();
                let _ = bound.send(result);
                if is_bound {
                    loop {
                        match socket.recv().await {
                            Ok(beat) => drop(socket.send(beat).await),
                            Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
                        }
                    }
                }
            });
        })
        .context("no thread for heartbeats")?;
    is_bound.recv().context("the heartbeat ended")??;
    Ok(())
}

fn taken(url: &str) -> String {
    format!("{url}: cannot be bound; another program has it. Start the kernel again")
}
