//! Doubts about how a hand-in was read: a student's own folders must not be taken for other students'.

use super::Collected;
use super::layout::{Decided, Layout};
use crate::class::counted::counted;
use crate::class::names::harmless;

/// Notebooks that do not count though each lies in a folder of its own, as if it were another student's.
#[derive(Debug, Default)]
pub(super) struct Apart {
    pub(super) notebooks: usize,
    /// How many students have such, of how many that handed in.
    pub(super) students: usize,
    pub(super) of: usize,
}

/// Why the students' folders may lie deeper than it was taken for, where most notebooks are `apart` and do not count, and most
/// students have such: one student may have any number of copies, and a level of folders that nobody expected has the class's.
pub(super) fn copies(apart: &Apart, collected: &Collected) -> Option<String> {
    let is_most = apart.notebooks > collected.works.len() && 2 * apart.students > apart.of;
    (apart.notebooks >= 3 && is_most).then(|| {
        format!(
            "{}. But {} that lie in folders of their own would not count, for others of the same “student” do. If the \
             students' folders lie deeper, name the folder around them, or take the level above them away; if not, say \
             --layout folders",
            collected.understood,
            counted(apart.notebooks, "notebook")
        )
    })
}

/// What to say of a folder around everything that no platform and nobody who was asked has named: inside of it names are
/// whatever its owner gave them.
pub(super) fn passed_through(decided: &Decided, wanted: Option<Layout>) -> Option<String> {
    is_guessed(decided, wanted).then(|| {
        let folder = harmless(decided.prefix.trim_end_matches('/'));
        format!(
            "{folder}: is taken for a folder around the students'. If it is one student's own, they alone decide who the others \
             are: put it into a folder, and give that with --layout folders"
        )
    })
}

/// Why a folder that was taken for one around the students' may be a student's own: it holds a few of the `class` alone, and
/// whoever owns it says who they are.
pub(super) fn few(
    decided: &Decided,
    wanted: Option<Layout>,
    students: usize,
    class: usize,
) -> Option<String> {
    let folder = harmless(decided.prefix.trim_end_matches('/'));
    (is_guessed(decided, wanted) && 2 * students < class).then(|| {
        format!(
            "holds one folder, {folder}, and in it are {} of a class of {class}. Is it a student's own, or one around theirs? \
             Give it as {folder} itself where students' folders lie in it, or say --layout folders where it is a student's",
            counted(students, "student")
        )
    })
}

/// Whether a folder was taken for one around the students' though neither a platform nor the lecturer says so.
fn is_guessed(decided: &Decided, wanted: Option<Layout>) -> bool {
    let around = decided.prefix.trim_end_matches('/');
    let is_nbgraders = around == "submitted" || around == "autograded";
    !around.is_empty() && !is_nbgraders && wanted.is_none()
}
