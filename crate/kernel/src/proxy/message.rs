//! A message of the Jupyter protocol, kept as JSON values: what we do not understand is passed on as it came.

use anyhow::{Context, Result};
use bytes::Bytes;
use jupyter_zmq_client::RawMessage;
use ring::hmac;
use serde_json::{Value, json};
use zeromq::ZmqMessage;

/// The version of the protocol that our own messages follow.
pub(super) const PROTOCOL: &str = "5.3";

const DELIMITER: &[u8] = b"<IDS|MSG>";

/// A message, with the ZeroMQ identities of the client it came from or goes to.
#[derive(Debug, Clone, Default)]
pub(super) struct Message {
    pub(super) identities: Vec<Bytes>,
    pub(super) header: Value,
    pub(super) parent: Value,
    pub(super) metadata: Value,
    pub(super) content: Value,
    pub(super) buffers: Vec<Bytes>,
}

/// What signs messages; an empty key means that nothing is signed.
pub(super) fn key(key: &str) -> Option<hmac::Key> {
    (!key.is_empty()).then(|| hmac::Key::new(hmac::HMAC_SHA256, key.as_bytes()))
}

impl Message {
    /// A message of our own, without a parent.
    pub(super) fn new(msg_type: &str, content: Value) -> Self {
        Self {
            header: json!({
                "msg_id": uuid::Uuid::new_v4().to_string(),
                "msg_type": msg_type,
                "username": "kernel",
                "session": session(),
                "date": chrono::Utc::now().to_rfc3339_opts(chrono::SecondsFormat::Micros, true),
                "version": PROTOCOL,
            }),
            parent: json!({}),
            metadata: json!({}),
            content,
            ..Self::default()
        }
    }

    /// A message that belongs to this one.
    pub(super) fn child(&self, msg_type: &str, content: Value) -> Self {
        Self {
            parent: self.header.clone(),
            ..Self::new(msg_type, content)
        }
    }

    /// The reply to this request, addressed to whoever sent it.
    pub(super) fn reply(&self, content: Value) -> Self {
        let msg_type = self.msg_type().replace("_request", "_reply");
        Self {
            identities: self.identities.clone(),
            ..self.child(&msg_type, content)
        }
    }

    /// Checks the signature and parses the four parts that every message has.
    pub(super) fn read(multipart: ZmqMessage, key: Option<&hmac::Key>) -> Result<Self> {
        let raw = RawMessage::from_multipart(multipart, &key.cloned())?;
        let part = |index: usize| -> Result<Value> {
            let bytes = raw.jparts.get(index).context("a part is missing")?;
            serde_json::from_slice(bytes).context("a part is not JSON")
        };
        let (header, parent, metadata, content) = (part(0)?, part(1)?, part(2)?, part(3)?);
        let buffers = raw.jparts.get(4..).unwrap_or_default().to_vec();
        Ok(Self {
            identities: raw.zmq_identities,
            header,
            parent,
            metadata,
            content,
            buffers,
        })
    }

    /// The frames to send, signed with `key`.
    pub(super) fn frames(&self, key: Option<&hmac::Key>) -> Result<ZmqMessage> {
        let mut parts = Vec::with_capacity(4);
        for value in [&self.header, &self.parent, &self.metadata, &self.content] {
            parts.push(Bytes::from(serde_json::to_vec(value)?));
        }
        let signature = key.map_or_else(String::new, |key| {
            let mut context = hmac::Context::with_key(key);
            for part in &parts {
                context.update(part);
            }
            data_encoding::HEXLOWER.encode(context.sign().as_ref())
        });
        let mut frames = self.identities.clone();
        frames.push(Bytes::from_static(DELIMITER));
        frames.push(Bytes::from(signature));
        frames.extend(parts);
        frames.extend(self.buffers.iter().cloned());
        ZmqMessage::try_from(frames).map_err(|error| anyhow::anyhow!("{error:?}"))
    }

    pub(super) fn msg_type(&self) -> &str {
        self.header["msg_type"].as_str().unwrap_or_default()
    }

    pub(super) fn id(&self) -> &str {
        self.header["msg_id"].as_str().unwrap_or_default()
    }

    pub(super) fn parent_id(&self) -> &str {
        self.parent["msg_id"].as_str().unwrap_or_default()
    }

    /// A boolean of the content that has a default.
    pub(super) fn flag(&self, name: &str, default: bool) -> bool {
        self.content[name].as_bool().unwrap_or(default)
    }

    /// A text of the content, empty where there is none.
    pub(super) fn text(&self, name: &str) -> &str {
        self.content[name].as_str().unwrap_or_default()
    }
}

/// One random word for each kernel, as the protocol asks.
fn session() -> &'static str {
    static SESSION: std::sync::OnceLock<String> = std::sync::OnceLock::new();
    SESSION.get_or_init(|| uuid::Uuid::new_v4().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_that_nobody_knows_survive_the_way_through_and_the_signature_is_ours() {
        let (theirs, ours) = (key("theirs"), key("ours"));
        let mut message = Message::new(
            "execute_request",
            json!({ "code": "1", "new": { "in": [5.4, null] } }),
        );
        message.header["subshell_id"] = json!("x");
        message.buffers.push(Bytes::from_static(b"\x00\xff"));
        let arrived = Message::read(message.frames(theirs.as_ref()).unwrap(), theirs.as_ref()).unwrap();
        let passed = arrived.frames(ours.as_ref()).unwrap();
        assert!(Message::read(passed.clone(), theirs.as_ref()).is_err());
        let end = Message::read(passed, ours.as_ref()).unwrap();
        assert_eq!(
            (&end.header, &end.content, &end.buffers),
            (&message.header, &message.content, &message.buffers)
        );
    }
}
