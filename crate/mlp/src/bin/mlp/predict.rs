//! `cargo mlp predict`: what an image file shows, to a trained model.

use std::path::PathBuf;

use mlp::{Checkpoint, Error, Result, prelude::*};

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
    for path in &args.images {
        let ranked = checkpoint
            .predict(path, args.invert)
            .map_err(|error| name_the_model(error, args))?;
        println!("{}", path.display());
        for (class, probability) in ranked.iter().take(args.top.max(1)) {
            println!("  {:5.1} %  {class}", probability * 100.0);
        }
    }
    Ok(())
}

/// A checkpoint does not know which file it came from.
fn name_the_model(error: Error, args: &Args) -> Error {
    match error {
        Error::Argument {
            name: "checkpoint",
            problem,
            ..
        } => Error::File {
            path: args.model.clone(),
            problem,
            remedy: "Use a file that `cargo mlp train --save` wrote".into(),
        },
        other => other,
    }
}
