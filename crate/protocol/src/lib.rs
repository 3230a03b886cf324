//! The messages that the project's programs send one another, each defined once.
//!
//! | module | between |
//! | --- | --- |
//! | [`cells`] | the kernel and the process that runs a notebook's cells |
//! | [`comms`] | a control on the screen and the process that runs cells |
//! | [`calls`] | the check of an exercise and the program that holds a student's answer |
//! | [`verdict`] | the check of an exercise and the grading of a class |
//! | [`setup`] | the kernel's program, while it builds a library, and whoever started it |
//!
//! Every message is one line of JSON. A reader that meets a line it does not know skips it: both ends of a line are built
//! from one version of this crate.

pub mod calls;
pub mod cells;
pub mod comms;
pub mod setup;
pub mod verdict;

use serde::{Serialize, de::DeserializeOwned};

/// The message as one line without its end.
///
/// ```
/// use protocol::cells::Request;
///
/// assert_eq!(protocol::line(&Request::Fence { number: 7 }), r#"{"request":"fence","number":7}"#);
/// ```
pub fn line(message: &impl Serialize) -> String {
    // Plain data with text for keys: there is nothing in it that JSON cannot hold.
    serde_json::to_string(message).unwrap_or_default()
}

/// The message that `line` holds, if it is one.
///
/// ```
/// use protocol::cells::Report;
///
/// assert_eq!(protocol::read(r#"{"report":"moved"}"#), Some(Report::Moved));
/// assert_eq!(protocol::read::<Report>("words"), None);
/// ```
pub fn read<T: DeserializeOwned>(line: &str) -> Option<T> {
    serde_json::from_str(line).ok()
}
