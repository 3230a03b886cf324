//! Problem set 1, image data: 16 points, of which 2 are marked by hand.

mod batch_size;
mod batches;
mod channels;
mod flatten;
mod idx_header;
mod pixel;

pub use batch_size::batch_size;
pub use batches::batches;
pub use channels::channels;
pub use flatten::flatten;
pub use idx_header::idx_header;
pub use pixel::pixel;
