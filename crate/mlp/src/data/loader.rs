//! Batches: a few images at a time, shuffled anew each epoch, normalized on the way.

use std::ops::Range;

use candle_core::{Device, Tensor};
use notebook::interrupt;
use rand::{SeedableRng, seq::SliceRandom};
use rand_chacha::ChaCha8Rng;

use super::{Samples, resident::Resident};
use crate::{Error, Normalization, Result, ops};

/// Hands out batches of normalized images and their labels. Keeps the images as u8, on a GPU where it is to hand them out there,
/// and borrows nothing.
///
/// A batch is x (B, H·W·C) f32 and y (B,) u32; the last one is shorter where the batch size does not divide the number
/// of samples. A color image is flattened row by row with its three channels side by side (H, W, C).
///
/// ```
/// use mlp::prelude::*;
/// # use mlp::ndarray::{Array1, Array4};
/// # let images = Array4::from_shape_fn((8, 2, 2, 1), |(n, y, ..)| if y == n % 2 { 200_u8 } else { 0 });
/// # let labels = Array1::from_shape_fn(8, |n| (n % 2) as u8);
/// # let samples = Samples::new(images, labels, ["top".to_owned(), "bottom".to_owned()])?;
/// # let loader = DataLoader::new(&samples, &Normalization::UnitRange, &Device::Cpu)?.batch_size(4);
/// let loader = DataLoader::new(&samples, &Normalization::UnitRange, &Device::Cpu)?.batch_size(3).shuffle(0);
/// let shapes: Vec<Vec<usize>> = loader.batches(0).map(|batch| Ok(batch?.0.dims().to_vec())).collect::<Result<_>>()?;
/// assert_eq!(shapes, [[3, 4], [3, 4], [2, 4]]); // 8 images of 2 × 2 pixels
/// # Ok::<(), mlp::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct DataLoader {
    samples: Samples,
    normalization: Normalization,
    device: Device,
    batch_size: usize,
    seed: Option<u64>,
    flatten: bool,
    /// The samples on the GPU; `None` on the CPU, where they are used as they are.
    resident: Option<Resident>,
}

impl DataLoader {
    /// A loader of batches of 1024 in the samples' own order.
    ///
    /// # Errors
    /// No samples, a normalization whose numbers cannot be used, or a GPU without room for them.
    pub fn new(samples: &Samples, normalization: &Normalization, device: &Device) -> Result<Self> {
        if samples.is_empty() {
            return Err(Error::Shape("a loader needs at least one sample".into()));
        }
        Ok(Self {
            samples: samples.clone(),
            normalization: normalization.validate(samples.shape().2)?,
            device: device.clone(),
            batch_size: 1024,
            seed: None,
            flatten: true,
            resident: match device {
                Device::Cpu => None,
                gpu => Some(Resident::new(samples, gpu)?),
            },
        })
    }

    /// How many samples stand in a batch; 0 is an error that the first batch reports.
    pub fn batch_size(mut self, batch_size: usize) -> Self {
        self.batch_size = batch_size;
        self
    }

    /// Shuffles before each epoch; the order depends on `seed` and the epoch's number alone.
    pub fn shuffle(mut self, seed: u64) -> Self {
        self.seed = Some(seed);
        self
    }

    /// Whether an image is handed out as one row (H·W·C), the default, or in its shape: (H, W), or (H, W, C) in color.
    pub fn flatten(mut self, flatten: bool) -> Self {
        self.flatten = flatten;
        self
    }

    /// How many samples an epoch has.
    pub fn num_samples(&self) -> usize {
        self.samples.len()
    }

    /// How many batches an epoch has, the short last one included.
    pub fn num_batches(&self) -> usize {
        self.samples.len().div_ceil(self.batch_size.max(1))
    }

    /// Where the batches are handed out.
    pub fn device(&self) -> &Device {
        &self.device
    }

    /// The samples behind the batches.
    pub fn samples(&self) -> &Samples {
        &self.samples
    }

    /// What is done to each image.
    pub fn normalization(&self) -> Normalization {
        self.normalization
    }

    /// The size that was asked for.
    pub fn size_of_batch(&self) -> usize {
        self.batch_size
    }

    /// The seed of the order, where it is shuffled.
    pub fn seed(&self) -> Option<u64> {
        self.seed
    }

    /// The positions of the samples in the order in which epoch number `epoch` shows them.
    pub fn order(&self, epoch: usize) -> Vec<u32> {
        let mut order: Vec<u32> = (0..self.samples.len() as u32).collect();
        if let Some(seed) = self.seed {
            let mut rng = ChaCha8Rng::seed_from_u64(seed);
            rng.set_stream(epoch as u64);
            order.shuffle(&mut rng);
        }
        order
    }

    /// The batches of one epoch. When the reader stops the cell, the next one is [`Error::Interrupted`], so that a loop of
    /// one's own ends as [`fit`](crate::train::fit()) does, with the model as it is then.
    pub fn batches(&self, epoch: usize) -> Batches {
        let mut batches = self.in_order(self.order(epoch));
        batches.interruptible = true;
        batches
    }

