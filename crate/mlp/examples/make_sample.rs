//! Makes the sample of Fashion-MNIST that is embedded in the crate, and that of MNIST which the playground has: of each class the
//! first 200 training and the first 100 test images, in their original order.
//!
//! `cargo run --release --package mlp --example make_sample -- FOLDER-WITH-THE-FOUR-FILES OUT-FOLDER`

use std::fs::File;
use std::io::Write as _;
use std::path::Path;

use flate2::{Compression, GzBuilder};
use mlp::Result;
use mlp::data::{DatasetKind, Finder, Samples};

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let from = arguments
        .next()
        .unwrap_or_else(|| "/usr/share/datasets/fashion-mnist".into());
    let to = arguments
        .next()
        .unwrap_or_else(|| "crate/mlp/assets/fashion-mnist-sample".into());
    // A folder of the other data set is refused.
    let load = |kind| Finder::new(kind).folder(&from).load();
    let data = load(DatasetKind::FashionMnist).or_else(|_| load(DatasetKind::Mnist))?;
    for (part, per_class, prefix) in [(&data.train, 200, "train"), (&data.test, 100, "t10k")] {
        let part = part.subset(&first_of_each_class(part, per_class))?;
        let (h, w, _) = part.shape();
        let n = part.len() as u32;
        let images: Vec<u8> = part.images.iter().copied().collect();
        let labels = part.labels.to_vec();
        let header: Vec<u8> = [0x803, n, h as u32, w as u32]
            .iter()
            .flat_map(|x| x.to_be_bytes())
            .collect();
        write(
            &Path::new(&to).join(format!("{prefix}-images-idx3-ubyte.gz")),
            &[&header, &images],
        )?;
        let header: Vec<u8> = [0x801, n].iter().flat_map(|x| x.to_be_bytes()).collect();
        write(
            &Path::new(&to).join(format!("{prefix}-labels-idx1-ubyte.gz")),
            &[&header, &labels],
        )?;
    }
    Ok(())
}

fn first_of_each_class(samples: &Samples, per_class: usize) -> Vec<usize> {
    let mut counts = vec![0; samples.classes.len()];
    let chosen = samples.labels.iter().enumerate().filter(|&(_, &label)| {
        counts[usize::from(label)] += 1;
        counts[usize::from(label)] <= per_class
    });
    chosen.map(|(position, _)| position).collect()
}

/// Without a time stamp, so that the same input gives the same bytes.
fn write(path: &Path, parts: &[&[u8]]) -> Result<()> {
    let io = |source| mlp::Error::Io {
        path: path.into(),
        source,
    };
    let mut gzip = GzBuilder::new()
        .mtime(0)
        .write(File::create(path).map_err(io)?, Compression::best());
    for part in parts {
        gzip.write_all(part).map_err(io)?;
    }
    gzip.finish().map_err(io)?;
    Ok(())
}
