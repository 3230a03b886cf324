//! The lines, the columns and the boxes of a network as SVG.

use std::fmt::Write as _;

use notebook::escape;

use super::{
    Network,
    layout::{Column, NODE, Node, Place, TOP},
};

impl Network {
    /// The steps that come before the first column, each a box.
    pub(super) fn write_before(&self, svg: &mut String, height: f64) {
        for (number, step) in self.before.iter().enumerate() {
            let (x, y) = (58.0 + 110.0 * number as f64, height / 2.0 - 20.0);
            let _ = write!(
                svg,
                r##"<rect x="{}" y="{}" width="92" height="44" rx="6" fill="#eef3f8" stroke="#5a5a5a"/>"##,
                x - 46.0,
                y - 22.0
            );
            let lines: Vec<&str> = step.lines().collect();
            for (line, text) in lines.iter().enumerate() {
                let at = y + 4.0 + 15.0 * (line as f64 - (lines.len() as f64 - 1.0) / 2.0);
                let _ = write!(
                    svg,
                    r#"<text x="{x}" y="{at:.1}" font-size="11">{}</text>"#,
                    escape(text)
                );
            }
            let _ = write!(svg, r##"<path d="M{} {y}h14" stroke="#5a5a5a"/>"##, x + 47.0);
        }
    }

    /// A line a weight: blue where it is positive, orange and dashed where it is negative, the thicker the larger.
    pub(super) fn write_lines(&self, layer: usize, from: &Column, to: &Column, svg: &mut String) {
        let (weight, bias) = &self.weights[layer];
        let written = self.has_numbers();
        let most = weight
            .iter()
            .flatten()
            .chain(bias)
            .fold(1e-9f32, |most, w| most.max(w.abs()));
        let number = |row: usize, node: Node| match node {
            Node::Bias => Some(bias[row]),
            Node::Unit(unit) => Some(weight[row][unit]),
            Node::Rest(_) => None,
        };
        let (width, inputs) = (self.sizes[layer + 1], self.sizes[layer]);
        let _ = write!(
            svg,
            r##"<text x="{}" y="{}" font-size="11" fill="#444">W ({width}, {inputs}), b ({width},)</text>"##,
            f64::midpoint(from.x, to.x),
            TOP - 34.0
        );
        for target in to.units() {
            let Place {
                node: Node::Unit(row),
                y: end,
            } = target
            else {
                continue;
            };
            for (position, start) in from.places.iter().enumerate() {
                let Some(value) = number(row, start.node) else {
                    continue;
                };
                let (ink, dash) = if value < 0.0 {
                    ("#d55e00", "5 3")
                } else {
                    ("#0072b2", "none")
                };
                let thick = 0.5 + 2.0 * f64::from(value.abs() / most);
                let (x1, x2) = (from.x + NODE, to.x - NODE);
                let _ = write!(
                    svg,
                    r#"<line x1="{x1}" y1="{:.1}" x2="{x2}" y2="{end:.1}" stroke="{ink}" stroke-width="{thick:.1}" stroke-dasharray="{dash}" opacity="0.75"/>"#,
                    start.y
                );
                if !written {
                    continue;
                }
                // Lines from one node fan out, and those from different nodes cross: each node's numbers stand at a distance of their
                // own from it.
                let share = 0.24 + 0.54 * position as f64 / (from.places.len().max(2) - 1) as f64;
                let (x, y) = (x1 + share * (x2 - x1), start.y + share * (end - start.y));
                let gradient = self.gradients.get(layer).map(|(weight, bias)| match start.node {
                    Node::Unit(unit) => weight[row][unit],
                    _ => bias[row],
                });
                let gradient = gradient.map(|gradient| format!("∂ {}", short(gradient)));
                write_number(svg, x, y, &short(value), gradient.as_deref());
            }
        }
    }

    pub(super) fn write_column(
        &self,
        number: usize,
        column: &Column,
        last: bool,
        height: f64,
        svg: &mut String,
    ) {
        let name = if number == 0 {
            "x"
        } else if last {
            "z"
        } else {
            "h"
        };
        for place in &column.places {
            let (x, y) = (column.x, place.y);
            match place.node {
                Node::Rest(count) => {
                    let _ = write!(
                        svg,
                        r#"<rect x="{}" y="{}" width="64" height="16" fill="white" opacity="0.9"/><text x="{x}" y="{}" font-size="11">{count} more</text>"#,
                        x - 32.0,
                        y - 8.0,
                        y + 4.0
                    );
                }
                Node::Bias => {
                    let _ = write!(
                        svg,
                        r##"<circle cx="{x}" cy="{y}" r="14" fill="white" stroke="#5a5a5a" stroke-dasharray="3 2"/><text x="{x}" y="{}" font-size="12">1</text>"##,
                        y + 4.0
                    );
                }
                Node::Unit(unit) => {
                    let fill = if number == 0 { "#eef3f8" } else { "#fff7e6" };
                    let value = self.values.get(number).map(|values| short(values[unit]));
                    let text = value.unwrap_or_else(|| format!("{name}{}", subscript(unit + 1)));
                    let _ = write!(
                        svg,
                        r##"<circle cx="{x}" cy="{y}" r="{NODE}" fill="{fill}" stroke="#222"/><text x="{x}" y="{}" font-size="11">{text}</text>"##,
                        y + 4.0
                    );
                }
            }
        }
        let width = self.sizes[number];
        let (title, below) = match (number, last) {
            (0, _) => ("inputs".to_owned(), String::new()),
            (_, true) => ("outputs z".to_owned(), "softmax → ŷ".to_owned()),
            _ => (format!("hidden {number}"), self.activation.clone()),
        };
        let _ = write!(
            svg,
            r#"<text x="{0}" y="20" font-size="13" font-weight="bold">{title}</text><text x="{0}" y="36" font-size="12">{width}</text><text x="{0}" y="{1}" font-size="12" font-style="italic">{below}</text>"#,
            column.x,
            height - 14.0
        );
    }
}

/// A number on a line, on white so that it can be read, with its gradient below.
fn write_number(svg: &mut String, x: f64, y: f64, value: &str, gradient: Option<&str>) {
    let lines: Vec<&str> = std::iter::once(value).chain(gradient).collect();
    let widest = lines
        .iter()
        .map(|line| line.chars().count())
        .max()
        .unwrap_or_default() as f64;
    let (width, height) = (widest * 5.8 + 4.0, 12.0 * lines.len() as f64 + 1.0);
    let _ = write!(
        svg,
        r#"<rect x="{:.1}" y="{:.1}" width="{width:.1}" height="{height}" fill="white" opacity="0.9"/>"#,
        x - width / 2.0,
        y - 7.0
    );
    for (number, line) in lines.iter().enumerate() {
        let ink = if number == 0 { "#222" } else { "#8a2be2" };
        let _ = write!(
            svg,
            r#"<text x="{x:.1}" y="{:.1}" font-size="10" fill="{ink}">{line}</text>"#,
            y + 3.0 + 12.0 * number as f64
        );
    }
}

/// Three digits, without a tail of zeros.
pub(super) fn short(value: f32) -> String {
    let text = format!("{value:.3}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" {
        "0".to_owned()
    } else {
        text.replace('-', "−")
    }
}

fn subscript(number: usize) -> String {
    let digits = ["₀", "₁", "₂", "₃", "₄", "₅", "₆", "₇", "₈", "₉"];
    number
        .to_string()
        .bytes()
        .filter_map(|digit| digits.get(usize::from(digit.wrapping_sub(b'0'))).copied())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        assert_eq!(
            [1.0, -0.5, 0.0631, -0.0001].map(short),
            ["1", "−0.5", "0.063", "0"]
        );
        assert_eq!(subscript(784), "₇₈₄");
    }
}
