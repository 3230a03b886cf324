//! The files, written beside one another.

use std::fmt;
use std::io::Write as _;
use std::path::Path;

use anyhow::{Context, Result};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use flate2::{Compression, write::GzEncoder};

/// What is fetched as it is, by its name beside the page.
const MODULE: &str = "playground.wasm";
/// Where the sample lies in the workspace, and its files.
const SAMPLE: (&str, [&str; 4]) = (
    "crate/mlp/assets/fashion-mnist-sample",
    [
        "train-images-idx3-ubyte.gz",
        "train-labels-idx1-ubyte.gz",
        "t10k-images-idx3-ubyte.gz",
        "t10k-labels-idx1-ubyte.gz",
    ],
);
/// What the page has beside its scripts.
const PAGE: (&str, [&str; 2]) = ("crate/playground/page", ["figures.css", "index.html"]);

/// What a reader's browser fetches, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sizes {
    /// The module as it is.
    pub module: usize,
    /// The module as a server sends it, compressed by gzip.
    pub compressed: usize,
    /// The page's scripts.
    pub scripts: usize,
    /// The sample, which only figures with pictures need.
    pub sample: usize,
}

impl fmt::Display for Sizes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kilo = |bytes: usize| bytes.div_ceil(1000);
        write!(
            f,
            "playground: module {} kB ({} kB compressed), scripts {} kB, sample {} kB",
            kilo(self.module),
            kilo(self.compressed),
            kilo(self.scripts),
            kilo(self.sample)
        )
    }
}

/// Writes all of them into `folder`.
pub(crate) fn write(root: &Path, folder: &Path, module: &[u8], scripts: &str) -> Result<Sizes> {
    std::fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    let put = |name: &str, bytes: &[u8]| {
        let path = folder.join(name);
        std::fs::write(&path, bytes).with_context(|| path.display().to_string())
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
    let mut sample = 0;
    for name in SAMPLE.1 {
        let bytes = read(SAMPLE.0, name)?;
        sample += bytes.len();
        both(name, &bytes)?;
    }
    for name in PAGE.1 {
        put(name, &read(PAGE.0, name)?)?;
    }
    put("figures.js", scripts.as_bytes())?;
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(module)?;
    Ok(Sizes {
        module: module.len(),
        compressed: gzip.finish()?.len(),
        scripts: scripts.len(),
        sample,
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
        let sizes = write(&root, folder.path(), module, "scripts").unwrap();
        assert_eq!((sizes.module, sizes.scripts), (module.len(), 7));
        let script = std::fs::read_to_string(folder.path().join("playground.wasm.js")).unwrap();
        let text = script.split('"').nth(3).unwrap();
        assert_eq!(STANDARD.decode(text).unwrap(), module);
        for name in [
            "figures.js",
            "figures.css",
            "index.html",
            "t10k-labels-idx1-ubyte.gz.js",
        ] {
            assert!(folder.path().join(name).is_file(), "{name}");
        }
    }
}
