//! Question 7.1: a record of CIFAR-100.

use ndarray::Array3;

use crate::{Verdict, draw::Draw, part::Part};

/// The labels of a record: its group of classes, then its class.
const LABELS: usize = 2;

/// A file of records, which of them is asked for, and how many pixels high and wide their images are.
struct File {
    bytes: Vec<u8>,
    index: usize,
    side: usize,
}

impl File {
    fn plane(&self) -> usize {
        self.side * self.side
    }

    /// The record asked for, if there are so many labels before each image.
    fn record(&self, labels: usize) -> &[u8] {
        let size = labels + 3 * self.plane();
        &self.bytes[self.index * size..][..size]
    }

    /// An image whose value (y, x, c) stands at a place after the labels.
    fn image(&self, labels: usize, place: impl Fn(usize, usize, usize) -> usize) -> Array3<u8> {
        let record = self.record(labels);
        Array3::from_shape_fn((self.side, self.side, 3), |(y, x, c)| {
            record[labels + place(y, x, c)]
        })
    }

    fn right(&self) -> (u8, Array3<u8>) {
        let image = self.image(LABELS, |y, x, c| c * self.plane() + y * self.side + x);
        (self.record(LABELS)[1], image)
    }
}

/// `record(bytes, index, side)` gives the class and the image (H, W, C) of a record with two labels and three planes.
pub fn record(record: fn(&[u8], usize, usize) -> (u8, Array3<u8>)) -> Verdict {
    let mut draw = Draw::new(71);
    let cases = [(3, 1, 4), (2, 0, 3), (4, 3, 2), (2, 1, 5)]
        .map(|(records, index, side)| {
            let size = LABELS + 3 * side * side;
            let mut bytes: Vec<u8> = (0..records * size).map(|_| draw.index(0..256) as u8).collect();
            for record in bytes.chunks_mut(size) {
                // A group of classes is none of the classes' own numbers.
                record[0] = draw.index(0..20) as u8;
                record[1] = 20 + draw.index(0..80) as u8;
            }
            (
                format!("record {index} of {records}, {side} × {side} pixels"),
                File { bytes, index, side },
            )
        })
        .into_iter()
        .collect();
    Verdict::new(
        "A record of CIFAR-100",
        [Part::new("record", 3.0, cases)
            .mistake(
                "the planes are read as pixels",
                "the three numbers of a pixel are a whole plane apart: first all reds, then all greens",
                |file: &File| {
                    let image = file.image(LABELS, |y, x, c| 3 * (y * file.side + x) + c);
                    (file.right().0, image)
                },
            )
            .mistake(
                "the group is given for the class",
                "the first byte is the group of classes, the second the class",
                |file| (file.record(LABELS)[0], file.right().1),
            )
            .mistake(
                "one label byte is expected, as in CIFAR-10",
                "a record of CIFAR-100 has two bytes before its image",
                |file| {
                    let image = file.image(1, |y, x, c| c * file.plane() + y * file.side + x);
                    (file.record(1)[0], image)
                },
            )
            .mistake(
                "rows and columns are swapped",
                "a plane stands row after row: the next byte is the next *column*",
                |file| {
                    let image = file.image(LABELS, |y, x, c| c * file.plane() + x * file.side + y);
                    (file.right().0, image)
                },
            )
            .mistake(
                "blue and red are swapped",
                "the planes stand in the order red, green, blue",
                |file| {
                    let image = file.image(LABELS, |y, x, c| (2 - c) * file.plane() + y * file.side + x);
                    (file.right().0, image)
                },
            )
            .grade(File::right, |file| record(&file.bytes, file.index, file.side))],
    )
}
