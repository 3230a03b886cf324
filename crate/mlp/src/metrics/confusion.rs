//! The confusion matrix, and what is read off it.

use std::{fmt, sync::Arc};

use ndarray::{Array2, Axis};

use notebook::display::{Show, text};

use crate::{
    Error, Result,
    plot::{Figure, heat_map},
};

/// Counts of (true class, predicted class): rows are the truth, columns the answers.
///
/// ```
/// use mlp::prelude::*;
/// let classes = ["cat".to_owned(), "dog".to_owned()].into();
/// let matrix = ConfusionMatrix::new(&[0, 0, 1, 1], &[0, 1, 1, 1], &classes)?;
/// assert_eq!(matrix.counts, mlp::ndarray::arr2(&[[1, 1], [0, 2]]));
/// assert_eq!((matrix.accuracy(), matrix.recall()), (0.75, vec![0.5, 1.0]));
/// # Ok::<(), mlp::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct ConfusionMatrix {
    /// (classes, classes): `counts[[t, p]]` samples of class t were taken for class p.
    pub counts: Array2<u32>,
    /// The classes' names.
    pub classes: Arc<[String]>,
}

impl ConfusionMatrix {
    /// Counts pairs of true and predicted labels.
    ///
    /// # Errors
    /// Lists of different lengths, or a label without a class.
    pub fn new(labels: &[u32], predicted: &[u32], classes: &Arc<[String]>) -> Result<Self> {
        if labels.len() != predicted.len() {
            return Err(Error::Shape(format!(
                "{} labels and {} predictions",
                labels.len(),
                predicted.len()
            )));
        }
        let n = classes.len();
        let mut counts = Array2::zeros((n, n));
        for (&label, &answer) in labels.iter().zip(predicted) {
            let cell = counts.get_mut((label as usize, answer as usize)).ok_or_else(|| {
                Error::Shape(format!(
                    "label {label} or prediction {answer} is not one of {n} classes"
                ))
            })?;
            *cell += 1;
        }
        Ok(Self {
            counts,
            classes: classes.clone(),
        })
    }

    /// The share of right answers, 0 to 1.
    pub fn accuracy(&self) -> f64 {
        ratio(self.counts.diag().sum(), self.counts.sum())
    }

    /// Of what was called each class, the share that is it; 0 for a class that was never answered.
    pub fn precision(&self) -> Vec<f64> {
        self.per_class(&self.counts.sum_axis(Axis(0)).to_vec())
    }

    /// Of what is each class, the share that was called it; 0 for a class without samples.
    pub fn recall(&self) -> Vec<f64> {
        self.per_class(&self.counts.sum_axis(Axis(1)).to_vec())
    }

    /// The mistakes by how often they were made: (true class, predicted class, count), commonest first.
    pub fn confused(&self) -> Vec<(usize, usize, u32)> {
        let mut pairs: Vec<_> = self
            .counts
            .indexed_iter()
            .filter(|&((t, p), &count)| t != p && count > 0)
            .map(|((t, p), &count)| (t, p, count))
            .collect();
        pairs.sort_by_key(|&(t, p, count)| (std::cmp::Reverse(count), t, p));
        pairs
    }

    fn per_class(&self, totals: &[u32]) -> Vec<f64> {
        self.counts
            .diag()
            .iter()
            .zip(totals)
            .map(|(&right, &total)| ratio(right, total))
            .collect()
    }
}

fn ratio(part: u32, whole: u32) -> f64 {
    if whole == 0 {
        0.0
    } else {
        f64::from(part) / f64::from(whole)
    }
}

impl ConfusionMatrix {
    /// The matrix as a picture: the darker, the more samples.
    ///
    /// # Errors
    /// No classes.
    pub fn figure(&self) -> Result<Figure> {
        heat_map(
            "Confusion matrix",
            &self.counts.mapv(f64::from),
            (&self.classes, &self.classes),
            ("true class", "predicted class"),
            |count| format!("{count}"),
        )
    }
}

/// The picture; its plain form is the table.
impl Show for ConfusionMatrix {
    fn forms(&self) -> Vec<(String, String)> {
        // Without a class there is no picture.
        let mut forms = self.figure().map_or_else(|_| Vec::new(), |figure| figure.forms());
        forms.truncate(1);
        forms.extend(text(self.to_string()));
        forms
    }
}

notebook::cell_result!(ConfusionMatrix);

impl fmt::Display for ConfusionMatrix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = self
            .classes
            .iter()
            .map(|name| name.chars().count())
            .max()
            .unwrap_or(0);
        write!(f, "{:>width$} |", "true")?;
        for p in 0..self.classes.len() {
            write!(f, "{p:>6}")?;
        }
        writeln!(f, "  recall")?;
        for (t, (name, recall)) in self.classes.iter().zip(self.recall()).enumerate() {
            write!(f, "{name:>width$} |")?;
            for count in self.counts.row(t) {
                write!(f, "{count:>6}")?;
            }
            writeln!(f, "  {recall:.3}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn classes() -> Arc<[String]> {
        ["cat", "dog", "owl"].map(String::from).into()
    }

    #[test]
    fn rows_are_the_truth_and_ratios_follow() -> Result<()> {
        let matrix = ConfusionMatrix::new(&[0, 0, 0, 1, 1, 0], &[0, 0, 1, 1, 0, 1], &classes())?;
        assert_eq!(matrix.counts, ndarray::arr2(&[[2, 2, 0], [1, 1, 0], [0, 0, 0]]));
        assert!((matrix.accuracy() - 0.5).abs() < 1e-12);
        assert_eq!(matrix.recall(), [0.5, 0.5, 0.0]);
        assert_eq!(matrix.precision(), [2.0 / 3.0, 1.0 / 3.0, 0.0]);
        assert_eq!(matrix.confused(), [(0, 1, 2), (1, 0, 1)]);
        Ok(())
    }

    #[test]
    fn a_label_without_a_class_is_refused() {
        assert!(ConfusionMatrix::new(&[3], &[0], &classes()).is_err());
        assert!(ConfusionMatrix::new(&[1, 1], &[0], &classes()).is_err());
    }
}
