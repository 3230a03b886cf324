//! A finished figure.

use std::{fs, path::Path};

use notebook::{
    display::{Show, text},
    escape,
};

use crate::{Error, Result};

/// The width of a notebook's page in a laptop's browser, in pixels. JupyterLab lets the reader scroll to what is wider.
pub(crate) const PAGE: u32 = 800;

/// Plotters rounds places to whole pixels, which makes steps of a slope: a chart is drawn so many times larger than it is shown.
pub(super) const FINE: u32 = 8;

/// A drawing as SVG, with words that say what it shows.
///
/// ```
/// use mlp::prelude::*;
/// let figure = Figure::new("<svg width=\"10\" height=\"10\"></svg>", "nothing at all");
/// assert_eq!(figure.alt(), "nothing at all");
/// assert!(figure.svg().contains("<title>nothing at all</title>"));
/// ```
#[derive(Debug, Clone)]
pub struct Figure {
    svg: String,
    alt: String,
}

impl Figure {
    /// A figure from SVG text and a description for those who cannot see it. A drawing that is wider than a notebook's
    /// page and begins `<svg width="…" height="…"`, in pixels, with a `viewBox`, is shown smaller.
    pub fn new(svg: impl Into<String>, alt: impl Into<String>) -> Self {
        let alt = alt.into();
        // The description goes into the picture itself, where screen readers look for it, and on a line of its own: of an output
        // that is folded away JupyterLab shows the first line.
        let title = format!("\n<title>{}</title>", escape(&alt));
        let mut svg: String = within_page(svg.into());
        if let Some(end) = svg
            .find("<svg")
            .and_then(|start| svg[start..].find('>').map(|end| start + end + 1))
        {
            svg.insert_str(end, &title);
        }
        Self { svg, alt }
    }

    /// The drawing.
    pub fn svg(&self) -> &str {
        &self.svg
    }

    /// What it shows, in words.
    pub fn alt(&self) -> &str {
        &self.alt
    }

    /// Writes the SVG to a file.
    ///
    /// # Errors
    /// A folder that does not exist or cannot be written.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<()> {
        fs::write(path.as_ref(), &self.svg).map_err(Error::io(path))
    }
}

fn within_page(svg: String) -> String {
    let size = svg.strip_prefix("<svg width=\"").and_then(|rest| {
        let (width, rest) = rest.split_once("\" height=\"")?;
        let (height, rest) = rest.split_once('"')?;
        Some((width.parse::<f64>().ok()?, height.parse::<f64>().ok()?, rest))
    });
    match size {
        Some((width, height, rest)) if width > f64::from(PAGE) => {
            let height = (height * f64::from(PAGE) / width).round();
            format!("<svg width=\"{PAGE}\" height=\"{height}\"{rest}")
        }
        _ => svg,
    }
}

/// Any error of plotters' in the crate's own words.
pub(super) fn plot_error(error: impl std::fmt::Display) -> Error {
    Error::Plot(error.to_string())
}

impl Show for Figure {
    fn forms(&self) -> Vec<(String, String)> {
        let mut forms = vec![("image/svg+xml".to_owned(), self.svg.clone())];
        forms.extend(text(self.alt.clone()));
        forms
    }
}

notebook::cell_result!(Figure);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wider_than_a_page_is_shown_smaller() {
        let wide = Figure::new(
            "<svg width=\"1000\" height=\"300\" viewBox=\"0 0 1000 300\"></svg>",
            "a",
        );
        assert!(
            wide.svg()
                .starts_with("<svg width=\"800\" height=\"240\" viewBox=\"0 0 1000 300\">")
        );
        for narrow in [
            "<svg width=\"800\" height=\"900\">",
            "<svg viewBox=\"0 0 1000 300\">",
            "<svg width=\"100%\">",
        ] {
            assert!(Figure::new(narrow, "a").svg().starts_with(narrow));
        }
    }
}
