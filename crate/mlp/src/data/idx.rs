//! The IDX format of MNIST and Fashion-MNIST, plain or gzipped.
//!
//! | offset | bytes | images | labels |
//! | --- | --- | --- | --- |
//! | 0 | 4 | magic number 2051 = 00 00 08 03: u8, three dimensions | 2049 = 00 00 08 01: u8, one dimension |
//! | 4 | 4 | number of images N | number of labels N |
//! | 8 | 4 | rows H | the labels begin: N bytes |
//! | 12 | 4 | columns W | |
//! | 16 | N·H·W | pixels, row after row | |
//!
//! All numbers are big-endian. A file that says one thing and holds another is an error: nothing is guessed, and no memory
//! is taken on the word of a header.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use flate2::bufread::MultiGzDecoder;
use ndarray::{Array1, Array3};

use crate::{Error, Result};

const IMAGES: u32 = 0x0000_0803;
const LABELS: u32 = 0x0000_0801;
/// How every gzip file begins.
pub(super) const GZIP: [u8; 2] = [0x1f, 0x8b];
/// Bytes read from a file at a time: few calls, and they stay in the processor's cache.
const BUFFER: usize = 128 << 10;
/// No gzip holds more than this many bytes in one of its own.
const LARGEST_RATIO: u64 = 1032;
/// What is allocated before the first byte was seen.
const FIRST_ALLOCATION: u64 = 64 << 20;
const REPLACE: &str = "Replace it with a complete copy of the file";

/// Reads an image file: shape (N, H, W), pixels 0..=255.
pub fn read_images(path: impl AsRef<Path>) -> Result<Array3<u8>> {
    read(path.as_ref(), IMAGES).and_then(Payload::into_images)
}

/// Reads a label file: shape (N,).
pub fn read_labels(path: impl AsRef<Path>) -> Result<Array1<u8>> {
    read(path.as_ref(), LABELS).map(|payload| Array1::from_vec(payload.data))
}

/// [`read_images`] of a file's bytes; `name` stands in error messages.
pub fn images_from_bytes(bytes: &[u8], name: impl AsRef<Path>) -> Result<Array3<u8>> {
    from_bytes(bytes, name.as_ref(), IMAGES).and_then(Payload::into_images)
}

/// [`read_labels`] of a file's bytes; `name` stands in error messages.
pub fn labels_from_bytes(bytes: &[u8], name: impl AsRef<Path>) -> Result<Array1<u8>> {
    from_bytes(bytes, name.as_ref(), LABELS).map(|payload| Array1::from_vec(payload.data))
}

/// What follows the header.
struct Payload {
    dims: Vec<usize>,
    data: Vec<u8>,
}

impl Payload {
    fn into_images(self) -> Result<Array3<u8>> {
        Ok(Array3::from_shape_vec(
            (self.dims[0], self.dims[1], self.dims[2]),
            self.data,
        )?)
    }
}

/// Where a file's bytes come from, and how many of them there can be at most.
struct Input<'a> {
    path: &'a Path,
    bytes: &'a mut dyn Read,
    most: u64,
    gzipped: bool,
}

fn read(path: &Path, magic: u32) -> Result<Payload> {
    let file = File::open(path).map_err(Error::io(path))?;
    let meta = file.metadata().map_err(Error::io(path))?;
    if !meta.is_file() {
        return Err(Error::file(
            path,
            "is no regular file",
            "Name the IDX file itself",
        ));
    }
    from_reader(BufReader::with_capacity(BUFFER, file), meta.len(), path, magic)
}

fn from_bytes(bytes: &[u8], path: &Path, magic: u32) -> Result<Payload> {
    from_reader(bytes, bytes.len() as u64, path, magic)
}

/// `len` is the file's length. Whether it is gzipped is told by its first bytes, not by its name: browsers unpack unasked.
fn from_reader(mut reader: impl BufRead, len: u64, path: &Path, magic: u32) -> Result<Payload> {
    if reader.fill_buf().map_err(Error::io(path))?.starts_with(&GZIP) {
        let mut decoder = MultiGzDecoder::new(reader);
        let most = len.saturating_mul(LARGEST_RATIO);
        decode(
            &mut Input {
                path,
                bytes: &mut decoder,
                most,
                gzipped: true,
            },
            magic,
        )
    } else {
        decode(
            &mut Input {
                path,
                bytes: &mut reader,
                most: len,
                gzipped: false,
            },
            magic,
        )
    }
}

