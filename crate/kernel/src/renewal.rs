//! Why a library is built again, in words for whoever waits.

use std::path::{Path, PathBuf};

use super::home::{self, Ready};
use super::inputs::Inputs;
use super::snapshot;

/// How many files are named.
const NAMED: usize = 2;

/// Why the snapshot in `folder`, which is not ready, is built: nothing where none of the library was built before.
pub(crate) fn reason(inputs: &Inputs, folder: &Path) -> Option<String> {
    if let Some(ready) = read(folder) {
        return Some(if ready.evcxr.is_file() {
            "the cache is damaged: files are missing in it or cut off".to_owned()
        } else {
            format!("{} is gone", ready.evcxr.display())
        });
    }
    if folder.join("build").is_dir() {
        return Some("the last set-up was cut off; what it compiled is kept".to_owned());
    }
    let same = |other: &PathBuf| home::library(other).is_ok_and(|it| it.package == inputs.library.package);
    let others = snapshot::all().ok()?;
    let (other, ready) = others
        .into_iter()
        .filter(same)
        .find_map(|other| read(&other).map(|ready| (other, ready)))?;
    Some(difference(inputs, &other, &ready))
}

fn read(folder: &Path) -> Option<Ready> {
    let text = std::fs::read_to_string(folder.join("ready")).ok()?;
    serde_json::from_str(&text).ok()
}

/// What is not as it was when the snapshot in `other` was built. The dearest first.
fn difference(inputs: &Inputs, other: &Path, ready: &Ready) -> String {
    let toolchain = &inputs.toolchain;
    if !ready.compiler.starts_with(&toolchain.version) {
        return "the compiler is another one than at the last set-up, so all is compiled again".to_owned();
    }
    if !ready.compiler.ends_with(&toolchain.processor) {
        return "it is for another processor than the last one, so all is compiled again".to_owned();
    }
    if ready.vendor_key != inputs.vendor_key {
        return "Cargo.lock names other versions of what the library uses".to_owned();
    }
    let source = other.join("source");
    let mut changed: Vec<String> = inputs
        .linked()
        .filter(|(path, contents)| {
            std::fs::read(source.join(path)).map_or(true, |old| old != contents.as_slice())
        })
        .map(|(path, _)| path.display().to_string())
        .collect();
    // It says where the others are, so it changes with them.
    if changed.len() > 1 {
        changed.retain(|path| path != "Cargo.toml");
    }
    match changed.as_slice() {
        [] => "it is set up with other features, or files of it were removed".to_owned(),
        names if names.len() <= NAMED => format!("changed: {}", names.join(", ")),
        names => format!(
            "changed: {} and {} more files",
            names[..NAMED].join(", "),
            names.len() - NAMED
        ),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::library::Workspace;

    /// The library itself, as it is here.
    fn inputs() -> Inputs {
        let library = Path::new(env!("CARGO_MANIFEST_DIR")).join("../notebook");
        let workspace = Workspace::of(&library).unwrap();
        Inputs::collect(&workspace, &[], None).unwrap()
    }

    #[test]
    fn what_changed_is_named_the_dearest_first() {
        let inputs = inputs();
        let other = tempfile::tempdir().unwrap();
        let (path, contents) = inputs.linked().next().unwrap();
        for (path, contents) in inputs.linked() {
            host::file::write(&other.path().join("source").join(path), contents).unwrap();
        }
        let mut ready = Ready {
            evcxr: PathBuf::new(),
            compiler: format!("{}{}", inputs.toolchain.version, inputs.toolchain.processor),
            vendor_key: inputs.vendor_key.clone(),
            environment: Vec::new(),
            compiled: None,
            parts: None,
        };
        let why = |ready: &Ready| difference(&inputs, other.path(), ready);
        assert!(why(&ready).contains("features"), "{}", why(&ready));
        let file = other.path().join("source").join(path);
        std::fs::write(&file, [contents.as_slice(), b"\n"].concat()).unwrap();
        assert_eq!(why(&ready), format!("changed: {}", path.display()));
        ready.vendor_key = "other".into();
        assert!(why(&ready).contains("Cargo.lock"));
        ready.compiler = format!("rustc 1.0.0{}", inputs.toolchain.processor);
        assert!(why(&ready).contains("compiler"));
    }
}
