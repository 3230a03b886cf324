//! Short names for contents.

use sha2::Digest;
pub use sha2::Sha256;

/// Adds parts, length before contents, so that no two lists of parts look the same.
pub fn add(hash: &mut Sha256, parts: &[&[u8]]) {
    for part in parts {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
}

/// The beginning of a hash, in hexadecimal digits.
///
/// ```
/// use host::hash::{Sha256, add, short};
///
/// let name = |parts: &[&[u8]]| {
///     let mut hash = Sha256::default();
///     add(&mut hash, parts);
///     short(hash)
/// };
/// assert_eq!(name(&[b"ab"]).len(), 24);
/// assert_ne!(name(&[b"ab", b"c"]), name(&[b"a", b"bc"]));
/// ```
pub fn short(hash: Sha256) -> String {
    use std::fmt::Write;
    hash.finalize()
        .iter()
        .take(12)
        .fold(String::new(), |mut text, byte| {
            // Writing to a String cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
}
