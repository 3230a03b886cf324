//! Problem set 1.

use check::image_data::{batch_size, batches, channels, flatten, idx_header, pixel};
use ndarray::{Array2, Array3, ArrayView3, Axis, s};

use super::earns_everything;

fn turned_by_axes(img: &Array3<u8>) -> Array3<u8> {
    let mut turned = img.clone().permuted_axes([1, 0, 2]);
    turned.invert_axis(Axis(1));
    turned
}

#[test]
fn a_pixel_from_the_rows_of_a_buffer() {
    fn of_rows(bytes: &[u8], stride: usize, row: usize, col: usize) -> [u8; 3] {
        let row = bytes.chunks(stride).nth(row).expect("a row");
        let mut pixel: [u8; 3] = row[3 * col..3 * col + 3].try_into().expect("three bytes");
        pixel.reverse();
        pixel
    }
    earns_everything(|| pixel(of_rows, turned_by_axes));
}

#[test]
fn a_turn_by_pushing() {
    fn skipped(bytes: &[u8], stride: usize, row: usize, col: usize) -> [u8; 3] {
        let mut rest = bytes.iter().skip(row * stride).skip(col * 3).copied();
        let [b, g, r] = [(); 3].map(|()| rest.next().expect("a byte"));
        [r, g, b]
    }
    fn pushed(img: &Array3<u8>) -> Array3<u8> {
        let (h, w, c) = img.dim();
        let mut numbers = Vec::new();
        for col in 0..w {
            for row in (0..h).rev() {
                numbers.extend(img.slice(s![row, col, ..]));
            }
        }
        Array3::from_shape_vec((w, h, c), numbers).expect("as many numbers")
    }
    earns_everything(|| pixel(skipped, pushed));
}

#[test]
fn channels_number_by_number() {
    fn planes(img: &Array3<u8>) -> Array3<u8> {
        let (h, w, c) = img.dim();
        let mut planes = Array3::zeros((c, h, w));
        for ((row, col, k), &value) in img.indexed_iter() {
            planes[[k, row, col]] = value;
        }
        planes
    }
    fn gray(img: &Array3<u8>) -> Array2<u8> {
        let (h, w, _) = img.dim();
        Array2::from_shape_fn((h, w), |(row, col)| {
            let weights = [299, 587, 114];
            let sum: usize = (0..3).map(|c| weights[c] * usize::from(img[[row, col, c]])).sum();
            u8::try_from(sum / 1000).expect("a gray")
        })
    }
    fn over(img: &Array3<u8>, background: [u8; 3]) -> Array3<u8> {
        let (h, w, _) = img.dim();
        Array3::from_shape_fn((h, w, 3), |(row, col, c)| {
            let (front, back) = (i64::from(img[[row, col, c]]), i64::from(background[c]));
            let alpha = i64::from(img[[row, col, 3]]);
            ((255 * back + alpha * (front - back)) / 255) as u8
        })
    }
    earns_everything(|| channels(planes, gray, over));
}

#[test]
fn channels_in_real_numbers_and_another_order_of_memory() {
    fn planes(img: &Array3<u8>) -> Array3<u8> {
        img.clone().permuted_axes([2, 0, 1])
    }
    fn gray(img: &Array3<u8>) -> Array2<u8> {
        let wide = img.mapv(f64::from);
        let plane = |c| wide.index_axis(Axis(2), c).to_owned();
        let sum = plane(0) * 299.0 + plane(1) * 587.0 + plane(2) * 114.0;
        (sum / 1000.0).mapv(|gray| gray.floor() as u8)
    }
    fn over(img: &Array3<u8>, background: [u8; 3]) -> Array3<u8> {
        let rgb: ArrayView3<u8> = img.slice(s![.., .., ..3]);
        let mut result = rgb.to_owned();
        for ((row, col, c), value) in result.indexed_iter_mut() {
            let alpha = f64::from(img[[row, col, 3]]);
            let sum = alpha * f64::from(*value) + (255.0 - alpha) * f64::from(background[c]);
            *value = (sum / 255.0).floor() as u8;
        }
        result
    }
    earns_everything(|| channels(planes, gray, over));
}

