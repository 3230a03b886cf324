//! The playground's files in a folder, as any web server can show them and a browser can open them without one.
//!
//! | file | what it is |
//! | --- | --- |
//! | `playground.wasm` | the crate `playground`, compiled for browsers |
//! | `garments/*-ubyte.gz`, `digits/*-ubyte.gz` | the samples of Fashion-MNIST and of MNIST |
//! | `figures.js` | the page's scripts, one behind the other, with the worker's in them |
//! | `figures.css`, `index.html` | the style, and the page of all figures |
//! | `*.js` beside the first two | their bytes in base64, for a page that is opened as a file and may fetch nothing |
//!
//! A lesson's page that wants a figure includes `figures.css` and `figures.js` and has
//! `<div class="playground-figure" data-figure="plane"></div>` where it shall stand.

mod files;
mod module;
mod scripts;
mod trim;

use std::path::Path;

use anyhow::Result;
pub use files::Sizes;

/// Compiles the module of the workspace at `root` and lays out everything in `folder`, which is made where it is not there. What
/// is in it under other names stays.
///
/// # Errors
/// A compiler without the browser's target, a module that does not compile, or a folder that cannot be written.
pub fn lay_out(root: &Path, folder: &Path) -> Result<Sizes> {
    let root = &root.canonicalize()?;
    let module = trim::trimmed(&module::compile(root)?)?;
    let page = root.join("crate/playground/page");
    let (scripts, style) = (scripts::joined(&page)?, scripts::style(&page)?);
    files::write(root, folder, &module, &scripts, &style)
}
