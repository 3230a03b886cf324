//! Matrix products into new buffers, whose every number is written exactly once.
//!
//! A `vec![0.0; n]` is cleared before it is written, and at a batch's size that pass over memory costs as much as
//! the bias. This and [`rows`](super::rows) are all the unsafe code of the operations on the CPU: the call into `gemm`, the
//! buffers it writes, and a hint to the processor.

#[cfg(any(test, target_arch = "wasm32"))]
mod four;
#[cfg(any(test, target_arch = "wasm32"))]
mod tiles;

use std::mem::MaybeUninit;
use std::ops::Range;

use candle_core::Layout;
use gemm::{Parallelism, gemm};
use rayon::prelude::*;

/// A matrix seen through a slice: element (i, j) is `data[i * row_stride + j * column_stride]`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Matrix<'a> {
    data: &'a [f32],
    rows: usize,
    columns: usize,
    row_stride: usize,
    column_stride: usize,
}

impl<'a> Matrix<'a> {
    /// A matrix whose rows lie one after the other.
    pub(crate) fn row_major(data: &'a [f32], rows: usize, columns: usize) -> Self {
        Self::new(data, (rows, columns), (columns, 1))
    }

    /// A candle tensor of two dimensions, whatever its strides: no copy is made of a transposed or narrowed one.
    pub(crate) fn of_layout(data: &'a [f32], layout: &Layout) -> candle_core::Result<Self> {
        let shape = layout.shape().dims2()?;
        let stride = layout.stride();
        let data = data.get(layout.start_offset()..).unwrap_or_default();
        Ok(Self::new(data, shape, (stride[0], stride[1])))
    }

    fn new(
        data: &'a [f32],
        (rows, columns): (usize, usize),
        (row_stride, column_stride): (usize, usize),
    ) -> Self {
        let last = rows.saturating_sub(1) * row_stride + columns.saturating_sub(1) * column_stride;
        assert!(
            rows * columns == 0 || last < data.len(),
            "a {rows}×{columns} matrix does not fit its {} numbers",
            data.len()
        );
        Self {
            data,
            rows,
            columns,
            row_stride,
            column_stride,
        }
    }

    /// The transposed matrix: the same numbers, read the other way.
    pub(crate) fn t(self) -> Self {
        Self {
            rows: self.columns,
            columns: self.rows,
            row_stride: self.column_stride,
            column_stride: self.row_stride,
            ..self
        }
    }

    /// Rows `first..first + count`.
    fn some_rows(self, first: usize, count: usize) -> Self {
        let data = self.data.get(first * self.row_stride..).unwrap_or_default();
        Self::new(data, (count, self.columns), (self.row_stride, self.column_stride))
    }

    /// Columns `first..first + count`.
    fn columns(self, first: usize, count: usize) -> Self {
        self.t().some_rows(first, count).t()
    }

    pub(crate) fn rows(self) -> usize {
        self.rows
    }
}

/// `left · right` as a new row-major matrix.
pub(crate) fn product(left: Matrix<'_>, right: Matrix<'_>) -> Vec<f32> {
    product_then(left, right, |_| {})
}

