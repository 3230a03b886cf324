//! What a loader hands out: every sample once, in an order that depends on seed and epoch alone.

mod common;

use common::stripes;
use mlp::prelude::*;

fn labels_of(loader: &DataLoader, epoch: usize) -> Result<Vec<u32>> {
    let mut labels = Vec::new();
    for batch in loader.batches(epoch) {
        labels.extend(batch?.1.to_vec1::<u32>()?);
    }
    Ok(labels)
}

fn pixels_of(loader: &DataLoader, epoch: usize) -> Result<Vec<f32>> {
    let mut pixels = Vec::new();
    for batch in loader.batches(epoch) {
        pixels.extend(batch?.0.flatten_all()?.to_vec1::<f32>()?);
    }
    Ok(pixels)
}

#[test]
fn the_last_batch_is_short_and_is_not_dropped() -> Result<()> {
    let loader = DataLoader::new(&stripes(10), &Normalization::UnitRange, &Device::Cpu)?.batch_size(4);
    let sizes: Vec<usize> = loader
        .batches(0)
        .map(|batch| Ok(batch?.0.dims()[0]))
        .collect::<Result<_>>()?;
    assert_eq!(sizes, [4, 4, 2]);
    assert_eq!(loader.num_batches(), 3);
    assert_eq!(loader.batches(0).len(), 3);
    Ok(())
}

#[test]
fn every_epoch_shows_every_sample_once_in_an_order_of_its_own() -> Result<()> {
    let samples = stripes(30);
    let loader = DataLoader::new(&samples, &Normalization::None, &Device::Cpu)?
        .batch_size(7)
        .shuffle(5);
    let plain = DataLoader::new(&samples, &Normalization::None, &Device::Cpu)?.batch_size(7);
    let sorted = |mut pixels: Vec<f32>| {
        pixels.sort_by(f32::total_cmp);
        pixels
    };
    assert_ne!(pixels_of(&loader, 0)?, pixels_of(&loader, 1)?);
    assert_ne!(pixels_of(&loader, 0)?, pixels_of(&plain, 0)?);
    for epoch in 0..3 {
        assert_eq!(sorted(pixels_of(&loader, epoch)?), sorted(pixels_of(&plain, 0)?));
    }
    Ok(())
}

#[test]
fn the_order_depends_on_seed_and_epoch_alone() -> Result<()> {
    let samples = stripes(30);
    let with = |seed, batch_size| -> Result<DataLoader> {
        Ok(DataLoader::new(&samples, &Normalization::None, &Device::Cpu)?
            .batch_size(batch_size)
            .shuffle(seed))
    };
    let first = with(1, 7)?;
    let _ = pixels_of(&first, 0)?; // having gone through other epochs before changes nothing
    assert_eq!(pixels_of(&first, 4)?, pixels_of(&with(1, 7)?, 4)?);
    assert_eq!(pixels_of(&first, 4)?, pixels_of(&with(1, 30)?, 4)?);
    assert_ne!(pixels_of(&first, 4)?, pixels_of(&with(2, 7)?, 4)?);
    Ok(())
}

#[test]
fn labels_travel_with_their_images() -> Result<()> {
    let loader = DataLoader::new(&stripes(30), &Normalization::UnitRange, &Device::Cpu)?
        .batch_size(8)
        .shuffle(3);
    for batch in loader.batches(2) {
        let (x, y) = batch?;
        assert_eq!((x.dtype(), y.dtype()), (DType::F32, DType::U32));
        for (image, label) in x.to_vec2::<f32>()?.iter().zip(y.to_vec1::<u32>()?) {
            let row_sum = |row: usize| image[4 * row..4 * row + 4].iter().sum::<f32>();
            let brightest = (0..4).max_by(|&a, &b| row_sum(a).total_cmp(&row_sum(b))).unwrap();
            assert_eq!(brightest as u32, label);
        }
    }
    Ok(())
}

#[test]
fn images_keep_their_shape_when_asked() -> Result<()> {
    let loader = DataLoader::new(&stripes(5), &Normalization::UnitRange, &Device::Cpu)?.batch_size(5);
    let shape = |loader: DataLoader| -> Result<Vec<usize>> {
        let (x, _) = loader.batches(0).next().expect("one batch")?;
        Ok(x.dims().to_vec())
    };
    assert_eq!(shape(loader.clone())?, [5, 16]);
    assert_eq!(shape(loader.flatten(false))?, [5, 4, 4]);
    Ok(())
}

#[test]
fn a_loader_outlives_the_samples_it_was_made_from() -> Result<()> {
    let loader = {
        let samples = stripes(6);
        DataLoader::new(&samples, &Normalization::UnitRange, &Device::Cpu)?
    };
    assert_eq!(labels_of(&loader, 0)?, [0, 1, 2, 0, 1, 2]);
    Ok(())
}

#[test]
fn a_batch_size_of_zero_is_an_error_and_ends_the_epoch() -> Result<()> {
    let loader = DataLoader::new(&stripes(6), &Normalization::UnitRange, &Device::Cpu)?.batch_size(0);
    let mut batches = loader.batches(0);
    let error = batches.next().expect("an error").unwrap_err().to_string();
    assert!(error.starts_with("batch_size = 0"), "{error}");
    assert!(batches.next().is_none());
    Ok(())
}

#[test]
fn a_standard_deviation_of_zero_is_refused() {
    let scale = Normalization::MeanStd { mean: 0.5, std: 0.0 };
    let error = DataLoader::new(&stripes(6), &scale, &Device::Cpu)
        .unwrap_err()
        .to_string();
    assert!(error.contains("standard deviation"), "{error}");
}
