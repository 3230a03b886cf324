//! The process that runs a student's answer: the guard around each call, and the cage that the process puts itself into.
//!
//! Whatever links this crate holds no right answer and no check, so that an answer finds nothing to copy in its own
//! process.
//!
//! ```
//! assert_eq!(answer::guard(|| 2 + 2), Ok(4));
//! assert_eq!(answer::guard::<u8>(|| todo!()), Err("not yet implemented".into()));
//! ```

mod confine;
mod guard;

pub use confine::confine;
pub use guard::guard;
