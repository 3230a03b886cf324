//! Starting evcxr, handing it cells, and saying how they ended.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::conductor::Conductor;
use super::engine::Engine;
use super::failure::Failure;
use super::job::{Interrupt, Job};
use super::link::Listener;
use super::locate::{self, Place};
use super::message::Message;
use super::sockets::Channel;

/// How many times in a row evcxr may end before it is ready.
const STARTS: u32 = 3;
/// How long a process's last words may take after evcxr has noticed its end. Programs that a cell has started may keep
/// the streams open for ever.
const LAST_WORDS: Duration = Duration::from_millis(500);
/// A wait that is shorter than this needs no note.
const NOTE_AFTER: Duration = Duration::from_millis(700);
/// What a start usually takes, where none has been measured yet.
const USUAL_START: f64 = 15.0;
/// Asks for a type that only the whole library's sources tell. Nothing of it runs.
const PRIMING: &str = "use mlp::prelude::*;
let primed = mlp::candle_core::Tensor::zeros(1, mlp::candle_core::DType::F32, &best_device())?;
let sum = primed.sum_all()?;
sum";

impl Conductor {
    /// Starts evcxr, anew if it has ended.
    pub(super) async fn start_engine(&mut self) {
        self.sockets = None;
        self.cells = None;
        self.join = None;
        self.engine = None;
        self.generation += 1;
        self.answer_all_asked().await;
        let Some(build_dir) = &self.build_dir else {
            return;
        };
        build_dir.kill_processes();
        match Engine::start(build_dir, self.generation, &self.events) {
            Ok(engine) => self.engine = Some(engine),
            Err(error) => self.broken = Some(format!("{error:#}")),
        }
    }

    /// Has evcxr run the statement that joins its process to us. evcxr does so when it is ready; cells follow.
    pub(super) async fn join_cells(&mut self) {
        self.cells = None;
        self.cells_generation += 1;
        let listener = match Listener::bind() {
            Ok(listener) => listener,
            Err(error) => {
                self.broken = Some(format!("{error:#}"));
                return;
            }
        };
        // With the trait in scope a cell's value is shown without a second compilation, whatever the notebook imports.
        let code = format!(
            "use mlp::live::eprintln;\nuse mlp::prelude::ShowDebug;\nmlp::live::attach({:?});",
            listener.address
        );
        let content = json!({
            "code": code, "silent": true, "store_history": false, "user_expressions": {}, "allow_stdin": false,
            "stop_on_error": false,
        });
        let request = Message::new("execute_request", content);
        tokio::spawn(listener.accept(self.cells_generation, self.events.clone()));
        if let Some(sockets) = &mut self.sockets
            && sockets.shell(&request).await.is_ok()
        {
            let mut job = Job::new(request, 0);
            job.sent = true;
            self.join = Some(job);
        }
    }

    /// Does whatever can be done now.
    pub(super) async fn advance(&mut self) {
        if self.finish_join() {
            self.prime().await;
        }
        if self.cell.as_ref().is_some_and(|cell| self.is_finished(cell))
            && let Some(cell) = self.cell.take()
        {
            self.finish_cell(cell).await;
        }
        while self.cell.is_none() {
            let Some(request) = self.queue.pop_front() else {
                return;
            };
            self.begin_cell(request).await;
        }
        self.send_cell().await;
    }

    /// True once the process that runs cells has joined us.
    fn finish_join(&mut self) -> bool {
        let Some(join) = &self.join else {
            return false;
        };
        if !(join.idle && join.reply.is_some()) {
            return false;
        }
        if !join.errors.is_empty() || join.reply.as_ref().is_some_and(|reply| reply["status"] != "ok") {
            let words: Vec<&str> = join
                .errors
                .iter()
                .filter_map(|error| error["evalue"].as_str())
                .collect();
            self.broken = Some(format!(
                "the notebooks' library cannot be loaded. Run `cargo lab setup`, then restart the kernel\n{}",
                words.join("\n")
            ));
            self.join = None;
            false
        } else if self.cells.is_some() {
            self.join = None;
            self.failed_starts = 0;
            if self.cells_generation == 1 && !self.is_spare && !self.was_spare() {
                // Only a hint for the next kernel's note.
                let _ = std::fs::write(
                    &self.start_seconds,
                    format!("{:.1}", self.started.elapsed().as_secs_f64()),
                );
            }
            true
        } else {
            false
        }
    }

