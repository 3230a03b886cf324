//! A table of numbers as shades, each number written into its cell.

use ndarray::Array2;
use plotters::{
    prelude::*,
    style::{
        FontTransform,
        text_anchor::{HPos, Pos, VPos},
    },
};

use super::{Figure, figure::plot_error, palette};
use crate::{Error, Result};

const CELL: i32 = 44;
const TOP: i32 = 46;

/// Draws `values` with a name for each row and column; `write` is how a number stands in its cell. 0 is white.
///
/// ```
/// use mlp::prelude::*;
/// use mlp::ndarray::arr2;
///
/// let names = ["a".to_owned(), "b".to_owned()];
/// let figure = heat_map("T", &arr2(&[[1.0, 2.0], [3.0, 4.0]]), (&names, &names), ("row", "column"), |v| format!("{v:.0}"))?;
/// assert_eq!(figure.alt(), "T: row by column, 2 × 2, largest 4");
/// # Ok::<(), mlp::Error>(())
/// ```
///
/// # Errors
/// A table without cells, or names that do not fit it.
pub fn heat_map(
    title: &str,
    values: &Array2<f64>,
    names: (&[String], &[String]),
    axes: (&str, &str),
    write: impl Fn(f64) -> String,
) -> Result<Figure> {
    heat_map_from(0.0, title, values, names, axes, write)
}

/// [`heat_map`] in which `white` and all below it is white: for numbers that are all far from 0 and near each other.
///
/// # Errors
/// A table without cells, or names that do not fit it.
pub fn heat_map_from(
    white: f64,
    title: &str,
    values: &Array2<f64>,
    (rows, columns): (&[String], &[String]),
    (row_axis, column_axis): (&str, &str),
    write: impl Fn(f64) -> String,
) -> Result<Figure> {
    let (height, width) = values.dim();
    if values.is_empty() || rows.len() != height || columns.len() != width {
        return Err(Error::Plot(format!(
            "a heat map of {height} × {width} cells needs a name for each row and column, here {} and {}",
            rows.len(),
            columns.len()
        )));
    }
    let largest = values
        .iter()
        .copied()
        .filter(|value| value.is_finite())
        .fold(white, f64::max);
    // The names' length, and an axis's name beyond them.
    let (left, bottom) = (46 + length(rows), 40 + length(columns));
    let size = (
        // The title has to fit as well.
        (left + CELL * width as i32 + 20).max(9 * title.chars().count() as i32),
        TOP + CELL * height as i32 + bottom,
    );
    let mut svg = String::new();
    {
        let root = SVGBackend::with_string(&mut svg, (size.0 as u32, size.1 as u32)).into_drawing_area();
        root.fill(&WHITE).map_err(plot_error)?;
        let text = |words: &str, at: (i32, i32), size: u32, color: &RGBColor, anchor: Pos| {
            root.draw(&Text::new(
                words.to_owned(),
                at,
                ("sans-serif", size).into_font().color(color).pos(anchor),
            ))
            .map_err(plot_error)
        };
        let middle = Pos::new(HPos::Center, VPos::Center);
        text(title, (size.0 / 2, 18), 17, &BLACK, middle)?;
        for ((row, column), &value) in values.indexed_iter() {
            let (x, y) = (left + CELL * column as i32, TOP + CELL * row as i32);
            let share = if largest > white {
                (value - white) / (largest - white)
            } else {
                0.0
            };
            let corners = [(x, y), (x + CELL - 1, y + CELL - 1)];
            root.draw(&Rectangle::new(corners, palette::shade(share).filled()))
                .map_err(plot_error)?;
            let ink = if share > 0.5 { WHITE } else { BLACK };
            text(&write(value), (x + CELL / 2, y + CELL / 2), 12, &ink, middle)?;
        }
        for (row, name) in rows.iter().enumerate() {
            let y = TOP + CELL * row as i32 + CELL / 2;
            text(
                name,
                (left - 8, y),
                13,
                &BLACK,
                Pos::new(HPos::Right, VPos::Center),
            )?;
        }
        let foot = TOP + CELL * height as i32;
        for (column, name) in columns.iter().enumerate() {
            let x = left + CELL * column as i32 + CELL / 2;
            let style = vertical(13).pos(Pos::new(HPos::Right, VPos::Center));
            root.draw(&Text::new(name.clone(), (x, foot + 8), style))
                .map_err(plot_error)?;
        }
        text(
            column_axis,
            (left + CELL * width as i32 / 2, size.1 - 10),
            14,
            &BLACK,
            middle,
        )?;
        let style = vertical(14).pos(middle);
        root.draw(&Text::new(
            row_axis.to_owned(),
            (14, TOP + CELL * height as i32 / 2),
            style,
        ))
        .map_err(plot_error)?;
        root.present().map_err(plot_error)?;
    }
    Ok(Figure::new(
        svg,
        format!("{title}: {row_axis} by {column_axis}, {height} × {width}, largest {largest}"),
    ))
}

/// What the longest of some names takes, at about eight pixels a letter.
fn length(names: &[String]) -> i32 {
    8 * names.iter().map(|name| name.chars().count()).max().unwrap_or(0) as i32
}

/// Text turned upright, for names below a column and beside the rows.
fn vertical(size: u32) -> TextStyle<'static> {
    ("sans-serif", size)
        .into_font()
        .transform(FontTransform::Rotate270)
        .color(&BLACK)
}
