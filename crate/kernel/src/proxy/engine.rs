//! The evcxr_jupyter child: its process and its sockets.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};

use anyhow::{Context, Result};
use jupyter_zmq_client::connection::{
    ConnectionInfo, create_client_control_connection, create_client_iopub_connection,
    create_client_shell_connection_with_identity, create_client_stdin_connection_with_identity,
    peer_identity_for_session,
};
use ring::hmac;
use serde_json::json;
use tokio::sync::mpsc;
use zeromq::{DealerSendHalf, SocketSend};

use super::event::{Event, Generation};
use super::message::{self, Message};
use super::sockets::receive;
use crate::BuildDir;

/// An evcxr_jupyter process. Dropping it ends the process and what it started.
#[derive(Debug)]
pub(super) struct Engine {
    child: Child,
    log: PathBuf,
}

/// Sending to evcxr.
pub(super) struct Sockets {
    shell: DealerSendHalf,
    control: DealerSendHalf,
    stdin: DealerSendHalf,
    key: Option<hmac::Key>,
}

impl std::fmt::Debug for Sockets {
    fn fmt(&self, formatter: &mut std::fmt::Formatter) -> std::fmt::Result {
        formatter.write_str("Sockets")
    }
}

impl Engine {
    /// Starts evcxr; its sockets arrive as an event. To be called on a thread that lives as long as the kernel, since
    /// evcxr ends with the thread that started it.
    pub(super) fn start(
        build_dir: &BuildDir,
        generation: Generation,
        events: &mpsc::Sender<Event>,
    ) -> Result<Self> {
        let (info, held) = connection_info()?;
        let file = build_dir.folder().join("connection.json");
        write_private(&file, &serde_json::to_string(&info)?)?;
        let log = build_dir.folder().join("evcxr.log");
        let errors = File::create(&log).with_context(|| log.display().to_string())?;
        let mut command = build_dir.command(&file)?;
        // evcxr asks for backtraces; libraries would write their frames into their errors' text.
        command.env("RUST_LIB_BACKTRACE", "0");
        command
            .stdin(Stdio::null())
            .stdout(errors.try_clone().context("no log")?)
            .stderr(errors);
        drop(held);
        let child = command
            .spawn()
            .context("evcxr_jupyter cannot be started. Run `cargo lab setup`")?;
        let events = events.clone();
        tokio::spawn(async move {
            match Sockets::connect(&info, generation, &events).await {
                Ok(sockets) => drop(events.send(Event::Connected(generation, Box::new(sockets))).await),
                Err(error) => eprintln!("evcxr cannot be reached: {error:#}"),
            }
        });
        Ok(Self { child, log })
    }

    /// Whether evcxr has ended, and how.
    pub(super) fn ended(&mut self) -> Option<String> {
        let status = self.child.try_wait().ok().flatten()?;
        Some(format!("evcxr ended, {status}"))
    }

    /// What evcxr said last.
    pub(super) fn last_words(&self) -> String {
        host::command::tail(&std::fs::read_to_string(&self.log).unwrap_or_default())
    }

    /// The process's id.
    pub(super) fn id(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Sockets {
    async fn connect(
        info: &ConnectionInfo,
        generation: Generation,
        events: &mpsc::Sender<Event>,
    ) -> Result<Self> {
        let session = uuid::Uuid::new_v4().to_string();
        // evcxr sends its requests for input to the client whose request runs: shell and stdin share an identity.
        let identity = peer_identity_for_session(&session)?;
        let iopub = create_client_iopub_connection(info, "", &session).await?;
        let shell = create_client_shell_connection_with_identity(info, &session, identity.clone()).await?;
        let stdin = create_client_stdin_connection_with_identity(info, &session, identity).await?;
        let control = create_client_control_connection(info, &session).await?;
        let key = message::key(&info.key);
        let (shell, from_shell) = shell.socket.split();
        let (stdin, from_stdin) = stdin.socket.split();
        // Its replies tell nothing that is not seen elsewhere.
        let (control, _) = control.socket.split();
        let event = move |message| Event::EngineShell(generation, message);
        tokio::spawn(receive(from_shell, key.clone(), events.clone(), event));
        let event = move |message| Event::EngineStdin(generation, message);
        tokio::spawn(receive(from_stdin, key.clone(), events.clone(), event));
        let event = move |message| Event::EngineIopub(generation, message);
        tokio::spawn(receive(iopub.socket, key.clone(), events.clone(), event));
        Ok(Self {
            shell,
            control,
            stdin,
            key,
        })
    }

    /// Passes a request on as it came, signed for evcxr.
    pub(super) async fn shell(&mut self, message: &Message) -> Result<()> {
        Self::send(&mut self.shell, message, self.key.as_ref()).await
    }

    /// Answers evcxr's request for input.
    pub(super) async fn stdin(&mut self, message: &Message) -> Result<()> {
        Self::send(&mut self.stdin, message, self.key.as_ref()).await
    }

    /// evcxr's own interrupt: it ends the process that runs the cells and starts an empty one.
    pub(super) async fn interrupt(&mut self) -> Result<()> {
        let request = Message::new("interrupt_request", json!({}));
        Self::send(&mut self.control, &request, self.key.as_ref()).await
    }

    async fn send(socket: &mut DealerSendHalf, message: &Message, key: Option<&hmac::Key>) -> Result<()> {
        let message = Message {
            identities: Vec::new(),
            ..message.clone()
        };
        socket
            .send(message.frames(key)?)
            .await
            .context("evcxr does not take messages")
    }
}

/// Free ports, held until evcxr is started, and a key that nobody else knows.
fn connection_info() -> Result<(ConnectionInfo, Vec<TcpListener>)> {
    let listeners: Vec<TcpListener> = (0..5)
        .map(|_| TcpListener::bind((Ipv4Addr::LOCALHOST, 0)))
        .collect::<std::io::Result<_>>()
        .context("no free port on 127.0.0.1")?;
    let port =
        |index: usize| -> Result<u16> { Ok(listeners.get(index).context("no port")?.local_addr()?.port()) };
    let info = ConnectionInfo {
        ip: Ipv4Addr::LOCALHOST.to_string(),
        transport: jupyter_protocol::connection_info::Transport::TCP,
        shell_port: port(0)?,
        iopub_port: port(1)?,
        stdin_port: port(2)?,
        control_port: port(3)?,
        hb_port: port(4)?,
        key: uuid::Uuid::new_v4().to_string(),
        signature_scheme: "hmac-sha256".into(),
        kernel_name: None,
    };
    Ok((info, listeners))
}

fn write_private(path: &Path, text: &str) -> Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true).mode(0o600);
    options
        .open(path)
        .and_then(|mut file| file.write_all(text.as_bytes()))
        .with_context(|| format!("{}: cannot be written", path.display()))
}
