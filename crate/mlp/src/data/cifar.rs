//! CIFAR-10's binary format: records of 3073 bytes, 10 000 of them a file.
//!
//! A record is one byte for the label, then 1024 bytes for the red plane, 1024 for the green and 1024 for the blue one, each row
//! after row. That is (C, H, W); the crate's images are (H, W, C), so a pixel's three values are brought together here.

use std::fs::File;
use std::io::{self, BufRead as _, BufReader, Read};
use std::path::{Path, PathBuf};

use flate2::bufread::MultiGzDecoder;
use ndarray::{Array1, Array4};
use rayon::prelude::*;

use super::download::sha256_of;
use super::idx::GZIP;
use crate::{Error, Result};

/// Height and width.
const SIDE: usize = 32;
const PLANE: usize = SIDE * SIDE;
const RECORD: usize = 1 + 3 * PLANE;
/// Ten times a published file; more is taken for a mistake before it fills the memory.
const LARGEST_FILE: u64 = 100_000 * RECORD as u64;
const REPLACE: &str = "Replace it with a complete copy of the file";

/// The files with the training images, in order.
pub(crate) const TRAIN_FILES: [&str; 5] = [
    "data_batch_1.bin",
    "data_batch_2.bin",
    "data_batch_3.bin",
    "data_batch_4.bin",
    "data_batch_5.bin",
];
/// The file with the test images.
pub(crate) const TEST_FILE: &str = "test_batch.bin";
/// The archive that holds all of them, as browsers unpack it unasked and as it is published.
pub(crate) const ARCHIVES: [&str; 2] = ["cifar-10-binary.tar", "cifar-10-binary.tar.gz"];

/// Images (N, 32, 32, 3) and labels (N,) of one file.
pub type Batch = (Array4<u8>, Array1<u8>);

/// Reads one file, such as `data_batch_1.bin`.
pub fn read_batch(path: impl AsRef<Path>) -> Result<Batch> {
    let path = path.as_ref();
    let file = File::open(path).map_err(Error::io(path))?;
    let meta = file.metadata().map_err(Error::io(path))?;
    if !meta.is_file() {
        return Err(Error::file(
            path,
            "is no regular file",
            "Name the CIFAR-10 file itself",
        ));
    }
    let bytes = read_at_most(file, meta.len(), path)?;
    batch_from_bytes(&bytes, path)
}

/// [`read_batch`] of a file's bytes; `name` stands in error messages.
pub fn batch_from_bytes(bytes: &[u8], name: impl AsRef<Path>) -> Result<Batch> {
    let name = name.as_ref();
    if bytes.is_empty() {
        return Err(Error::file(name, "is empty", REPLACE));
    }
    let (records, rest) = (bytes.len() / RECORD, bytes.len() % RECORD);
    if rest != 0 {
        let problem = format!(
            "has {} bytes, which is {records} records of {RECORD} bytes and {rest} bytes more; a file holds whole records",
            bytes.len()
        );
        return Err(Error::file(name, problem, REPLACE));
    }
    let labels = bytes.chunks_exact(RECORD).map(|record| record[0]).collect();
    let mut pixels = vec![0; records * 3 * PLANE];
    pixels
        .par_chunks_exact_mut(3 * PLANE)
        .zip(bytes.par_chunks_exact(RECORD))
        .for_each(|(image, record)| {
            let (red, rest) = record[1..].split_at(PLANE);
            let (green, blue) = rest.split_at(PLANE);
            for (((pixel, &r), &g), &b) in image.chunks_exact_mut(3).zip(red).zip(green).zip(blue) {
                pixel.copy_from_slice(&[r, g, b]);
            }
        });
    Ok((Array4::from_shape_vec((records, SIDE, SIDE, 3), pixels)?, labels))
}

