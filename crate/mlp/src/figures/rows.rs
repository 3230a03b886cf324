//! Bars to both sides of a zero, on a scale that stays: what a figure needs that changes under the reader's hand.

use std::fmt::Write as _;

use notebook::escape;
use plotters::style::RGBColor;

use crate::plot::palette;

/// The height of a bar and the room to the next.
const ROW: f64 = 24.0;
/// The height of the heading.
const HEAD: f64 = 34.0;
/// The room for names on the left and numbers on the right.
const NAMES: f64 = 92.0;
const NUMBERS: f64 = 62.0;

/// The share of its size that a drawing may shrink to on a narrow page.
pub(super) const READABLE: f64 = 0.8;

/// Bars with a heading.
pub(super) struct Rows<'a> {
    pub(super) title: &'a str,
    pub(super) bars: &'a [(String, f64)],
    /// The scale's ends; a longer bar is cut off there.
    pub(super) scale: (f64, f64),
    /// The bar that stands out.
    pub(super) marked: Option<usize>,
}

impl Rows<'_> {
    /// How much room they take.
    pub(super) fn height(&self) -> f64 {
        HEAD + ROW * self.bars.len() as f64
    }

    /// Draws them with the upper left corner at this place.
    pub(super) fn write(&self, svg: &mut String, (left, top): (f64, f64), width: f64) {
        let (low, high) = self.scale;
        let room = width - NAMES - NUMBERS;
        let at = |value: f64| left + NAMES + (value.clamp(low, high) - low) / (high - low) * room;
        // Writing into a string cannot fail, here and below.
        let _ = write!(
            svg,
            r#"<text x="{:.1}" y="{:.1}" font-size="15" text-anchor="middle">{}</text>"#,
            left + width / 2.0,
            top + 18.0,
            escape(self.title)
        );
        for (number, (name, value)) in self.bars.iter().enumerate() {
            let y = top + HEAD + ROW * number as f64;
            let (from, to) = (at(value.min(0.0)), at(value.max(0.0)));
            let RGBColor(r, g, b) = palette::color(usize::from(self.marked == Some(number)));
            let _ = write!(
                svg,
                r#"<rect x="{from:.1}" y="{:.1}" width="{:.1}" height="{}" fill="rgb({r},{g},{b})"/><text x="{:.1}" y="{:.1}" font-size="13" text-anchor="end">{}</text><text x="{:.1}" y="{:.1}" font-size="13">{value:.3}</text>"#,
                y + 3.0,
                (to - from).max(1.0),
                ROW - 6.0,
                left + NAMES - 8.0,
                y + ROW / 2.0 + 4.5,
                escape(name),
                left + width - NUMBERS + 6.0,
                y + ROW / 2.0 + 4.5,
            );
        }
        let (zero, bottom) = (at(0.0), top + self.height());
        let _ = write!(
            svg,
            r##"<line x1="{zero:.1}" y1="{:.1}" x2="{zero:.1}" y2="{bottom:.1}" stroke="#5a5a5a"/>"##,
            top + HEAD
        );
    }
}

/// The beginning of a drawing of this size.
pub(super) fn begin((width, height): (f64, f64)) -> String {
    format!(
        r#"<svg width="{width}" height="{height}" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg" font-family="sans-serif"><rect width="100%" height="100%" fill="white"/>"#
    )
}

/// The bars in words.
pub(super) fn words(bars: &[(String, f64)]) -> String {
    let all: Vec<String> = bars
        .iter()
        .map(|(name, value)| format!("{name} {value:.3}"))
        .collect();
    all.join(", ")
}
