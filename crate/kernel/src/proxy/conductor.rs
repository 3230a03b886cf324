//! The one task that decides. Everything that happens arrives as an [`Event`]; what follows from it is done here.

use std::collections::{HashMap, VecDeque};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::sync::mpsc;

use super::answers::{self, History};
use super::cells::Cells;
use super::complete;
use super::engine::{Engine, Sockets};
use super::event::{Event, Generation};
use super::job::Job;
use super::message::Message;
use super::outputs::Outputs;
use super::sockets::{Channel, Outbox};
use super::spare::Taken;
use crate::BuildDir;
use crate::spare::{self, place::Move, polite::Polite};

/// How often to look at clocks while a cell runs, and while none does.
const TICK: Duration = Duration::from_millis(20);
const IDLE_TICK: Duration = Duration::from_millis(400);

/// The kernel's state.
#[derive(Debug)]
pub(super) struct Conductor {
    pub(super) outbox: Outbox,
    pub(super) events: mpsc::Sender<Event>,
    pub(super) outputs: Outputs,
    pub(super) build_dir: Option<BuildDir>,
    pub(super) engine: Option<Engine>,
    pub(super) sockets: Option<Box<Sockets>>,
    /// Counts engines.
    pub(super) generation: Generation,
    /// Engines that ended before they were ready, in a row.
    pub(super) failed_starts: u32,
    /// The line to the process that runs cells.
    pub(super) cells: Option<Cells>,
    /// Counts those processes.
    pub(super) cells_generation: Generation,
    /// The statement that joins that process to us, while evcxr works on it.
    pub(super) join: Option<Job>,
    /// The cell that runs, or that waits for the kernel to be ready.
    pub(super) cell: Option<Job>,
    pub(super) queue: VecDeque<Message>,
    /// Why no cell can ever run.
    pub(super) broken: Option<String>,
    pub(super) execution_count: u64,
    history: History,
    /// Requests that evcxr was asked to answer, by their id.
    asked: HashMap<String, Message>,
    pub(super) rust_version: String,
    /// Remembers how long the last start took, for the note to those who wait for this one.
    pub(super) start_seconds: PathBuf,
    pub(super) started: Instant,
    /// Nobody has asked for this kernel yet.
    pub(super) is_spare: bool,
    /// Keeps a spare out of others' way.
    polite: Option<Polite>,
    /// Where the notebook wants its cells, if that is elsewhere than where evcxr was started.
    way: Option<Move>,
    /// The process that runs cells is on its way there.
    moving: bool,
    /// The question by which evcxr's analysis is made to read the library.
    pub(super) priming: Option<String>,
}

impl Conductor {
    pub(super) fn new(
        outbox: Outbox,
        events: mpsc::Sender<Event>,
        rust_version: String,
        start_seconds: PathBuf,
    ) -> Self {
        Self {
            outputs: Outputs::new(outbox.clone()),
            outbox,
            events,
            build_dir: None,
            engine: None,
            sockets: None,
            generation: 0,
            failed_starts: 0,
            cells: None,
            cells_generation: 0,
            join: None,
            cell: None,
            queue: VecDeque::new(),
            broken: None,
            execution_count: 0,
            history: History::default(),
            asked: HashMap::new(),
            rust_version,
            start_seconds,
            started: Instant::now(),
            is_spare: false,
            polite: None,
            way: None,
            moving: false,
            priming: None,
        }
    }

    /// Runs until the kernel shall end. To be run on the program's main thread: evcxr ends with the thread that
    /// started it.
    pub(super) async fn run(mut self, mut inbox: mpsc::Receiver<Event>) {
        let mut parent = rustix::process::getppid();
        self.outbox
            .publish(Message::new("status", json!({ "execution_state": "starting" })))
            .await;
        loop {
            let tick = if self.cell.is_some() || self.outputs.due().is_some() {
                TICK
            } else {
                IDLE_TICK
            };
            let event = tokio::time::timeout(tick, inbox.recv()).await;
            match event {
                Ok(Some(Event::Taken(taken))) => {
                    // Tied to a front end now, no longer to the keeper.
                    parent = None;
                    self.take(*taken).await;
                }
                Ok(Some(event)) => {
                    if self.handle(event).await {
                        return;
                    }
                }
                Ok(None) => return,
                Err(_) => {}
            }
            let is_alone = parent.is_some() && rustix::process::getppid() != parent;
            if is_alone || (self.is_spare && self.broken.is_some()) {
                return;
            }
            self.look_at_clocks().await;
            self.advance().await;
        }
    }

