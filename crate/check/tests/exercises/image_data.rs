//! Problem set “Image data”.

mod batch_size;
mod channels;
mod flatten;
mod idx_header;
mod pixel;
