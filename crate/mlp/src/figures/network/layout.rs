//! Where the nodes of a network are drawn.

/// Up to so many nodes of a layer are drawn; of wider ones the first few and the last.
const ALL: usize = 6;
const FIRST: usize = 4;
/// The radius of a node, and the room from one to the next.
pub(super) const NODE: f64 = 17.0;
const STEP: f64 = 44.0;
const WIDE_STEP: f64 = 104.0;
/// From one column to the next.
const GAP: f64 = 170.0;
const WIDE_GAP: f64 = 270.0;
/// Above the first node.
pub(super) const TOP: f64 = 92.0;

/// One layer.
pub(super) struct Column {
    pub(super) x: f64,
    pub(super) places: Vec<Place>,
}

/// A node and its height.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) node: Node,
    pub(super) y: f64,
}

#[derive(Clone, Copy, PartialEq)]
pub(super) enum Node {
    /// The input that is always 1.
    Bias,
    /// A unit, counted from 0.
    Unit(usize),
    /// So many more.
    Rest(usize),
}

impl Column {
    pub(super) fn bottom(&self) -> f64 {
        self.places.last().map_or(0.0, |place| place.y)
    }

    /// The places that are units.
    pub(super) fn units(&self) -> impl Iterator<Item = Place> {
        self.places
            .iter()
            .copied()
            .filter(|place| matches!(place.node, Node::Unit(_)))
    }
}

/// A column for each of `sizes`, behind `before` boxes; with more room where numbers stand on the lines.
pub(super) fn columns(sizes: &[usize], before: usize, numbers: bool) -> Vec<Column> {
    let (gap, step) = if numbers {
        (WIDE_GAP, WIDE_STEP)
    } else {
        (GAP, STEP)
    };
    let nodes: Vec<Vec<Node>> = sizes
        .iter()
        .enumerate()
        .map(|(number, &width)| nodes(width, number + 1 < sizes.len()))
        .collect();
    let tallest = nodes.iter().map(Vec::len).max().unwrap_or_default() as f64;
    nodes
        .into_iter()
        .enumerate()
        .map(|(number, nodes)| {
            let top = TOP + (tallest - nodes.len() as f64) * step / 2.0;
            Column {
                x: 60.0 + 110.0 * before as f64 + gap * number as f64,
                places: nodes
                    .into_iter()
                    .enumerate()
                    .map(|(row, node)| Place {
                        node,
                        y: top + step * row as f64,
                    })
                    .collect(),
            }
        })
        .collect()
}

/// The nodes of a layer from top to bottom; what has a layer behind it has a bias node.
fn nodes(width: usize, bias: bool) -> Vec<Node> {
    let mut nodes = Vec::new();
    if bias {
        nodes.push(Node::Bias);
    }
    if width <= ALL {
        nodes.extend((0..width).map(Node::Unit));
    } else {
        nodes.extend((0..FIRST).map(Node::Unit));
        nodes.push(Node::Rest(width - FIRST - 1));
        nodes.push(Node::Unit(width - 1));
    }
    nodes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nodes_that_are_not_drawn_are_counted() {
        let drawn = nodes(784, true);
        assert!(drawn.len() == 7);
        assert!(drawn.contains(&Node::Rest(779)) && drawn.contains(&Node::Unit(783)));
        assert!(nodes(3, false) == [Node::Unit(0), Node::Unit(1), Node::Unit(2)]);
    }
}
