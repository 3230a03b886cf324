//! The evcxr_jupyter child: its process and its sockets.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};

use anyhow::{Context, Result, bail};
use jupyter_zmq_client::connection::{
    ConnectionInfo, create_client_control_connection, create_client_iopub_connection,
    create_client_shell_connection_with_identity, create_client_stdin_connection_with_identity,
    peer_identity_for_session,
};
use ring::hmac;
use rustix::io::Errno;
use rustix::process::{Pid, WaitId, WaitIdOptions, waitid};
use tokio::sync::mpsc;
use zeromq::{DealerSendHalf, SocketSend};

use super::wire;
use crate::BuildDir;
use crate::proxy::machine::action::Channel;
use crate::proxy::machine::event::Generation;
use crate::proxy::machine::message::Message;
use crate::proxy::words;

/// What happens to evcxr.
#[derive(Debug)]
pub(super) enum News {
    /// Its sockets are connected.
    Connected(Sockets),
    /// They cannot be: why.
    Unreachable(String),
    /// What it sends.
    Shell(Message),
    Iopub(Message),
    Stdin(Message),
    /// Its process has ended.
    Ended,
}

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
    pub(super) fn start<E>(
        build_dir: &BuildDir,
        generation: Generation,
        events: &mpsc::Sender<E>,
    ) -> Result<Self>
    where
        E: From<(Generation, News)> + Send + 'static,
    {
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
        let child = command.spawn().with_context(words::no_engine)?;
        let engine = Self::of_child(child, log, generation, events)?;
        let events = events.clone();
        tokio::spawn(async move {
            let news = match Sockets::connect(&info, generation, &events).await {
                Ok(sockets) => News::Connected(sockets),
                Err(error) => News::Unreachable(format!("evcxr cannot be reached: {error:#}")),
            };
            let _ = events.send((generation, news).into()).await;
        });
        Ok(engine)
    }

    /// The engine that is this process, whose end will be told. What it leaves stays there for whoever asks how.
    pub(super) fn of_child<E>(
        child: Child,
        log: PathBuf,
        generation: Generation,
        events: &mpsc::Sender<E>,
    ) -> Result<Self>
    where
        E: From<(Generation, News)> + Send + 'static,
    {
        let pid = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
        let engine = Self { child, log };
        let pid = pid.context("a process without a number")?;
        let events = events.clone();
        let options = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT;
        std::thread::Builder::new()
            .name("evcxr's end".into())
            .spawn(move || {
                while waitid(WaitId::Pid(pid), options).is_err_and(|error| error == Errno::INTR) {}
                let _ = events.blocking_send((generation, News::Ended).into());
            })
            .context("no thread to wait for evcxr")?;
        Ok(engine)
    }

    /// Ends it, and says how it ended.
    pub(super) fn end(mut self) -> String {
        let _ = self.child.kill();
        match self.child.wait() {
            Ok(status) => format!("evcxr ended, {status}"),
            Err(error) => format!("evcxr ended, {error}"),
        }
    }

    /// Ends it; [`News::Ended`] follows.
    pub(super) fn kill(&mut self) {
        let _ = self.child.kill();
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
    async fn connect<E>(
        info: &ConnectionInfo,
        generation: Generation,
        events: &mpsc::Sender<E>,
    ) -> Result<Self>
    where
        E: From<(Generation, News)> + Send + 'static,
    {
        let session = uuid::Uuid::new_v4().to_string();
        // evcxr sends its requests for input to the client whose request runs: shell and stdin share an identity.
        let identity = peer_identity_for_session(&session)?;
        let iopub = create_client_iopub_connection(info, "", &session).await?;
        let shell = create_client_shell_connection_with_identity(info, &session, identity.clone()).await?;
        let stdin = create_client_stdin_connection_with_identity(info, &session, identity).await?;
        let control = create_client_control_connection(info, &session).await?;
        let key = wire::key(&info.key);
        let (shell, from_shell) = shell.socket.split();
        let (stdin, from_stdin) = stdin.socket.split();
        // Its replies tell nothing that is not seen elsewhere.
        let (control, _) = control.socket.split();
        let news = move |message| (generation, News::Shell(message));
        tokio::spawn(wire::receive(from_shell, key.clone(), events.clone(), news));
        let news = move |message| (generation, News::Stdin(message));
        tokio::spawn(wire::receive(from_stdin, key.clone(), events.clone(), news));
        let news = move |message| (generation, News::Iopub(message));
        tokio::spawn(wire::receive(iopub.socket, key.clone(), events.clone(), news));
        Ok(Self {
            shell,
            control,
            stdin,
            key,
        })
    }

    /// Passes a message on as it came, signed for evcxr.
    pub(super) async fn send(&mut self, channel: Channel, message: Message) -> Result<()> {
        let socket = match channel {
            Channel::Shell => &mut self.shell,
            Channel::Control => &mut self.control,
            Channel::Stdin => &mut self.stdin,
            Channel::Iopub => bail!("nothing is sent to evcxr there"),
        };
        let message = wire::dated(Message {
            identities: Vec::new(),
            ..message
        });
        socket
            .send(wire::frames(&message, self.key.as_ref())?)
            .await
            .context("evcxr does not take messages")
    }
}

/// Free ports, held until evcxr is started, and a key that nobody else knows.
pub(super) fn connection_info() -> Result<(ConnectionInfo, Vec<TcpListener>)> {
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
