//! A message of the Jupyter protocol, kept as JSON values: what we do not understand is passed on as it came.

use bytes::Bytes;
use serde_json::{Value, json};

/// The version of the protocol that our own messages follow.
pub(crate) const PROTOCOL: &str = "5.3";

/// A message, with the ZeroMQ identities of the client it came from or goes to.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Message {
    pub(crate) identities: Vec<Bytes>,
    pub(crate) header: Value,
    pub(crate) parent: Value,
    pub(crate) metadata: Value,
    pub(crate) content: Value,
    pub(crate) buffers: Vec<Bytes>,
}

impl Message {
    /// The message number `number` of `session`, without a parent. Its date is for whoever sends it to fill in.
    pub(crate) fn new(session: &str, number: u64, msg_type: &str, content: Value) -> Self {
        Self {
            header: json!({
                "msg_id": format!("{session}_{number}"),
                "msg_type": msg_type,
                "username": "kernel",
                "session": session,
                "version": PROTOCOL,
            }),
            parent: json!({}),
            metadata: json!({}),
            content,
            ..Self::default()
        }
    }

    pub(crate) fn msg_type(&self) -> &str {
        self.header["msg_type"].as_str().unwrap_or_default()
    }

    pub(crate) fn id(&self) -> &str {
        self.header["msg_id"].as_str().unwrap_or_default()
    }

    pub(crate) fn parent_id(&self) -> &str {
        self.parent["msg_id"].as_str().unwrap_or_default()
    }

    /// A boolean of the content that has a default.
    pub(crate) fn flag(&self, name: &str, default: bool) -> bool {
        self.content[name].as_bool().unwrap_or(default)
    }

    /// A text of the content, empty where there is none.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.content[name].as_str().unwrap_or_default()
    }
}
