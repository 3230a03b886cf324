//! Pictures beside each other, each with its caption.

use std::fmt::Write as _;

use base64::{Engine as _, engine::general_purpose::STANDARD};

use notebook::escape;

use super::Picture;
use crate::plot::Figure;
use crate::{Error, Result};

/// The longer side of a picture on screen, in pixels.
const SIDE: usize = 200;
const GAP: usize = 20;
const TOP: usize = 40;

/// Draws pictures in a row, all at one scale.
///
/// ```
/// use mlp::ndarray::array;
/// use mlp::pixels::{Picture, side_by_side};
///
/// let dark = Picture::from_gray(array![[0, 20], [40, 60]])?;
/// let light = Picture::from_gray(array![[195, 215], [235, 255]])?;
/// let figure = side_by_side("Two pictures", &[("dark", &dark), ("light", &light)])?;
/// assert!(figure.svg().contains("Two pictures") && figure.alt().contains("size (W, H) = (2, 2)"));
/// # Ok::<(), mlp::Error>(())
/// ```
///
/// # Errors
/// No picture.
pub fn side_by_side(title: &str, pictures: &[(&str, &Picture)]) -> Result<Figure> {
    let longest = pictures
        .iter()
        .map(|(_, picture)| picture.size().0.max(picture.size().1))
        .max();
    let Some(longest) = longest else {
        return Err(Error::Plot(format!("“{title}” needs at least one picture")));
    };
    let shown = |length: usize| (length * SIDE).div_ceil(longest);
    // A caption takes about seven pixels a letter.
    let room =
        |caption: &str, picture: &Picture| shown(picture.size().0).max(7 * caption.chars().count()) + GAP;
    let row: usize = pictures
        .iter()
        .map(|(caption, picture)| room(caption, picture))
        .sum();
    let width = row.max(9 * title.chars().count()) + GAP;
    let tallest = pictures
        .iter()
        .map(|(_, picture)| shown(picture.size().1))
        .max()
        .unwrap_or(0);
    let height = TOP + tallest + 34;
    let mut svg = format!(
        r#"<svg width="{width}" height="{height}" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg" font-family="sans-serif" text-anchor="middle"><rect width="100%" height="100%" fill="white"/><text x="{}" y="25" font-size="17">{}</text>"#,
        width / 2,
        escape(title)
    );
    let mut x = (width - row) / 2;
    for (caption, picture) in pictures {
        let (w, h) = (shown(picture.size().0), shown(picture.size().1));
        let room = room(caption, picture);
        let file = STANDARD.encode(enlarged(picture)?.png()?);
        // Writing to a string cannot fail.
        let _ = write!(
            svg,
            r#"<image x="{}" y="{TOP}" width="{w}" height="{h}" preserveAspectRatio="none" style="image-rendering:pixelated" href="data:image/png;base64,{file}"/><text x="{}" y="{}" font-size="13">{}</text>"#,
            x + (room - w) / 2,
            x + room / 2,
            TOP + tallest + 20,
            escape(caption)
        );
        x += room;
    }
    svg.push_str("</svg>");
    let words: Vec<String> = pictures
        .iter()
        .map(|(caption, picture)| format!("{caption} ({picture})"))
        .collect();
    Ok(Figure::new(svg, format!("{title}: {}", words.join("; "))))
}

/// Small pictures are enlarged in the file too, for viewers that would smooth them.
fn enlarged(picture: &Picture) -> Result<Picture> {
    let longer = picture.size().0.max(picture.size().1);
    picture.zoom((SIDE / longer).max(1))
}

#[cfg(test)]
mod tests {
    use ndarray::Array2;

    use super::*;

    #[test]
    fn pictures_keep_their_proportions() {
        let square = Picture::from_gray(Array2::zeros((28, 28))).unwrap();
        let wide = Picture::from_gray(Array2::zeros((14, 28))).unwrap();
        let svg = side_by_side("T", &[("a & b", &square), ("c", &wide)])
            .unwrap()
            .svg()
            .to_owned();
        assert!(svg.contains(r#"width="200" height="200""#) && svg.contains(r#"width="200" height="100""#));
        assert!(svg.contains("a &amp; b"));
        assert!(side_by_side("T", &[]).is_err());
    }
}
