//! What stands around the machine: sockets, processes, signals and a clock. Each tells what happens as news; one loop
//! hands it to the machine and does what the machine wants, in that order.

mod engine;
mod front;
mod hands;
mod link;
mod news;
mod signals;
mod spare;
#[cfg(test)]
mod tests;
mod trace;
mod wire;

use std::collections::VecDeque;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use tokio::sync::mpsc;

use self::front::Outbox;
use self::hands::Hands;
use self::news::News;
use super::machine::action::Action;
use super::machine::event::Event;
use super::machine::{About, Machine, Settings, Statements};
use crate::KernelHome;

/// How much news may wait; a cell that floods its stdout waits in turn.
const WAITING: usize = 64;

/// Serves the front end that wrote `connection_file`, until it says shutdown or is gone.
pub(super) fn run(
    home: KernelHome,
    connection_file: &Path,
    about: About,
    statements: Statements,
) -> Result<ExitCode> {
    let info = front::connection(connection_file)?;
    front::heartbeat(&info)?;
    let settings = settings(&home, about, statements, false);
    serve(home, settings, async |news| front::bind(&info, news).await)
}

/// Warms up without a front end, and serves the first one that asks.
pub(super) fn run_as_spare(home: KernelHome, about: About, statements: Statements) -> Result<ExitCode> {
    let folder = home.folder().to_owned();
    let settings = settings(&home, about, statements, true);
    serve(home, settings, async |news| {
        tokio::spawn(spare::hand_out(spare::listen()?, folder, news.clone()));
        Ok(Outbox::nowhere())
    })
}

fn settings(home: &KernelHome, about: About, statements: Statements, is_spare: bool) -> Settings {
    let took = std::fs::read_to_string(start_seconds(home));
    Settings {
        session: uuid::Uuid::new_v4().to_string(),
        about,
        statements,
        usual_start: took.ok().and_then(|text| text.trim().parse().ok()),
        is_spare,
    }
}

/// Remembers how long the last start took.
fn start_seconds(home: &KernelHome) -> std::path::PathBuf {
    home.folder().join("start-seconds")
}

fn serve(
    home: KernelHome,
    settings: Settings,
    front: impl AsyncFnOnce(&mpsc::Sender<News>) -> Result<Outbox>,
) -> Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .context("no runtime")?;
    // Held until the end: whoever tidies up leaves a snapshot alone that is in use.
    let home = Arc::new(home);
    let held = Arc::clone(&home);
    // On this thread, the program's main one: evcxr ends with the thread that started it.
    let result = runtime.block_on(async {
        let (news, inbox) = mpsc::channel(WAITING);
        let machine = Machine::new(settings, Instant::now());
        let outbox = front(&news).await?;
        signals::watch(news.clone())?;
        let tie = signals::tie_to_parent(news.clone());
        let hands = Hands::new(news.clone(), outbox, tie, start_seconds(&home));
        tokio::task::spawn_blocking(move || drop(news.blocking_send(News::BuildDir(home.build_dir()))));
        live(machine, hands, inbox).await;
        anyhow::Ok(ExitCode::SUCCESS)
    });
    // A copy of the build directory that is under way is finished, then removed.
    runtime.shutdown_timeout(Duration::from_secs(20));
    drop(held);
    result
}

/// Runs until the kernel shall end.
async fn live(mut machine: Machine, mut hands: Hands, mut inbox: mpsc::Receiver<News>) {
    let mut events = VecDeque::from([Event::Begun]);
    loop {
        while let Some(event) = events.pop_front() {
            for action in machine.handle(event, Instant::now()) {
                let is_end = action == Action::End;
                events.extend(hands.perform(action).await);
                if is_end {
                    return;
                }
            }
        }
        match next(&mut inbox, machine.next_deadline()).await {
            Some(Some(news)) => events.extend(hands.receive(news)),
            Some(None) => return,
            None => events.push_back(Event::Time),
        }
    }
}

/// The next news, or none where the deadline comes first.
async fn next(inbox: &mut mpsc::Receiver<News>, deadline: Option<Instant>) -> Option<Option<News>> {
    match deadline {
        Some(deadline) => tokio::time::timeout_at(deadline.into(), inbox.recv()).await.ok(),
        None => Some(inbox.recv().await),
    }
}