    /// Takes one event; true if the kernel shall end.
    async fn handle(&mut self, event: Event) -> bool {
        match event {
            Event::Shell(message) => self.shell(message).await,
            Event::Control(message) => return self.control(message).await,
            Event::Stdin(message) => {
                if let Some(sockets) = &mut self.sockets {
                    let _ = sockets.stdin(&message).await;
                }
            }
            Event::BuildDir(Ok(build_dir)) => {
                if self.is_spare {
                    self.warm_up_politely(&build_dir);
                }
                self.build_dir = Some(build_dir);
                self.start_engine().await;
            }
            Event::BuildDir(Err(error)) => self.broken = Some(format!("{error:#}")),
            Event::Connected(generation, sockets) if generation == self.generation => {
                self.sockets = Some(sockets);
                self.join_cells().await;
            }
            Event::EngineShell(generation, message) if generation == self.generation => {
                self.engine_reply(message).await;
            }
            Event::EngineIopub(generation, message) if generation == self.generation => {
                self.engine_output(message).await;
            }
            Event::EngineStdin(generation, message) if generation == self.generation => {
                if let Some(cell) = &self.cell {
                    let identities = cell.request.identities.clone();
                    self.outputs.flush().await;
                    self.outbox
                        .send(
                            Channel::Stdin,
                            Message {
                                identities,
                                ..message
                            },
                        )
                        .await;
                }
            }
            Event::Linked(generation, link) if generation == self.cells_generation => {
                self.cells = Some(Cells::new(*link));
                self.move_cells().await;
            }
            Event::Output(generation, stream, bytes) if generation == self.cells_generation => {
                self.output(stream, &bytes).await;
            }
            Event::Closed(generation, stream) if generation == self.cells_generation => {
                self.closed(stream).await;
            }
            Event::Stop => return true,
            Event::Interrupt => self.interrupt().await,
            // News of an engine or a process that has been replaced.
            _ => {}
        }
        false
    }

    async fn shell(&mut self, message: Message) {
        let answer = match message.msg_type() {
            "execute_request" => {
                self.queue.push_back(message);
                return;
            }
            "kernel_info_request" => answers::kernel_info(&self.rust_version),
            "is_complete_request" => complete::is_complete(message.text("code")),
            "history_request" => self.history.answer(&message),
            "comm_info_request" => answers::comm_info(),
            "complete_request" | "inspect_request" => {
                // evcxr answers when no cell runs; a completion that comes when the cell is over helps nobody.
                if self.is_ready() && self.cell.is_none() && self.queue.is_empty() && self.ask(&message).await
                {
                    return;
                }
                empty_answer(&message)
            }
            "comm_open" | "comm_msg" | "comm_close" => {
                // Passed on whole; evcxr closes what it does not know.
                self.ask_without_reply(&message).await;
                return;
            }
            "interrupt_request" | "shutdown_request" => {
                self.control(message).await;
                return;
            }
            other => {
                eprintln!("{other} is not known");
                return;
            }
        };
        self.answer(Channel::Shell, &message, answer).await;
    }

    /// Requests that must be answered while a cell runs; true if the kernel shall end.
    async fn control(&mut self, message: Message) -> bool {
        match message.msg_type() {
            "shutdown_request" => {
                let content = json!({ "status": "ok", "restart": message.flag("restart", false) });
                self.outbox
                    .send(Channel::Control, message.reply(content.clone()))
                    .await;
                self.outbox
                    .publish(message.child("shutdown_reply", content))
                    .await;
                self.outbox.drain().await;
                return true;
            }
            "interrupt_request" => {
                self.answer(Channel::Control, &message, json!({ "status": "ok" }))
                    .await;
                self.interrupt().await;
            }
            "kernel_info_request" => {
                self.answer(
                    Channel::Control,
                    &message,
                    answers::kernel_info(&self.rust_version),
                )
                .await;
            }
            other => eprintln!("{other} is not known on the control channel"),
        }
        false
    }

    /// Answers between busy and idle, as the protocol wants.
    async fn answer(&self, channel: Channel, request: &Message, content: Value) {
        self.status(request, "busy").await;
        self.outbox.send(channel, request.reply(content)).await;
        self.idle(request).await;
    }

    pub(super) async fn status(&self, request: &Message, state: &str) {
        self.outbox
            .publish(request.child("status", json!({ "execution_state": state })))
            .await;
    }

    /// Says that `request` is done; front ends show the last state they hear, so a running cell is busy again.
    async fn idle(&self, request: &Message) {
        self.status(request, "idle").await;
        if let Some(cell) = &self.cell {
            self.status(&cell.request, "busy").await;
        }
    }

    /// Hands a request to evcxr, whose reply goes back to the client.
    async fn ask(&mut self, message: &Message) -> bool {
        let Some(sockets) = &mut self.sockets else {
            return false;
        };
        if sockets.shell(message).await.is_err() {
            return false;
        }
        self.status(message, "busy").await;
        self.asked.insert(message.id().to_owned(), message.clone());
        true
    }

