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
