//! Words within HTML and SVG.

/// `text` so that HTML and SVG show it as it is, between tags and within a quoted attribute.
///
/// ```
/// assert_eq!(notebook::escape("a < b & \"c\""), "a &lt; b &amp; &quot;c&quot;");
/// ```
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