    async fn ask_without_reply(&mut self, message: &Message) {
        self.status(message, "busy").await;
        if let Some(sockets) = &mut self.sockets {
            let _ = sockets.shell(message).await;
        } else if message.msg_type() == "comm_open" {
            let content = json!({ "comm_id": message.content["comm_id"], "data": {} });
            self.outbox.publish(message.child("comm_close", content)).await;
        }
        self.idle(message).await;
    }

    async fn engine_reply(&mut self, message: Message) {
        let id = message.parent_id().to_owned();
        if self.priming.as_ref() == Some(&id) {
            self.primed();
        } else if let Some(request) = self.asked.remove(&id) {
            let content = if message.content["status"] == "ok" {
                message.content.clone()
            } else {
                empty_answer(&request)
            };
            let reply = Message {
                identities: request.identities.clone(),
                content,
                ..message
            };
            self.outbox.send(Channel::Shell, reply).await;
            self.idle(&request).await;
        } else if let Some(job) = self.job(&id) {
            job.reply = Some(message.content);
        }
    }

    async fn engine_output(&mut self, message: Message) {
        let id = message.parent_id().to_owned();
        let is_cell = self.cell.as_ref().is_some_and(|cell| cell.request.id() == id);
        let Some(job) = self.job(&id) else {
            if message.msg_type().starts_with("comm_") {
                self.outbox.publish(message).await;
            }
            return;
        };
        match message.msg_type() {
            "status" => job.idle |= message.content["execution_state"] == "idle",
            "error" => {
                job.errors.push(message.content);
                if job.termination().is_some() && job.crashed.is_none() {
                    job.crashed = Some(Instant::now());
                }
            }
            // Ours has the right number.
            "execute_input" => {}
            "execute_result" if is_cell => {
                let (count, silent) = (job.count, job.silent);
                let mut message = message;
                message.content["execution_count"] = count.into();
                self.outputs.flush().await;
                if !silent {
                    self.outbox.publish(message).await;
                }
            }
            _ if is_cell => self.outbox.publish(message).await,
            _ => {}
        }
    }

    /// The job that evcxr works on under this id.
    fn job(&mut self, id: &str) -> Option<&mut Job> {
        [&mut self.join, &mut self.cell]
            .into_iter()
            .flatten()
            .find(|job| job.request.id() == id)
    }

    /// Whether a cell can be handed to evcxr now.
    pub(super) fn is_ready(&self) -> bool {
        self.sockets.is_some() && self.cells.is_some() && self.join.is_none() && !self.moving
    }

    /// Answers what evcxr was asked before it ended.
    pub(super) async fn answer_all_asked(&mut self) {
        for request in std::mem::take(&mut self.asked).into_values() {
            self.outbox
                .send(Channel::Shell, request.reply(empty_answer(&request)))
                .await;
            self.idle(&request).await;
        }
    }

    pub(super) fn remember(&mut self, execution_count: u64, code: &str) {
        self.history.push(execution_count, code);
    }
}

/// A spare's way to a notebook.
impl Conductor {
    fn warm_up_politely(&mut self, build_dir: &BuildDir) {
        // `lab doctor` reads it; nothing depends on it.
        let _ = std::fs::write(spare::mark(build_dir.folder()), "warming up");
        let events = self.events.clone();
        self.polite = Some(Polite::begin(build_dir.folder(), move || {
            let _ = events.blocking_send(Event::Stop);
        }));
    }

    /// evcxr's analysis has read the library: a spare can do no more.
    fn primed(&mut self) {
        self.priming = None;
        if let Some(build_dir) = self.build_dir.as_ref().filter(|_| self.is_spare) {
            let _ = std::fs::write(spare::mark(build_dir.folder()), "ready");
        }
    }

    async fn take(&mut self, taken: Taken) {
        self.is_spare = false;
        self.polite = None;
        self.started = Instant::now();
        if let Some(build_dir) = &self.build_dir {
            let _ = std::fs::remove_file(spare::mark(build_dir.folder()));
        }
        self.outbox = taken.outbox.clone();
        self.outputs = Outputs::new(taken.outbox);
        self.way = Some(taken.way);
        self.outbox
            .publish(Message::new("status", json!({ "execution_state": "starting" })))
            .await;
        self.move_cells().await;
    }

    /// Puts the process that runs cells where the notebook wants it, a new one after a crash as well.
    async fn move_cells(&mut self) {
        if let (Some(way), Some(cells)) = (&self.way, &mut self.cells) {
            self.moving = true;
            let way = serde_json::to_string(way).unwrap_or_default();
            cells.link.request(&format!("move {way}")).await;
        }
    }

    /// Whether this kernel was one that waited for a front end.
    pub(super) fn was_spare(&self) -> bool {
        self.way.is_some()
    }

    /// The process that runs cells is where it shall be.
    pub(super) fn moved(&mut self) {
        self.moving = false;
    }
}

fn empty_answer(request: &Message) -> Value {
    if request.msg_type() == "inspect_request" {
        answers::nothing_found()
    } else {
        answers::no_completions(request)
    }
}
