//! Which crate uses which: each only those below it, and no more than its job needs.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

/// Every crate with those of the workspace that it may use, from the ground to the top.
const ROOMS: &[(&str, &[&str])] = &[
    ("start", &[]),
    ("bundle", &[]),
    ("protocol", &[]),
    ("host", &[]),
    ("answer", &["protocol"]),
    ("notebook", &["protocol"]),
    ("check", &["answer", "notebook", "protocol"]),
    ("mlp", &["answer", "check", "notebook"]),
    ("playground", &["mlp"]),
    ("kernel", &["host", "protocol"]),
    ("lab", &["host", "protocol"]),
    ("grade", &["host", "lab", "protocol"]),
    ("site", &["host", "lab"]),
    ("proof", &["grade", "host", "kernel", "lab"]),
];

/// For each crate of the workspace those that it uses, tests left out.
fn used() -> BTreeMap<String, BTreeSet<String>> {
    let output = Command::new("cargo")
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")))
        .output()
        .unwrap();
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    packages
        .iter()
        .map(|package| {
            let local = package["dependencies"].as_array().unwrap().iter();
            let local =
                local.filter(|dependency| !dependency["path"].is_null() && dependency["kind"].is_null());
            let names = local.map(|dependency| dependency["name"].as_str().unwrap().to_owned());
            (package["name"].as_str().unwrap().to_owned(), names.collect())
        })
        .collect()
}

/// All that a crate is made of: what it uses, and what those use.
fn made_of(name: &str, used: &BTreeMap<String, BTreeSet<String>>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut todo = vec![name.to_owned()];
    while let Some(name) = todo.pop() {
        todo.extend(used[&name].iter().filter(|name| !found.contains(*name)).cloned());
        found.insert(name);
    }
    found
}

#[test]
fn each_crate_uses_only_what_its_job_needs() {
    for (name, uses) in used() {
        let (place, (_, allowed)) = ROOMS
            .iter()
            .enumerate()
            .find(|(_, (room, _))| *room == name)
            .unwrap_or_else(|| panic!("{name}: give it its place in ROOMS"));
        for other in uses {
            assert!(
                allowed.contains(&other.as_str()),
                "{name} uses {other}. Is that its job? Then say so in ROOMS"
            );
            assert!(
                ROOMS[..place].iter().any(|(below, _)| *below == other),
                "{name} uses {other}, which does not stand below it"
            );
        }
    }
}

/// What is compiled anew after an edit is what the edited crate is a part of.
#[test]
fn an_edit_of_a_program_leaves_the_notebooks_library_alone_and_the_other_way_round() {
    let used = used();
    let library = made_of("mlp", &used);
    for program in ["kernel", "grade", "lab", "proof", "host"] {
        assert!(
            !library.contains(program),
            "an edit of {program} rebuilds the notebooks' library"
        );
    }
    for program in ["kernel", "grade", "lab"] {
        let parts = made_of(program, &used);
        for part in ["mlp", "check", "notebook", "answer"] {
            assert!(!parts.contains(part), "an edit of {part} rebuilds {program}");
        }
    }
    // The kernel's set-up takes along what the library is made of, and looks for edits in nothing else.
    let workspace =
        kernel::library::Workspace::of(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../mlp")).unwrap();
    let folders: BTreeSet<String> = workspace
        .folders
        .iter()
        .map(|folder| folder.file_name().unwrap().to_string_lossy().into_owned())
        .collect();
    assert_eq!(folders, library);
    // What notebooks name is what the library's Cargo.toml names.
    assert_eq!(workspace.library.kernel(), lab::project::KERNEL);
}
