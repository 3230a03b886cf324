//! Fresh inputs from a seed.

use std::cell::Cell;
use std::ops::Range;

use ndarray::{Array2, Array3};
use rand::{Rng, SeedableRng, seq::SliceRandom};
use rand_chacha::ChaCha8Rng;

thread_local! {
    static SEED: Cell<u64> = const { Cell::new(0) };
}

/// Runs checks whose inputs are drawn from `seed`; without it the seed is 0.
///
/// ```
/// use check::{image_data, with_seed};
///
/// let verdict = with_seed(7, || image_data::batches(|n, b| (n.div_ceil(b), (n - 1) % b + 1)));
/// assert_eq!(verdict.points, verdict.max);
/// ```
pub fn with_seed<T>(seed: u64, check: impl FnOnce() -> T) -> T {
    let before = SEED.replace(seed);
    let result = check();
    SEED.set(before);
    result
}

/// A source of inputs.
pub(crate) struct Draw(ChaCha8Rng);

impl Draw {
    /// The inputs of the question with this number; each question has its own.
    pub(crate) fn new(question: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(SEED.get());
        rng.set_stream(question);
        Self(rng)
    }

    pub(crate) fn index(&mut self, range: Range<usize>) -> usize {
        self.0.random_range(range)
    }

    pub(crate) fn number(&mut self, range: Range<f64>) -> f64 {
        self.0.random_range(range)
    }

    /// Numbers in −scale..scale.
    pub(crate) fn matrix(&mut self, rows: usize, columns: usize, scale: f64) -> Array2<f64> {
        Array2::from_shape_fn((rows, columns), |_| self.0.random_range(-scale..scale))
    }

    /// Pixels of any value, (H, W, C).
    pub(crate) fn image(&mut self, height: usize, width: usize, channels: usize) -> Array3<u8> {
        Array3::from_shape_fn((height, width, channels), |_| self.0.random())
    }

    /// A label below `classes` for each of `n` samples.
    pub(crate) fn labels(&mut self, n: usize, classes: usize) -> Vec<usize> {
        (0..n).map(|_| self.0.random_range(0..classes)).collect()
    }

    /// 0..n in another order.
    pub(crate) fn permutation(&mut self, n: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..n).collect();
        while n > 2 && order.is_sorted() {
            order.shuffle(&mut self.0);
        }
        order
    }
}
