//! Which packages of a Cargo.lock the notebooks' library needs.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};
use serde::Deserialize;

#[derive(Debug, Deserialize)]
struct File {
    #[serde(default)]
    package: Vec<Package>,
}

#[derive(Debug, Clone, Deserialize)]
struct Package {
    name: String,
    version: String,
    source: Option<String>,
    checksum: Option<String>,
    #[serde(default)]
    dependencies: Vec<String>,
}

/// A package from the registry: what a lock file pins.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Pinned {
    /// The crate's name.
    pub name: String,
    /// Its exact version.
    pub version: String,
    /// SHA-256 of its archive.
    pub checksum: String,
}

/// Every registry package that `root` reaches in the lock file `text`, itself and other local packages left out.
pub(crate) fn pinned(text: &str, root: &str) -> Result<BTreeSet<Pinned>> {
    let file: File = toml::from_str(text).context("Cargo.lock cannot be read as TOML")?;
    let mut by_name: BTreeMap<&str, Vec<&Package>> = BTreeMap::new();
    for package in &file.package {
        by_name.entry(&package.name).or_default().push(package);
    }
    let find = |dependency: &str| -> Result<&Package> {
        // "name", or "name version" where the lock holds several versions of it.
        let mut words = dependency.split(' ');
        let (name, version) = (words.next().unwrap_or_default(), words.next());
        by_name
            .get(name)
            .and_then(|found| {
                found
                    .iter()
                    .find(|package| version.is_none_or(|version| package.version == version))
            })
            .copied()
            .with_context(|| {
                format!("Cargo.lock names {dependency} but does not hold it. Run `cargo metadata`")
            })
    };
    let mut found = BTreeSet::new();
    let mut seen = BTreeSet::new();
    let mut todo = vec![root.to_owned()];
    while let Some(dependency) = todo.pop() {
        let package = find(&dependency)?;
        if !seen.insert((&package.name, &package.version)) {
            continue;
        }
        todo.extend(package.dependencies.iter().cloned());
        if package.source.is_some() {
            found.insert(Pinned {
                name: package.name.clone(),
                version: package.version.clone(),
                checksum: package.checksum.clone().unwrap_or_default(),
            });
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_root_reaches_is_pinned() {
        let text = r#"
            version = 4
            [[package]]
            name = "mlp"
            version = "0.1.0"
            dependencies = ["rand 0.9.1"]
            [[package]]
            name = "rand"
            version = "0.8.0"
            source = "registry+x"
            checksum = "aa"
            [[package]]
            name = "rand"
            version = "0.9.1"
            source = "registry+x"
            checksum = "bb"
        "#;
        let found: Vec<_> = pinned(text, "mlp").unwrap().into_iter().collect();
        assert_eq!(
            found,
            [Pinned {
                name: "rand".into(),
                version: "0.9.1".into(),
                checksum: "bb".into()
            }]
        );
        assert!(
            pinned(text, "missing")
                .unwrap_err()
                .to_string()
                .contains("missing")
        );
    }
}
