//! The files, written beside one another.

use std::fmt;
use std::io::Write as _;
use std::path::Path;

use anyhow::{Context, Result};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use flate2::{Compression, write::GzEncoder};

/// What is fetched as it is, by its name beside the page.
const MODULE: &str = "playground.wasm";
/// Where the samples lie in the workspace, and where beside the page.
const SAMPLES: [(&str, &str); 2] = [
    ("crate/mlp/assets/fashion-mnist-sample", "garments"),
    ("crate/playground/assets/mnist-sample", "digits"),
];
/// The files of each.
const SAMPLE: [&str; 4] = [
    "train-images-idx3-ubyte.gz",
    "train-labels-idx1-ubyte.gz",
    "t10k-images-idx3-ubyte.gz",
    "t10k-labels-idx1-ubyte.gz",
];
/// The page of all figures.
const PAGE: (&str, &str) = ("crate/playground/page", "index.html");

/// What a reader's browser fetches, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sizes {
    /// The module as it is.
    pub module: usize,
    /// The module as a server sends it, compressed by gzip.
    pub compressed: usize,
    /// The page's scripts.
    pub scripts: usize,
    /// The samples, of garments and of digits, which only figures with pictures need.
    pub samples: [usize; 2],
}

impl fmt::Display for Sizes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kilo = |bytes: usize| bytes.div_ceil(1000);
        write!(
            f,
            "playground: module {} kB ({} kB compressed), scripts {} kB, samples {} kB and {} kB",
            kilo(self.module),
            kilo(self.compressed),
            kilo(self.scripts),
            kilo(self.samples[0]),
            kilo(self.samples[1])
        )
    }
}

/// Writes all of them into `folder`.
pub(crate) fn write(root: &Path, folder: &Path, module: &[u8], scripts: &str, style: &str) -> Result<Sizes> {
    let put = |name: &str, bytes: &[u8]| {
        let path = folder.join(name);
        let write = || {
            std::fs::create_dir_all(path.parent().unwrap_or(folder))?;
            std::fs::write(&path, bytes)
        };
        write().with_context(|| path.display().to_string())
    };
    let read = |under: &str, name: &str| {
        let path = root.join(under).join(name);
        std::fs::read(&path).with_context(|| path.display().to_string())
    };
    // A file that is fetched, and the same as a script.
    let both = |name: &str, bytes: &[u8]| {
        put(name, bytes)?;
        let text = STANDARD.encode(bytes);
        put(
            &format!("{name}.js"),
            format!("playgroundFile(\"{name}\", \"{text}\");\n").as_bytes(),
        )
    };
    both(MODULE, module)?;
    let mut samples = [0; 2];
    for ((from, to), size) in SAMPLES.iter().zip(&mut samples) {
        for name in SAMPLE {
            let bytes = read(from, name)?;
            *size += bytes.len();
            both(&format!("{to}/{name}"), &bytes)?;
        }
    }
    put(PAGE.1, &read(PAGE.0, PAGE.1)?)?;
    put("figures.css", style.as_bytes())?;
    put("figures.js", scripts.as_bytes())?;
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(module)?;
    Ok(Sizes {
        module: module.len(),
        compressed: gzip.finish()?.len(),
        scripts: scripts.len(),
        samples,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_opened_as_a_file_gets_the_very_bytes() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let folder = tempfile::tempdir().unwrap();
        let module = b"\0asm and more".as_slice();
        let sizes = write(&root, folder.path(), module, "scripts", "style").unwrap();
        assert_eq!((sizes.module, sizes.scripts), (module.len(), 7));
        let script = std::fs::read_to_string(folder.path().join("playground.wasm.js")).unwrap();
        let text = script.split('"').nth(3).unwrap();
        assert_eq!(STANDARD.decode(text).unwrap(), module);
        for name in [
            "figures.js",
            "figures.css",
            "index.html",
            "garments/t10k-labels-idx1-ubyte.gz.js",
            "digits/t10k-labels-idx1-ubyte.gz",
        ] {
            assert!(folder.path().join(name).is_file(), "{name}");
        }
    }
}
