//! What a control on a reader's screen and the process that runs cells tell each other. The kernel passes it on.
//!
//! These are Jupyter's comm messages with what the kernel fills in left out; bodies of controls follow the protocol of
//! Jupyter's widgets, version 2.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What a front end's controls call themselves.
pub const WIDGET: &str = "jupyter.widget";
/// Over this one a front end asks for all controls at once.
pub const CONTROL: &str = "jupyter.widget.control";

/// A message of a line between a control and its two sides.
///
/// ```
/// use protocol::comms::Comm;
///
/// let close = Comm::Close { id: "controls-1-box".into() };
/// assert_eq!(protocol::line(&close), r#"{"comm":"close","id":"controls-1-box"}"#);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "comm", rename_all = "snake_case")]
pub enum Comm {
    /// A new line.
    Open {
        /// Its name, which all further messages carry.
        id: String,
        /// What it is for: [`WIDGET`] or [`CONTROL`].
        target: String,
        /// The message's body.
        data: Value,
    },
    /// Something is said.
    Message {
        /// The line's name.
        id: String,
        /// The message's body.
        data: Value,
    },
    /// The line is no more.
    Close {
        /// The line's name.
        id: String,
    },
}

impl Comm {
    /// The line's name.
    pub fn id(&self) -> &str {
        match self {
            Self::Open { id, .. } | Self::Message { id, .. } | Self::Close { id } => id,
        }
    }
}
