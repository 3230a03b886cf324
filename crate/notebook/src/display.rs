//! How a value reaches a notebook's screen: the same content in several forms, of which the front end shows the richest.
//!
//! | to show | call |
//! | --- | --- |
//! | a cell's result | nothing: it is the cell's last expression |
//! | several things in one cell, in order | [`display()`] for each |
//! | something that changes while the cell runs | [`Live`] |
//! | how far something is | [`Progress`] |

mod live;
mod progress;
mod result;
mod show;
mod value;

pub use live::Live;
pub(crate) use live::new_id;
pub use progress::Progress;
pub use result::result;
pub use show::{Show, display, text};
pub use value::ShowDebug;

use protocol::cells::{Report, Shown};

/// Emits one output with a form for each MIME type, plainest last; binary forms (`image/png`) are base64.
///
/// evcxr makes one output of all that a cell emits; the project's kernel shows each where it arose.
///
/// ```
/// notebook::display::content(&[("text/html", "<b>7</b>"), ("text/plain", "7")]);
/// ```
pub fn content(forms: &[(&str, &str)]) {
    use std::fmt::Write;
    // In one piece, so that no other thread prints between two lines.
    let mut text = String::new();
    for (mime, body) in forms {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "EVCXR_BEGIN_CONTENT {mime}\n{body}\nEVCXR_END_CONTENT");
    }
    print!("{text}");
}

/// Takes every output of the running cell away, as far as the kernel can (a stock evcxr kernel cannot). With `wait`,
/// only when the next output comes, which does not flicker.
pub fn clear(wait: bool) {
    crate::live::report(&Report::Clear { wait });
}

/// Whether this process runs the cells of a notebook (evcxr says so in the environment).
pub fn in_notebook() -> bool {
    std::env::var_os("EVCXR_IS_RUNTIME").is_some()
}

/// Tells the user something, in whole lines. A notebook shows its stdout as it is printed and may deliver stderr with a
/// later cell; a terminal's stdout belongs to results, such as the lines of `--json`.
pub fn note(text: &str) {
    if in_notebook() {
        println!("{text}");
    } else {
        eprintln!("{text}");
    }
}

/// What the kernel gets of forms, under the name by which they may be replaced.
fn shown(id: Option<&str>, forms: Vec<(String, String)>) -> Shown {
    Shown {
        id: id.map(str::to_owned),
        data: forms.into_iter().collect(),
    }
}

/// [`content`] of forms that own their text.
fn emit(forms: &[(String, String)]) {
    let forms: Vec<(&str, &str)> = forms
        .iter()
        .map(|(mime, body)| (mime.as_str(), body.as_str()))
        .collect();
    content(&forms);
}
