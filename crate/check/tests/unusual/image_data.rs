//! Problem set 1.

use check::image_data::{batches, channels, flatten, idx_header, pixel};
use ndarray::{Array2, Array3, Axis, s};

use super::earns_everything;

#[test]
fn a_pixel_from_a_flat_list() {
    fn at(img: &Array3<u8>, row: usize, col: usize) -> [u8; 3] {
        let flat: Vec<u8> = img.iter().copied().collect();
        let first = (row * img.shape()[1] + col) * 3;
        [flat[first], flat[first + 1], flat[first + 2]]
    }
    fn size(img: &Array3<u8>) -> (usize, usize, usize) {
        (img.shape()[0], img.shape()[1], img.len() / 3)
    }
    earns_everything(|| pixel(at, size));
}

#[test]
fn a_pixel_from_a_slice() {
    fn at(img: &Array3<u8>, row: usize, col: usize) -> [u8; 3] {
        let values = img.slice(s![row, col, ..]).to_vec();
        values.try_into().expect("three values")
    }
    fn size(img: &Array3<u8>) -> (usize, usize, usize) {
        let red = img.index_axis(Axis(2), 0);
        (red.nrows(), red.ncols(), red.iter().count())
    }
    earns_everything(|| pixel(at, size));
}

#[test]
fn channels_number_by_number() {
    fn split(img: &Array3<u8>) -> [Array2<u8>; 3] {
        let (h, w, _) = img.dim();
        let mut planes = [0, 1, 2].map(|_| Array2::zeros((h, w)));
        for ((row, col, c), &value) in img.indexed_iter() {
            planes[c][[row, col]] = value;
        }
        planes
    }
    fn merge(red: &Array2<u8>, green: &Array2<u8>, blue: &Array2<u8>) -> Array3<u8> {
        let (h, w) = red.dim();
        Array3::from_shape_fn((h, w, 3), |(row, col, c)| [red, green, blue][c][[row, col]])
    }
    fn gray(img: &Array3<u8>) -> Array2<u8> {
        let (h, w, _) = img.dim();
        Array2::from_shape_fn((h, w), |(row, col)| {
            let sum: f64 = (0..3).map(|c| f64::from(img[[row, col, c]])).sum();
            (sum / 3.0).floor() as u8
        })
    }
    earns_everything(|| channels(split, merge, gray));
}

#[test]
fn channels_that_are_views_in_another_order_of_memory() {
    fn split(img: &Array3<u8>) -> [Array2<u8>; 3] {
        [0, 1, 2].map(|c| {
            img.slice(s![.., .., c])
                .reversed_axes()
                .to_owned()
                .reversed_axes()
        })
    }
    fn merge(red: &Array2<u8>, green: &Array2<u8>, blue: &Array2<u8>) -> Array3<u8> {
        let planes = ndarray::stack(Axis(0), &[red.view(), green.view(), blue.view()]).expect("one size");
        planes.permuted_axes([1, 2, 0])
    }
    fn gray(img: &Array3<u8>) -> Array2<u8> {
        let wide = img.mapv(u16::from);
        (wide.sum_axis(Axis(2)) / 3).mapv(|mean| mean as u8)
    }
    earns_everything(|| channels(split, merge, gray));
}

#[test]
fn a_header_by_shifts() {
    fn header(bytes: &[u8]) -> (u32, Vec<usize>) {
        let mut numbers = bytes.chunks(4).map(|four| {
            four.iter()
                .fold(0_u32, |number, &byte| number << 8 | u32::from(byte))
        });
        let magic = numbers.next().expect("a magic number");
        let sizes = numbers
            .take(bytes[3] as usize)
            .map(|size| size as usize)
            .collect();
        (magic, sizes)
    }
    earns_everything(|| idx_header(header));
}

#[test]
fn a_header_by_its_magic_number() {
    fn header(bytes: &[u8]) -> (u32, Vec<usize>) {
        let number = |at: usize| {
            let four: [u8; 4] = bytes[at..at + 4].try_into().expect("four bytes");
            i64::from(u32::from_be_bytes(four))
        };
        match number(0) {
            2049 => (2049, vec![number(4) as usize]),
            _ => (2051, [4, 8, 12].map(|at| number(at) as usize).to_vec()),
        }
    }
    earns_everything(|| idx_header(header));
}

#[test]
fn batches_counted_one_by_one() {
    fn count(n: usize, b: usize) -> (usize, usize) {
        let (mut count, mut left) = (1, n);
        while left > b {
            left -= b;
            count += 1;
        }
        (count, left)
    }
    earns_everything(|| batches(count));
}

#[test]
fn batches_of_a_real_list_and_with_real_numbers() {
    fn list(n: usize, b: usize) -> (usize, usize) {
        let samples = vec![(); n];
        let sizes: Vec<usize> = samples.chunks(b).map(<[()]>::len).collect();
        (sizes.len(), sizes[sizes.len() - 1])
    }
    fn real(n: usize, b: usize) -> (usize, usize) {
        let full = ((n - 1) as f64 / b as f64).floor() as usize;
        (full + 1, n - full * b)
    }
    earns_everything(|| batches(list));
    earns_everything(|| batches(real));
}

#[test]
fn flat_by_another_shape() {
    fn flat(images: &Array3<u8>) -> Array2<u8> {
        let (n, h, w) = images.dim();
        images.to_shape((n, h * w)).expect("as many numbers").to_owned()
    }
    fn back(flat: &Array2<u8>, height: usize, width: usize) -> Array3<u8> {
        let n = flat.nrows();
        flat.clone()
            .into_shape_with_order((n, height, width))
            .expect("as many numbers")
    }
    earns_everything(|| flatten(flat, back));
}

#[test]
fn flat_by_pushing() {
    fn flat(images: &Array3<u8>) -> Array2<u8> {
        let (n, h, w) = images.dim();
        let mut numbers = Vec::new();
        for image in images.outer_iter() {
            for row in image.outer_iter() {
                numbers.extend(row.to_vec());
            }
        }
        Array2::from_shape_vec((n, h * w), numbers).expect("as many numbers")
    }
    fn back(flat: &Array2<u8>, height: usize, width: usize) -> Array3<u8> {
        let mut images = Array3::zeros((flat.nrows(), height, width));
        for ((n, i), &value) in flat.indexed_iter() {
            images[[n, i / width, i % width]] = value;
        }
        images
    }
    earns_everything(|| flatten(flat, back));
}
