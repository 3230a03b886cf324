//! What each figure of a page asks for, and what it gets.

pub mod drawing;
pub mod normalization;
pub mod plane;
pub mod train;
pub mod worked_example;

/// As many pictures as stand beside one another in a place so many pixels wide, up to `most`: smaller ones nobody could read.
pub(crate) fn columns(room: f64, most: usize) -> usize {
    const EACH: f64 = 85.0;
    // The cast takes what is no number as 0, and what is too large as the largest.
    ((room / EACH) as usize).clamp(2, most)
}
