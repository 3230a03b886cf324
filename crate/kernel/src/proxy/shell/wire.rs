//! How messages travel over ZeroMQ: as frames, with a signature.

use std::time::Duration;

use anyhow::{Context, Result};
use bytes::Bytes;
use jupyter_zmq_client::RawMessage;
use ring::hmac;
use serde_json::Value;
use tokio::sync::mpsc;
use zeromq::{SocketRecv, ZmqMessage};

use crate::proxy::machine::message::Message;

const DELIMITER: &[u8] = b"<IDS|MSG>";

/// What signs messages; an empty key means that nothing is signed.
pub(super) fn key(key: &str) -> Option<hmac::Key> {
    (!key.is_empty()).then(|| hmac::Key::new(hmac::HMAC_SHA256, key.as_bytes()))
}

/// Checks the signature and parses the four parts that every message has.
pub(super) fn read(multipart: ZmqMessage, key: Option<&hmac::Key>) -> Result<Message> {
    let raw = RawMessage::from_multipart(multipart, &key.cloned())?;
    let part = |index: usize| -> Result<Value> {
        let bytes = raw.jparts.get(index).context("a part is missing")?;
        serde_json::from_slice(bytes).context("a part is not JSON")
    };
    let (header, parent, metadata, content) = (part(0)?, part(1)?, part(2)?, part(3)?);
    let buffers = raw.jparts.get(4..).unwrap_or_default().to_vec();
    Ok(Message {
        identities: raw.zmq_identities,
        header,
        parent,
        metadata,
        content,
        buffers,
    })
}

/// The frames to send, signed with `key`.
pub(super) fn frames(message: &Message, key: Option<&hmac::Key>) -> Result<ZmqMessage> {
    let mut parts = Vec::with_capacity(4);
    for value in [
        &message.header,
        &message.parent,
        &message.metadata,
        &message.content,
    ] {
        parts.push(Bytes::from(serde_json::to_vec(value)?));
    }
    let signature = key.map_or_else(String::new, |key| {
        let mut context = hmac::Context::with_key(key);
        for part in &parts {
            context.update(part);
        }
        data_encoding::HEXLOWER.encode(context.sign().as_ref())
    });
    let mut frames = message.identities.clone();
    frames.push(Bytes::from_static(DELIMITER));
    frames.push(Bytes::from(signature));
    frames.extend(parts);
    frames.extend(message.buffers.iter().cloned());
    ZmqMessage::try_from(frames).map_err(|error| anyhow::anyhow!("{error:?}"))
}

/// The message with the present date, if it has none yet: one of our own has not.
pub(super) fn dated(mut message: Message) -> Message {
    if let Some(header) = message.header.as_object_mut() {
        header.entry("date").or_insert_with(|| {
            chrono::Utc::now()
                .to_rfc3339_opts(chrono::SecondsFormat::Micros, true)
                .into()
        });
    }
    message
}

/// Turns what arrives on `socket` into events until the kernel ends. What is not signed with `key` is dropped.
pub(super) async fn receive<E: From<N>, N>(
    mut socket: impl SocketRecv + Send,
    key: Option<hmac::Key>,
    events: mpsc::Sender<E>,
    news: impl Fn(Message) -> N + Send,
) {
    loop {
        match socket.recv().await {
            Ok(frames) => match read(frames, key.as_ref()) {
                Ok(message) => {
                    if events.send(news(message).into()).await.is_err() {
                        return;
                    }
                }
                Err(error) => eprintln!("a message is dropped: {error:#}"),
            },
            Err(_) if events.is_closed() => return,
            Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn fields_that_nobody_knows_survive_the_way_through_and_the_signature_is_ours() {
        let (theirs, ours) = (key("theirs"), key("ours"));
        let content = json!({ "code": "1", "new": { "in": [5.4, null] } });
        let mut message = dated(Message::new("s", 1, "execute_request", content));
        message.header["subshell_id"] = json!("x");
        message.buffers.push(Bytes::from_static(b"\x00\xff"));
        let arrived = read(frames(&message, theirs.as_ref()).unwrap(), theirs.as_ref()).unwrap();
        let passed = frames(&arrived, ours.as_ref()).unwrap();
        assert!(read(passed.clone(), theirs.as_ref()).is_err());
        let end = read(passed, ours.as_ref()).unwrap();
        assert_eq!(end, message);
    }

    #[test]
    fn a_date_is_given_once() {
        let message = dated(Message::new("s", 1, "status", json!({})));
        assert!(message.header["date"].is_string());
        assert_eq!(dated(message.clone()), message);
    }
}
