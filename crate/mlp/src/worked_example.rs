//! The lecture's MLP that fits on a blackboard: three samples, two features, two hidden units, three classes.
//!
//! Everything is f64 and row by row as the slides write it: a leading 1 is the bias input, so W_h is (in + 1, hidden) and
//! W_z (hidden + 1, classes), each with the biases in its first row.
//!
//! h = x·W_h,  a = ReLU(h),  z = \[1 a\]·W_z,  ŷ = softmax(z),  L = −1/N Σ log ŷᵧ
//!
//! The slides print their numbers cut to three digits, and three losses follow from them, all true: 1.2731 from the printed
//! weights, 1.2719 from the printed ŷ, and 1.2690, the slides' own, from the printed z or from weights with more digits.

use ndarray::{Array1, Array2, Axis, arr2, concatenate};

use crate::{Error, Result};

/// Weights in the lecture's layout, bias row first.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    /// W_h, (in + 1, hidden).
    pub hidden: Array2<f64>,
    /// W_z, (hidden + 1, classes).
    pub output: Array2<f64>,
}

/// Every number of the forward pass.
#[derive(Debug, Clone, PartialEq)]
pub struct Forward {
    /// h = x·W_h, (N, hidden).
    pub h: Array2<f64>,
    /// ReLU(h), (N, hidden).
    pub relu: Array2<f64>,
    /// The logits z = \[1 ReLU(h)\]·W_z, (N, classes).
    pub z: Array2<f64>,
    /// ŷ = softmax(z), (N, classes).
    pub y_hat: Array2<f64>,
    /// The mean cross-entropy.
    pub loss: f64,
}

/// The inputs with their leading 1, (3, 3).
pub fn inputs() -> Array2<f64> {
    arr2(&[[1.0, 1.5, 0.2], [1.0, 4.7, 1.6], [1.0, 5.6, 2.2]])
}

/// The labels, one class each.
pub fn labels() -> Vec<usize> {
    vec![0, 1, 2]
}

impl Weights {
    /// The weights exactly as the slides print them; the loss is 1.2731.
    pub fn printed() -> Self {
        Self {
            hidden: arr2(&[[0.0, 0.0], [0.86, -1.04], [0.41, -0.65]]),
            output: arr2(&[[0.0, 0.0, 0.0], [0.32, 0.25, 0.14], [-0.47, -1.06, 0.063]]),
        }
    }

    /// Weights with more digits that, cut as the slides cut, give every number the slides print; the loss is 1.2690. The last
    /// row is the printed one: the second hidden unit is 0 on all samples, so nothing that is printed depends on it.
    pub fn recovered() -> Self {
        Self {
            hidden: arr2(&[[0.0, 0.0], [0.8605, -1.0445], [0.4149, -0.6512]]),
            output: arr2(&[[0.0, 0.0, 0.0], [0.3202, 0.2592, 0.1424], [-0.47, -1.06, 0.063]]),
        }
    }

    /// The forward pass on inputs (N, in + 1) with their leading 1.
    ///
    /// # Errors
    /// Shapes that do not fit, or a label without a class.
    pub fn forward(&self, x: &Array2<f64>, labels: &[usize]) -> Result<Forward> {
        let (inputs, hidden) = self.hidden.dim();
        let (rows, classes) = self.output.dim();
        if x.ncols() != inputs || rows != hidden + 1 || labels.len() != x.nrows() || x.nrows() == 0 {
            return Err(Error::Shape(format!(
                "x is {:?}, W_h {:?}, W_z {:?}, and there are {} labels; x takes a column for each row of W_h, W_z a row for each \
                 column of W_h and one for the bias",
                x.dim(),
                self.hidden.dim(),
                self.output.dim(),
                labels.len()
            )));
        }
        if let Some(label) = labels.iter().find(|&&label| label >= classes) {
            return Err(Error::argument(
                "labels",
                label,
                format!("there are {classes} classes, counted from 0"),
            ));
        }
        let h = x.dot(&self.hidden);
        let relu = h.mapv(|value| value.max(0.0));
        let z = with_ones(&relu)?.dot(&self.output);
        let y_hat = softmax(&z);
        let loss = cross_entropy(&y_hat, labels);
        Ok(Forward {
            h,
            relu,
            z,
            y_hat,
            loss,
        })
    }

    /// The gradients ∂L/∂W_h and ∂L/∂W_z, in the weights' own layout.
    ///
    /// ∂L/∂z = (ŷ − y)/N,  ∂L/∂W_z = \[1 a\]ᵀ·∂L/∂z,  ∂L/∂a = ∂L/∂z·W_zᵀ without the bias row,  ∂L/∂h = ∂L/∂a where h > 0,
    /// ∂L/∂W_h = xᵀ·∂L/∂h.
    ///
    /// # Errors
    /// As [`Weights::forward`].
    pub fn gradients(&self, x: &Array2<f64>, labels: &[usize]) -> Result<Self> {
        let Forward { h, relu, y_hat, .. } = self.forward(x, labels)?;
        let mut dz = y_hat;
        for (mut row, &label) in dz.axis_iter_mut(Axis(0)).zip(labels) {
            row[label] -= 1.0;
        }
        dz /= labels.len() as f64;
        let output = with_ones(&relu)?.t().dot(&dz);
        let da = dz.dot(&self.output.slice(ndarray::s![1.., ..]).t());
        let dh = da * h.mapv(|value| if value > 0.0 { 1.0 } else { 0.0 });
        Ok(Self {
            hidden: x.t().dot(&dh),
            output,
        })
    }

    /// One step of gradient descent: W ← W − η·∂L/∂W.
    pub fn step(&self, gradients: &Self, lr: f64) -> Self {
        Self {
            hidden: &self.hidden - &(&gradients.hidden * lr),
            output: &self.output - &(&gradients.output * lr),
        }
    }
}

