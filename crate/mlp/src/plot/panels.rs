//! Charts side by side, with one legend for all where they agree.

use plotters::prelude::*;

use super::{
    Chart, Figure,
    figure::{FINE, PAGE, plot_error},
    legend::{self, Entry},
};
use crate::{Error, Result};

/// The size of a chart that stands alone, in pixels.
const PANEL: (u32, u32) = (460, 320);

impl Chart {
    /// Draws the chart alone.
    ///
    /// # Errors
    /// No point that can be drawn.
    pub fn draw(self) -> Result<Figure> {
        row(&[self])
    }
}

/// Draws charts side by side.
///
/// ```
/// use mlp::prelude::*;
/// let chart = |title: &str| Chart::new(title).line("a line", &[(0.0, 1.0), (1.0, 2.0)]);
/// let figure = row(&[chart("left"), chart("right")])?;
/// assert!(figure.svg().starts_with("<svg width=\"800\""));
/// # Ok::<(), mlp::Error>(())
/// ```
///
/// # Errors
/// A chart without a point that can be drawn, or no chart.
pub fn row(charts: &[Chart]) -> Result<Figure> {
    panels(charts, charts.len())
}

/// Draws charts in rows of `columns`.
///
/// ```
/// use mlp::prelude::*;
/// let chart = |title: &str| Chart::new(title).line("a line", &[(0.0, 1.0), (1.0, 2.0)]);
/// let figure = panels(&[chart("one"), chart("two"), chart("three")], 2)?;
/// assert_eq!(figure.alt().lines().count(), 3);
/// # Ok::<(), mlp::Error>(())
/// ```
///
/// # Errors
/// A chart without a point that can be drawn, no chart, or no columns.
pub fn panels(charts: &[Chart], columns: usize) -> Result<Figure> {
    if charts.is_empty() || columns == 0 {
        return Err(Error::Plot("there is no chart to draw".into()));
    }
    let columns = columns.min(charts.len());
    let rows = charts.len().div_ceil(columns);
    let (width, height) = match columns {
        1 => PANEL,
        2 => (PAGE / 2, 300),
        // What is wider than a page is shown smaller; its words may not become too small.
        _ => (340, 270),
    };
    let legends: Vec<Vec<Entry>> = charts.iter().map(Chart::legend).collect();
    let common = common_legend(&legends);
    let full_width = width * columns as u32;
    let (foot, own) = match &common {
        Some(entries) => (legend::height(entries, full_width), 0),
        None => (
            0,
            legends
                .iter()
                .map(|entries| legend::height(entries, width))
                .max()
                .unwrap_or(0),
        ),
    };
    let above = (height + own) * rows as u32;
    let shown = (full_width, above + foot);
    let mut svg = String::new();
    {
        let root = SVGBackend::with_string(&mut svg, (shown.0 * FINE, shown.1 * FINE)).into_drawing_area();
        root.fill(&WHITE).map_err(plot_error)?;
        let (grid, bottom) = root.split_vertically(above * FINE);
        let cells = grid.split_evenly((rows, columns));
        for ((area, chart), entries) in cells.iter().zip(charts).zip(&legends) {
            let (panel, below) = area.split_vertically(height * FINE);
            chart.draw_on(&panel)?;
            if common.is_none() {
                legend::draw(entries, &below)?;
            }
        }
        if let Some(entries) = common {
            legend::draw(entries, &bottom)?;
        }
        root.present().map_err(plot_error)?;
    }
    let alt: Vec<String> = charts.iter().map(Chart::describe).collect();
    Ok(Figure::new(at_size(&svg, shown), alt.join("\n")))
}

/// The drawing at the size at which it is shown. Its view box stays as large as it was drawn.
fn at_size(svg: &str, (width, height): (u32, u32)) -> String {
    let size = |width, height| format!("width=\"{width}\" height=\"{height}\"");
    svg.replacen(&size(width * FINE, height * FINE), &size(width, height), 1)
}

/// The legend of all charts, where those that have one agree.
fn common_legend(legends: &[Vec<Entry>]) -> Option<&[Entry]> {
    let mut filled = legends.iter().filter(|entries| !entries.is_empty());
    let first = filled.next()?;
    filled.all(|entries| entries == first).then_some(first.as_slice())
}
