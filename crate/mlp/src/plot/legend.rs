//! The legend of a chart, below it, where it cannot hide a line.

use plotters::{
    coord::Shift,
    prelude::*,
    style::text_anchor::{HPos, Pos, VPos},
};

use super::figure::{FINE, plot_error};
use crate::Result;

/// The height of one line of a legend.
const LINE: u32 = 20;
/// What a sample of the line and the gaps around a label take.
const SAMPLE: i32 = 24;
const GAP: i32 = 16;

/// How a series is drawn, and so how its sample in the legend is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Kind {
    Line,
    Dashed,
    Points,
}

/// One entry: what a line is called and how it looks.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Entry {
    pub label: String,
    pub color: RGBColor,
    pub kind: Kind,
}

/// The height that `entries` take below a chart of this width.
pub(super) fn height(entries: &[Entry], width: u32) -> u32 {
    match lines(entries, width as i32).len() as u32 {
        0 => 0,
        n => n * LINE + 8,
    }
}

/// Draws `entries` from the top of `area`, each line in the middle.
pub(super) fn draw(entries: &[Entry], area: &DrawingArea<SVGBackend<'_>, Shift>) -> Result<()> {
    let width = (area.dim_in_pixel().0 / FINE) as i32;
    let style = ("sans-serif", 13 * FINE)
        .into_font()
        .color(&BLACK)
        .pos(Pos::new(HPos::Left, VPos::Center));
    for (number, line) in lines(entries, width).into_iter().enumerate() {
        let taken: i32 = line.iter().map(|entry| width_of(entry)).sum();
        let mut x = (width - taken).max(0) / 2;
        let y = (LINE * number as u32 + LINE / 2) as i32;
        for entry in line {
            draw_sample(entry, (x, y), area)?;
            area.draw(&Text::new(
                entry.label.as_str(),
                fine(x + SAMPLE, y),
                style.clone(),
            ))
            .map_err(plot_error)?;
            x += width_of(entry);
        }
    }
    Ok(())
}

fn draw_sample(entry: &Entry, (x, y): (i32, i32), area: &DrawingArea<SVGBackend<'_>, Shift>) -> Result<()> {
    let stroke = entry.color.stroke_width(2 * FINE);
    let strokes: &[(i32, i32)] = match entry.kind {
        Kind::Line => &[(0, 18)],
        Kind::Dashed => &[(0, 7), (11, 18)],
        Kind::Points => &[],
    };
    for &(from, to) in strokes {
        area.draw(&PathElement::new([fine(x + from, y), fine(x + to, y)], stroke))
            .map_err(plot_error)?;
    }
    if entry.kind == Kind::Points {
        area.draw(&Circle::new(fine(x + 9, y), 3 * FINE, entry.color.filled()))
            .map_err(plot_error)?;
    }
    Ok(())
}

/// A place on the canvas, which is drawn larger than it is shown.
fn fine(x: i32, y: i32) -> (i32, i32) {
    (x * FINE as i32, y * FINE as i32)
}

/// As many entries to a line as fit.
fn lines(entries: &[Entry], width: i32) -> Vec<Vec<&Entry>> {
    let mut lines: Vec<Vec<&Entry>> = Vec::new();
    let mut left = 0;
    for entry in entries {
        let needed = width_of(entry);
        match lines.last_mut() {
            Some(line) if needed <= left => line.push(entry),
            _ => {
                lines.push(vec![entry]);
                left = width;
            }
        }
        left -= needed;
    }
    lines
}

/// About six and a half pixels a letter at the legend's size.
fn width_of(entry: &Entry) -> i32 {
    SAMPLE + 13 * entry.label.chars().count() as i32 / 2 + GAP
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_that_do_not_fit_go_to_the_next_line() {
        let entry = Entry {
            label: "0123456789".into(),
            color: BLACK,
            kind: Kind::Line,
        };
        let entries = vec![entry; 5];
        assert_eq!(
            lines(&entries, 215).iter().map(Vec::len).collect::<Vec<_>>(),
            [2, 2, 1]
        );
        assert_eq!(lines(&entries, 10).len(), 5);
        assert_eq!(height(&entries, 215), 3 * LINE + 8);
        assert_eq!(height(&[], 230), 0);
    }
}