/// Reads the archive, gzipped or not, which its first bytes tell: the six files in the order of [`TRAIN_FILES`] and
/// [`TEST_FILE`].
pub(crate) fn read_archive(path: &Path) -> Result<Vec<(PathBuf, Batch)>> {
    let damaged = |error: io::Error| {
        Error::file(
            path,
            format!("cannot be unpacked as a tar archive ({error})"),
            REPLACE,
        )
    };
    let (file, gzipped) = opened(path).map_err(Error::io(path))?;
    let content: Box<dyn Read> = if gzipped {
        Box::new(MultiGzDecoder::new(file))
    } else {
        Box::new(file)
    };
    let mut archive = tar::Archive::new(content);
    let names: Vec<&str> = TRAIN_FILES.into_iter().chain([TEST_FILE]).collect();
    let mut found: Vec<Option<(PathBuf, Batch)>> = names.iter().map(|_| None).collect();
    for entry in archive.entries().map_err(damaged)? {
        let entry = entry.map_err(damaged)?;
        let inside = entry.path().map_err(damaged)?.into_owned();
        let Some(index) = names
            .iter()
            .position(|&name| inside.file_name().is_some_and(|file| file == name))
        else {
            continue;
        };
        let name = path.join(&inside);
        let size = entry.size();
        let bytes = read_at_most(entry, size, &name)?;
        found[index] = Some((name.clone(), batch_from_bytes(&bytes, name)?));
    }
    let missing: Vec<&str> = names
        .iter()
        .zip(&found)
        .filter(|(_, batch)| batch.is_none())
        .map(|(name, _)| *name)
        .collect();
    if missing.is_empty() {
        Ok(found.into_iter().flatten().collect())
    } else {
        Err(Error::file(
            path,
            format!("lacks {}", missing.join(", ")),
            REPLACE,
        ))
    }
}

/// The SHA-256 of each file in an archive that is not gzipped, by its path there: the published one is of the gzipped archive.
/// `None` for a gzipped one.
pub(crate) fn checksums_inside(path: &Path) -> io::Result<Option<Vec<(PathBuf, String)>>> {
    let (file, gzipped) = opened(path)?;
    if gzipped {
        return Ok(None);
    }
    let mut sums = Vec::new();
    for entry in tar::Archive::new(file).entries()? {
        let mut entry = entry?;
        sums.push((entry.path()?.into_owned(), sha256_of(&mut entry)?));
    }
    Ok(Some(sums))
}

/// A file, and whether it begins as a gzip file does.
fn opened(path: &Path) -> io::Result<(BufReader<File>, bool)> {
    let mut file = BufReader::with_capacity(1 << 20, File::open(path)?);
    let gzipped = file.fill_buf()?.starts_with(&GZIP);
    Ok((file, gzipped))
}

fn read_at_most(reader: impl Read, size: u64, path: &Path) -> Result<Vec<u8>> {
    if size > LARGEST_FILE {
        let problem = format!("has {size} bytes; a file of CIFAR-10 has {}", 10_000 * RECORD);
        return Err(Error::file(path, problem, "Name the right file"));
    }
    let mut bytes = Vec::with_capacity(size as usize);
    let read = reader.take(LARGEST_FILE).read_to_end(&mut bytes);
    match read {
        Ok(read) if read as u64 == size => Ok(bytes),
        Ok(read) => Err(Error::file(
            path,
            format!("ends after {read} of {size} bytes"),
            REPLACE,
        )),
        Err(error) => Err(Error::file(
            path,
            format!("cannot be read to its end ({error})"),
            REPLACE,
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn planes_become_pixels_and_rows_stay_rows() {
        let mut record = vec![7];
        for plane in 0..3u8 {
            record.extend((0..PLANE).map(|i| plane * 80 + (i / SIDE) as u8));
        }
        let two: Vec<u8> = [record.clone(), record].concat();
        let (images, labels) = batch_from_bytes(&two, "x.bin").unwrap();
        assert_eq!(images.dim(), (2, 32, 32, 3));
        assert_eq!(labels.to_vec(), [7, 7]);
        for row in 0..SIDE {
            assert_eq!(
                images.slice(ndarray::s![1, row, 5, ..]).to_vec(),
                [row as u8, 80 + row as u8, 160 + row as u8]
            );
        }
    }

    #[test]
    fn a_file_without_whole_records_is_an_error() {
        let message = |n: usize| {
            batch_from_bytes(&vec![0; n], "data_batch_1.bin")
                .unwrap_err()
                .to_string()
        };
        assert!(message(0).starts_with("data_batch_1.bin: is empty"));
        assert!(message(RECORD + 5).contains("1 records of 3073 bytes and 5 bytes more"));
    }
}
