//! How a run looks while it goes on: a bar with the time left and curves that grow, or a line an epoch.

use notebook::display::{self, Live, Progress};
use notebook::live;

use super::History;

/// The screen's side of a run.
pub(super) struct View {
    bar: Progress,
    curves: Live,
    batches: usize,
    done: usize,
}

impl View {
    pub(super) fn new(epochs: usize, batches: usize) -> Self {
        Self {
            bar: Progress::new("training", epochs * batches),
            curves: Live::new(),
            batches,
            done: 0,
        }
    }

    /// A batch is trained; `loss` is the epoch's so far, or NaN where reading it would cost time.
    pub(super) fn batch(&mut self, loss: f64) {
        self.done += 1;
        if live::attached() {
            // Words are made only for a bar that is due.
            self.bar.advance_with(1, || {
                let epoch = self.done.div_ceil(self.batches.max(1));
                if loss.is_nan() {
                    format!("epoch {epoch}")
                } else {
                    format!("epoch {epoch}, loss {loss:.4}")
                }
            });
        }
    }

    /// An epoch is measured.
    pub(super) fn epoch(&mut self, history: &History) {
        if !live::attached() {
            if let Some(epoch) = history.epochs.last() {
                println!("{epoch}");
            }
        } else if self.curves.is_due() {
            self.curves.show(history);
        }
    }

    /// The run has ended: its last curves stay.
    pub(super) fn finish(mut self, history: &History) {
        if display::in_notebook() && !history.epochs.is_empty() {
            self.curves.show(history);
        }
        let epochs = self.done / self.batches.max(1);
        self.bar.finish(&format!(
            "{epochs} {}",
            if epochs == 1 { "epoch" } else { "epochs" }
        ));
        self.curves.flush();
        if display::in_notebook()
            && let Some(notice) = history.notice()
        {
            println!("{notice}");
        }
    }
}
