//! Images of a data set side by side, each with its caption.

use std::fmt::Write as _;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use image::{ExtendedColorType, ImageEncoder as _, codecs::png::PngEncoder};
use ndarray::Axis;

use notebook::escape;

use crate::{
    Error, Result,
    data::Samples,
    plot::{Figure, PAGE},
};

/// Largest side of an image on screen, in pixels, if it is not larger itself. Small images are enlarged without smoothing
/// and by a whole factor, so that each pixel can be seen.
const LARGEST: usize = 84;
const GAP: usize = 12;
const LINE: usize = 15;
const TOP: usize = 40;

/// Draws the images at `positions`, `columns` to a row, or as many as a notebook's page has room for. `caption` is asked for
/// each position; a line break in its answer begins a second line.
///
/// ```
/// use mlp::{data::made_up, prelude::*};
/// let data = made_up::dataset()?;
/// let first: Vec<usize> = (0..20).collect();
/// let figure = gallery("Training images", &data.train, &first, 10, |i| data.classes()[usize::from(data.train.labels[i])].clone())?;
/// assert_eq!(figure.svg().matches("<image").count(), 20);
/// # Ok::<(), mlp::Error>(())
/// ```
///
/// # Errors
/// No positions, one that the samples do not have, no columns, or images that are neither grayscale nor color.
pub fn gallery(
    title: &str,
    samples: &Samples,
    positions: &[usize],
    columns: usize,
    caption: impl Fn(usize) -> String,
) -> Result<Figure> {
    if positions.is_empty() || columns == 0 {
        return Err(Error::Plot(format!(
            "“{title}” needs at least one image and one column, here {} and {columns}",
            positions.len()
        )));
    }
    let captions: Vec<String> = positions.iter().map(|&position| caption(position)).collect();
    let lines = captions
        .iter()
        .map(|text| text.lines().count())
        .max()
        .unwrap_or(0);
    let longest = captions
        .iter()
        .flat_map(|text| text.lines())
        .map(|line| line.chars().count())
        .max();
    // About six pixels a letter at the captions' size.
    let words_width = longest.unwrap_or(0) * 13 / 2;
    let (height, width, _) = samples.shape();
    let original = height.max(width).max(1);
    let room = PAGE as usize - GAP;
    let columns = columns
        .min(positions.len())
        .min(room / (original.max(words_width) + GAP))
        .max(1);
    // As large as the columns leave room for.
    let fits = |factor: &usize| (factor * original).max(words_width) + GAP <= room / columns;
    let largest = (LARGEST / original).max(1);
    let side = original * (1..=largest).rev().find(fits).unwrap_or(1);
    let cell_width = side.max(words_width) + GAP;
    let cell_height = side + lines * LINE + GAP;
    let width = columns * cell_width + GAP;
    let height = TOP + positions.len().div_ceil(columns) * cell_height;

    let mut svg = format!(
        r#"<svg width="{width}" height="{height}" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg" font-family="sans-serif" text-anchor="middle"><rect width="100%" height="100%" fill="white"/><text x="{}" y="24" font-size="17">{}</text>"#,
        width / 2,
        escape(title)
    );
    for (number, (&position, text)) in positions.iter().zip(&captions).enumerate() {
        let middle = GAP / 2 + (number % columns) * cell_width + cell_width / 2;
        let y = TOP + (number / columns) * cell_height;
        let picture = STANDARD.encode(png(samples, position)?);
        // Writing into a string cannot fail.
        let _ = write!(
            svg,
            r#"<image x="{}" y="{y}" width="{side}" height="{side}" style="image-rendering:pixelated" href="data:image/png;base64,{picture}"/>"#,
            middle - side / 2
        );
        for (line, words) in text.lines().enumerate() {
            let _ = write!(
                svg,
                r#"<text x="{middle}" y="{}" font-size="12">{}</text>"#,
                y + side + LINE * (line + 1),
                escape(words)
            );
        }
    }
    svg.push_str("</svg>");
    let words: Vec<String> = captions
        .iter()
        .take(20)
        .map(|text| text.replace('\n', ", "))
        .collect();
    let more = if captions.len() > 20 { "; …" } else { "" };
    Ok(Figure::new(
        svg,
        format!("{title}, {} images: {}{more}", captions.len(), words.join("; ")),
    ))
}

