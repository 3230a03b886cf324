//! What a step has freed is there for the next one. On a process's first thread, as in a kernel and on the command line: the test
//! harness would run it on another, which has memory of its own.

use std::error::Error;
use std::fs;
use std::hint::black_box;

use mlp::ops;

const PAGE: usize = 4096;
const STEPS: usize = 10;

/// How often the system had to give this process a page so far (`man proc_pid_stat`: minflt, the tenth field).
fn pages() -> Result<usize, Box<dyn Error>> {
    let status = fs::read_to_string("/proc/self/stat")?;
    // The second field is the program's name in parentheses, which may hold anything.
    let (_, fields) = status.rsplit_once(')').ok_or("no name")?;
    Ok(fields
        .split_whitespace()
        .nth(7)
        .ok_or("too few fields")?
        .parse()?)
}

/// The buffers of a training step with 1024 units and a batch of 8192: images, result, gradient.
fn step() -> usize {
    let buffers = [784, 1024, 1024].map(|width| black_box(vec![1_f32; 8192 * width]));
    buffers
        .iter()
        .map(|numbers| numbers.len() * size_of::<f32>())
        .sum()
}

fn main() -> Result<(), Box<dyn Error>> {
    if cfg!(not(all(target_os = "linux", target_env = "gnu"))) {
        return Ok(());
    }
    ops::keep_freed_memory();
    let bytes = step();
    let before = pages()?;
    for _ in 1..STEPS {
        step();
    }
    let fetched = (pages()? - before) * PAGE;
    assert!(
        fetched < bytes,
        "{STEPS} steps of {bytes} bytes each fetched {fetched} more from the system"
    );
    Ok(())
}
