//! Training: one loop, its history, its end.

mod epochs;
mod fit;
mod history;
mod ledger;
mod settings;
mod trial;
mod view;

pub use epochs::{Epochs, Trained};
pub use fit::{continue_fit, fit, fit_with, quiet};
pub use history::{Epoch, History, Outcome};
pub use ledger::{Runs, compare, past_runs, runs};
pub use settings::{ModelSettings, RunSettings};
pub use trial::Trial;
