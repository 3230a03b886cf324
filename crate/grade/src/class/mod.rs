//! `cargo lab grade submissions`: a class's submissions in, points and feedback out.
//!
//! ```text
//! OUT/grades.csv                  a row a student, a column a question
//! OUT/summary.html                distribution, hardest questions, commonest misconceptions
//! OUT/feedback/STUDENT/SET/       a page a student and problem set; all of them in OUT/feedback.zip
//! OUT/gradebook.db                nbgrader's; its formgrader works in OUT as in any course folder
//! OUT/source, release, submitted, autograded
//!                                 what nbgrader needs beside it, copied or made from the course and the submissions
//! OUT/results/                    what earlier runs found, so that only what is new is graded
//! ```

mod collect;
mod counted;
mod folder;
mod grading;
mod handed_in;
mod names;
mod options;
mod outputs;
mod package;
mod preview;
mod rebuild;
mod results;
mod roster;
mod run;
mod seed;
mod store;
mod summary;
mod table;

pub use options::Arguments;
pub use run::run;
