//! `cargo mlp predict`: what an image file shows, to a trained model.

use std::path::PathBuf;

use mlp::{Checkpoint, Error, Result, image, ndarray::Array4, prelude::*};

/// Which model looks at which images.
#[derive(clap::Args)]
#[command(after_help = "Example:\n  cargo mlp predict model.safetensors shirt.png --top 3")]
pub(crate) struct Args {
    /// A file that `cargo mlp train --save` wrote
    model: PathBuf,
    /// Image files, PNG or JPEG; resized to the size of the training images
    #[arg(required = true)]
    images: Vec<PathBuf>,
    /// How many classes to name, likeliest first
    #[arg(long, default_value_t = 3)]
    top: usize,
    /// Turn dark on light into light on dark, as Fashion-MNIST's images are
    #[arg(long)]
    invert: bool,
}

pub(crate) fn run(args: &Args) -> Result<()> {
    let checkpoint = Checkpoint::load(&args.model, &Device::Cpu)?;
    let run = checkpoint.run.as_ref().ok_or_else(|| Error::File {
        path: args.model.clone(),
        problem: "it does not say how its training images were normalized, nor what its classes are called"
            .into(),
        remedy: "Use a file that `cargo mlp train --save` wrote".into(),
    })?;
    for path in &args.images {
        let pixels = pixels(path, run.settings.image_shape, args.invert)?;
        let values = run.settings.normalization.apply(&pixels);
        let (_, height, width, channels) = values.dim();
        let x = Tensor::from_iter(values, &Device::Cpu)?.reshape((1, height * width * channels))?;
        let probabilities = checkpoint.model.predict_proba(&x)?.squeeze(0)?.to_vec1::<f32>()?;
        let mut ranked: Vec<(f32, &str)> = probabilities
            .iter()
            .copied()
            .zip(run.settings.classes.iter().map(String::as_str))
            .collect();
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
        println!("{}", path.display());
        for (probability, class) in ranked.iter().take(args.top.max(1)) {
            println!("  {:5.1} %  {class}", probability * 100.0);
        }
    }
    Ok(())
}

/// The image as the model's training images are: (1, H, W, C) u8.
fn pixels(
    path: &PathBuf,
    (height, width, channels): (usize, usize, usize),
    invert: bool,
) -> Result<Array4<u8>> {
    let read = image::ImageReader::open(path)
        .and_then(image::ImageReader::with_guessed_format)
        .map_err(|source| Error::Io {
            path: path.clone(),
            source,
        })?;
    let picture = read.decode().map_err(|source| Error::Image {
        path: path.clone(),
        source,
    })?;
    let mut picture =
        picture.resize_exact(width as u32, height as u32, image::imageops::FilterType::Triangle);
    if invert {
        picture.invert();
    }
    let bytes = if channels == 1 {
        picture.into_luma8().into_raw()
    } else {
        picture.into_rgb8().into_raw()
    };
    Ok(Array4::from_shape_vec((1, height, width, channels), bytes)?)
}
