//! A value's forms as one piece of HTML, which is what the widget below the controls shows.

use super::follow::Drawn;
use crate::escape;

/// The richest form that a page can show, or the error's words.
pub(super) fn html(drawn: &Drawn) -> String {
    let forms = match drawn {
        Ok(forms) => forms,
        Err(words) => {
            return format!(
                "<pre style=\"color: var(--jp-error-color1, #b00020); white-space: pre-wrap\">{}</pre>",
                escape(words)
            );
        }
    };
    let piece = |(mime, body): &(String, String)| match mime.as_str() {
        "text/html" => Some(body.clone()),
        "image/svg+xml" => {
            // What stands before the drawing has no place within a page.
            let start = body.find("<svg").unwrap_or_default();
            Some(body[start..].to_owned())
        }
        "image/png" | "image/jpeg" | "image/gif" => Some(format!(
            "<img src=\"data:{mime};base64,{}\">",
            body.replace('\n', "")
        )),
        "text/plain" => Some(format!(
            "<pre style=\"white-space: pre-wrap\">{}</pre>",
            escape(body)
        )),
        _ => None,
    };
    forms.iter().find_map(piece).unwrap_or_default()
}

/// The plain form.
pub(super) fn plain(drawn: &Drawn) -> String {
    match drawn {
        Ok(forms) => forms
            .iter()
            .find(|(mime, _)| mime == "text/plain")
            .map(|(_, text)| text.clone())
            .unwrap_or_default(),
        Err(words) => words.clone(),
    }
}

/// The picture as a saved notebook keeps it, below the settings.
///
/// A notebook that is opened without the kernel which made it has no controls any more, and JupyterLab puts an error where
/// they stood, the output before this one. It goes: what it is about stands here. Words stay, which JupyterLab shows there
/// where it has no controls at all.
pub(super) fn kept(class: &str, words: &str, drawn: &Drawn) -> String {
    let child = ".jp-OutputArea-child";
    format!(
        "<style>{child}:not(:has(.widget-box, .jp-RenderedText)):has(+ {child} .{class}) {{ display: none }}</style>\
         <div class=\"{class}\"><p style=\"margin: 0\">{}</p>{}</div>",
        escape(words),
        html(drawn)
    )
}

/// The picture as the widget shows it. The kept one, in the next output, is hidden meanwhile.
pub(super) fn shown(class: &str, drawn: &Drawn) -> String {
    // In JupyterLab that of this output alone: a copy of the notebook may be open beside it, without controls that live.
    // Other front ends have no such copies in their page, and no such names.
    let child = ".jp-OutputArea-child";
    format!(
        "<style>{child}:has(.widget-box) + {child} .{class}, body:not([data-jp-theme-name]) .{class} {{ display: none }}</style>{}",
        html(drawn)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(mime: &str, body: &str) -> (String, String) {
        (mime.into(), body.into())
    }

    #[test]
    fn the_richest_form_is_shown_and_words_are_no_tags() {
        let drawing = form("image/svg+xml", "<?xml version=\"1.0\"?>\n<svg><path/></svg>");
        let words = form("text/plain", "a < b");
        assert_eq!(html(&Ok(vec![drawing, words.clone()])), "<svg><path/></svg>");
        assert!(html(&Ok(vec![words])).contains("a &lt; b"));
        assert!(html(&Err("x < 0".into())).contains("x &lt; 0"));
        assert!(html(&Ok(vec![form("image/png", "QUI=\n")])).contains("data:image/png;base64,QUI=\""));
        assert_eq!(html(&Ok(vec![form("application/x", "?")])), "");
    }

    #[test]
    fn what_is_kept_has_the_settings_and_takes_the_place_of_dead_controls() {
        let kept = kept("c1", "lr = 0.1", &Ok(vec![form("text/html", "<b>x</b>")]));
        assert!(kept.contains("<div class=\"c1\"><p style=\"margin: 0\">lr = 0.1</p><b>x</b></div>"));
        assert!(
            kept.contains(":not(:has(.widget-box, .jp-RenderedText)):has(+ .jp-OutputArea-child .c1)"),
            "{kept}"
        );
    }
}
