//! Downloads: several mirrors, resumed where they broke off, tried again with growing pauses, checked by SHA-256.
//!
//! A file grows under the name `….part` and gets its own name only when it is whole and right, so that nobody ever finds
//! half a file where a good one is looked for.

//! Without the feature `network` nothing is downloaded, and who asks is told so.

mod checksum;
#[cfg(feature = "network")]
mod downloader;
#[cfg(not(feature = "network"))]
mod no_network;
#[cfg(feature = "network")]
mod progress;
#[cfg(feature = "network")]
mod transfer;

pub(super) use checksum::{sha256, sha256_of};
#[cfg(feature = "network")]
pub use downloader::Downloader;
#[cfg(not(feature = "network"))]
pub use no_network::Downloader;
#[cfg(feature = "network")]
pub use progress::Progress;
