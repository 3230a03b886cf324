//! Problem set “Color images”.

mod record;
mod reorder;
mod standardize;
