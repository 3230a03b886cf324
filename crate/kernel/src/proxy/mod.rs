//! The kernel that front ends talk to: it stands between them and an evcxr_jupyter child.
//!
//! ```text
//! front end ⇄ sockets ⇄ conductor ⇄ engine (evcxr_jupyter) ⇄ the process that runs cells
//!                           ⇅                                        ⇅
//!                           └────────── link: stdout, stderr, requests ──────────┘
//! ```
//!
//! evcxr compiles and runs cells; everything that a reader sees of it goes through here and is mended on the way.
//!
//! - **One task decides** ([`conductor`]). Sockets, the engine and the link turn what happens into
//!   [`Event`](event::Event)s; nothing is shared and nothing is locked.
//! - **Output does not go through evcxr.** Before the first cell the process that runs cells executes
//!   `mlp::live::attach`, which puts sockets of ours in the place of its stdout and stderr ([`link`]). [`scan`] tells
//!   text from the lines that evcxr waits for; those are handed back to evcxr in their order. So text streams as it is
//!   printed, with or without newline; a process that dies leaves all it has printed; a flood is slowed down instead of
//!   piling up; and `mlp` can send reports (figures that change, panics) that a print cannot imitate.
//! - **A cell is over when it is.** evcxr's word for the end is held back until a fence has come through stdout and
//!   stderr and the thread that runs cells waits for the next one ([`cells`]). So all output comes before idle, and a
//!   cell that prints evcxr's word ends nothing.
//! - **Errors** ([`failure`]): a panic and a failing `?` are known by reports and by evcxr's own lines, a crash and a
//!   compile error by evcxr's `error` messages, of which one is made. The reply carries what clients read.
//! - **Interrupts** ([`interrupting`]): the cell is asked; a compiler is ended; then evcxr's own interrupt follows.
//! - **The rest of the protocol** is answered here ([`answers`], [`complete`]) or handed to evcxr as it came.
//!   Completion and inspection are empty while a cell runs, since evcxr would answer after it.
//!
//! evcxr dies with this process (the launcher sees to it), and the process that runs cells dies with its link.

mod answers;
mod cells;
mod color;
mod complete;
mod conductor;
mod engine;
mod event;
mod failure;
mod interrupting;
mod job;
mod link;
mod locate;
mod message;
mod outputs;
mod running;
mod scan;
mod sockets;
mod spare;

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use tokio::sync::mpsc;

use self::event::Event;
use self::sockets::Outbox;
use super::KernelHome;

/// How many events may wait; a cell that floods its stdout waits in turn.
const EVENTS: usize = 64;

/// Serves the front end that wrote `connection_file`, until it says shutdown or is gone.
pub fn run(home: KernelHome, connection_file: &Path) -> Result<ExitCode> {
    let info = sockets::connection(connection_file)?;
    sockets::heartbeat(&info)?;
    serve(home, false, async |events| sockets::bind(&info, events).await)
}

/// Warms up without a front end, and serves the first one that asks.
pub fn run_as_spare(home: KernelHome) -> Result<ExitCode> {
    let folder = home.folder().to_owned();
    serve(home, true, async |events| {
        tokio::spawn(spare::hand_out(spare::listen()?, folder, events.clone()));
        Ok(Outbox::nowhere())
    })
}

fn serve(
    home: KernelHome,
    is_spare: bool,
    front: impl AsyncFnOnce(&mpsc::Sender<Event>) -> Result<Outbox>,
) -> Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .context("no runtime")?;
    let start_seconds = home.folder().join("start-seconds");
    let rust_version = home.rust_version();
    // Held until the end: whoever tidies up leaves a snapshot alone that is in use.
    let home = Arc::new(home);
    let held = Arc::clone(&home);
    let result = runtime.block_on(async {
        let (events, inbox) = mpsc::channel(EVENTS);
        let outbox = front(&events).await?;
        watch_signals(&events)?;
        let ready = events.clone();
        tokio::task::spawn_blocking(move || drop(ready.blocking_send(Event::BuildDir(home.build_dir()))));
        let mut conductor = conductor::Conductor::new(outbox, events, rust_version, start_seconds);
        conductor.is_spare = is_spare;
        conductor.run(inbox).await;
        anyhow::Ok(ExitCode::SUCCESS)
    });
    // A copy of the build directory that is under way is finished, then removed.
    runtime.shutdown_timeout(Duration::from_secs(20));
    drop(held);
    result
}

fn watch_signals(events: &mpsc::Sender<Event>) -> Result<()> {
    let mut signals = signal_hook::iterator::Signals::new([SIGTERM, SIGINT, SIGHUP])
        .context("signals cannot be handled")?;
    let events = events.clone();
    std::thread::Builder::new()
        .name("signals".into())
        .spawn(move || {
            for signal in signals.forever() {
                let event = if signal == SIGINT {
                    Event::Interrupt
                } else {
                    Event::Stop
                };
                if events.blocking_send(event).is_err() {
                    return;
                }
            }
        })
        .context("no thread for signals")?;
    Ok(())
}