    /// The batches in the samples' own order, whether or not the loader shuffles: what an evaluation goes through.
    pub fn in_sample_order(&self) -> Batches {
        self.in_order((0..self.samples.len() as u32).collect())
    }

    /// The first batch of the first epoch: what a look at shapes or at the first loss needs.
    ///
    /// # Errors
    /// A batch size of 0.
    pub fn first_batch(&self) -> Result<(Tensor, Tensor)> {
        self.in_order(self.order(0))
            .next()
            .unwrap_or_else(|| Err(Error::Shape("a loader needs at least one sample".into())))
    }

    /// The samples on the GPU.
    fn resident(&self) -> Result<&Resident> {
        self.resident
            .as_ref()
            .ok_or_else(|| Error::Shape("the samples are not on a GPU".into()))
    }

    fn in_order(&self, order: Vec<u32>) -> Batches {
        Batches {
            loader: self.clone(),
            order,
            on_device: None,
            position: 0,
            interruptible: false,
        }
    }
}

/// An iterator over the batches of one epoch; it owns what it needs.
#[derive(Debug)]
pub struct Batches {
    loader: DataLoader,
    order: Vec<u32>,
    /// The order on the GPU, where the samples are; copied there once, with the first batch.
    on_device: Option<Tensor>,
    position: usize,
    /// Whether a stopped cell ends the epoch; an evaluation is short and is finished.
    interruptible: bool,
}

impl Batches {
    /// The next batch's positions in the order.
    fn next_range(&mut self) -> Option<Result<Range<usize>>> {
        if self.position >= self.order.len() {
            return None;
        }
        if self.interruptible && interrupt::requested() {
            self.position = self.order.len();
            return Some(Err(Error::Interrupted));
        }
        if self.loader.batch_size == 0 {
            self.position = self.order.len();
            return Some(Err(Error::argument(
                "batch_size",
                0,
                "a batch holds at least one sample; 1024 is the lecture's",
            )));
        }
        let start = self.position;
        self.position = (start + self.loader.batch_size).min(self.order.len());
        Some(Ok(start..self.position))
    }

    /// The shape of `count` images.
    fn shape(&self, count: usize) -> Vec<usize> {
        let (height, width, channels) = self.loader.samples.shape();
        match (self.loader.flatten, channels) {
            (true, _) => vec![count, height * width * channels],
            (false, 1) => vec![count, height, width],
            (false, _) => vec![count, height, width, channels],
        }
    }

    /// On a GPU, where the next batch's samples are (B,): what [`Batches::at`] takes.
    #[cfg(feature = "cuda")]
    pub(crate) fn next_rows(&mut self) -> Option<Result<Tensor>> {
        let range = self.next_range()?;
        Some(range.and_then(|range| self.rows(range)))
    }

    /// On a GPU, the positions `range` of the order (B,).
    fn rows(&mut self, range: Range<usize>) -> Result<Tensor> {
        let order = match self.on_device.take() {
            Some(order) => order,
            None => self.loader.resident()?.upload(&self.order)?,
        };
        let rows = order.narrow(0, range.start, range.len())?;
        self.on_device = Some(order);
        Ok(rows)
    }

    /// On a GPU, the samples at `rows` (B,).
    pub(crate) fn at(&self, rows: &Tensor) -> Result<(Tensor, Tensor)> {
        let resident = self.loader.resident()?;
        let (x, y) = resident.batch(rows, self.loader.normalization)?;
        Ok((x.reshape(self.shape(rows.elem_count()))?, y))
    }

    /// The samples at positions `range` of the order.
    fn gather(&mut self, range: Range<usize>) -> Result<(Tensor, Tensor)> {
        if self.loader.resident.is_some() {
            let rows = self.rows(range)?;
            return self.at(&rows);
        }
        let shape = self.shape(range.len());
        let DataLoader {
            samples,
            device,
            normalization,
            ..
        } = &self.loader;
        let (height, width, channels) = samples.shape();
        let numbers = height * width * channels;
        let rows = &self.order[range];
        let pixels = samples
            .images
            .as_slice()
            .ok_or_else(|| Error::Shape("the images are not in row-major order".into()))?;
        let x = ops::gather(pixels, numbers, rows, *normalization)?;
        let y: Vec<u32> = rows
            .iter()
            .map(|&row| u32::from(samples.labels[row as usize]))
            .collect();
        Ok((
            Tensor::from_vec(x, shape, device)?,
            Tensor::from_vec(y, rows.len(), device)?,
        ))
    }
}

impl Iterator for Batches {
    /// x (B, H·W·C) f32 and y (B,) u32.
    type Item = Result<(Tensor, Tensor)>;

    fn next(&mut self) -> Option<Self::Item> {
        let range = self.next_range()?;
        Some(range.and_then(|range| self.gather(range)))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = (self.order.len() - self.position).div_ceil(self.loader.batch_size.max(1));
        (left, Some(left))
    }
}

impl ExactSizeIterator for Batches {}
