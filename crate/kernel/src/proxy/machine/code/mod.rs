//! The code of cells: taken apart as Rust, without running or compiling anything.
//!
//! | part | what it knows |
//! | --- | --- |
//! | [`scan`] | brackets, strings and comments, in text that need not be whole |
//! | [`cell`] | the statements and items of a cell |
//! | [`ending`] | whether the code stops in the middle of something |
//! | [`mod@awaits`] | whether it waits for a future, which a cell cannot |
//! | [`value`] | the value that it ends with |
//! | [`word`] | the name under the cursor |
//! | [`implementation`], [`shape`], [`state`] | an `impl`, what decides a type's memory, a static |
//! | [`edit`] | changes to the code, with the way back to the reader's lines |
//! | [`outdated`] | which items no longer fit a changed type |
//! | [`definitions`] | what the notebook has defined, and what running a cell does to it |

mod awaits;
mod cell;
mod definitions;
mod edit;
mod ending;
mod implementation;
mod outdated;
mod scan;
mod shape;
mod state;
mod value;
mod word;

pub(super) use awaits::awaits;
pub(super) use cell::{commands, pieces, question_marks};
pub(super) use definitions::{Definitions, MARKER, Prepared};
pub(super) use edit::Lines;
pub(super) use ending::{broken_off, is_complete};
pub(super) use value::{SHOWS, line_meant};
pub(super) use word::end_of_word;
