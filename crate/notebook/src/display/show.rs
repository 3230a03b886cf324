//! What can be shown, and showing it at once.

use crate::plot::Figure;
use crate::{Dataset, History};

/// A value with forms for the screen.
///
/// ```
/// use mlp::display::{Show, display};
///
/// struct Marks(Vec<u32>);
/// impl Show for Marks {
///     fn forms(&self) -> Vec<(String, String)> {
///         let items: String = self.0.iter().map(|mark| format!("<li>{mark}</li>")).collect();
///         vec![("text/html".into(), format!("<ul>{items}</ul>")), ("text/plain".into(), format!("{:?}", self.0))]
///     }
/// }
/// display(&Marks(vec![1, 2]));
/// display("and words");
/// ```
pub trait Show {
    /// MIME type and body of each form, richest first; the last is `text/plain`, for terminals and screen readers.
    fn forms(&self) -> Vec<(String, String)>;
}

/// Shows a value now, in order with what is printed. A cell may show as many as it likes.
///
/// A stock evcxr kernel keeps only the last value of each MIME type and shows it at the cell's end.
pub fn display(value: &(impl Show + ?Sized)) {
    let forms = value.forms();
    if !super::send("display", None, &forms) {
        let forms: Vec<(&str, &str)> = forms
            .iter()
            .map(|(mime, body)| (mime.as_str(), body.as_str()))
            .collect();
        super::content(&forms);
    }
}

impl Show for str {
    fn forms(&self) -> Vec<(String, String)> {
        vec![("text/plain".into(), self.to_owned())]
    }
}

impl Show for String {
    fn forms(&self) -> Vec<(String, String)> {
        self.as_str().forms()
    }
}

impl Show for Figure {
    fn forms(&self) -> Vec<(String, String)> {
        vec![
            ("image/svg+xml".into(), self.svg().to_owned()),
            ("text/plain".into(), self.alt().to_owned()),
        ]
    }
}

impl Show for History {
    fn forms(&self) -> Vec<(String, String)> {
        let plain = ("text/plain".to_owned(), self.to_string());
        // Without a finished epoch there is no curve.
        match crate::plot::curves(&[("", self)]) {
            Ok(figure) => vec![("image/svg+xml".into(), figure.svg().to_owned()), plain],
            Err(_) => vec![plain],
        }
    }
}

impl Show for Dataset {
    fn forms(&self) -> Vec<(String, String)> {
        vec![("text/plain".into(), self.to_string())]
    }
}
