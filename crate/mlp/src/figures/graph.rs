//! The computation graph of an expression: each number with how it came to be, and what the result's derivative by it is. The
//! drawing follows Karpathy's micrograd (<https://github.com/karpathy/micrograd>).

mod value;

use std::{collections::HashMap, fmt::Write as _};

use notebook::escape;

pub use value::Value;

use crate::{Result, plot::Figure};

/// A box's width and height, and the room for a column and a row.
const BOX: (f64, f64) = (104.0, 52.0);
const COLUMN: f64 = 178.0;
const ROW: f64 = 70.0;

/// Draws how `result` came to be, from left to right: in each box a name, the number and the derivative of `result` by it.
///
/// # Errors
/// None that a number could cause.
pub fn graph(result: &Value) -> Result<Figure> {
    let mut nodes = Vec::new();
    result.nodes(&mut nodes);
    let places = places(&nodes);
    let (mut right, mut bottom) = (0.0, 0.0f64);
    for &(x, y) in places.values() {
        right = f64::max(right, x);
        bottom = bottom.max(y);
    }
    let (width, height) = (right + BOX.0 + 12.0, bottom + BOX.1 + 12.0);
    let mut svg = format!(
        r#"<svg width="{width}" height="{height}" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg" font-family="sans-serif" text-anchor="middle"><rect width="100%" height="100%" fill="white"/>"#
    );
    let mut words = Vec::new();
    for node in &nodes {
        write_node(&mut svg, node, result, &places, &mut words)?;
    }
    svg.push_str("</svg>");
    Ok(Figure::new(svg, words.join("; ")))
}

/// Columns by how many operations lie before a node, rows in the order of appearance.
fn places(nodes: &[Value]) -> HashMap<*const (), (f64, f64)> {
    let mut depths: HashMap<*const (), usize> = HashMap::new();
    for node in nodes {
        let before = node.inputs().iter().filter_map(|input| depths.get(&input.id()));
        let depth = before.max().map_or(0, |depth| depth + 1);
        depths.insert(node.id(), depth);
    }
    // What is given stands right before what it goes into, so that lines stay short.
    for node in nodes {
        for input in node.inputs().iter().filter(|input| input.inputs().is_empty()) {
            let users = nodes
                .iter()
                .filter(|user| user.inputs().iter().any(|one| one.id() == input.id()));
            if let Some(first) = users.filter_map(|user| depths.get(&user.id()).copied()).min() {
                depths.insert(input.id(), first.saturating_sub(1));
            }
        }
    }
    let mut rows: HashMap<usize, usize> = HashMap::new();
    let most = nodes
        .iter()
        .fold(HashMap::new(), |mut counts: HashMap<usize, usize>, node| {
            *counts.entry(depths[&node.id()]).or_default() += 1;
            counts
        });
    let tallest = most.values().copied().max().unwrap_or(1);
    nodes
        .iter()
        .map(|node| {
            let depth = depths[&node.id()];
            let row = rows.entry(depth).or_default();
            let top = 12.0 + (tallest - most[&depth]) as f64 * ROW / 2.0;
            let place = (12.0 + COLUMN * depth as f64, top + ROW * *row as f64);
            *row += 1;
            (node.id(), place)
        })
        .collect()
}

fn write_node(
    svg: &mut String,
    node: &Value,
    result: &Value,
    places: &HashMap<*const (), (f64, f64)>,
    words: &mut Vec<String>,
) -> Result<()> {
    let (x, y) = places[&node.id()];
    let (value, slope) = (node.value()?, result.derivative(node)?);
    let name = node.name();
    let middle = y + BOX.1 / 2.0;
    let mut made = String::new();
    if let Some(operation) = node.operation() {
        let sign = operation.sign();
        for input in node.inputs() {
            let (from_x, from_y) = places[&input.id()];
            let _ = write!(
                svg,
                r##"<line x1="{}" y1="{}" x2="{}" y2="{middle}" stroke="#5a5a5a"/>"##,
                from_x + BOX.0,
                from_y + BOX.1 / 2.0,
                x - 40.0
            );
        }
        let _ = write!(
            svg,
            r##"<line x1="{0}" y1="{middle}" x2="{x}" y2="{middle}" stroke="#5a5a5a"/><circle cx="{0}" cy="{middle}" r="17" fill="#fff7e6" stroke="#222"/><text x="{0}" y="{1}" font-size="12">{sign}</text>"##,
            x - 24.0,
            middle + 4.0
        );
        made = format!(" = {sign}");
    }
    let fill = if node.inputs().is_empty() {
        "#eef3f8"
    } else {
        "white"
    };
    let _ = write!(
        svg,
        r##"<rect x="{x}" y="{y}" width="{}" height="{}" rx="5" fill="{fill}" stroke="#222"/>"##,
        BOX.0, BOX.1
    );
    let number = |value: f32| format!("{value:.4}").replace('-', "−");
    let lines = [
        (escape(name), "#222", "bold"),
        (number(value), "#222", "normal"),
        (format!("∂ {}", number(slope)), "#8a2be2", "normal"),
    ];
    for (row, (text, ink, weight)) in lines.iter().enumerate() {
        let _ = write!(
            svg,
            r#"<text x="{}" y="{}" font-size="12" fill="{ink}" font-weight="{weight}">{text}</text>"#,
            x + BOX.0 / 2.0,
            y + 15.0 + 15.0 * row as f64
        );
    }
    let name = if name.is_empty() { "a number" } else { name };
    words.push(format!("{name}{made}: {value:.4}, derivative {slope:.4}"));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: f32, b: f64) {
        assert!((f64::from(a) - b).abs() < 1e-4, "{a} is not {b}");
    }

    /// Karpathy's neuron: o = tanh(x1·w1 + x2·w2 + b) with o = 0.7071, do/dx1 = −1.5, do/dw1 = 1.0, do/dx2 = 0.5, do/dw2 = 0.
    #[test]
    fn the_neuron_of_micrograd_has_its_numbers() -> Result<()> {
        let value = Value::new;
        let (x1, x2) = (value("x1", 2.0), value("x2", 0.0));
        let (w1, w2, b) = (value("w1", -3.0), value("w2", 1.0), value("b", 6.881_373_6));
        let o = (&x1 * &w1 + &x2 * &w2 + &b).tanh().named("o");
        near(o.value()?, std::f64::consts::FRAC_1_SQRT_2);
        for (by, expected) in [(&x1, -1.5), (&w1, 1.0), (&x2, 0.5), (&w2, 0.0), (&b, 0.5)] {
            near(o.derivative(by)?, expected);
        }
        let figure = graph(&o)?;
        for text in ["0.7071", "−1.5000", ">tanh<", "w1", "6.8814"] {
            assert!(figure.svg().contains(text), "{text}");
        }
        Ok(())
    }
}