/// softmax of each row, with the row's largest entry taken out first so that no exponential overflows.
pub fn softmax(z: &Array2<f64>) -> Array2<f64> {
    let mut y = z.clone();
    for mut row in y.axis_iter_mut(Axis(0)) {
        let largest = row.fold(f64::NEG_INFINITY, |a, &b| a.max(b));
        row.mapv_inplace(|value| (value - largest).exp());
        let sum = row.sum();
        row /= sum;
    }
    y
}

/// The mean of −log ŷ at each row's label. Labels must be below the number of columns.
pub fn cross_entropy(y_hat: &Array2<f64>, labels: &[usize]) -> f64 {
    let losses: Array1<f64> = y_hat
        .axis_iter(Axis(0))
        .zip(labels)
        .map(|(row, &label)| -row[label].ln())
        .collect();
    losses.mean().unwrap_or(f64::NAN)
}

/// A number cut, not rounded, after `digits` digits, as the slides print theirs.
pub fn cut(value: f64, digits: i32) -> f64 {
    let scale = 10f64.powi(digits);
    (value * scale).trunc() / scale
}

/// \[1 a\]: a column of ones in front, the bias input of the next layer.
fn with_ones(a: &Array2<f64>) -> Result<Array2<f64>> {
    Ok(concatenate(
        Axis(1),
        &[Array2::ones((a.nrows(), 1)).view(), a.view()],
    )?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut_all(values: &Array2<f64>) -> Vec<i64> {
        values
            .iter()
            .map(|&value| (value * 1000.0).trunc() as i64)
            .collect()
    }

    #[test]
    fn recovered_weights_give_every_number_on_the_slides() -> Result<()> {
        let forward = Weights::recovered().forward(&inputs(), &labels())?;
        assert_eq!(cut_all(&forward.h), [1373, -1696, 4708, -5951, 5731, -7281]);
        assert_eq!(cut_all(&forward.relu), [1373, 0, 4708, 0, 5731, 0]);
        assert_eq!(
            cut_all(&forward.z),
            [439, 356, 195, 1507, 1220, 670, 1835, 1485, 816]
        );
        assert_eq!(
            cut_all(&forward.y_hat),
            [369, 340, 289, 458, 343, 198, 484, 341, 174]
        );
        assert!((forward.loss - 1.2690).abs() < 5e-5, "{}", forward.loss);
        Ok(())
    }

    #[test]
    fn the_three_losses_are_all_true() -> Result<()> {
        let printed = Weights::printed().forward(&inputs(), &labels())?;
        assert!((printed.loss - 1.2731).abs() < 5e-5, "{}", printed.loss);
        let y_hat = arr2(&[
            [0.369, 0.340, 0.289],
            [0.458, 0.343, 0.198],
            [0.484, 0.341, 0.174],
        ]);
        assert!((cross_entropy(&y_hat, &labels()) - 1.2719).abs() < 5e-5);
        let z = arr2(&[
            [0.439, 0.356, 0.195],
            [1.507, 1.220, 0.670],
            [1.835, 1.485, 0.816],
        ]);
        assert!((cross_entropy(&softmax(&z), &labels()) - 1.2690).abs() < 5e-5);
        Ok(())
    }

    #[test]
    fn gradients_agree_with_finite_differences() -> Result<()> {
        let (x, y, weights) = (inputs(), labels(), Weights::printed());
        let gradients = weights.gradients(&x, &y)?;
        let step = 1e-6;
        let slope = |change: &dyn Fn(&mut Weights, f64)| -> Result<f64> {
            let (mut up, mut down) = (weights.clone(), weights.clone());
            change(&mut up, step);
            change(&mut down, -step);
            Ok((up.forward(&x, &y)?.loss - down.forward(&x, &y)?.loss) / (2.0 * step))
        };
        for ((i, j), &gradient) in gradients.hidden.indexed_iter() {
            let measured = slope(&|w, by| w.hidden[[i, j]] += by)?;
            assert!(
                (gradient - measured).abs() < 1e-8,
                "W_h[{i}, {j}]: {gradient} against {measured}"
            );
        }
        for ((i, j), &gradient) in gradients.output.indexed_iter() {
            let measured = slope(&|w, by| w.output[[i, j]] += by)?;
            assert!(
                (gradient - measured).abs() < 1e-8,
                "W_z[{i}, {j}]: {gradient} against {measured}"
            );
        }
        // The second hidden unit is dead on all three samples.
        assert!(gradients.hidden.column(1).iter().all(|&gradient| gradient == 0.0));
        assert!(gradients.output.row(2).iter().all(|&gradient| gradient == 0.0));
        Ok(())
    }

    #[test]
    fn training_on_goes_where_the_lecture_says() -> Result<()> {
        let (x, y) = (inputs(), labels());
        let mut weights = Weights::printed();
        weights = weights.step(&weights.gradients(&x, &y)?, 0.1);
        assert!((weights.forward(&x, &y)?.loss - 1.0487).abs() < 5e-5);
        for _ in 1..1000 {
            weights = weights.step(&weights.gradients(&x, &y)?, 0.1);
        }
        assert!((weights.forward(&x, &y)?.loss - 0.148).abs() < 5e-4);
        Ok(())
    }

    #[test]
    fn shapes_that_do_not_fit_are_an_error() {
        let weights = Weights::printed();
        assert!(weights.forward(&Array2::ones((3, 2)), &labels()).is_err());
        assert!(weights.forward(&inputs(), &[0, 1]).is_err());
        assert!(weights.forward(&inputs(), &[0, 1, 3]).is_err());
    }
}