/// `left · right` as a new row-major matrix; `finish` is called on each part of it that consists of whole rows, by the thread
/// that has just computed it and still has it in its cache.
///
/// The longer side of the result is shared out among the threads, and each computes its part as a product of its own: `gemm`'s
/// own way of sharing makes one thread prepare what all then wait for.
pub(crate) fn product_then(
    left: Matrix<'_>,
    right: Matrix<'_>,
    finish: impl Fn(&mut [f32]) + Sync + Send,
) -> Vec<f32> {
    assert_eq!(
        left.columns, right.rows,
        "the inner dimensions of a product must agree"
    );
    let (m, n, k) = (left.rows, right.columns, left.columns);
    // A browser's page has one thread.
    #[cfg(target_arch = "wasm32")]
    if m * n > 0 {
        let mut out = tiles::product(left, right);
        finish(&mut out);
        return out;
    }
    let mut out = Vec::with_capacity(m * n);
    if m * n == 0 {
        return out;
    }
    let parts = parts(m * n * k);
    let slots = &mut out.spare_capacity_mut()[..m * n];
    let by_columns = parts > 1 && m < n;
    if by_columns {
        let begin = Begin(slots.as_mut_ptr().cast::<f32>());
        strips(n, parts)
            .into_par_iter()
            .with_max_len(1)
            .for_each(|strip| {
                let right = right.columns(strip.start, strip.len());
                // SAFETY: the strip's columns lie within rows of n numbers, and no other strip has them.
                #[allow(unsafe_code)]
                unsafe {
                    multiply(begin.at(strip.start), n, left, right);
                }
            });
    } else {
        let rows = m.div_ceil(parts).max(SMALLEST_PART);
        let part = |(number, slots): (usize, &mut [MaybeUninit<f32>])| {
            let left = left.some_rows(number * rows, slots.len() / n);
            // SAFETY: `slots` is as many rows of n numbers as `left` now has, and nothing else refers to it. After the
            // product each of them is written, so they may be seen as numbers.
            #[allow(unsafe_code)]
            let written = unsafe {
                multiply(slots.as_mut_ptr().cast(), n, left, right);
                std::slice::from_raw_parts_mut(slots.as_mut_ptr().cast::<f32>(), slots.len())
            };
            finish(written);
        };
        if parts == 1 {
            part((0, slots));
        } else {
            slots
                .par_chunks_mut(rows * n)
                .enumerate()
                .with_max_len(1)
                .for_each(part);
        }
    }
    // SAFETY: the strips, or the parts, together are all m * n numbers, and each was written.
    #[allow(unsafe_code)]
    unsafe {
        out.set_len(m * n);
    }
    if by_columns {
        out.par_chunks_mut(m.div_ceil(parts) * n).for_each(finish);
    }
    out
}

/// How many parts a product of so many multiplications is shared out in.
///
/// What one factor has in common for all parts is brought into the order in which `gemm` reads it for each part anew, so a large
/// product has one part a thread. A small one has two, because the other threads begin later, and whoever is done first takes the
/// next part.
fn parts(multiplications: usize) -> usize {
    const PARALLEL_FROM: usize = 1 << 21;
    const LARGE_FROM: usize = 1 << 25;
    match (multiplications, rayon::current_num_threads()) {
        (..PARALLEL_FROM, _) | (_, 1) => 1,
        (..LARGE_FROM, threads) => 2 * threads,
        (_, threads) => threads,
    }
}

/// Rows or columns that a part has at least.
const SMALLEST_PART: usize = 64;

/// Which columns each of at most `parts` strips has: as many as the others, but for the 16 that `gemm` treats together. The first
/// have more, since they are begun first.
fn strips(columns: usize, parts: usize) -> Vec<Range<usize>> {
    let parts = parts.min(columns / SMALLEST_PART).max(1);
    let units = columns.div_ceil(16);
    let border = |part: usize| ((part * units).div_ceil(parts) * 16).min(columns);
    (0..parts).map(|part| border(part)..border(part + 1)).collect()
}

/// Where a buffer begins, for threads that write different parts of it.
#[derive(Clone, Copy)]
struct Begin(*mut f32);

// SAFETY: the pointer alone does nothing; what is written through it is the caller's promise.
#[allow(unsafe_code)]
unsafe impl Send for Begin {}
// SAFETY: as above.
#[allow(unsafe_code)]
unsafe impl Sync for Begin {}

impl Begin {
    fn at(self, offset: usize) -> *mut f32 {
        self.0.wrapping_add(offset)
    }
}

