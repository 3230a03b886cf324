//! `cargo lab grade submissions`: a class's submissions in, points and feedback out.
//!
//! ```text
//! OUT/grades.csv                  a row a student, a column a question
//! OUT/apart.csv                   rows of earlier runs whose students nobody names any more
//! OUT/changes.csv                 whose points an earlier run had otherwise
//! OUT/moodle.csv, canvas.csv      the same points as these platforms take them back
//! OUT/marking/                    written answers, split among those who mark them
//! OUT/summary.html                distribution, hardest questions, commonest misconceptions
//! OUT/feedback/STUDENT/SET/       a page a student and problem set; all of them in OUT/feedback.zip
//! OUT/gradebook.db                nbgrader's; its formgrader works in OUT as in any course folder
//! OUT/source, release, submitted, autograded
//!                                 what nbgrader needs beside it, copied or made from the course and the submissions
//! OUT/results/                    what earlier runs found, so that only what is new is graded
//! ```
//!
//! Where machines share a class, each writes only its part of the results ([`part`]), and a merge makes the rest of them.

mod apart;
mod canvas;
pub(crate) mod collect;
pub(crate) mod counted;
mod due;
pub(crate) mod folder;
mod formulas;
pub(crate) mod given;
mod grading;
mod handed_in;
mod intake;
mod late;
mod markers;
mod marks;
mod moodle;
pub(crate) mod names;
mod options;
pub(crate) mod outputs;
mod owners;
mod package;
mod page;
mod part;
mod platform;
mod preview;
mod ready;
mod rebuild;
mod record;
mod renamed;
mod results;
pub(crate) mod roster;
mod run;
pub(crate) mod seed;
mod separated;
mod sheet;
pub(crate) mod store;
mod summary;
mod table;
mod trying;
mod uploads;
pub(crate) mod workers;

pub use options::Arguments;
pub use part::{MergeArguments, merge};
pub(crate) use renamed::Move;
pub use run::run;
