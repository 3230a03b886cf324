//! A new buffer made row by row from other rows; the compiler sees to it that each number is written.

use std::marker::PhantomData;
use std::mem::MaybeUninit;

use rayon::prelude::*;

use super::parallel::PARALLEL_FROM;

/// Asks memory for `bytes` ahead of their use; waits for nothing.
pub(crate) fn prefetch(bytes: &[u8]) {
    #[cfg(target_arch = "x86_64")]
    for line in bytes.chunks(64) {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        // SAFETY: a hint about memory that is there; nothing is read or written.
        #[allow(unsafe_code)]
        unsafe {
            _mm_prefetch::<_MM_HINT_T0>(line.as_ptr().cast());
        }
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = bytes;
}

/// One row of a new buffer, still to be written.
pub(crate) struct Row<'a>(&'a mut [MaybeUninit<f32>]);

/// The proof that a row was written; only filling the row gives it.
pub(crate) struct Filled<'a>(PhantomData<&'a mut [f32]>);

impl<'a> Row<'a> {
    /// Writes `f` of each item of `source`, which has the row's length.
    pub(crate) fn fill<T: Copy>(self, source: &[T], f: impl Fn(T) -> f32) -> Filled<'a> {
        self.fill_by_place(source, |_, item| f(item))
    }

    /// Writes `f` of each place, counted from 0, and its item.
    pub(crate) fn fill_by_place<T: Copy>(self, source: &[T], f: impl Fn(usize, T) -> f32) -> Filled<'a> {
        assert_eq!(
            self.0.len(),
            source.len(),
            "a row is filled from as many items as it has"
        );
        for (place, (slot, &item)) in self.0.iter_mut().zip(source).enumerate() {
            slot.write(f(place, item));
        }
        Filled(PhantomData)
    }
}

/// `count` rows of `width` numbers, one after the other; `fill` writes the row of the number it is given.
pub(crate) fn new_rows(
    count: usize,
    width: usize,
    fill: impl for<'a> Fn(usize, Row<'a>) -> Filled<'a> + Sync,
) -> Vec<f32> {
    let mut out = Vec::with_capacity(count * width);
    if width == 0 {
        return out;
    }
    let slots = &mut out.spare_capacity_mut()[..count * width];
    let each = |(number, row)| {
        fill(number, Row(row));
    };
    if count * width < PARALLEL_FROM || rayon::current_num_threads() == 1 {
        slots.chunks_exact_mut(width).enumerate().for_each(each);
    } else {
        slots
            .par_chunks_exact_mut(width)
            .enumerate()
            .with_min_len(32)
            .for_each(each);
    }
    // SAFETY: the buffer has room for count * width numbers, which is a multiple of `width`, so the loop has visited each
    // of them; `fill` had to return a `Filled` for each row, which exists only after all of the row was written.
    #[allow(unsafe_code)]
    unsafe {
        out.set_len(count * width);
    }
    out
}

#[cfg(test)]
mod tests {
    #![allow(clippy::float_cmp, reason = "these numbers are exact")]

    use super::*;

    #[test]
    fn new_rows_are_in_order_and_complete() {
        for (count, width) in [(0, 3), (3, 0), (2, 3), (700, 129)] {
            let source: Vec<u32> = (0..width as u32).collect();
            let rows = new_rows(count, width, |number, row| {
                row.fill(&source, |i| (number * width) as f32 + i as f32)
            });
            let expected: Vec<f32> = (0..count * width).map(|i| i as f32).collect();
            assert_eq!(rows, expected);
        }
    }

    #[test]
    #[should_panic(expected = "as many items")]
    fn a_row_cannot_be_left_half_written() {
        let _ = new_rows(2, 3, |_, row| row.fill(&[1_u8, 2], f32::from));
    }
}
