//! The process that runs cells, as far as its output goes: what it prints, and how its cells end.

use std::time::{Duration, Instant};

use serde_json::Value;

use super::conductor::Conductor;
use super::event::Stream;
use super::job::{Interrupt, Panic};
use super::link::Link;
use super::scan::{Item, Scanner};

/// When to ask again whether a cell has really ended.
const ASK_AGAIN: Duration = Duration::from_millis(50);

/// The line to the process, and what is known of its output.
#[derive(Debug)]
pub(super) struct Cells {
    pub(super) link: Link,
    stdout: Scanner,
    stderr: Scanner,
    closed: [bool; 2],
    ending: Option<Ending>,
    fences: u32,
}

/// evcxr's word for a cell's end was printed. It is passed on once the thread that runs cells is known to wait for the
/// next one and all of the output is here: a fence has come through both streams.
#[derive(Debug)]
struct Ending {
    number: u32,
    passed: [bool; 2],
    ask_again: Option<Instant>,
}

impl Cells {
    pub(super) fn new(link: Link) -> Self {
        let (stdout, stderr) = (Scanner::new(&link.mark), Scanner::new(&link.mark));
        Self {
            link,
            stdout,
            stderr,
            closed: [false; 2],
            ending: None,
            fences: 0,
        }
    }

    /// Whether the process has ended.
    pub(super) fn is_closed(&self) -> bool {
        self.closed == [true; 2]
    }

    /// Asks for a report that comes after all output so far.
    pub(super) async fn fence(&mut self) -> u32 {
        self.fences += 1;
        self.link.request(&format!("fence {}", self.fences)).await;
        self.fences
    }

    async fn end(&mut self) {
        let number = self.fence().await;
        self.ending = Some(Ending {
            number,
            passed: [false; 2],
            ask_again: None,
        });
    }
}

impl Conductor {
    /// Something was printed.
    pub(super) async fn output(&mut self, stream: Stream, bytes: &[u8]) {
        let Some(cells) = &mut self.cells else {
            return;
        };
        let mut items = Vec::new();
        match stream {
            Stream::Stdout => cells.stdout.scan(bytes, &mut items),
            Stream::Stderr => cells.stderr.scan(bytes, &mut items),
        }
        for item in items {
            self.item(stream, item).await;
        }
    }

    /// A stream has ended.
    pub(super) async fn closed(&mut self, stream: Stream) {
        let Some(cells) = &mut self.cells else {
            return;
        };
        let mut items = Vec::new();
        match stream {
            Stream::Stdout => cells.stdout.finish(&mut items),
            Stream::Stderr => cells.stderr.finish(&mut items),
        }
        cells.closed[stream as usize] = true;
        for item in items {
            self.item(stream, item).await;
        }
    }

    async fn item(&mut self, stream: Stream, item: Item) {
        let Some(cells) = &mut self.cells else {
            return;
        };
        match item {
            Item::Text(text) => self.outputs.text(stream, &text).await,
            Item::Report(report) => self.report(stream, &report).await,
            Item::Content(mime, body) => self.outputs.content(mime, body).await,
            Item::Complete => cells.end().await,
            Item::ForEvcxr(line) => {
                self.outputs.flush().await;
                cells.link.request(&format!("tell {line}")).await;
            }
            Item::Panic => {
                cells.link.request("tell EVCXR_PANIC_NOTIFICATION").await;
                if let Some(cell) = &mut self.cell {
                    cell.panicked = true;
                }
            }
            Item::Error => {
                cells.link.request("tell EVCXR_ERROR_OCCURRED").await;
                if let Some(cell) = &mut self.cell {
                    cell.errored = true;
                }
            }
        }
    }

    async fn report(&mut self, stream: Stream, report: &Value) {
        match report["report"].as_str() {
            Some("moved") => self.moved(),
            Some("fence") => self.fence(stream, report).await,
            Some("panic") => {
                if let Some(cell) = &mut self.cell {
                    cell.panics.push(Panic {
                        report: report.clone(),
                        of_cell: report["thread"].is_null(),
                    });
                }
            }
            Some("error") => {
                if let Some(cell) = &mut self.cell {
                    cell.error = report["message"].as_str().map(str::to_owned);
                }
            }
            _ => {
                self.outputs.report(report).await;
            }
        }
    }

    async fn fence(&mut self, stream: Stream, report: &Value) {
        let ended = report["ended"] == true;
        let number = report["number"]
            .as_str()
            .and_then(|number| number.parse::<u32>().ok());
        let mut is_over = false;
        if let Some(cells) = &mut self.cells
            && let Some(ending) = &mut cells.ending
            && Some(ending.number) == number
        {
            if ended {
                ending.passed[stream as usize] = true;
                is_over = ending.passed == [true; 2];
            } else {
                // Somebody printed evcxr's word; the cell goes on.
                ending.ask_again = Some(Instant::now() + ASK_AGAIN);
            }
        }
        if is_over {
            self.outputs.flush().await;
            if let Some(cells) = &mut self.cells {
                cells.ending = None;
                cells.link.request("tell EVCXR_EXECUTION_COMPLETE").await;
            }
        } else if stream == Stream::Stdout
            && let Some(cell) = &mut self.cell
            && let Some(Interrupt::Asked { seen, .. }) = &mut cell.interrupt
        {
            *seen |= report["interrupt_seen"] == true;
            if ended && self.cells.as_ref().is_some_and(|cells| cells.ending.is_none()) {
                self.stop_compiling();
            }
        }
    }

    /// Asks again whether the cell has ended, when it is time to.
    pub(super) async fn ask_for_the_end_again(&mut self) {
        if let Some(cells) = &mut self.cells
            && cells
                .ending
                .as_ref()
                .and_then(|ending| ending.ask_again)
                .is_some_and(|at| at <= Instant::now())
        {
            cells.end().await;
        }
    }
}
