//! A part of the plane with points of several classes, what a model answers there, and where its hidden units switch on.

use std::fmt::Write as _;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use candle_core::Tensor;
use image::{ExtendedColorType, ImageEncoder as _, codecs::png::PngEncoder};
use ndarray::Array2;
use notebook::escape;
use plotters::style::RGBColor;

use crate::{
    Error, Mlp, Result,
    plot::{Figure, palette},
};

/// The side of the square, in pixels, and the room around it for title, ticks and names.
const SIDE: f64 = 280.0;
const LEFT: f64 = 46.0;
const TOP: f64 = 40.0;
const FULL: (f64, f64) = (LEFT + SIDE + 14.0, TOP + SIDE + 44.0);
/// Points a side at which the model is asked.
const ASKED: usize = 140;

/// A square of the plane under construction: `low` to `high` on both axes, x₁ to the right and x₂ upward.
///
/// ```
/// use mlp::prelude::*;
/// use mlp::{ndarray::arr2, figures::planes};
/// let model = Mlp::new(&[2, 3, 2], Activation::Relu, 0, &Device::Cpu)?;
/// let points = arr2(&[[0.1, 0.2], [-0.5, 0.9]]);
/// let plane = Plane::new("Before training", -1.0, 1.0).regions(&model)?.half_planes(&model)?.points(&points, &[0, 1]);
/// assert!(planes(&[plane])?.alt().contains("2 points, 3 half-planes"));
/// # Ok::<(), mlp::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Plane {
    title: String,
    low: f64,
    high: f64,
    axes: (String, String),
    answers: Vec<usize>,
    /// w₁, w₂, b of each hidden unit.
    borders: Vec<[f64; 3]>,
    points: Vec<(f64, f64, usize)>,
}

impl Plane {
    /// An empty square.
    pub fn new(title: impl Into<String>, low: f64, high: f64) -> Self {
        Self {
            title: title.into(),
            low,
            high,
            axes: ("x1".into(), "x2".into()),
            answers: Vec::new(),
            borders: Vec::new(),
            points: Vec::new(),
        }
    }

    /// Other names for the axes.
    pub fn axes(mut self, right: impl Into<String>, up: impl Into<String>) -> Self {
        self.axes = (right.into(), up.into());
        self
    }

    /// Colors each place by the class that `model`, which has two inputs, answers there.
    ///
    /// # Errors
    /// A model with another number of inputs.
    pub fn regions(mut self, model: &Mlp) -> Result<Self> {
        let step = (self.high - self.low) / ASKED as f64;
        let places: Vec<f32> = (0..ASKED * ASKED)
            .flat_map(|i| {
                let (row, column) = (i / ASKED, i % ASKED);
                let right = self.low + (column as f64 + 0.5) * step;
                let up = self.high - (row as f64 + 0.5) * step;
                [right as f32, up as f32]
            })
            .collect();
        let places = Tensor::from_vec(places, (ASKED * ASKED, 2), model.device())?;
        let answers = model.predict(&places)?.to_vec1::<u32>()?;
        self.answers = answers.into_iter().map(|class| class as usize).collect();
        Ok(self)
    }

    /// Draws where each unit of the first layer is 0; an arrow points to the side where it is positive.
    ///
    /// # Errors
    /// A model with another number of inputs than two.
    pub fn half_planes(mut self, model: &Mlp) -> Result<Self> {
        let parameters = model.parameters();
        let weight = parameters[0].to_vec2::<f32>()?;
        let bias = parameters[1].to_vec1::<f32>()?;
        for (row, bias) in weight.iter().zip(bias) {
            let &[w1, w2] = row.as_slice() else {
                return Err(Error::Shape(format!(
                    "half-planes can be drawn for a model with 2 inputs, this one has {}",
                    row.len()
                )));
            };
            self.borders.push([f64::from(w1), f64::from(w2), f64::from(bias)]);
        }
        Ok(self)
    }

    /// Points (N, 2) with the class of each; every class has a color and a shape of its own.
    pub fn points(mut self, points: &Array2<f64>, classes: &[usize]) -> Self {
        let both = points.outer_iter().zip(classes);
        self.points
            .extend(both.map(|(point, &class)| (point[0], point[1], class)));
        self
    }

    /// Where a place is drawn.
    fn at(&self, (x, y): (f64, f64)) -> (f64, f64) {
        let scale = SIDE / (self.high - self.low);
        (LEFT + (x - self.low) * scale, TOP + (self.high - y) * scale)
    }

