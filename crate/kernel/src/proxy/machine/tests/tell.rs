//! An action as a short line, so that what a machine does reads like a story.

use protocol::cells::Request;
use serde_json::Value;

use super::story::SESSION;
use crate::proxy::machine::action::{Action, Channel};
use crate::proxy::machine::message::Message;

/// What is done, and for which request.
pub(super) fn tell(action: &Action) -> String {
    match action {
        Action::Send(channel, message) => tell_message(*channel, message),
        Action::Ask(Channel::Shell, message) if !message.id().starts_with(SESSION) => {
            format!("evcxr gets {}", message.id())
        }
        Action::Ask(_, message) => format!("evcxr gets {}", message.msg_type()),
        Action::StartEngine(generation) => format!("start evcxr {generation}"),
        Action::Listen(generation) => format!("listen {generation}"),
        Action::Request(Request::Fence { number }) => format!("cells: fence {number}"),
        Action::Request(Request::Tell { line }) => format!("cells: tell {line}"),
        Action::Request(Request::Move(way)) => format!("cells: move to {}", way.folder.display()),
        Action::Request(Request::Interrupt) => "cells: interrupt".into(),
        Action::Request(Request::StopFollowing) => "cells: stop following".into(),
        Action::Request(Request::Cell(cell)) => format!("cells: attended {}, {:?}", cell.attended, cell.id),
        Action::Request(Request::Input { text }) => format!("cells: input {text:?}"),
        Action::Request(Request::Comm(comm)) => format!("cells: comm {}", comm.id()),
        Action::KillCompilers => "kill compilers".into(),
        Action::Trace { .. } | Action::Diagnose => "trace".into(),
        Action::RememberStart(took) => format!("remember {} s", took.as_secs()),
        Action::Spare(standing) => format!("spare {standing:?}"),
        Action::Log(line) => line.clone(),
        Action::End => "end".into(),
    }
}

fn tell_message(channel: Channel, message: &Message) -> String {
    let content = &message.content;
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let plain = || text(&content["data"]["text/plain"]);
    let what = match (channel, message.msg_type()) {
        (Channel::Stdin, _) => format!("asks {}", text(&content["prompt"])),
        (Channel::Shell | Channel::Control, _) => {
            let name = content["ename"].as_str().unwrap_or_default();
            format!("reply {} {name}", text(&content["status"]))
                .trim_end()
                .to_owned()
        }
        (_, "status") => text(&content["execution_state"]),
        (_, "execute_input") => format!("In [{}]", content["execution_count"]),
        (_, "execute_result") => format!("Out [{}] {}", content["execution_count"], plain()),
        (_, "stream") => format!("{} {:?}", text(&content["name"]), text(&content["text"])),
        (_, "display_data") => format!("display {}", plain()),
        (_, "update_display_data") => format!("update {}", plain()),
        (_, "clear_output") => "clear".into(),
        (_, "error") => format!("error {}", text(&content["ename"])),
        (_, other) => other.to_owned(),
    };
    format!("{}: {what}", message.parent_id())
        .trim_start_matches(": ")
        .to_owned()
}
