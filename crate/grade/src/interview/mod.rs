//! `cargo lab grade interview`: questions to each student about their own code. Any chatbot answers the exercises; what a
//! changed line of one's own function does, one has to know.
//!
//! ```text
//! OUT/interview/STUDENT.html      the student's sheet: their function, a line before and after, a call
//! OUT/interview/key/STUDENT.html  the same with what both versions return
//! OUT/interview/index.html        everybody, and who has no sheet and why
//! ```
//!
//! An answer is read and examined as for grading, and the calls of its check are taken down ([`recorder`]). Changes are
//! found in its text ([`change`]), compiled, and run in the sandbox with one of those calls ([`question`]).

mod allowance;
pub(crate) mod change;
mod options;
mod page;
mod question;
pub(crate) mod recorder;
mod run;
mod shown;
mod student;
mod talk;

pub use options::Arguments;
pub use run::run;
