//! The cell that runs and those that wait for it: one at a time, in the order in which they came.

use std::collections::VecDeque;

use super::interrupting::Interrupt;
use super::job::Job;
use super::message::Message;

/// Which cell runs, which wait, and how many have run.
#[derive(Debug, Default)]
pub(super) struct Execution {
    cell: Option<Job>,
    queue: VecDeque<Message>,
    count: u64,
}

impl Execution {
    pub(super) fn push(&mut self, request: Message) {
        self.queue.push_back(request);
    }

    /// The next request, if no cell runs.
    pub(super) fn next(&mut self) -> Option<Message> {
        if self.cell.is_none() {
            self.queue.pop_front()
        } else {
            None
        }
    }

    /// Everything that waits.
    pub(super) fn take_queue(&mut self) -> VecDeque<Message> {
        std::mem::take(&mut self.queue)
    }

    /// Whether nobody wants anything to be run.
    pub(super) fn is_free(&self) -> bool {
        self.cell.is_none() && self.queue.is_empty()
    }

    /// The number of the cell that runs or ran last.
    pub(super) fn count(&self) -> u64 {
        self.count
    }

    /// One more cell that counts.
    pub(super) fn count_one(&mut self) {
        self.count += 1;
    }

    pub(super) fn begin(&mut self, job: Job) {
        self.cell = Some(job);
    }

    pub(super) fn cell(&self) -> Option<&Job> {
        self.cell.as_ref()
    }

    pub(super) fn cell_mut(&mut self) -> Option<&mut Job> {
        self.cell.as_mut()
    }

    /// The running cell, if `id` is its request's.
    pub(super) fn cell_of(&mut self, id: &str) -> Option<&mut Job> {
        self.cell.as_mut().filter(|cell| cell.request.id() == id)
    }

    pub(super) fn interrupt_mut(&mut self) -> Option<&mut Interrupt> {
        self.cell.as_mut()?.interrupt.as_mut()
    }

    /// The running cell, if evcxr has got it.
    pub(super) fn take_sent_cell(&mut self) -> Option<Job> {
        self.cell.take_if(|cell| cell.sent)
    }

    pub(super) fn take_cell(&mut self) -> Option<Job> {
        self.cell.take()
    }
}
