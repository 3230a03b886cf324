//! What the system tells this process: signals, and that the program which started it has gone.

use std::time::Duration;

use anyhow::{Context, Result};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use tokio::sync::mpsc;
use tokio::task::AbortHandle;

/// How often to look whether the program that started us is still there.
const LOOK_EVERY: Duration = Duration::from_millis(400);

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Signal {
    /// SIGINT, which front ends send that do not know of interrupt messages.
    Interrupt,
    /// SIGTERM or its like, the program that started us has gone, or there is no memory for a kernel that nobody uses.
    Stop,
}

/// Turns signals into events.
pub(super) fn watch<E: From<Signal> + Send + 'static>(events: mpsc::Sender<E>) -> Result<()> {
    let mut signals = signal_hook::iterator::Signals::new([SIGTERM, SIGINT, SIGHUP])
        .context("signals cannot be handled")?;
    std::thread::Builder::new()
        .name("signals".into())
        .spawn(move || {
            for signal in signals.forever() {
                let signal = if signal == SIGINT {
                    Signal::Interrupt
                } else {
                    Signal::Stop
                };
                if events.blocking_send(signal.into()).is_err() {
                    return;
                }
            }
        })
        .context("no thread for signals")?;
    Ok(())
}

/// Ties this process to the one that started it, until the handle is aborted.
pub(super) fn tie_to_parent<E: From<Signal> + Send + 'static>(events: mpsc::Sender<E>) -> AbortHandle {
    let parent = rustix::process::getppid();
    let watch = tokio::spawn(async move {
        while parent.is_some() && rustix::process::getppid() == parent {
            tokio::time::sleep(LOOK_EVERY).await;
        }
        if parent.is_some() {
            let _ = events.send(Signal::Stop.into()).await;
        }
    });
    watch.abort_handle()
}
