//! A picture with each pixel's number written into it.

use std::fmt::{self, Write as _};

use super::Picture;
use crate::plot::Figure;
use crate::{Error, Result};

/// Beyond this many pixels a side nobody reads the numbers.
const LARGEST: usize = 32;
/// Room for the row numbers on the left and the column numbers above.
const MARGIN: usize = 30;
/// From one number of a color pixel to the next.
const LINE: usize = 13;

impl Picture {
    /// Draws each pixel as a square with its number in it, rows and columns counted from 0. In a color picture a pixel has three
    /// numbers: red, green, blue.
    ///
    /// # Errors
    /// A picture of more than 32 × 32 pixels; [`Picture::crop`] makes a smaller one.
    pub fn numbers(&self) -> Result<Figure> {
        let (height, width, channels) = self.shape();
        if height.max(width) > LARGEST {
            let problem = format!(
                "{height} × {width} pixels are too many to write a number into each; crop((row, column), ({LARGEST}, {LARGEST})) gives a part"
            );
            return Err(Error::Plot(problem));
        }
        let cell = if channels == 1 { 26 } else { 44 };
        let (full_width, full_height) = (MARGIN + cell * width + 8, MARGIN + cell * height + 8);
        let mut svg = format!(
            r#"<svg width="{full_width}" height="{full_height}" viewBox="0 0 {full_width} {full_height}" xmlns="http://www.w3.org/2000/svg" font-family="sans-serif" font-size="11" text-anchor="middle"><rect width="100%" height="100%" fill="white"/>"#
        );
        // Writing to a string cannot fail.
        let _ = self.write_squares(cell, &mut svg);
        let _ = self.write_counts(cell, &mut svg);
        svg.push_str("</svg>");
        Ok(Figure::new(svg, self.in_words()))
    }

    /// The pixels as squares, then the numbers in them.
    fn write_squares(&self, cell: usize, svg: &mut String) -> fmt::Result {
        // A group of texts for each ink: a style sheet would reach beyond the figure where a page inlines it.
        let (mut on_light, mut on_dark) = (String::new(), String::new());
        svg.push_str(r##"<g shape-rendering="crispEdges" stroke="#707070" stroke-width="1">"##);
        for (row, pixels) in self.pixels().outer_iter().enumerate() {
            for (column, pixel) in pixels.outer_iter().enumerate() {
                let (x, y) = (MARGIN + cell * column, MARGIN + cell * row);
                let values: Vec<u8> = pixel.iter().copied().take(3).collect();
                let (fill, dark) = fill(&values);
                write!(
                    svg,
                    r#"<rect x="{x}" y="{y}" width="{cell}" height="{cell}" fill="{fill}"/>"#
                )?;
                let ink = if dark { &mut on_dark } else { &mut on_light };
                let first = y + cell / 2 + 4 - LINE * (values.len() - 1) / 2;
                for (line, value) in values.iter().enumerate() {
                    let (middle, base) = (x + cell / 2, first + LINE * line);
                    write!(ink, r#"<text x="{middle}" y="{base}">{value}</text>"#)?;
                }
            }
        }
        write!(svg, r##"</g><g>{on_light}</g><g fill="#fff">{on_dark}</g>"##)
    }

    /// The columns' numbers above, the rows' on the left.
    fn write_counts(&self, cell: usize, svg: &mut String) -> fmt::Result {
        let (height, width, _) = self.shape();
        svg.push_str(r##"<g fill="#555">"##);
        for column in 0..width {
            let x = MARGIN + cell * column + cell / 2;
            write!(svg, r#"<text x="{x}" y="{}">{column}</text>"#, MARGIN - 8)?;
        }
        for row in 0..height {
            let y = MARGIN + cell * row + cell / 2 + 4;
            write!(svg, r#"<text x="{}" y="{y}">{row}</text>"#, MARGIN / 2)?;
        }
        svg.write_str("</g>")
    }

    /// All numbers as text, a line a row.
    fn in_words(&self) -> String {
        let mut text = format!("{self}; its numbers, row by row:");
        for row in self.pixels().outer_iter() {
            text.push('\n');
            for pixel in row.outer_iter() {
                let values: Vec<String> = pixel.iter().map(ToString::to_string).collect();
                let _ = write!(text, "{:>4}", values.join(","));
            }
        }
        text
    }
}

/// The square's color, and whether it is dark.
fn fill(values: &[u8]) -> (String, bool) {
    let [r, g, b] = match values {
        [r, g, b, ..] => [*r, *g, *b],
        _ => [values.first().copied().unwrap_or(0); 3],
    };
    // The luminance at which black and white stand out alike, by the web's accessibility guidelines (WCAG 2).
    let linear = |value: u8| {
        let share = f64::from(value) / 255.0;
        if share <= 0.04045 {
            share / 12.92
        } else {
            ((share + 0.055) / 1.055).powf(2.4)
        }
    };
    let luminance = 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
    (format!("#{r:02x}{g:02x}{b:02x}"), luminance < 0.179)
}

#[cfg(test)]
mod tests {
    use ndarray::{Array2, array};

    use super::*;

    #[test]
    fn every_number_stands_in_its_square_white_on_dark_and_black_on_light() {
        let figure = Picture::from_gray(array![[0, 7], [200, 255]])
            .unwrap()
            .numbers()
            .unwrap();
        let svg = figure.svg();
        assert_eq!(svg.matches("<rect x=").count(), 4);
        let (on_light, on_dark) = svg.split_once("</g><g fill=\"#fff\">").unwrap();
        assert!(
            on_dark.contains(r#"x="43" y="47">0<"#) && on_dark.contains(r#"x="69" y="47">7<"#),
            "{svg}"
        );
        assert!(
            on_light.contains(r#"x="43" y="73">200<"#) && on_light.contains(r#"x="69" y="73">255<"#),
            "{svg}"
        );
        assert!(
            figure.alt().ends_with("row by row:\n   0   7\n 200 255"),
            "{}",
            figure.alt()
        );
    }

    #[test]
    fn a_color_pixel_has_three_numbers() {
        let pixels = array![[[255, 128, 9]]];
        let figure = Picture::from_array(pixels).unwrap().numbers().unwrap();
        assert!(figure.svg().contains("#ff8009"));
        for number in [">255<", ">128<", ">9<"] {
            assert!(figure.svg().contains(number));
        }
    }

    #[test]
    fn a_large_picture_is_refused_with_the_way_out() {
        let large = Picture::from_gray(Array2::zeros((100, 33))).unwrap();
        assert!(
            large
                .numbers()
                .unwrap_err()
                .to_string()
                .contains("crop((row, column), (32, 32))")
        );
    }
}
