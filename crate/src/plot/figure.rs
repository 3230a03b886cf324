//! A finished figure.

use std::{fs, path::Path};

use crate::{Error, Result, display};

/// A drawing as SVG, with words that say what it shows.
#[derive(Debug, Clone)]
pub struct Figure {
    svg: String,
    alt: String,
}

impl Figure {
    /// A figure from SVG text and a description for those who cannot see it.
    pub fn new(svg: impl Into<String>, alt: impl Into<String>) -> Self {
        let alt = alt.into();
        // The description goes into the picture itself, where screen readers look for it, and on a line of its own: of an output
        // that is folded away JupyterLab shows the first line.
        let title = format!("\n<title>{}</title>", escape(&alt));
        let mut svg: String = svg.into();
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

    /// Shows the figure in a notebook; called when it is a cell's last expression.
    pub fn evcxr_display(&self) {
        display::content(&[("image/svg+xml", &self.svg), ("text/plain", &self.alt)]);
    }
}

pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