/// Writes `left · right` to the rows that begin at `out`, `out_stride` numbers apart, on this thread.
///
/// # Safety
/// For each of the product's elements there is room at `out`, and nothing else refers to it meanwhile.
#[allow(unsafe_code)]
unsafe fn multiply(out: *mut f32, out_stride: usize, left: Matrix<'_>, right: Matrix<'_>) {
    // SAFETY: `Matrix::new` has checked that the largest index of `left` and `right` lies within their slices. The result
    // is not read (`read_dst` is false), and each of its elements is written, also where there is nothing to sum.
    unsafe {
        gemm(
            left.rows,
            right.columns,
            left.columns,
            out,
            1,
            out_stride.cast_signed(),
            false,
            left.data.as_ptr(),
            left.column_stride.cast_signed(),
            left.row_stride.cast_signed(),
            right.data.as_ptr(),
            right.column_stride.cast_signed(),
            right.row_stride.cast_signed(),
            0.0,
            1.0,
            false,
            false,
            false,
            Parallelism::None,
        );
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::float_cmp, reason = "these numbers are exact")]

    use super::*;

    fn naive(left: Matrix<'_>, right: Matrix<'_>) -> Vec<f32> {
        let at =
            |m: Matrix<'_>, i: usize, j: usize| f64::from(m.data[i * m.row_stride + j * m.column_stride]);
        (0..left.rows)
            .flat_map(|i| (0..right.columns).map(move |j| (i, j)))
            .map(|(i, j)| {
                (0..left.columns)
                    .map(|p| at(left, i, p) * at(right, p, j))
                    .sum::<f64>() as f32
            })
            .collect()
    }

    #[test]
    fn products_equal_the_sum_of_products_in_every_orientation() {
        for (m, k, n) in [
            (1, 1, 1),
            (1, 5, 3),
            (5, 1, 3),
            (3, 7, 1),
            (17, 33, 9),
            (130, 70, 50),
            // Deeper than a tile sums up at once.
            (9, 1100, 17),
            // Enough to be shared out: strips of columns, then parts of rows.
            (70, 200, 333),
            (333, 200, 70),
        ] {
            let a: Vec<f32> = (0..m * k).map(|i| ((i * 7919) % 17) as f32 / 8.0 - 1.0).collect();
            let b: Vec<f32> = (0..k * n)
                .map(|i| ((i * 104_729) % 13) as f32 / 6.0 - 1.0)
                .collect();
            for left in [Matrix::row_major(&a, m, k), Matrix::row_major(&a, k, m).t()] {
                for right in [Matrix::row_major(&b, k, n), Matrix::row_major(&b, n, k).t()] {
                    for out in [product(left, right), tiles::product(left, right)] {
                        for (x, y) in out.iter().zip(naive(left, right)) {
                            assert!((x - y).abs() < 1e-4, "{m}×{k}×{n}: {x} against {y}");
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn every_number_is_finished_exactly_once() {
        for (m, k, n) in [
            (4, 3, 5),
            (400, 600, 40),
            (40, 600, 401),
            (1, 1000, 900),
            (1, 1000, 3000),
        ] {
            let (a, b) = (vec![1.0; m * k], vec![1.0; k * n]);
            let out = product_then(Matrix::row_major(&a, m, k), Matrix::row_major(&b, k, n), |part| {
                assert_eq!(part.len() % n, 0, "parts are whole rows");
                for number in part {
                    *number += 0.5;
                }
            });
            assert_eq!(out, vec![k as f32 + 0.5; m * n]);
        }
    }

    #[test]
    #[should_panic(expected = "does not fit")]
    fn a_matrix_larger_than_its_numbers_is_refused() {
        let _ = Matrix::row_major(&[0.0; 5], 2, 3);
    }

    #[test]
    fn a_product_over_nothing_is_zero() {
        assert_eq!(
            product(Matrix::row_major(&[], 2, 0), Matrix::row_major(&[], 0, 3)),
            [0.0; 6]
        );
    }
}
