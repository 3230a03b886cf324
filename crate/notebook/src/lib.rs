//! What a Rust library needs to be at home in a notebook.
//!
//! | module | for |
//! | --- | --- |
//! | [`mod@display`] | outputs in several forms, outputs that change, progress |
//! | [`controls`] | sliders and other controls, and pictures that follow them |
//! | [`interrupt`] | the stop button |
//! | [`Kept`] | statics that cells share |
//! | [`live`] | the line to the kernel |
//!
//! A library re-exports this crate under its name: the kernel finds [`attach`], [`eprintln`] and [`ShowDebug`] there.
//!
//! ```
//! use notebook::display::{Show, text};
//!
//! struct Mean(f64);
//!
//! impl Show for Mean {
//!     fn forms(&self) -> Vec<(String, String)> {
//!         text(format!("mean {:.2}", self.0))
//!     }
//! }
//! notebook::cell_result!(Mean); // a cell may end with one
//!
//! notebook::display(&Mean(0.5));
//! assert_eq!(Mean(0.5).forms(), [("text/plain".to_owned(), "mean 0.50".to_owned())]);
//! ```

#![cfg_attr(
    not(unix),
    allow(
        dead_code,
        reason = "what only a kernel's process needs, and there is no kernel"
    )
)]

pub mod controls;
pub mod display;
mod html;
pub mod interrupt;
mod kept;
pub mod live;

pub use controls::interact;
pub use display::{Live, Progress, Show, ShowDebug, display};
pub use html::escape;
pub use kept::Kept;
#[cfg(unix)]
pub use live::attach;
pub use live::eprintln;
