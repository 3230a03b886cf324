//! What can be shown, and showing it at once.

use protocol::cells::Report;

/// A value with forms for the screen.
///
/// ```
/// use notebook::display::{Show, display};
///
/// struct Marks(Vec<u32>);
/// impl Show for Marks {
///     fn forms(&self) -> Vec<(String, String)> {
///         let items: String = self.0.iter().map(|mark| format!("<li>{mark}</li>")).collect();
///         vec![("text/html".into(), format!("<ul>{items}</ul>")), ("text/plain".into(), format!("{:?}", self.0))]
///     }
/// }
/// let marks = Marks(vec![1, 2]);
/// display(&marks);
/// assert_eq!(marks.forms()[1], ("text/plain".into(), "[1, 2]".into()));
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no way to be shown here",
    label = "what is to be shown is of the type `{Self}`",
    note = "make words of it, such as `format!(\"{{:?}}\", value)`, or give the type a `Show` of its own"
)]
pub trait Show {
    /// MIME type and body of each form, richest first; the last is `text/plain`, for terminals and screen readers.
    fn forms(&self) -> Vec<(String, String)>;
}

/// Shows a value now, in order with what is printed. A cell may show as many as it likes.
///
/// A stock evcxr kernel keeps only the last value of each MIME type and shows it at the cell's end.
///
/// ```
/// use notebook::{Show, display};
///
/// let words = "and words";
/// display(words);
/// assert_eq!(words.forms(), [("text/plain".into(), "and words".into())]);
/// ```
pub fn display(value: &(impl Show + ?Sized)) {
    let forms = value.forms();
    if crate::live::attached() {
        crate::live::report(&Report::Display(super::shown(None, forms)));
    } else {
        super::emit(&forms);
    }
}

/// The one form of a value that is words.
pub fn text(words: impl Into<String>) -> Vec<(String, String)> {
    vec![("text/plain".into(), words.into())]
}

impl Show for str {
    fn forms(&self) -> Vec<(String, String)> {
        text(self)
    }
}

impl Show for String {
    fn forms(&self) -> Vec<(String, String)> {
        self.as_str().forms()
    }
}