    fn write(&self, svg: &mut String) -> Result<()> {
        if !self.answers.is_empty() {
            let file = STANDARD.encode(self.region_picture()?);
            // Writing to a string cannot fail, here and below.
            let _ = write!(
                svg,
                r#"<image x="{LEFT}" y="{TOP}" width="{SIDE}" height="{SIDE}" preserveAspectRatio="none" href="data:image/png;base64,{file}"/>"#
            );
        }
        for border in &self.borders {
            self.write_border(*border, svg);
        }
        for &(x, y, class) in &self.points {
            if (self.low..=self.high).contains(&x) && (self.low..=self.high).contains(&y) {
                write_point(self.at((x, y)), class, svg);
            }
        }
        self.write_frame(svg);
        Ok(())
    }

    /// The answers as a picture in pale colors.
    fn region_picture(&self) -> Result<Vec<u8>> {
        let pixels: Vec<u8> = self
            .answers
            .iter()
            .flat_map(|&class| {
                let RGBColor(r, g, b) = palette::color(class);
                [r, g, b].map(|value| (255.0 - (255.0 - f64::from(value)) * 0.3) as u8)
            })
            .collect();
        let mut file = Vec::new();
        PngEncoder::new(&mut file)
            .write_image(&pixels, ASKED as u32, ASKED as u32, ExtendedColorType::Rgb8)
            .map_err(|error| Error::Plot(error.to_string()))?;
        Ok(file)
    }

    /// The line w·x + b = 0 as far as it runs through the square, with its arrow.
    fn write_border(&self, [w1, w2, b]: [f64; 3], svg: &mut String) {
        let Some([from, to]) = self.clip([w1, w2, b]) else {
            return;
        };
        let ((x1, y1), (x2, y2)) = (self.at(from), self.at(to));
        let length = w1.hypot(w2);
        let (middle_x, middle_y) = (f64::midpoint(x1, x2), f64::midpoint(y1, y2));
        let (tip_x, tip_y) = (middle_x + 16.0 * w1 / length, middle_y - 16.0 * w2 / length);
        let _ = write!(
            svg,
            r##"<g stroke="#222" stroke-width="1.4"><line x1="{x1:.1}" y1="{y1:.1}" x2="{x2:.1}" y2="{y2:.1}"/><line x1="{middle_x:.1}" y1="{middle_y:.1}" x2="{tip_x:.1}" y2="{tip_y:.1}"/></g><circle cx="{tip_x:.1}" cy="{tip_y:.1}" r="2.6" fill="#222"/>"##
        );
    }

    /// The two places where the line enters and leaves the square.
    fn clip(&self, [w1, w2, b]: [f64; 3]) -> Option<[(f64, f64); 2]> {
        let (low, high) = (self.low, self.high);
        let inside = |value: f64| (low - 1e-9..=high + 1e-9).contains(&value);
        let mut places: Vec<(f64, f64)> = Vec::new();
        for edge in [low, high] {
            let (y, x) = (-(w1 * edge + b) / w2, -(w2 * edge + b) / w1);
            if inside(y) {
                places.push((edge, y));
            }
            if inside(x) {
                places.push((x, edge));
            }
        }
        let first = *places.first()?;
        let far = |place: &(f64, f64)| (place.0 - first.0).hypot(place.1 - first.1);
        let last = places.iter().copied().max_by(|a, b| far(a).total_cmp(&far(b)))?;
        (far(&last) > 0.0).then_some([first, last])
    }

    fn write_frame(&self, svg: &mut String) {
        let (title, right, up) = (escape(&self.title), escape(&self.axes.0), escape(&self.axes.1));
        let (center, bottom) = (LEFT + SIDE / 2.0, TOP + SIDE);
        let _ = write!(
            svg,
            r##"<rect x="{LEFT}" y="{TOP}" width="{SIDE}" height="{SIDE}" fill="none" stroke="#5a5a5a"/><text x="{center}" y="24" font-size="17">{title}</text><text x="{center}" y="{}" font-size="14">{right}</text><text x="14" y="{}" font-size="14">{up}</text>"##,
            bottom + 38.0,
            TOP + SIDE / 2.0
        );
        for value in [self.low, f64::midpoint(self.low, self.high), self.high] {
            let (x, y) = self.at((value, value));
            let _ = write!(
                svg,
                r#"<text x="{x:.1}" y="{}" font-size="12">{value}</text><text x="{}" y="{:.1}" font-size="12" text-anchor="end">{value}</text>"#,
                bottom + 18.0,
                LEFT - 6.0,
                y + 4.0
            );
        }
    }
}

