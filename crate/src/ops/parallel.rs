//! One thread pool for everything: rayon's global one, which `gemm` uses too.
//!
//! Candle's own elementwise operations run on a second pool whose threads spin while they wait, on the cores that the
//! next matrix product needs. The fused operations therefore never call them on large tensors.

use rayon::prelude::*;

/// Below this many numbers one thread is faster: sharing out costs about what 30 000 additions do.
pub(crate) const PARALLEL_FROM: usize = 1 << 15;

/// Calls `f` with the first row's index and a block of whole rows, for every block; blocks run side by side where
/// that pays. The blocks' borders do not depend on the number of threads, so neither do sums over a block.
pub(crate) fn row_blocks(
    data: &mut [f32],
    row: usize,
    rows_per_block: usize,
    f: impl Fn(usize, &mut [f32]) + Sync + Send,
) {
    let row = row.max(1);
    let block = row * rows_per_block.max(1);
    if data.len() < PARALLEL_FROM || rayon::current_num_threads() == 1 {
        data.chunks_mut(block)
            .enumerate()
            .for_each(|(i, chunk)| f(i * rows_per_block, chunk));
    } else {
        data.par_chunks_mut(block)
            .enumerate()
            .for_each(|(i, chunk)| f(i * rows_per_block, chunk));
    }
}
