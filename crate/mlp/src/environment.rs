//! What a notebook runs on: versions, device, threads, data sets.

use std::fmt;

use candle_core::Device;

use crate::{
    data::{DatasetKind, Finder},
    device::best_device,
};

/// The version of candle that the workspace pins.
pub const CANDLE_VERSION: &str = "0.11.1";

/// What a notebook runs on; as a cell's last expression it is shown line by line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Environment {
    /// A name and what was found under it, in the order in which they are shown.
    pub lines: Vec<(String, String)>,
}

/// Looks at what a notebook needs: the library, the device, the data sets. Nothing is downloaded.
///
/// ```
/// let found = mlp::environment::environment();
/// assert!(found.to_string().contains("Fashion-MNIST"));
/// ```
pub fn environment() -> Environment {
    let mut lines = vec![
        ("mlp".to_owned(), library()),
        ("candle".to_owned(), CANDLE_VERSION.to_owned()),
        ("device".to_owned(), device(&best_device())),
        ("threads".to_owned(), rayon::current_num_threads().to_string()),
        ("processor".to_owned(), processor()),
    ];
    for kind in DatasetKind::ALL {
        let found = match Finder::new(kind).locate() {
            Some(source) => source.to_string(),
            None if kind == DatasetKind::FashionMnist => {
                "not on this machine: it is downloaded when it is first used, else a sample stands in for it"
                    .to_owned()
            }
            None => "not on this machine: it is downloaded when it is first used".to_owned(),
        };
        lines.push((kind.to_string(), found));
    }
    Environment { lines }
}

fn library() -> String {
    let version = env!("CARGO_PKG_VERSION");
    if cfg!(debug_assertions) {
        format!("{version}, built with debug checks: training is many times slower than it could be")
    } else {
        format!("{version}, optimized")
    }
}

fn device(device: &Device) -> String {
    match device {
        Device::Cpu => "CPU".to_owned(),
        Device::Cuda(_) => "CUDA GPU".to_owned(),
        Device::Metal(_) => "Metal GPU".to_owned(),
    }
}

/// The widest vectors that the processor computes with: what the speed of a matrix product depends on most.
fn processor() -> String {
    let architecture = std::env::consts::ARCH;
    #[cfg(target_arch = "x86_64")]
    let vectors = if std::is_x86_feature_detected!("avx512f") {
        "AVX-512 (16 numbers at a time)"
    } else if std::is_x86_feature_detected!("avx2") {
        "AVX2 (8 numbers at a time)"
    } else {
        "SSE (4 numbers at a time)"
    };
    #[cfg(not(target_arch = "x86_64"))]
    let vectors = "vectors of its own kind";
    format!("{architecture}, {vectors}")
}

impl fmt::Display for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = self
            .lines
            .iter()
            .map(|(name, _)| name.chars().count())
            .max()
            .unwrap_or(0);
        for (number, (name, found)) in self.lines.iter().enumerate() {
            if number > 0 {
                writeln!(f)?;
            }
            write!(f, "{name:width$}  {found}")?;
        }
        Ok(())
    }
}

notebook::text_result!(Environment);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_of_candle_is_the_one_that_is_locked() {
        let lock = include_str!("../../../Cargo.lock");
        assert!(lock.contains(&format!("name = \"candle-core\"\nversion = \"{CANDLE_VERSION}\"")));
    }
}
