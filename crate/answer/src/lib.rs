//! The process that runs a student's answer: a loop that takes calls and gives back results, the guard around each call, and
//! the cage that the process puts itself into.
//!
//! Whatever links this crate holds no right answer and no check, so that an answer finds nothing to copy in its own
//! process. Nothing that it sends is believed for more than a result: a reply that the answer forges is a reply of the
//! answer.
//!
//! ```
//! assert_eq!(answer::guard(|| 2 + 2), Ok(4));
//! assert_eq!(answer::guard::<u8>(|| todo!()), Err("not yet implemented".into()));
//!
//! // Numbers travel as they are, also those that JSON does not know.
//! let text = answer::pack(&(vec![f64::NAN, 0.1], 'c'));
//! let (numbers, letter): (Vec<f64>, char) = answer::unpack(&text).unwrap();
//! assert!(numbers[0].is_nan() && numbers[1] == 0.1 && letter == 'c');
//! assert!(answer::unpack::<Vec<f64>>("AAAA").is_err());
//! ```

mod confine;
mod guard;
mod serve;
mod streams;
mod values;

pub use confine::confine;
pub use guard::guard;
pub use serve::{Callbacks, Function, serve};
pub use streams::{Streams, take_streams};
pub use values::{pack, unpack};
