//! The modules of the library stand on one another in layers: what a module uses lies below it, so that each can be read, and
//! thought about, with nothing but what comes before it.
//!
//! Unit tests within the modules may look wherever they like.

mod source;

use std::path::Path;

use source::{Exports, Use, exports, modules, uses};

/// From the ground to the top. A module uses those of lower lines, and none of its own line.
const LAYERS: [&[&str]; 9] = [
    &["error", "lock", "prediction"],
    &["ops", "plot", "whole_file", "worked_example"],
    &["device", "model", "loss", "optim", "normalize"],
    &["data"],
    &["metrics", "pixels", "environment"],
    &["train"],
    &["grid", "figures"],
    &["checkpoint"],
    &["prelude"],
];

/// The line that a module stands on.
fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|line| line.contains(&module))
}

/// Every use of a module that does not lie below, as `file:line: from → to`.
fn upward(file: &str, module: &str, text: &str, exports: &Exports) -> Vec<String> {
    let path: Vec<&str> = file
        .trim_end_matches(".rs")
        .trim_end_matches("/mod")
        .split('/')
        .collect();
    let mut found = Vec::new();
    for Use { line, name } in uses(text, path.len()) {
        // A name at the crate's root is a module, or comes from one, or from another crate.
        let target = match exports.get(&name) {
            Some(source) => source.as_str(),
            None => name.as_str(),
        };
        match (layer(module), layer(target)) {
            _ if target == module => {}
            (Some(from), Some(to)) if to < from => {}
            (Some(_), None) if exports.contains_key(&name) => {}
            _ => found.push(format!("{file}:{line}: {module} → {target}")),
        }
    }
    found
}

/// The crate's source files by their path under src, without the root and the command line.
fn files(folder: &Path, under: &str, found: &mut Vec<(String, String)>) {
    let entries = std::fs::read_dir(folder.join(under)).expect("a folder of sources");
    for entry in entries {
        let entry = entry.expect("an entry");
        let name = entry.file_name().into_string().expect("a name in UTF-8");
        let path = if under.is_empty() {
            name.clone()
        } else {
            format!("{under}/{name}")
        };
        if entry.path().is_dir() {
            if path != "bin" {
                files(folder, &path, found);
            }
        } else if entry.path().extension().is_some_and(|end| end == "rs") && path != "lib.rs" {
            let text = std::fs::read_to_string(entry.path()).expect("a source file");
            found.push((path, text));
        }
    }
}

fn root() -> String {
    std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/src/lib.rs")).expect("src/lib.rs")
}

#[test]
fn every_module_uses_only_what_lies_below_it() {
    let exports = exports(&root());
    let mut found = Vec::new();
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src"));
    files(folder, "", &mut found);
    assert!(found.len() > 60, "only {} source files were found", found.len());
    let wrong: Vec<String> = found
        .iter()
        .flat_map(|(file, text)| {
            let module = file.split(['/', '.']).next().unwrap_or_default();
            upward(file, module, text, &exports)
        })
        .collect();
    assert!(
        wrong.is_empty(),
        "these uses point up, or sideways:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn every_module_has_its_layer_and_only_one() {
    let mut listed: Vec<&str> = LAYERS.concat();
    listed.sort_unstable();
    let mut there = modules(&root());
    there.sort_unstable();
    assert_eq!(listed, there);
}

/// The check itself, on made-up files.
#[test]
fn an_arrow_that_points_up_is_found_however_it_is_written() {
    let exports = exports(&root());
    for (text, arrow) in [
        ("use crate::train::fit;", "1: data → train"),
        (
            "\nuse crate::{Error, grid::{Grid, GridRun}, ops};",
            "2: data → grid",
        ),
        ("use crate::{Error, History};", "1: data → train"),
        (
            "fn f() -> usize {\n    crate::figures::gallery as usize\n}",
            "2: data → figures",
        ),
        (
            "fn f() { println!(\"{}\", crate::checkpoint::X); }",
            "1: data → checkpoint",
        ),
        ("use super::super::metrics::evaluate;", "1: data → metrics"),
        (
            "mod inner {\n    use super::super::super::train;\n}",
            "2: data → train",
        ),
        ("use crate::unheard_of::Thing;", "1: data → unheard_of"),
        ("use crate::*;", "1: data → *"),
    ] {
        let found = upward("data/made_up.rs", "data", text, &exports);
        assert_eq!(found, [format!("data/made_up.rs:{arrow}")], "{text}");
    }
    for text in [
        "use crate::{Error, Normalization, Result, ops::gather};\nuse super::{Samples, idx};",
        "//! As [`fit`](crate::train::fit) does.\npub(crate) fn f() {}",
        "use crate::ndarray::Array2;",
        "#[cfg(test)]\nmod tests {\n    use crate::train::fit;\n}",
    ] {
        assert_eq!(
            upward("data/made_up.rs", "data", text, &exports),
            [""; 0],
            "{text}"
        );
    }
    let sideways = upward("optim/sgd.rs", "optim", "use crate::model::Mlp;", &exports);
    assert_eq!(sideways, ["optim/sgd.rs:1: optim → model"]);
}
