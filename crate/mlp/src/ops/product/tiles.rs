//! The product in a browser, tile by tile.
//!
//! `gemm`'s innermost loop for WebAssembly sums up twelve vectors at once. With those that it reads they are more than the
//! sixteen registers that browsers use of a processor, and some go to memory and back in each turn. A tile of 4 × 8 numbers
//! is eight vectors: on one machine 47 billion multiplications and additions a second in place of 37.

use std::ops::Range;

use super::Matrix;
use super::four::Four;

/// Rows and columns of a tile.
const ROWS: usize = 4;
const COLUMNS: usize = 8;
/// Terms of a sum that are taken together: what a tile reads stays in the processor's nearest cache.
const DEPTH: usize = 512;
/// Rows of the left factor that are read again for each strip of the right one, from the next cache.
const HEIGHT: usize = 64;

/// `left · right`, row by row.
pub(super) fn product(left: Matrix<'_>, right: Matrix<'_>) -> Vec<f32> {
    let (m, n, k) = (left.rows, right.columns, left.columns);
    let mut out = vec![0.0; m * n];
    let (mut quads, mut strips) = (Vec::new(), Vec::new());
    for depth in steps(k, DEPTH) {
        strips.clear();
        pack::<COLUMNS>(right.t(), 0..n, depth.clone(), &mut strips);
        for rows in steps(m, HEIGHT) {
            quads.clear();
            pack::<ROWS>(left, rows.clone(), depth.clone(), &mut quads);
            for (strip, b) in strips.chunks_exact(depth.len()).enumerate() {
                let columns = strip * COLUMNS..n.min((strip + 1) * COLUMNS);
                for (quad, a) in quads.chunks_exact(depth.len()).enumerate() {
                    let first = rows.start + quad * ROWS;
                    let tile = tile(a, b);
                    for (row, sums) in (first..rows.end).zip(tile) {
                        add(&mut out[row * n..][columns.clone()], sums);
                    }
                }
            }
        }
    }
    out
}

/// 0..`length` in steps, the last of them shorter.
fn steps(length: usize, step: usize) -> impl Iterator<Item = Range<usize>> {
    (0..length)
        .step_by(step)
        .map(move |start| start..length.min(start + step))
}

/// The sums of one tile.
#[inline(always)]
#[allow(
    clippy::inline_always,
    reason = "its sums live in registers only where it is used"
)]
fn tile(a: &[[f32; ROWS]], b: &[[f32; COLUMNS]]) -> [[Four; 2]; ROWS] {
    let mut sums = [[Four::all(0.0); 2]; ROWS];
    for (a, &[b0, b1, b2, b3, b4, b5, b6, b7]) in a.iter().zip(b) {
        let b = [Four::new([b0, b1, b2, b3]), Four::new([b4, b5, b6, b7])];
        for (sums, &a) in sums.iter_mut().zip(a) {
            let a = Four::all(a);
            *sums = [sums[0].plus_product(a, b[0]), sums[1].plus_product(a, b[1])];
        }
    }
    sums
}

/// Adds as many of a tile's row as the result has columns there.
fn add(out: &mut [f32], sums: [Four; 2]) {
    if let ([first, second], []) = out.as_chunks_mut() {
        *first = Four::new(*first).plus(sums[0]).numbers();
        *second = Four::new(*second).plus(sums[1]).numbers();
    } else {
        let sums = sums.map(Four::numbers);
        for (out, sum) in out.iter_mut().zip(sums.as_flattened()) {
            *out += sum;
        }
    }
}

/// Brings lines into the order in which tiles read them: the first number of so many lines, the second of each, and so on. Where
/// lines are missing there are zeros.
fn pack<const WIDTH: usize>(
    matrix: Matrix<'_>,
    lines: Range<usize>,
    depth: Range<usize>,
    packed: &mut Vec<[f32; WIDTH]>,
) {
    for first in lines.clone().step_by(WIDTH) {
        let begin = packed.len();
        packed.resize(begin + depth.len(), [0.0; WIDTH]);
        let group = &mut packed[begin..];
        let there = WIDTH.min(lines.end - first);
        let data = &matrix.data[first * matrix.row_stride + depth.start * matrix.column_stride..];
        if matrix.row_stride == 1 && there == WIDTH {
            for (place, cell) in group.iter_mut().enumerate() {
                cell.copy_from_slice(&data[place * matrix.column_stride..][..WIDTH]);
            }
            continue;
        }
        if matrix.column_stride == 1 && there == WIDTH {
            let lines: [&[f32]; WIDTH] =
                std::array::from_fn(|line| &data[line * matrix.row_stride..][..depth.len()]);
            for (place, cell) in group.iter_mut().enumerate() {
                *cell = std::array::from_fn(|line| lines[line][place]);
            }
            continue;
        }
        for line in 0..there {
            let numbers = &data[line * matrix.row_stride..];
            for (place, cell) in group.iter_mut().enumerate() {
                cell[line] = numbers[place * matrix.column_stride];
            }
        }
    }
}
