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
mod show;
mod value;

pub use live::Live;
pub use progress::Progress;
pub use show::{Show, display};
pub use value::ShowDebug;

/// Emits one output with a form for each MIME type, plainest last; binary forms (`image/png`) are base64.
///
/// evcxr makes one output of all that a cell emits; the project's kernel shows each where it arose.
///
/// ```
/// mlp::display::content(&[("text/html", "<b>7</b>"), ("text/plain", "7")]);
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
    crate::live::report(&serde_json::json!({ "report": "clear", "wait": wait }));
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

/// Has our kernel show forms (`display`) or replace those shown under the same name (`update`); false without one.
fn send(kind: &str, id: Option<&str>, forms: &[(String, String)]) -> bool {
    let data: serde_json::Map<String, serde_json::Value> = forms
        .iter()
        .map(|(mime, body)| (mime.clone(), body.as_str().into()))
        .collect();
    crate::live::report(&serde_json::json!({ "report": kind, "id": id, "data": data }))
}

/// Text as HTML.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
