//! Question 1.3: the header of an IDX file.

use crate::{Verdict, draw::Draw, part::Part};

type Header = (u32, Vec<usize>);

/// `idx_header(bytes)` gives the magic number and the sizes: `[n, rows, columns]` of images, `[n]` of labels.
pub fn idx_header(idx_header: fn(&[u8]) -> Header) -> Verdict {
    let mut draw = Draw::new(13);
    let mut cases = vec![images(60_000, 28, 28), images(10_000, 28, 28)];
    for _ in 0..2 {
        let rows = draw.index(5..40);
        cases.push(images(draw.index(1..5000), rows, rows + draw.index(1..40)));
        cases.push(labels(draw.index(20..70_000)));
    }
    // Sizes in which every byte counts, and no two are alike.
    cases.push(labels(each_byte(&mut draw)));
    cases.push(images(
        each_byte(&mut draw),
        each_byte(&mut draw),
        each_byte(&mut draw),
    ));
    Verdict::new(
        "The header of an IDX file",
        [Part::new("idx_header", 4.0, cases)
            .any_length()
            .mistake(
                "the numbers are read with the last byte first",
                "IDX is big-endian: the first byte counts most, u32::from_be_bytes",
                |bytes| read(bytes, u32::from_le_bytes, true),
            )
            .mistake(
                "rows and columns are swapped",
                "after the number of images come first the rows (H), then the columns (W)",
                |bytes| {
                    let (magic, mut sizes) = right(bytes);
                    if let [_, rows, columns] = &mut sizes[..] {
                        std::mem::swap(rows, columns);
                    }
                    (magic, sizes)
                },
            )
            .mistake(
                "a label file is read with an image file's header",
                "the last byte of the magic number says how many sizes follow: three for images, one for labels",
                |bytes| read(bytes, u32::from_be_bytes, false),
            )
            .or_panics("index")
            .grade(|bytes| right(bytes), |bytes| idx_header(bytes))],
    )
}

fn right(bytes: &[u8]) -> Header {
    read(bytes, u32::from_be_bytes, true)
}

fn read(bytes: &[u8], number: fn([u8; 4]) -> u32, count_dimensions: bool) -> Header {
    let at = |offset: usize| number(std::array::from_fn(|i| bytes[offset + i]));
    let dimensions = if count_dimensions {
        usize::from(bytes[3])
    } else {
        3
    };
    (at(0), (1..=dimensions).map(|i| at(4 * i) as usize).collect())
}

/// A number below 2³¹ whose four bytes differ and are none of them 0.
fn each_byte(draw: &mut Draw) -> usize {
    let bytes = draw.permutation(127);
    bytes[..4].iter().fold(0, |number, byte| 256 * number + byte + 1)
}

fn images(n: usize, rows: usize, columns: usize) -> (String, Vec<u8>) {
    (
        format!("{n} images of {rows} rows and {columns} columns"),
        file(3, &[n, rows, columns]),
    )
}

fn labels(n: usize) -> (String, Vec<u8>) {
    (format!("{n} labels"), file(1, &[n]))
}

/// A header with the first few bytes of what follows it.
fn file(dimensions: u8, sizes: &[usize]) -> Vec<u8> {
    let mut bytes = vec![0, 0, 8, dimensions];
    for &size in sizes {
        bytes.extend((size as u32).to_be_bytes());
    }
    bytes.extend([9, 0, 0, 3, 0, 2, 7, 2, 5, 5, 0, 9, 5, 5, 7, 9]);
    bytes
}