#[test]
fn a_header_by_shifts() {
    fn header(bytes: &[u8]) -> Option<(Vec<usize>, usize)> {
        let numbers: Vec<usize> = bytes
            .chunks_exact(4)
            .map(|four| {
                four.iter()
                    .fold(0, |number, &byte| number << 8 | usize::from(byte))
            })
            .collect();
        let magic = numbers.first().filter(|magic| **magic >> 16 == 0)?;
        let width = match magic >> 8 {
            8 | 9 => 1,
            11 => 2,
            12 | 13 => 4,
            14 => 8,
            _ => return None,
        };
        let sizes = numbers.get(1..=magic & 0xff)?.to_vec();
        let all = sizes.iter().product::<usize>() * width + 4 * (1 + sizes.len());
        (all == bytes.len()).then_some((sizes, width))
    }
    earns_everything(|| idx_header(header));
}

#[test]
fn a_header_with_a_result() {
    fn read(bytes: &[u8]) -> Result<(Vec<usize>, usize), &'static str> {
        if bytes.len() < 4 || bytes[0] != 0 || bytes[1] != 0 {
            return Err("no IDX file");
        }
        let widths = [(8, 1), (9, 1), (11, 2), (12, 4), (13, 4), (14, 8)];
        let found = widths.iter().find(|(kind, _)| *kind == bytes[2]);
        let width = found.ok_or("an unknown type")?.1;
        let (mut sizes, mut numbers) = (Vec::new(), 1_u128);
        for axis in 1..=usize::from(bytes[3]) {
            let four = bytes.get(4 * axis..4 * axis + 4).ok_or("cut off")?;
            let size = u32::from_be_bytes(four.try_into().map_err(|_| "cut off")?);
            sizes.push(size as usize);
            numbers *= u128::from(size);
        }
        let rest = bytes.len() - 4 - 4 * sizes.len();
        if rest as u128 == numbers * width as u128 {
            Ok((sizes, width))
        } else {
            Err("another length")
        }
    }
    earns_everything(|| idx_header(|bytes| read(bytes).ok()));
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
fn a_batch_size_by_real_batches() {
    fn real(n: usize, most: usize) -> usize {
        let samples = vec![(); n];
        let mut best = 1;
        for b in 1..=most {
            let last = samples.chunks(b).last().map_or(0, <[()]>::len);
            if last as f64 >= b as f64 / 2.0 {
                best = b;
            }
        }
        best
    }
    fn recursive(n: usize, most: usize) -> usize {
        let last = (n - 1) % most + 1;
        if last >= most.div_ceil(2) {
            most
        } else {
            recursive(n, most - 1)
        }
    }
    earns_everything(|| batch_size(real));
    earns_everything(|| batch_size(recursive));
}

#[test]
fn a_place_by_counting() {
    fn counted(shape: &[usize], index: &[usize]) -> usize {
        let places = ndarray::indices(ndarray::IxDyn(shape));
        places
            .into_iter()
            .position(|place| place == ndarray::IxDyn(index))
            .expect("within")
    }
    fn by_axes(flat: &Array2<u8>, channels: usize, height: usize, width: usize) -> Array2<u8> {
        let n = flat.nrows();
        let images = flat.to_shape((n, channels, height * width)).expect("as many");
        let last = images.permuted_axes([0, 2, 1]);
        let numbers: Vec<u8> = last.iter().copied().collect();
        Array2::from_shape_vec(flat.dim(), numbers).expect("as many")
    }
    earns_everything(|| flatten(counted, by_axes));
}

#[test]
fn a_place_by_strides() {
    fn strides(shape: &[usize], index: &[usize]) -> usize {
        let step = |axis: usize| shape[axis + 1..].iter().product::<usize>();
        (0..shape.len()).map(|axis| index[axis] * step(axis)).sum()
    }
    fn by_pushing(flat: &Array2<u8>, channels: usize, height: usize, width: usize) -> Array2<u8> {
        let mut numbers = Vec::new();
        for row in flat.outer_iter() {
            for pixel in 0..height * width {
                numbers.extend((0..channels).map(|c| row[c * height * width + pixel]));
            }
        }
        Array2::from_shape_vec(flat.dim(), numbers).expect("as many")
    }
    earns_everything(|| flatten(strides, by_pushing));
}
