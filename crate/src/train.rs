//! Training: one loop, its history, its end.

mod fit;
mod history;
mod settings;

pub use fit::{continue_fit, fit, fit_with};
pub use history::{Epoch, History, Outcome};
pub use settings::RunSettings;
