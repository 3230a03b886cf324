//! How the notebooks' library is optimized: as `--release` does, but for the crates that the library says need less, since
//! every reader waits for it to compile once.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::PathBuf;

use super::lockfile::Pinned;

/// Sections for cargo's configuration: the profile of everything that a cell depends on. Names that are not in the graph
/// are left out, since cargo warns of them. `own` are the folders of the library's workspace, each called as its package.
pub(crate) fn sections(pinned: &[Pinned], own: &[PathBuf], levels: &BTreeMap<String, Vec<String>>) -> String {
    let mut known: BTreeSet<&str> = pinned.iter().map(|package| package.name.as_str()).collect();
    known.extend(own.iter().filter_map(|folder| folder.file_name()?.to_str()));
    let mut text = String::from(
        r#"[profile.dev.package."*"]
opt-level = 3
debug-assertions = false
overflow-checks = false
incremental = false
"#,
    );
    for (level, names) in levels {
        for name in names.iter().filter(|name| known.contains(name.as_str())) {
            let _ = write!(text, "\n[profile.dev.package.{name}]\nopt-level = {level}\n");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crate_is_named_only_where_the_lock_file_has_it() {
        let pinned = Pinned {
            name: "syn".into(),
            version: "2.0.0".into(),
            checksum: String::new(),
        };
        let levels = BTreeMap::from([(
            "0".to_owned(),
            ["syn", "quote", "check"].map(str::to_owned).to_vec(),
        )]);
        let text = sections(&[pinned], &["crate/check".into()], &levels);
        assert!(
            text.contains("[profile.dev.package.syn]\nopt-level = 0\n"),
            "{text}"
        );
        assert!(text.contains("[profile.dev.package.check]\n"), "{text}");
        assert!(!text.contains("quote"), "{text}");
    }
}
