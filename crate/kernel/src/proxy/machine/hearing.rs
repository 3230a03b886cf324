//! What the process that runs cells says, in the order in which it says it.

use std::time::Instant;

use protocol::cells::Report;

use super::Machine;
use super::cells::Fence;
use super::event::{Cells, Stream};
use super::scan::{self, Item};

impl Machine {
    /// News of the process that runs cells now, or that is about to.
    pub(super) fn cells_news(&mut self, news: Cells, now: Instant) {
        match news {
            Cells::Listening(address) => self.join_at(&address),
            Cells::Failed(why) => self.starting.broken = Some(why),
            Cells::Joined { mark } => {
                self.cells.joined(&mark);
                self.move_cells();
            }
            Cells::Output(stream, bytes) => {
                if let Some(process) = self.cells.process() {
                    let items = process.printed(stream, &bytes);
                    self.items(stream, items, now);
                }
            }
            Cells::Closed(stream) => {
                if let Some(process) = self.cells.process() {
                    let items = process.close(stream);
                    self.items(stream, items, now);
                }
            }
        }
    }

    fn items(&mut self, stream: Stream, items: Vec<Item>, now: Instant) {
        for item in items {
            self.item(stream, item, now);
        }
    }

    fn item(&mut self, stream: Stream, item: Item, now: Instant) {
        let out = &mut self.out;
        match item {
            Item::Text(text) => self.outputs.text(stream, &text, now, out),
            Item::Report(report) => self.report(stream, report, now),
            Item::Content(mime, body) => self.outputs.content(mime, body, out),
            Item::Complete => {
                if let Some(process) = self.cells.process() {
                    process.end(out);
                }
            }
            Item::ForEvcxr(line) => {
                self.outputs.flush(out);
                self.input.of_evcxr(&line);
                out.tell(line);
            }
            Item::Panic => {
                out.tell(scan::PANIC);
                if let Some(cell) = self.execution.cell_mut() {
                    cell.trouble.panicked = true;
                }
            }
            Item::Error => {
                out.tell(scan::ERROR);
                if let Some(cell) = self.execution.cell_mut() {
                    cell.trouble.errored = true;
                }
            }
        }
    }

    fn report(&mut self, stream: Stream, report: Report, now: Instant) {
        match report {
            Report::Moved => {
                if let Some(process) = self.cells.process() {
                    process.moved();
                }
            }
            Report::Fence {
                number,
                ended,
                interrupt_seen,
            } => self.fence(stream, number, ended, interrupt_seen, now),
            Report::Panic(panic) => {
                if let Some(cell) = self.execution.cell_mut() {
                    cell.trouble.panic(panic);
                }
            }
            Report::Error { message, frames } => {
                if let Some(cell) = self.execution.cell_mut() {
                    cell.trouble.error = Some((message, frames));
                }
            }
            Report::Clear { wait } => self.outputs.clear(wait, &mut self.out),
            Report::Display(shown) => self.outputs.display(shown, &mut self.out),
            Report::Update(shown) => self.outputs.update(shown, &mut self.out),
            Report::Input => self.cell_reads(),
            Report::Comm(comm) => self.say_to_controls(comm),
        }
    }

    fn fence(&mut self, stream: Stream, number: u32, ended: bool, interrupt_seen: bool, now: Instant) {
        let Some(process) = self.cells.process() else {
            return;
        };
        match process.passed(stream, number, ended, now) {
            Fence::Over => {
                self.outputs.flush(&mut self.out);
                self.out.tell(scan::COMPLETE);
            }
            fence if stream == Stream::Stdout => {
                self.fence_of_interrupt(interrupt_seen, ended && fence == Fence::Free);
            }
            _ => {}
        }
    }
}
