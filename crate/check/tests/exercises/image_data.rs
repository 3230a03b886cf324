//! Problem set “Image data”.

mod batches;
mod channels;
mod flatten;
mod idx_header;
mod pixel;
