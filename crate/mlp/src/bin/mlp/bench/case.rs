//! What is measured: a network, a batch size, a number of images; written to a folder that all sides read.

use std::{fs, path::Path};

use mlp::{
    DataLoader, Error, Mlp, Normalization, Result, Samples,
    device::DeviceChoice,
    model::Activation,
    prelude::{Device, Tensor},
};
use serde::{Deserialize, Serialize};

/// The learning rate of every case.
pub(super) const LR: f64 = 0.1;

/// Where training happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Place {
    /// On the processor.
    Cpu,
    /// On the first NVIDIA GPU.
    Cuda,
}

/// The seed of every case's weights and orders.
const SEED: u64 = 0;

/// One row of the table.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Case {
    /// Inputs, hidden units …, outputs.
    pub sizes: Vec<usize>,
    /// Images a batch.
    pub batch: usize,
    /// Images an epoch: large networks are measured on a part of the training set.
    pub images: usize,
    /// Where the images, weights and orders lie.
    pub folder: std::path::PathBuf,
    /// How PyTorch is fed: `memory` or `loader`.
    pub feed: String,
    /// Where all sides train.
    pub device: Place,
    /// The learning rate.
    pub lr: f64,
}

impl Case {
    /// A case for `hidden` layers, its files written to `folder`, with orders for `epochs` epochs.
    pub(super) fn write(
        hidden: &[usize],
        batch: usize,
        device: Place,
        train: &Samples,
        epochs: usize,
        folder: &Path,
    ) -> Result<Self> {
        let (height, width, channels) = train.shape();
        let sizes = [&[height * width * channels][..], hidden, &[train.classes.len()]].concat();
        let images = match device {
            Place::Cpu => images_for(&sizes, batch, train.len()),
            Place::Cuda => train.len(),
        };
        let case = Self {
            sizes,
            batch,
            images,
            folder: folder.to_owned(),
            feed: "memory".into(),
            device,
            lr: LR,
        };
        let part = train.take(images)?;
        let write = |name: &str, bytes: &[u8]| {
            let path = folder.join(name);
            fs::write(&path, bytes).map_err(|source| Error::Io { path, source })
        };
        write("images.u8", &part.images.iter().copied().collect::<Vec<_>>())?;
        write("labels.u8", &part.labels.to_vec())?;
        for (number, parameter) in case.model(&Device::Cpu)?.parameters().iter().enumerate() {
            let values = parameter.flatten_all()?.to_vec1::<f32>()?;
            let bytes: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
            write(&format!("parameter{number}.f32"), &bytes)?;
        }
        let loader = case.loader(&part, &Device::Cpu)?;
        for epoch in 0..epochs {
            let bytes: Vec<u8> = loader
                .order(epoch)
                .iter()
                .flat_map(|row| row.to_le_bytes())
                .collect();
            write(&format!("order{epoch}.u32"), &bytes)?;
        }
        Ok(case)
    }

    /// The device as the crate opens it.
    pub(super) fn open(&self) -> Result<Device> {
        match self.device {
            Place::Cpu => DeviceChoice::Cpu.open(),
            Place::Cuda => DeviceChoice::Cuda.open(),
        }
    }

    /// The device as candle opens it.
    pub(super) fn open_plain(&self) -> Result<Device> {
        Ok(match self.device {
            Place::Cpu => Device::Cpu,
            Place::Cuda => Device::new_cuda(0)?,
        })
    }

    /// The network with its first weights.
    pub(super) fn model(&self, device: &Device) -> Result<Mlp> {
        Mlp::new(&self.sizes, Activation::Relu, SEED, device)
    }

    /// The crate's own batches.
    pub(super) fn loader(&self, train: &Samples, device: &Device) -> Result<DataLoader> {
        Ok(DataLoader::new(train, &Normalization::UnitRange, device)?
            .batch_size(self.batch)
            .shuffle(SEED))
    }

    /// The order of epoch `epoch`, as it was written.
    pub(super) fn order(&self, epoch: usize) -> Result<Vec<u32>> {
        let path = self.folder.join(format!("order{epoch}.u32"));
        let bytes = fs::read(&path).map_err(|source| Error::Io { path, source })?;
        Ok(bytes
            .chunks_exact(4)
            .map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
            .collect())
    }

    /// The first weights as plain tensors: W (out, in), b (out,) of each layer.
    pub(super) fn weights(&self, device: &Device) -> Result<Vec<(Tensor, Tensor)>> {
        let parameters = self.model(device)?.parameters();
        Ok(parameters
            .chunks_exact(2)
            .map(|pair| (pair[0].as_detached_tensor(), pair[1].as_detached_tensor()))
            .collect())
    }

    /// As the lecture writes it: 784-256-10.
    pub(super) fn network(&self) -> String {
        let widths: Vec<String> = self.sizes.iter().map(ToString::to_string).collect();
        widths.join("-")
    }
}

/// All images where an epoch is below some 10¹¹ multiplications, else as many as make that, and at least two batches.
fn images_for(sizes: &[usize], batch: usize, available: usize) -> usize {
    let weights: usize = sizes.windows(2).map(|pair| pair[0] * pair[1]).sum();
    let affordable = 60_000_000_000 / (3 * weights);
    affordable.max(2 * batch).min(available)
}