/// A circle, a square or a triangle, in the class's color.
fn write_point((x, y): (f64, f64), class: usize, svg: &mut String) {
    let RGBColor(r, g, b) = palette::color(class);
    let ink = format!(r##"fill="rgb({r},{g},{b})" stroke="#fff" stroke-width="0.8""##);
    let _ = match class % 3 {
        0 => write!(svg, r#"<circle cx="{x:.1}" cy="{y:.1}" r="3.6" {ink}/>"#),
        1 => write!(
            svg,
            r#"<rect x="{:.1}" y="{:.1}" width="6.4" height="6.4" {ink}/>"#,
            x - 3.2,
            y - 3.2
        ),
        _ => write!(svg, r#"<path d="M{x:.1} {:.1}l4 7h-8z" {ink}/>"#, y - 4.2),
    };
}

/// Draws squares of the plane side by side.
///
/// ```
/// use mlp::prelude::*;
/// let figure = planes(&[Plane::new("Left", -1.0, 1.0), Plane::new("Right", -1.0, 1.0)])?;
/// assert!(figure.svg().contains("Left") && figure.svg().contains("Right"));
/// assert!(planes(&[]).is_err());
/// # Ok::<(), mlp::Error>(())
/// ```
///
/// # Errors
/// No square, or one whose axes do not go upward.
pub fn planes(planes: &[Plane]) -> Result<Figure> {
    if planes.is_empty() {
        return Err(Error::Plot("there is no plane to draw".into()));
    }
    let (width, height) = (FULL.0 * planes.len() as f64, FULL.1);
    let mut svg = format!(
        r#"<svg width="{width}" height="{height}" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg" font-family="sans-serif" text-anchor="middle"><rect width="100%" height="100%" fill="white"/>"#
    );
    let mut words = Vec::new();
    for (number, plane) in planes.iter().enumerate() {
        if !(plane.low.is_finite() && plane.high.is_finite() && plane.low < plane.high) {
            return Err(Error::Plot(format!(
                "“{}” goes from {} to {}; give two numbers, the smaller one first",
                plane.title, plane.low, plane.high
            )));
        }
        let _ = write!(svg, r#"<g transform="translate({} 0)">"#, FULL.0 * number as f64);
        plane.write(&mut svg)?;
        svg.push_str("</g>");
        words.push(format!(
            "{}: {} points, {} half-planes",
            plane.title,
            plane.points.len(),
            plane.borders.len()
        ));
    }
    svg.push_str("</svg>");
    Ok(Figure::new(svg, words.join("; ")))
}

#[cfg(test)]
mod tests {
    use candle_core::Device;
    use ndarray::arr2;

    use super::*;
    use crate::Activation;

    #[test]
    fn a_border_is_cut_off_at_the_edges_of_the_square() {
        let plane = Plane::new("T", -1.0, 1.0);
        assert_eq!(plane.clip([1.0, 0.0, -0.5]), Some([(0.5, -1.0), (0.5, 1.0)]));
        assert_eq!(plane.clip([1.0, 0.0, -5.0]), None);
        assert_eq!(plane.clip([0.0, 0.0, 1.0]), None);
    }

    #[test]
    fn regions_points_and_half_planes_are_drawn() -> Result<()> {
        let cpu = &Device::Cpu;
        // Class 1 where x1 > 0: one unit, z = (0, h).
        let layer = |w: &[&[f32]], b: &[f32]| -> Result<(Tensor, Tensor)> {
            let flat: Vec<f32> = w.concat();
            Ok((
                Tensor::from_vec(flat, (w.len(), w[0].len()), cpu)?,
                Tensor::new(b, cpu)?,
            ))
        };
        let model = Mlp::from_weights(
            &[
                layer(&[&[1.0, 0.0]], &[0.0])?,
                layer(&[&[0.0], &[1.0]], &[0.1, 0.0])?,
            ],
            Activation::Relu,
        )?;
        let plane = Plane::new("A & B", -1.0, 1.0)
            .regions(&model)?
            .half_planes(&model)?;
        assert_eq!((plane.answers[0], plane.answers[ASKED - 1]), (0, 1));
        let figure = planes(&[plane.points(&arr2(&[[0.5, 0.5], [3.0, 0.0]]), &[0, 1])])?;
        assert!(figure.svg().contains("A &amp; B") && figure.svg().contains(r#"r="3.6""#));
        assert!(
            !figure.svg().contains(r#"width="6.4""#),
            "a point outside is not drawn"
        );
        Ok(())
    }

    #[test]
    fn what_cannot_be_drawn_is_named() -> Result<()> {
        assert!(planes(&[]).is_err());
        assert!(planes(&[Plane::new("T", 1.0, -1.0)]).is_err());
        let wide = Mlp::new(&[3, 2], Activation::Relu, 0, &Device::Cpu)?;
        assert!(Plane::new("T", 0.0, 1.0).regions(&wide).is_err());
        assert!(Plane::new("T", 0.0, 1.0).half_planes(&wide).is_err());
        Ok(())
    }
}
