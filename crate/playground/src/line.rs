//! The line between the page's script and this module: one buffer, in which a question is written and an answer is read.
//!
//! The script asks for [`room`], writes bytes there, and calls [`load`] with a file of the sample or [`answer`] with a question in
//! JSON. An answer is JSON of [`answer`]'s length at [`place`]: `{"ok": …}`, or `{"error": "what was wrong, and what helps"}`. That is
//! all that crosses the border, so nothing needs to be generated for it.
#![allow(unsafe_code, reason = "a browser knows functions by their unmangled names")]

use std::cell::RefCell;

use serde_json::{Value, json};

use crate::session::Session;

/// One page's line.
#[derive(Default)]
pub struct Line {
    buffer: Vec<u8>,
    session: Session,
}

impl Line {
    /// Makes room for so many bytes.
    pub fn room(&mut self, bytes: usize) -> &mut [u8] {
        self.buffer.clear();
        self.buffer.resize(bytes, 0);
        &mut self.buffer
    }

    /// Takes what was written as file number `number` of the sample.
    pub fn load(&mut self, number: usize) {
        let bytes = std::mem::take(&mut self.buffer);
        let reply = self.session.load(number, bytes).map(|()| Value::Null);
        self.reply(reply);
    }

    /// Takes what was written as a question and puts the answer in its place.
    pub fn answer(&mut self) -> &[u8] {
        let reply = serde_json::from_slice(&self.buffer)
            .map_err(|error| format!("the question cannot be read: {error}"))
            .and_then(|question| self.session.answer(question).map_err(|error| error.to_string()));
        self.reply(reply);
        &self.buffer
    }

    fn reply(&mut self, reply: Result<Value, impl ToString>) {
        let reply = match reply {
            Ok(value) => json!({ "ok": value }),
            Err(error) => json!({ "error": error.to_string() }),
        };
        self.buffer = reply.to_string().into_bytes();
    }
}

thread_local! {
    static LINE: RefCell<Line> = RefCell::default();
}

/// Where the script may write `bytes` bytes. An earlier place is void from here on.
#[unsafe(no_mangle)]
pub extern "C" fn room(bytes: usize) -> *mut u8 {
    LINE.with_borrow_mut(|line| line.room(bytes).as_mut_ptr())
}

/// Takes the bytes as a file of the sample; the length of the answer, which holds nothing or an error.
#[unsafe(no_mangle)]
pub extern "C" fn load(number: usize) -> usize {
    LINE.with_borrow_mut(|line| {
        line.load(number);
        line.buffer.len()
    })
}

/// Takes the bytes as a question; the length of the answer.
#[unsafe(no_mangle)]
pub extern "C" fn answer() -> usize {
    LINE.with_borrow_mut(|line| line.answer().len())
}

/// Where the answer lies, until the next call.
#[unsafe(no_mangle)]
pub extern "C" fn place() -> *const u8 {
    LINE.with_borrow(|line| line.buffer.as_ptr())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(line: &mut Line, question: &str) -> Value {
        line.room(question.len()).copy_from_slice(question.as_bytes());
        serde_json::from_slice(line.answer()).unwrap()
    }

    #[test]
    fn a_question_is_answered_in_its_place() {
        let mut line = Line::default();
        let reply = ask(&mut line, r#"{"ask":"worked-example"}"#);
        let loss = reply["ok"]["loss"].as_f64().unwrap();
        assert!((loss - 1.2731).abs() < 5e-5, "{loss}");
    }

    #[test]
    fn what_cannot_be_answered_is_said() {
        let mut line = Line::default();
        for (question, word) in [
            ("{", "cannot be read"),
            (r#"{"ask":"tomorrow's weather"}"#, "unknown variant"),
            (r#"{"ask":"train","hidden":[9000]}"#, "hidden"),
            (r#"{"ask":"epoch"}"#, "begun"),
        ] {
            let reply = ask(&mut line, question);
            let error = reply["error"]
                .as_str()
                .unwrap_or_else(|| panic!("{question}: {reply}"));
            assert!(error.contains(word), "{question}: {error}");
        }
        line.room(3);
        line.load(17);
        assert!(String::from_utf8_lossy(&line.buffer).contains("error"));
    }
}