/// One image as a PNG file.
pub(super) fn png(samples: &Samples, position: usize) -> Result<Vec<u8>> {
    let (height, width, channels) = samples.shape();
    let color = match channels {
        1 => ExtendedColorType::L8,
        3 => ExtendedColorType::Rgb8,
        n => {
            return Err(Error::Plot(format!(
                "an image has 1 channel (grayscale) or 3 (red, green, blue), these have {n}"
            )));
        }
    };
    if position >= samples.len() {
        return Err(Error::argument(
            "positions",
            position,
            format!("there are {} images, counted from 0", samples.len()),
        ));
    }
    let pixels: Vec<u8> = samples
        .images
        .index_axis(Axis(0), position)
        .iter()
        .copied()
        .collect();
    let mut file = Vec::new();
    PngEncoder::new(&mut file)
        .write_image(&pixels, width as u32, height as u32, color)
        .map_err(|error| Error::Plot(error.to_string()))?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use ndarray::{Array1, Array4};

    use super::*;

    fn samples(channels: usize) -> Result<Samples> {
        let images = Array4::from_shape_fn((3, 4, 5, channels), |(n, y, x, c)| {
            (n * 60 + y * 10 + x + c) as u8
        });
        Samples::new(
            images,
            Array1::from_vec(vec![0, 1, 0]),
            ["cat & dog".to_owned(), "owl".to_owned()],
        )
    }

    #[test]
    fn each_image_is_drawn_with_its_pixels_and_caption() -> Result<()> {
        for channels in [1, 3] {
            let samples = samples(channels)?;
            let figure = gallery("Two", &samples, &[2, 0], 2, |i| format!("image {i}\ncat & dog"))?;
            assert_eq!(figure.svg().matches("<image").count(), 2);
            assert!(figure.svg().contains(">image 2</text>") && figure.svg().contains("cat &amp; dog"));
            let start = figure.svg().find("base64,").map_or(0, |at| at + 7);
            let end = figure.svg()[start..].find('"').map_or(start, |at| start + at);
            let file = STANDARD
                .decode(&figure.svg()[start..end])
                .map_err(|error| Error::Plot(error.to_string()))?;
            let decoded = image::load_from_memory(&file).map_err(|error| Error::Plot(error.to_string()))?;
            let expected: Vec<u8> = samples.images.index_axis(Axis(0), 2).iter().copied().collect();
            assert_eq!((decoded.width(), decoded.height()), (5, 4));
            assert_eq!(decoded.into_bytes(), expected);
        }
        Ok(())
    }

    #[test]
    fn rows_are_as_long_as_a_page_has_room_for_and_images_as_large() -> Result<()> {
        let samples = samples(1)?;
        let draw = |columns, caption: &str| -> Result<(usize, String)> {
            let figure = gallery("Many", &samples, &[0; 40], columns, |_| caption.to_owned())?;
            let first_row = figure.svg().matches(r#"y="40""#).count();
            let side = figure.svg().split(r#"y="40" width=""#).nth(1).unwrap_or_default();
            Ok((first_row, side.chars().take_while(char::is_ascii_digit).collect()))
        };
        // Images of 4 × 5 pixels, enlarged by a whole factor.
        assert_eq!(draw(5, "a")?, (5, "80".to_owned()));
        assert_eq!(draw(10, "a")?, (10, "65".to_owned()));
        assert_eq!(draw(10, &"long ".repeat(6))?, (3, "80".to_owned()));
        Ok(())
    }

    #[test]
    fn positions_and_channels_that_cannot_be_drawn_are_named() {
        let draw = |channels, positions: &[usize], columns| {
            gallery("G", &samples(channels)?, positions, columns, |_| String::new()).map(|_| ())
        };
        assert!(
            draw(1, &[3], 1)
                .unwrap_err()
                .to_string()
                .contains("there are 3 images")
        );
        assert!(draw(2, &[0], 1).unwrap_err().to_string().contains("these have 2"));
        assert!(draw(1, &[], 1).is_err() && draw(1, &[0], 0).is_err());
    }
}