fn decode(input: &mut Input<'_>, magic: u32) -> Result<Payload> {
    check_magic(input, magic)?;
    let dimensions = if magic == IMAGES { 3 } else { 1 };
    let mut header = [0; 12];
    input.exactly(&mut header[..4 * dimensions], "its header")?;
    let sizes: Vec<u64> = header[..4 * dimensions]
        .chunks_exact(4)
        .map(|b| u64::from(u32::from_be_bytes([b[0], b[1], b[2], b[3]])))
        .collect();
    let promise = match *sizes {
        [n, h, w] => format!("its header promises {n} images of {h} × {w} pixels"),
        _ => format!("its header promises {} labels", sizes[0]),
    };
    if sizes[0] == 0 {
        let what = if magic == IMAGES { "images" } else { "labels" };
        return Err(input.wrong(format!("holds no {what} at all (a count of 0)"), REPLACE));
    }
    let total = sizes
        .iter()
        .try_fold(1u64, |product, &size| product.checked_mul(size));
    let total = match total {
        Some(0) => {
            return Err(input.wrong(
                promise,
                "Images need at least one row and one column; check how the file was made",
            ));
        }
        Some(total) if total <= input.most => total,
        _ => return Err(input.wrong(format!("{promise}, more than {}", input.holds()), REPLACE)),
    };

    let mut data = vec![0; total.min(FIRST_ALLOCATION) as usize];
    let mut filled = 0;
    while (filled as u64) < total {
        if filled == data.len() {
            data.resize(total.min(2 * filled as u64) as usize, 0);
        }
        match input.bytes.read(&mut data[filled..]) {
            Ok(0) => {
                return Err(input.wrong(
                    format!("ends too early: {promise}, {total} bytes, and {filled} of them are there"),
                    REPLACE,
                ));
            }
            Ok(n) => filled += n,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => {
                return Err(input.failed(&error, &format!("after {filled} bytes of pixels or labels")));
            }
        }
    }
    // Also makes a gzip decoder compare its checksum, which comes last.
    let more = io::copy(&mut Read::take(&mut *input.bytes, 1 << 20), &mut io::sink())
        .map_err(|error| input.failed(&error, "at its end"))?;
    if more > 0 {
        let more = if more < 1 << 20 {
            more.to_string()
        } else {
            "at least 1048576".to_owned()
        };
        return Err(input.wrong(
            format!("goes on after its end: {promise}, {total} bytes, and {more} more follow"),
            REPLACE,
        ));
    }
    Ok(Payload {
        dims: sizes.into_iter().map(|size| size as usize).collect(),
        data,
    })
}

fn check_magic(input: &mut Input<'_>, expected: u32) -> Result<()> {
    let mut magic = [0; 4];
    input.exactly(&mut magic, "its magic number")?;
    let found = u32::from_be_bytes(magic);
    if found == expected {
        return Ok(());
    }
    let (wanted, other) = if expected == IMAGES {
        ("images", "labels")
    } else {
        ("labels", "images")
    };
    Err(match found {
        IMAGES | LABELS => input.wrong(
            format!("holds {other} (magic number {found}) where {wanted} ({expected}) are wanted"),
            "Check that the file names are not swapped",
        ),
        _ if magic[..2] == [0, 0] => input.wrong(
            format!("is an IDX file of another kind: magic number {found}, and {wanted} of type u8 have {expected}"),
            "Give a file of unsigned bytes with three dimensions for images, one for labels",
        ),
        _ => {
            let text: String = magic.iter().map(|&b| if b.is_ascii_graphic() { char::from(b) } else { '.' }).collect();
            let hint = if magic[0] == b'<' { ", which looks like a web page" } else { "" };
            let [a, b, c, d] = magic;
            input.wrong(
                format!("is neither an IDX nor a gzip file: it begins with {a:02x} {b:02x} {c:02x} {d:02x} (\"{text}\"){hint}"),
                "Get the file again, and check that its address leads to the file itself",
            )
        }
    })
}

impl Input<'_> {
    fn exactly(&mut self, buffer: &mut [u8], what: &str) -> Result<()> {
        let mut filled = 0;
        while filled < buffer.len() {
            match self.bytes.read(&mut buffer[filled..]) {
                Ok(0) if filled == 0 && what == "its magic number" => {
                    return Err(self.wrong(
                        if self.gzipped {
                            "is a gzip file with nothing in it"
                        } else {
                            "is empty"
                        },
                        REPLACE,
                    ));
                }
                Ok(0) => return Err(self.wrong(format!("ends within {what}"), REPLACE)),
                Ok(n) => filled += n,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(self.failed(&error, &format!("within {what}"))),
            }
        }
        Ok(())
    }

    /// The file's capacity in words.
    fn holds(&self) -> String {
        if self.gzipped {
            "a gzip file of this length can hold".into()
        } else {
            format!("the {} bytes of the file", self.most)
        }
    }

    fn wrong(&self, problem: impl Into<String>, remedy: &str) -> Error {
        Error::file(self.path, problem, remedy)
    }

    fn failed(&self, error: &io::Error, place: &str) -> Error {
        match error.kind() {
            io::ErrorKind::UnexpectedEof => self.wrong(format!("the gzip data end early, {place}"), REPLACE),
            io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => {
                self.wrong(format!("the gzip data are damaged, {place} ({error})"), REPLACE)
            }
            kind => Error::Io {
                path: self.path.into(),
                source: io::Error::new(kind, error.to_string()),
            },
        }
    }
}
