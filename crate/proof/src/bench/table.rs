//! Medians side by side.

use super::workload::Kind;

/// All that was measured of one kernel.
#[derive(Debug, Default)]
pub(super) struct Column {
    pub(super) title: &'static str,
    seconds: [Vec<f64>; Kind::ALL.len()],
}

impl Column {
    pub(super) fn new(title: &'static str) -> Self {
        Self {
            title,
            ..Self::default()
        }
    }

    /// Takes up a measurement of the kind with this name.
    pub(super) fn add(&mut self, name: &str, seconds: f64) {
        if let Some(index) = Kind::ALL.iter().position(|kind| kind.name() == name) {
            self.seconds[index].push(seconds);
        }
    }

    /// The median in seconds, and the smallest and the largest value.
    pub(super) fn median(&self, kind: Kind) -> Option<(f64, f64, f64)> {
        let index = Kind::ALL.iter().position(|other| *other == kind)?;
        let mut sorted = self.seconds[index].clone();
        sorted.sort_by(f64::total_cmp);
        let middle = sorted.len() / 2;
        let median = if sorted.len().is_multiple_of(2) {
            f64::midpoint(*sorted.get(middle.checked_sub(1)?)?, *sorted.get(middle)?)
        } else {
            *sorted.get(middle)?
        };
        Some((median, *sorted.first()?, *sorted.last()?))
    }
}

/// The table: a row for each kind, a column for each kernel, medians with smallest and largest value.
pub(super) fn table(columns: &[Column]) -> String {
    let mut lines = vec![line(
        "seconds, median (least to most)",
        columns.iter().map(|column| column.title.to_owned()),
    )];
    for kind in Kind::ALL {
        let cells = columns.iter().map(|column| {
            column
                .median(kind)
                .map_or_else(String::new, |(median, least, most)| {
                    format!("{} ({} to {})", number(median), number(least), number(most))
                })
        });
        lines.push(line(kind.description(), cells));
    }
    lines.join("\n")
}

fn line(first: &str, cells: impl Iterator<Item = String>) -> String {
    let cells = cells.map(|cell| format!("{cell:>24}"));
    format!("{first:<33}{}", cells.collect::<String>())
}

/// Three digits say enough.
fn number(seconds: f64) -> String {
    match seconds {
        0.0..0.1 => format!("{seconds:.3}"),
        0.1..10.0 => format!("{seconds:.2}"),
        _ => format!("{seconds:.1}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_median_stands_between_least_and_most() {
        let mut column = Column::new("x");
        assert_eq!(column.median(Kind::Tensor), None);
        for seconds in [3.0, 1.0, 2.0] {
            column.add("tensor", seconds);
        }
        assert_eq!(column.median(Kind::Tensor), Some((2.0, 1.0, 3.0)));
        column.add("tensor", 20.0);
        assert_eq!(column.median(Kind::Tensor), Some((2.5, 1.0, 20.0)));
        let text = table(&[column]);
        assert!(text.contains("2.50 (1.00 to 20.0)"), "{text}");
    }
}
