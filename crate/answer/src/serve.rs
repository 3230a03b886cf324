//! The loop of an answer's program: a call comes, the function runs under guard, its result goes back.

use std::cell::RefCell;

use protocol::calls::{FromAnswer, Ready, ToAnswer};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::streams::{Streams, take_streams};
use crate::{confine, guard, pack, unpack};

/// A function of the answer as text in, text out; an error where the text is not its arguments.
pub type Function = fn(&str, &Callbacks) -> Result<String, String>;

/// What a function may call of what it was given: those functions run in the check's program.
#[derive(Debug)]
pub struct Callbacks(RefCell<Streams>);

impl Callbacks {
    /// Calls the function with this number, counted from 0 among those that were given.
    ///
    /// # Panics
    ///
    /// Where that function panics, with its words.
    pub fn ask<R: DeserializeOwned>(&self, callback: usize, arguments: &impl Serialize) -> R {
        let mut streams = self.0.borrow_mut();
        let arguments = pack(arguments);
        streams.write(&FromAnswer::Asks { callback, arguments });
        match streams.read() {
            Some(ToAnswer::Told { value: Ok(value) }) => {
                unpack(&value).unwrap_or_else(|problem| panic!("what came back {problem}"))
            }
            Some(ToAnswer::Told { value: Err(words) }) => panic!("{words}"),
            _ => panic!("the check has ended"),
        }
    }
}

/// Takes calls until there are no more. Before the first one the process gives up for good what no answer needs: starting
/// programs, the network, other processes.
pub fn serve(functions: &[(&str, Function)]) {
    let Ok(mut streams) = take_streams() else {
        eprintln!("the streams of this process cannot be taken");
        return;
    };
    if !confine() {
        eprintln!("the system does not let this process be confined");
        return;
    }
    streams.write(&Ready { ready: true });
    let callbacks = Callbacks(RefCell::new(streams));
    loop {
        let call = callbacks.0.borrow_mut().read();
        let Some(ToAnswer::Call { function, arguments }) = call else {
            return;
        };
        let said = match functions.iter().find(|(name, _)| *name == function) {
            None => FromAnswer::Panicked {
                words: format!("there is no function {function}"),
            },
            Some((_, run)) => match guard(|| run(&arguments, &callbacks)) {
                Ok(Ok(value)) => FromAnswer::Returned { value },
                Ok(Err(words)) | Err(words) => FromAnswer::Panicked { words },
            },
        };
        if !callbacks.0.borrow_mut().write(&said) {
            return;
        }
    }
}