    /// Has evcxr's analysis read the library now, if nobody waits for a cell: the first cell with a variable would
    /// wait for it.
    async fn prime(&mut self) {
        if self.cells_generation > 1 || self.cell.is_some() || !self.queue.is_empty() {
            return;
        }
        let content = json!({ "code": PRIMING, "cursor_pos": PRIMING.len() - 1, "detail_level": 0 });
        let request = Message::new("inspect_request", content);
        if let Some(sockets) = &mut self.sockets
            && sockets.shell(&request).await.is_ok()
        {
            self.priming = Some(request.id().to_owned());
        }
    }

    async fn begin_cell(&mut self, request: Message) {
        self.status(&request, "busy").await;
        self.outputs.begin(&request).await;
        let silent = request.flag("silent", false);
        if !silent && request.flag("store_history", true) {
            self.execution_count += 1;
            self.remember(self.execution_count, request.text("code"));
        }
        let count = self.execution_count;
        if !silent {
            let content = json!({ "code": request.text("code"), "execution_count": count });
            self.outputs.publish("execute_input", content).await;
        }
        self.cell = Some(Job::new(request, count));
    }

    async fn send_cell(&mut self) {
        let (ready, broken) = (self.is_ready(), self.broken.is_some());
        let Some(cell) = &mut self.cell else {
            return;
        };
        if cell.sent || cell.interrupt.is_some() || !ready || broken {
            return;
        }
        cell.sent = true;
        let clear = std::mem::take(&mut cell.noted);
        if clear {
            self.outputs
                .publish("clear_output", json!({ "wait": false }))
                .await;
        }
        if let (Some(sockets), Some(cell)) = (&mut self.sockets, &self.cell)
            && let Err(error) = sockets.shell(&cell.request).await
        {
            self.broken = Some(format!("{error:#}"));
        }
    }

    fn is_finished(&self, cell: &Job) -> bool {
        if !cell.sent {
            return self.broken.is_some() || cell.interrupt.is_some();
        }
        let replied = cell.reply.is_some() && cell.idle;
        let all_heard = cell.crashed.is_none_or(|at| {
            self.cells.as_ref().is_none_or(super::cells::Cells::is_closed) || at.elapsed() > LAST_WORDS
        });
        replied && all_heard
    }

    async fn finish_cell(&mut self, mut cell: Job) {
        let failure = self.failure(&mut cell).await;
        if cell.noted {
            self.outputs
                .publish("clear_output", json!({ "wait": false }))
                .await;
        }
        self.outputs.finish(cell.count, cell.silent).await;
        let reply = match &failure {
            None => {
                json!({ "status": "ok", "execution_count": cell.count, "user_expressions": {}, "payload": [] })
            }
            Some(failure) => {
                let error = failure.content(cell.count);
                self.outputs.publish("error", error.clone()).await;
                let mut reply = json!({ "status": "error", "execution_count": cell.count });
                merge(&mut reply, &error);
                reply
            }
        };
        self.outbox.send(Channel::Shell, cell.request.reply(reply)).await;
        self.status(&cell.request, "idle").await;
        let stopped = failure.is_some() && cell.request.flag("stop_on_error", true);
        if stopped || cell.interrupt.is_some() {
            self.abort_queue().await;
        }
        if self.engine.is_some() && cell.termination().is_some() {
            self.join_cells().await;
        }
    }

    /// Answers the cells that wait: they shall not run after an error.
    async fn abort_queue(&mut self) {
        for request in std::mem::take(&mut self.queue) {
            self.status(&request, "busy").await;
            let content = json!({ "status": "aborted", "execution_count": self.execution_count });
            self.outbox.send(Channel::Shell, request.reply(content)).await;
            self.status(&request, "idle").await;
        }
    }

