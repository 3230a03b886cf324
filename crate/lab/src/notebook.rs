//! The notebook format, as far as all programs read it alike.

use serde_json::Value;

/// A cell's source.
pub fn source_of(cell: &Value) -> String {
    text_of(&cell["source"])
}

/// Text that the format keeps as one string or as a list of lines.
///
/// ```
/// use lab::notebook::text_of;
///
/// assert_eq!(text_of(&serde_json::json!(["a\n", "b"])), "a\nb");
/// assert_eq!(text_of(&serde_json::json!(7)), "");
/// ```
pub fn text_of(text: &Value) -> String {
    match text {
        Value::Array(lines) => lines.iter().filter_map(Value::as_str).collect(),
        other => other.as_str().unwrap_or_default().to_owned(),
    }
}
