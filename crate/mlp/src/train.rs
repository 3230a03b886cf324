//! Training: one loop, its history, its end.

mod builder;
mod curves;
mod epochs;
mod fit;
mod history;
mod ledger;
mod runs;
mod schedule;
mod settings;
mod spread;
mod trial;
mod view;

pub use builder::Fit;
pub use curves::{curves, curves_of};
pub use epochs::{Epochs, Trained};
pub use fit::{continue_fit, fit, fit_with, quiet};
pub use history::{Epoch, History, Outcome};
pub use runs::{Runs, compare, past_runs, runs};
pub use schedule::Schedule;
pub use settings::{HeldOut, RunSettings};
pub use trial::Trial;

pub use crate::model::ModelSettings;
