//! Made-up color pictures in CIFAR-10's format, for where the real ones cannot be had: shapes and stripes in random colors,
//! sizes and places, on a noisy ground. What they teach about real pictures is nothing; the way through the program is the same.

use std::path::Path;

use notebook::display;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use super::{DataSource, Dataset, Samples, cifar};
use crate::Result;

/// The made-up classes; index = label.
pub const MADE_UP_CLASSES: [&str; 10] = [
    "disc",
    "square",
    "triangle",
    "ring",
    "cross",
    "stripes across",
    "stripes upright",
    "stripes aslant",
    "checkerboard",
    "two discs",
];

const SIDE: usize = 32;
const RECORD: usize = 1 + 3 * SIDE * SIDE;

/// Records in CIFAR-10's binary format: `count` times one byte for the label and 1024 each for red, green and blue. The
/// classes take turns; the same seed gives the same bytes.
///
/// ```
/// let bytes = mlp::data::made_up::records(3, 0);
/// assert_eq!(bytes.len(), 3 * 3073);
/// assert_eq!((bytes[0], bytes[3073]), (0, 1)); // the labels of the first two
/// ```
pub fn records(count: usize, seed: u64) -> Vec<u8> {
    let mut bytes = vec![0; count * RECORD];
    bytes
        .par_chunks_exact_mut(RECORD)
        .enumerate()
        .for_each(|(number, record)| {
            let mut rng = ChaCha8Rng::seed_from_u64(seed);
            rng.set_stream(number as u64);
            record[0] = (number % MADE_UP_CLASSES.len()) as u8;
            draw(&mut rng, record);
        });
    bytes
}

/// One picture of the class that `record[0]` names.
fn draw(rng: &mut ChaCha8Rng, record: &mut [u8]) {
    let class = record[0];
    let ground: [f32; 3] = std::array::from_fn(|_| rng.random_range(0.0..255.0));
    // The figure's color differs from the ground's by enough to be seen.
    let figure: [f32; 3] = std::array::from_fn(|channel| {
        let away = rng.random_range(70.0..185.0);
        if ground[channel] < 128.0 {
            (ground[channel] + away).min(255.0)
        } else {
            (ground[channel] - away).max(0.0)
        }
    });
    let radius = rng.random_range(6.0..11.0f32);
    let center: [f32; 2] = std::array::from_fn(|_| rng.random_range(radius..SIDE as f32 - radius));
    let other: [f32; 2] = std::array::from_fn(|_| rng.random_range(radius..SIDE as f32 - radius));
    let period = rng.random_range(5.0..9.0f32);
    let phase = rng.random_range(0.0..period);
    let band = |place: f32| (place + phase).rem_euclid(period) < period / 2.0;
    for row in 0..SIDE {
        for column in 0..SIDE {
            let (y, x) = (row as f32, column as f32);
            let (dy, dx) = (y - center[0], x - center[1]);
            let distance = dy.hypot(dx);
            let inside = match class {
                0 => distance < radius,
                1 => dy.abs().max(dx.abs()) < 0.85 * radius,
                2 => dy < 0.7 * radius && dy > -radius + 1.8 * dx.abs(),
                3 => distance < radius && distance > 0.6 * radius,
                4 => dy.abs().min(dx.abs()) < 0.25 * radius && dy.abs().max(dx.abs()) < radius,
                5 => band(y),
                6 => band(x),
                7 => band((y + x) / std::f32::consts::SQRT_2),
                8 => band(y) != band(x),
                _ => distance < 0.6 * radius || (y - other[0]).hypot(x - other[1]) < 0.6 * radius,
            };
            let color = if inside { figure } else { ground };
            for (channel, value) in color.into_iter().enumerate() {
                let noisy = value + rng.random_range(-20.0..20.0f32);
                record[1 + channel * SIDE * SIDE + row * SIDE + column] = noisy.clamp(0.0, 255.0) as u8;
            }
        }
    }
}

/// Made-up pictures as a data set: 10 000 to train and 2 000 to test with.
pub fn dataset() -> Result<Dataset> {
    let classes = MADE_UP_CLASSES.map(String::from);
    let part = |count, seed| {
        let (images, labels) = cifar::batch_from_bytes(&records(count, seed), Path::new("made-up pictures"))?;
        Samples::new(images, labels, classes.clone())
    };
    Ok(Dataset {
        name: "Made-up pictures in CIFAR-10's format".to_owned(),
        train: part(10_000, 1)?,
        test: part(2_000, 2)?,
        source: DataSource::MadeUp,
    })
}

impl Dataset {
    /// CIFAR-10 where it can be had; else made-up pictures in its format, and a message that says so.
    pub fn cifar10_or_made_up() -> Result<Self> {
        match Self::cifar10() {
            Err(error @ (crate::Error::NotFound { .. } | crate::Error::Download { .. })) => {
                display::note(&format!(
                    "{error}\nMade-up pictures in the same format take its place: shapes and stripes, not photographs."
                ));
                dataset()
            }
            other => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_depend_on_the_seed_alone_and_classes_take_turns() -> Result<()> {
        assert_eq!(records(12, 5), records(12, 5));
        assert_ne!(records(12, 5), records(12, 6));
        assert_eq!(records(3, 5), records(12, 5)[..3 * RECORD]);
        let data = dataset()?;
        assert_eq!(data.train.images.dim(), (10_000, 32, 32, 3));
        assert_eq!(data.train.class_counts(), [1_000; 10]);
        assert_eq!(data.test.class_counts(), [200; 10]);
        Ok(())
    }
}
