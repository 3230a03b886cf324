//! How a value reaches a notebook's screen: the same content in several forms, of which the front end shows the richest.

/// Emits one output with a form for each MIME type, plainest last; binary forms (`image/png`) are base64.
///
/// ```
/// mlp::display::content(&[("text/html", "<b>7</b>"), ("text/plain", "7")]);
/// ```
pub fn content(forms: &[(&str, &str)]) {
    for (mime, body) in forms {
        println!("EVCXR_BEGIN_CONTENT {mime}\n{body}\nEVCXR_END_CONTENT");
    }
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
