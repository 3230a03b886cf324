//! Line charts.

use plotters::{
    coord::{Shift, ranged1d::ValueFormatter},
    prelude::*,
};

use super::{
    axis::{number, widen},
    figure::{FINE, plot_error},
    legend::{Entry, Kind},
    palette,
};
use crate::{Error, Result};

/// A line chart under construction.
///
/// ```
/// use mlp::prelude::*;
/// let loss = [(1.0, 0.81), (2.0, 0.62), (3.0, 0.55)];
/// let figure = Chart::new("Training loss").axes("epoch", "mean cross-entropy").line("train", &loss).draw()?;
/// assert!(figure.svg().contains("mean cross-entropy"));
/// # Ok::<(), mlp::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Chart {
    title: String,
    x_label: String,
    y_label: String,
    series: Vec<Series>,
    verticals: Vec<(String, f64)>,
    log_x: bool,
    log_y: bool,
    y_range: Option<(f64, f64)>,
}

#[derive(Debug, Clone)]
struct Series {
    label: String,
    points: Vec<(f64, f64)>,
    color: RGBColor,
    kind: Kind,
}

/// The color of marks that are not data.
const MARK: RGBColor = RGBColor(90, 90, 90);

impl Chart {
    /// An empty chart.
    pub fn new(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            ..Self::default()
        }
    }

    /// What the axes show, with units where they have any.
    pub fn axes(mut self, x: impl Into<String>, y: impl Into<String>) -> Self {
        self.x_label = x.into();
        self.y_label = y.into();
        self
    }

    /// Adds a line in the next color.
    pub fn line(self, label: impl Into<String>, points: &[(f64, f64)]) -> Self {
        let index = self.colors_used();
        self.add(label, points, index, Kind::Line)
    }

    /// Adds a dashed line in the color of the line before it: its partner, as test is train's.
    pub fn dashed(self, label: impl Into<String>, points: &[(f64, f64)]) -> Self {
        let index = self.colors_used().max(1) - 1;
        self.add(label, points, index, Kind::Dashed)
    }

    /// Adds points without a line, in the next color.
    pub fn points(self, label: impl Into<String>, points: &[(f64, f64)]) -> Self {
        let index = self.colors_used();
        self.add(label, points, index, Kind::Points)
    }

    /// Marks a place on the x axis with a dashed gray line from bottom to top.
    pub fn vertical(mut self, label: impl Into<String>, x: f64) -> Self {
        self.verticals.push((label.into(), x));
        self
    }

    /// A dashed line takes the color of its partner, so it uses none up.
    fn colors_used(&self) -> usize {
        self.series
            .iter()
            .filter(|series| series.kind != Kind::Dashed)
            .count()
    }

    /// A line in the palette's color number `color`.
    pub(crate) fn colored(self, label: &str, points: &[(f64, f64)], color: usize, dashed: bool) -> Self {
        self.add(
            label,
            points,
            color,
            if dashed { Kind::Dashed } else { Kind::Line },
        )
    }

    /// A logarithmic x axis; points at or below 0 are left out.
    pub fn log_x(mut self) -> Self {
        self.log_x = true;
        self
    }

    /// A logarithmic y axis; points at or below 0 are left out.
    pub fn log_y(mut self) -> Self {
        self.log_y = true;
        self
    }

    /// Fixes the y axis.
    pub fn y_range(mut self, low: f64, high: f64) -> Self {
        self.y_range = Some((low, high));
        self
    }

    fn add(mut self, label: impl Into<String>, points: &[(f64, f64)], index: usize, kind: Kind) -> Self {
        let points = points
            .iter()
            .copied()
            .filter(|(x, y)| x.is_finite() && y.is_finite())
            .collect();
        self.series.push(Series {
            label: label.into(),
            points,
            color: palette::color(index),
            kind,
        });
        self
    }

    /// The smallest rectangle around every point, with a little air above and below.
    fn bounds(&self) -> Result<((f64, f64), (f64, f64))> {
        let fits = |&&(x, y): &&(f64, f64)| (!self.log_x || x > 0.0) && (!self.log_y || y > 0.0);
        let points = || self.series.iter().flat_map(|series| &series.points).filter(fits);
        if points().next().is_none() {
            return Err(Error::Plot(format!("“{}” has no point to show", self.title)));
        }
        let range = |values: &mut dyn Iterator<Item = f64>| {
            values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| {
                (low.min(v), high.max(v))
            })
        };
        let marked = self.verticals.iter().map(|vertical| vertical.1);
        let x = widen(range(&mut points().map(|p| p.0).chain(marked)), self.log_x, 0.0);
        let y = self
            .y_range
            .unwrap_or_else(|| widen(range(&mut points().map(|p| p.1)), self.log_y, 0.06));
        Ok((x, y))
    }

    pub(super) fn draw_on(&self, area: &DrawingArea<SVGBackend<'_>, Shift>) -> Result<()> {
        let ((x0, x1), (y0, y1)) = self.bounds()?;
        let mut builder = ChartBuilder::on(area);
        builder
            .margin(12 * FINE)
            .margin_right(18 * FINE)
            .caption(&self.title, ("sans-serif", 17 * FINE).into_font().color(&BLACK))
            .x_label_area_size(42 * FINE)
            .y_label_area_size(62 * FINE);
        // Plotters' coordinate types differ by axis; one arm each keeps the drawing itself in one place.
        let y = (y0, y1);
        match (self.log_x, self.log_y) {
            (false, false) => self.fill(builder.build_cartesian_2d(x0..x1, y0..y1).map_err(plot_error)?, y),
            (true, false) => self.fill(
                builder
                    .build_cartesian_2d((x0..x1).log_scale(), y0..y1)
                    .map_err(plot_error)?,
                y,
            ),
            (false, true) => self.fill(
                builder
                    .build_cartesian_2d(x0..x1, (y0..y1).log_scale())
                    .map_err(plot_error)?,
                y,
            ),
            (true, true) => self.fill(
                builder
                    .build_cartesian_2d((x0..x1).log_scale(), (y0..y1).log_scale())
                    .map_err(plot_error)?,
                y,
            ),
        }
    }

    fn fill<'a, 'b: 'a, X, Y>(
        &self,
        mut chart: ChartContext<'a, SVGBackend<'b>, Cartesian2d<X, Y>>,
        (bottom, top): (f64, f64),
    ) -> Result<()>
    where
        X: Ranged<ValueType = f64> + ValueFormatter<f64>,
        Y: Ranged<ValueType = f64> + ValueFormatter<f64>,
    {
        let (log_x, log_y) = (self.log_x, self.log_y);
        let x_format = move |value: &f64| number(*value, log_x);
        let y_format = move |value: &f64| number(*value, log_y);
        chart
            .configure_mesh()
            .light_line_style(TRANSPARENT)
            .bold_line_style(RGBColor(225, 225, 225).stroke_width(FINE))
            .axis_style(RGBColor(90, 90, 90).stroke_width(FINE))
            .set_all_tick_mark_size(5 * FINE)
            .x_labels(8)
            .y_labels(7)
            .x_desc(&self.x_label)
            .y_desc(&self.y_label)
            .x_label_formatter(&x_format)
            .y_label_formatter(&y_format)
            .label_style(("sans-serif", 13 * FINE))
            .axis_desc_style(("sans-serif", 14 * FINE))
            .draw()
            .map_err(plot_error)?;
        for (_, x) in &self.verticals {
            let ends = [(*x, bottom), (*x, top)];
            chart
                .draw_series(DashedLineSeries::new(
                    ends,
                    4 * FINE,
                    4 * FINE,
                    MARK.stroke_width(FINE),
                ))
                .map_err(plot_error)?;
        }
        for series in &self.series {
            let color = series.color;
            let points = || {
                series
                    .points
                    .iter()
                    .copied()
                    .filter(|&(x, y)| (!log_x || x > 0.0) && (!log_y || y > 0.0))
            };
            match series.kind {
                Kind::Line => chart.draw_series(LineSeries::new(points(), color.stroke_width(2 * FINE))),
                Kind::Dashed => chart.draw_series(DashedLineSeries::new(
                    points(),
                    6 * FINE,
                    4 * FINE,
                    color.stroke_width(2 * FINE),
                )),
                Kind::Points => {
                    chart.draw_series(points().map(|point| Circle::new(point, 3 * FINE, color.filled())))
                }
            }
            .map_err(plot_error)?;
            // One epoch is a point, and a line of one point cannot be seen.
            if series.kind != Kind::Points && series.points.len() == 1 {
                chart
                    .draw_series(points().map(|point| Circle::new(point, 4 * FINE, color.filled())))
                    .map_err(plot_error)?;
            }
        }
        Ok(())
    }

    /// What stands in the legend: series without a label do not.
    pub(super) fn legend(&self) -> Vec<Entry> {
        let series = self.series.iter().map(|series| Entry {
            label: series.label.clone(),
            color: series.color,
            kind: series.kind,
        });
        let verticals = self.verticals.iter().map(|(label, _)| Entry {
            label: label.clone(),
            color: MARK,
            kind: Kind::Dashed,
        });
        series
            .chain(verticals)
            .filter(|entry| !entry.label.is_empty())
            .collect()
    }

    /// The chart in words.
    pub(super) fn describe(&self) -> String {
        let lines: Vec<String> = self
            .series
            .iter()
            .filter(|series| !series.label.is_empty() || self.series.len() == 1)
            .filter_map(|series| {
                let (first, last) = (series.points.first()?, series.points.last()?);
                Some(format!("{} from {:.4} to {:.4}", series.label, first.1, last.1))
            })
            .collect();
        format!(
            "{}: {} over {}; {}",
            self.title,
            self.y_label,
            self.x_label,
            lines.join(", ")
        )
    }
}