    async fn failure(&mut self, cell: &mut Job) -> Option<Failure> {
        if let Some(broken) = self.broken.clone().filter(|_| !cell.sent) {
            return Some(Failure::Kernel(broken));
        }
        if !cell.sent {
            return Some(Failure::Interrupted { lost: false });
        }
        let code = cell.request.text("code").to_owned();
        if let Some(status) = cell.termination().map(str::to_owned) {
            self.print_panics(std::mem::take(&mut cell.panics)).await;
            self.outputs.flush().await;
            // evcxr's handler ends the process by another signal than the one that came.
            let status = self.outputs.crashing().map_or(status, str::to_lowercase);
            let forced = cell.interrupt == Some(Interrupt::Forced);
            return Some(if forced {
                Failure::Interrupted { lost: true }
            } else {
                Failure::Crash(status)
            });
        }
        if cell.reply.as_ref().is_some_and(|reply| reply["status"] != "ok") {
            if cell.interrupt == Some(Interrupt::Compiling) {
                return Some(Failure::Interrupted { lost: false });
            }
            let words = || {
                cell.errors
                    .iter()
                    .filter_map(|error| error["evalue"].as_str())
                    .collect::<Vec<_>>()
                    .join("\n")
            };
            let is_command = code.trim_start().starts_with(':');
            return Some(if is_command {
                Failure::Command(words())
            } else {
                Failure::Compile(cell.errors.clone())
            });
        }
        if cell.panicked {
            let mut panics = std::mem::take(&mut cell.panics);
            let which = panics
                .iter()
                .rposition(|panic| panic.of_cell)
                .or(panics.len().checked_sub(1));
            let panic = which.map(|index| panics.remove(index).report).unwrap_or_default();
            self.print_panics(panics).await;
            let message = panic["message"]
                .as_str()
                .unwrap_or("the cell panicked")
                .to_owned();
            return Some(Failure::Panic {
                message,
                place: self.place(&code, &panic),
            });
        }
        self.print_panics(std::mem::take(&mut cell.panics)).await;
        if cell.errored {
            self.outputs.flush().await;
            let message = cell
                .error
                .take()
                .unwrap_or_else(|| self.outputs.take_last_stderr().trim_end().to_owned());
            return Some(Failure::Error {
                message,
                place: locate::question_mark(&code),
            });
        }
        None
    }

    fn place(&self, code: &str, panic: &Value) -> Place {
        let line = panic["line"].as_u64().and_then(|line| usize::try_from(line).ok());
        match (&self.build_dir, panic["file"].as_str(), line) {
            (Some(build_dir), Some(file), Some(line)) => locate::place(code, build_dir.folder(), file, line),
            _ => Place::Elsewhere(None),
        }
    }

    /// Panics that did not end the cell are text like any other.
    async fn print_panics(&mut self, panics: Vec<super::job::Panic>) {
        for panic in panics {
            let report = panic.report;
            let thread = report["thread"].as_str().unwrap_or("main");
            let text = format!(
                "thread '{thread}' panicked at {}:{}\n{}\n",
                report["file"].as_str().unwrap_or("?"),
                report["line"],
                report["message"].as_str().unwrap_or_default()
            );
            self.outputs.late_text(&text).await;
        }
    }

    /// What time brings: text that is due, deadlines, an evcxr that has ended.
    pub(super) async fn look_at_clocks(&mut self) {
        if self.outputs.due().is_some_and(|due| due <= Instant::now()) {
            self.outputs.flush().await;
        }
        self.ask_for_the_end_again().await;
        self.interrupt_deadlines().await;
        self.note_the_wait().await;
        if let Some(how) = self.engine.as_mut().and_then(Engine::ended) {
            self.engine_ended(how).await;
        }
    }

    async fn engine_ended(&mut self, how: String) {
        let last_words = self
            .engine
            .take()
            .map(|engine| engine.last_words())
            .unwrap_or_default();
        if let Some(cell) = &mut self.cell
            && cell.sent
        {
            cell.errors
                .push(json!({ "evalue": format!("Subprocess terminated with status: {how}") }));
            cell.reply = Some(json!({ "status": "error" }));
            cell.idle = true;
            if let Some(cell) = self.cell.take() {
                self.finish_cell(cell).await;
            }
        }
        self.failed_starts += 1;
        if self.failed_starts > STARTS {
            self.broken = Some(format!(
                "evcxr does not start. Run `cargo lab doctor`\n{how}\n{last_words}"
            ));
        } else {
            self.start_engine().await;
        }
    }

    /// Tells those who wait for the kernel what it is doing.
    async fn note_the_wait(&mut self) {
        let ready = self.is_ready();
        let Some(cell) = &mut self.cell else {
            return;
        };
        if ready || cell.sent || cell.noted || cell.silent || cell.began.elapsed() < NOTE_AFTER {
            return;
        }
        cell.noted = true;
        let usual = std::fs::read_to_string(&self.start_seconds)
            .ok()
            .and_then(|text| text.trim().parse().ok());
        let text = format!(
            "Rust is getting ready; this usually takes about {:.0} s …",
            usual.unwrap_or(USUAL_START)
        );
        let content = json!({ "data": { "text/plain": text }, "metadata": {}, "transient": {} });
        self.outputs.publish("display_data", content).await;
    }
}

fn merge(into: &mut Value, from: &Value) {
    if let (Some(into), Some(from)) = (into.as_object_mut(), from.as_object()) {
        into.extend(from.iter().map(|(name, value)| (name.clone(), value.clone())));
    }
}
