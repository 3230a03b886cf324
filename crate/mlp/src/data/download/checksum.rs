//! SHA-256 of a file or of what a gzip file holds.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

use flate2::bufread::MultiGzDecoder;
use sha2::{Digest as _, Sha256};

/// In lower-case hexadecimal. With `of_payload`, of the uncompressed content; a file that is no gzip counts as it is.
pub(crate) fn sha256(path: &Path, of_payload: bool) -> io::Result<String> {
    let mut file = BufReader::with_capacity(1 << 20, File::open(path)?);
    let gzipped = io::BufRead::fill_buf(&mut file)?.starts_with(&[0x1f, 0x8b]);
    let mut content: Box<dyn Read> = if of_payload && gzipped {
        Box::new(MultiGzDecoder::new(file))
    } else {
        Box::new(file)
    };
    sha256_of(&mut content)
}

/// [`sha256`] of what a reader gives.
pub(crate) fn sha256_of(content: &mut impl Read) -> io::Result<String> {
    let mut hasher = Sha256::new();
    io::copy(content, &mut hasher)?;
    Ok(hasher.finalize().iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    }))
}
