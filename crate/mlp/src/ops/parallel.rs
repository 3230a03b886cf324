//! One thread pool for everything: rayon's global one, which `gemm` uses too.
//!
//! Candle's own elementwise operations run on a second pool whose threads spin while they wait, on the cores that the
//! next matrix product needs. The fused operations therefore never call them on large tensors.

use std::{env, thread};

use rayon::prelude::*;

/// Says how many threads shall compute.
const VARIABLE: &str = "RAYON_NUM_THREADS";

/// Makes the calling thread one of those that compute. To be called once, on the thread that trains, before anything is computed;
/// afterwards it does nothing. The kernel does it for the thread that runs cells, the command line for its own.
///
/// Otherwise that thread only waits while others compute: to hand over each operation and to be woken after it costs more than a small
/// operation takes, and on two cores it is a third thread to share them with. In return, what other threads share out is done
/// without it while it does something else.
///
/// ```
/// mlp::ops::join_thread_pool();
/// ```
pub fn join_thread_pool() {
    let threads = num_threads();
    tell_candle(threads);
    // As the only thread of the pool, this one would keep all others waiting for ever while it waits for one of them.
    if threads > 1 {
        // An error means that there is a pool already, and then that one serves.
        let _ = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .use_current_thread()
            .build_global();
    }
}

/// Candle has a pool of its own, with a thread for each core of the machine, also where this process may use only some of
/// them: with a quota of one core on a hub of 64, they would take turns. It listens to the same variable as rayon.
#[cfg(not(target_family = "wasm"))]
#[allow(unsafe_code)]
fn tell_candle(threads: usize) {
    if env::var_os(VARIABLE).is_none() {
        // SAFETY: this is called first of all, while no other thread reads the environment.
        unsafe { env::set_var(VARIABLE, threads.to_string()) }
    }
}

/// There is no environment, and one thread.
#[cfg(target_family = "wasm")]
fn tell_candle(_: usize) {}

/// The size that rayon would give its pool; to ask rayon would start it. Candle's own count is another one, of physical cores, also
/// where the process may use only some of them.
fn num_threads() -> usize {
    let asked_for = env::var(VARIABLE).ok().and_then(|n| n.parse().ok());
    asked_for
        .filter(|&n| n > 0)
        .unwrap_or_else(|| thread::available_parallelism().map_or(1, usize::from))
}

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
