//! Colors that people with color-blindness can tell apart: Okabe and Ito, “Color Universal Design”, 2008.

use plotters::style::RGBColor;

/// Eight colors for lines and bars, in the order of use.
pub const COLORS: [RGBColor; 8] = [
    RGBColor(0, 114, 178),
    RGBColor(213, 94, 0),
    RGBColor(0, 158, 115),
    RGBColor(204, 121, 167),
    RGBColor(230, 159, 0),
    RGBColor(86, 180, 233),
    RGBColor(110, 110, 110),
    RGBColor(0, 0, 0),
];

/// The color of line number `index`; after eight they begin again.
pub fn color(index: usize) -> RGBColor {
    COLORS[index % COLORS.len()]
}

/// A color for a share 0..=1 of the largest value: white to deep blue, ever darker, so that it reads in gray as well.
pub fn shade(share: f64) -> RGBColor {
    let share = if share.is_finite() {
        share.clamp(0.0, 1.0)
    } else {
        0.0
    };
    let mix = |from: f64, to: f64| (from + (to - from) * share).round() as u8;
    RGBColor(mix(255.0, 8.0), mix(255.0, 48.0), mix(255.0, 107.0))
}
