//! Bars: one number a name.

use plotters::{
    prelude::*,
    style::text_anchor::{HPos, Pos, VPos},
};

use super::{Figure, figure::plot_error, palette};
use crate::{Error, Result};

const ROW: i32 = 26;
const LEFT: i32 = 130;
const WIDTH: i32 = 620;
const TOP: i32 = 44;

/// Horizontal bars from 0, each with its name on the left and its number at the end.
///
/// ```
/// use mlp::prelude::*;
/// let figure = bars("Images a class", "images", &[("Bag".into(), 6000.0), ("Shirt".into(), 3000.0)])?;
/// assert_eq!(figure.alt(), "Images a class (images): Bag 6000, Shirt 3000");
/// # Ok::<(), mlp::Error>(())
/// ```
///
/// # Errors
/// No bars, or a number below 0.
pub fn bars(title: &str, unit: &str, values: &[(String, f64)]) -> Result<Figure> {
    if values.is_empty() || values.iter().any(|(_, value)| !value.is_finite() || *value < 0.0) {
        return Err(Error::Plot(format!(
            "“{title}” needs at least one bar, each a finite number from 0 up"
        )));
    }
    let largest = values
        .iter()
        .map(|(_, value)| *value)
        .fold(f64::MIN_POSITIVE, f64::max);
    // About seven pixels a letter of the longest name.
    let longest = values.iter().map(|(name, _)| name.chars().count()).max();
    let left = LEFT.max(7 * longest.unwrap_or(0) as i32 + 20);
    let height = TOP + ROW * values.len() as i32 + 34;
    let mut svg = String::new();
    {
        let root = SVGBackend::with_string(&mut svg, (WIDTH as u32, height as u32)).into_drawing_area();
        root.fill(&WHITE).map_err(plot_error)?;
        let text = |words: String, at: (i32, i32), size: u32, horizontal: HPos| {
            let style = ("sans-serif", size)
                .into_font()
                .color(&BLACK)
                .pos(Pos::new(horizontal, VPos::Center));
            root.draw(&Text::new(words, at, style)).map_err(plot_error)
        };
        text(title.to_owned(), (WIDTH / 2, 18), 17, HPos::Center)?;
        let scale = f64::from(WIDTH - left - 90) / largest;
        for (index, (name, value)) in values.iter().enumerate() {
            let y = TOP + ROW * index as i32;
            let end = left + (value * scale).round() as i32;
            let corners = [(left, y + 4), (end.max(left + 1), y + ROW - 4)];
            root.draw(&Rectangle::new(corners, palette::color(0).filled()))
                .map_err(plot_error)?;
            text(name.clone(), (left - 8, y + ROW / 2), 13, HPos::Right)?;
            text(short(*value), (end + 6, y + ROW / 2), 13, HPos::Left)?;
        }
        text(
            unit.to_owned(),
            (left + (WIDTH - left - 90) / 2, height - 14),
            14,
            HPos::Center,
        )?;
        root.present().map_err(plot_error)?;
    }
    let list: Vec<String> = values
        .iter()
        .map(|(name, value)| format!("{name} {}", short(*value)))
        .collect();
    Ok(Figure::new(svg, format!("{title} ({unit}): {}", list.join(", "))))
}

fn short(value: f64) -> String {
    if value.fract() == 0.0 {
        format!("{value}")
    } else {
        format!("{value:.4}")
    }
}
