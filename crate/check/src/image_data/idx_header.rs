//! Question 1.3: the header of any IDX file, and whether the file is one.

use crate::{Verdict, draw::Draw, outcome::Answer, outcome::ToAnswer, part::Part};

/// The sizes of the axes, and the bytes of a number.
type Header = Option<(Vec<usize>, usize)>;

/// The codes of the types of number, with the bytes of one.
const TYPES: [(u8, usize); 6] = [(0x08, 1), (0x09, 1), (0x0b, 2), (0x0c, 4), (0x0d, 4), (0x0e, 8)];

/// `idx_header(bytes)` gives the sizes of the axes and the bytes of a number, and `None` of what is no complete IDX file.
pub fn idx_header(idx_header: fn(&[u8]) -> Header) -> Verdict {
    let mut draw = Draw::new(13);
    let cases = cases(&mut draw);
    let given = |header: &Header| header.as_ref().map_or(nothing(), ToAnswer::to_answer);
    Verdict::new(
        "The header of any IDX file",
        [Part::new("idx_header", 4.0, cases)
            .any_length()
            .mistake(
                "every number is taken for one byte",
                "the third byte of the magic number says how many bytes a number has",
                move |bytes: &Vec<u8>| {
                    let one = |kind| width(kind).map(|_| 1);
                    given(&read(bytes, u32::from_be_bytes, one, usize::eq))
                },
            )
            .mistake(
                "only bytes are known as a type",
                "the table has six types of number, and 08 is one of them",
                move |bytes| {
                    let byte = |kind| (kind == 0x08).then_some(1);
                    given(&read(bytes, u32::from_be_bytes, byte, usize::eq))
                },
            )
            .mistake(
                "a file that is too long is taken for complete",
                "what stands behind the last number does not belong to the file: its length must be the one that the header says",
                move |bytes| given(&read(bytes, u32::from_be_bytes, width, usize::ge)),
            )
            .mistake(
                "a file that ends too early is taken for complete",
                "compare the length with the one that the header says: 4 + 4·axes + numbers·bytes",
                move |bytes| given(&read(bytes, u32::from_be_bytes, width, usize::le)),
            )
            .or_panics("out of range")
            .or_panics("out of bounds")
            .mistake(
                "the length is not looked at",
                "compare the length with the one that the header says: 4 + 4·axes + numbers·bytes",
                move |bytes| given(&read(bytes, u32::from_be_bytes, width, |_, _| true)),
            )
            .or_panics("out of range")
            .or_panics("out of bounds")
            .mistake(
                "the first two bytes are not looked at",
                "an IDX file begins with two zeros",
                move |bytes| {
                    let mut zeros = bytes.clone();
                    zeros.iter_mut().take(2).for_each(|byte| *byte = 0);
                    given(&right(&zeros))
                },
            )
            // It takes every file for none, as an answer does that does nothing.
            .mistake(
                "the sizes are read with the last byte first",
                "IDX is big-endian: the first byte counts most, u32::from_be_bytes",
                move |bytes| given(&read(bytes, u32::from_le_bytes, width, usize::eq)),
            )
            .without_credit()
            .grade(
                move |bytes| given(&right(bytes)),
                move |bytes| given(&idx_header(bytes)),
            )],
    )
}

/// Files of each type, and such as are none.
fn cases(draw: &mut Draw) -> Vec<(String, Vec<u8>)> {
    let mut cases = Vec::new();
    let mut add = |label: String, bytes: Vec<u8>| cases.push((label, bytes));
    let (rows, columns) = (draw.index(3..9), draw.index(9..15));
    let images = file(0x08, &[draw.index(2..6), rows, columns], 0);
    add(format!("images of {rows} × {columns} bytes"), images.clone());
    let labels = 70_000 + draw.index(1..900);
    add(format!("{labels} labels of one byte"), file(0x08, &[labels], 0));
    for (kind, width) in TYPES {
        let sizes = [draw.index(2..5), draw.index(5..8)];
        let label = format!("type {kind:#04x}, {width} bytes a number, sizes {sizes:?}");
        add(label, file(kind, &sizes, 0));
    }
    let deep = [draw.index(2..4), 3, draw.index(4..6), 2];
    add(format!("four axes, {deep:?}"), file(0x0b, &deep, 0));
    add("one byte too many".into(), file(0x0d, &[rows, columns], 1));
    add("one byte too few".into(), file(0x0c, &[rows, columns], -1));
    add(
        "cut within its header".into(),
        images[..draw.index(5..16)].to_vec(),
    );
    add("three bytes".into(), vec![0, 0, 8]);
    for kind in [0x07, 0x0a, 0x0f, 0x10] {
        add(
            format!("type {kind:#04x}, which there is not"),
            file(kind, &[rows], 0),
        );
    }
    for place in 0..2 {
        let mut bytes = images.clone();
        bytes[place] = draw.index(1..256) as u8;
        add(format!("byte {place} is {}", bytes[place]), bytes);
    }
    cases
}

fn right(bytes: &[u8]) -> Header {
    read(bytes, u32::from_be_bytes, width, usize::eq)
}

fn width(kind: u8) -> Option<usize> {
    let found = TYPES.iter().find(|(code, _)| *code == kind);
    found.map(|(_, width)| *width)
}

/// The header, where the length of the file is `is_complete` for the one that it says. What a cut header leaves is no size.
fn read(
    bytes: &[u8],
    number: fn([u8; 4]) -> u32,
    width: impl Fn(u8) -> Option<usize>,
    is_complete: fn(&usize, &usize) -> bool,
) -> Header {
    let &[0, 0, kind, axes, ref rest @ ..] = bytes else {
        return None;
    };
    let width = width(kind)?;
    let axes = usize::from(axes);
    let sizes: Vec<usize> = rest
        .chunks_exact(4)
        .take(axes)
        .map(|four| number(std::array::from_fn(|i| four[i])) as usize)
        .collect();
    let numbers = sizes.iter().try_fold(width, |all, size| all.checked_mul(*size))?;
    let said = numbers.checked_add(4 + 4 * axes)?;
    is_complete(&bytes.len(), &said).then_some((sizes, width))
}

fn nothing() -> Answer {
    Answer::Text("None".into())
}

/// A file with as many bytes after its header as it should have, and `more`.
fn file(kind: u8, sizes: &[usize], more: isize) -> Vec<u8> {
    let mut bytes = vec![0, 0, kind, sizes.len() as u8];
    for &size in sizes {
        bytes.extend((size as u32).to_be_bytes());
    }
    let numbers: usize = sizes.iter().product();
    let length = bytes.len() + numbers * width(kind).unwrap_or(1);
    // A pattern without a repetition of four.
    bytes.extend((0..=numbers * 8).map(|i| (i % 251) as u8 + 1));
    bytes.truncate(length.saturating_add_signed(more));
    bytes
}
