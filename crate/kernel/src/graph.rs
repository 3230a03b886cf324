//! The dependency graph as rust-analyzer needs it: smaller than the one that is compiled.
//!
//! rust-analyzer infers the types of a cell's variables. For that it loads the sources of every crate that
//! `cargo metadata` names, at each start, and looks through all of them for implementations of traits. Types come from
//! signatures, so only those crates are kept whose types or traits stand in a signature that a notebook can reach. That
//! halves a kernel's start and saves a third of its memory.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};
use serde_json::Value;

use super::library::Library;

/// The crates of the standard library that types come from.
const STANDARD: &[&str] = &["core", "alloc", "std"];

/// The output of `cargo metadata` without what rust-analyzer does not need: kept are the library, the packages of its own
/// workspace, and the crates of which it says that types come from them. A variable whose type comes from any other needs its
/// type written out.
pub(crate) fn prune(metadata: &str, library: &Library) -> Result<String> {
    let mut metadata: Value = serde_json::from_str(metadata).context("cargo metadata")?;
    let members = metadata["workspace_members"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    leave_out(&mut metadata, |package| {
        let is_reachable = package["name"]
            .as_str()
            .is_some_and(|name| library.wishes.reachable.iter().any(|reachable| reachable == name));
        let is_local = package["source"].is_null();
        !is_reachable && !is_local && !members.contains(&package["id"])
    });
    Ok(metadata.to_string())
}

/// The same for the standard library's own workspace. `wanted` is false for the one cell that evcxr runs before it
/// knows of any library: it has no variables, and needs no types at all.
pub(crate) fn prune_standard_library(metadata: &str, wanted: bool) -> Result<String> {
    let mut metadata: Value = serde_json::from_str(metadata).context("cargo metadata")?;
    let is_wanted = |name: &str| wanted && STANDARD.contains(&name);
    let members: Vec<Value> = packages(&metadata)
        .filter(|package| package["name"].as_str().is_some_and(is_wanted))
        .map(|package| package["id"].clone())
        .collect();
    metadata["workspace_members"] = members.into();
    leave_out(&mut metadata, |package| {
        !package["name"].as_str().is_some_and(is_wanted)
    });
    Ok(metadata.to_string())
}

fn leave_out(metadata: &mut Value, is_left_out: impl Fn(&Value) -> bool) {
    let left_out: BTreeSet<String> = packages(metadata)
        .filter(|package| is_left_out(package))
        .filter_map(|package| package["id"].as_str().map(str::to_owned))
        .collect();
    let Some(nodes) = metadata["resolve"]["nodes"].as_array_mut() else {
        // The answer to `--no-deps`.
        if let Some(packages) = metadata["packages"].as_array_mut() {
            packages.retain(|package| package["id"].as_str().is_some_and(|id| !left_out.contains(id)));
        }
        return;
    };
    for node in nodes.iter_mut() {
        if let Some(dependencies) = node["deps"].as_array_mut() {
            dependencies.retain(|dependency| {
                let kinds = dependency["dep_kinds"].as_array();
                let is_normal = kinds.is_none_or(|kinds| kinds.iter().any(|kind| kind["kind"].is_null()));
                is_normal
                    && dependency["pkg"]
                        .as_str()
                        .is_some_and(|id| !left_out.contains(id))
            });
            let kept: Vec<Value> = dependencies
                .iter()
                .map(|dependency| dependency["pkg"].clone())
                .collect();
            node["dependencies"] = kept.into();
        }
    }
    let reached = reached(metadata);
    let keep = |id: &Value| id.as_str().is_some_and(|id| reached.contains(id));
    for list in ["/resolve/nodes", "/packages"] {
        if let Some(items) = metadata.pointer_mut(list).and_then(Value::as_array_mut) {
            items.retain(|item| keep(&item["id"]));
        }
    }
}

fn packages(metadata: &Value) -> impl Iterator<Item = &Value> {
    metadata["packages"].as_array().into_iter().flatten()
}

/// The packages that the workspace's members still reach.
fn reached(metadata: &Value) -> BTreeSet<String> {
    let nodes = metadata["resolve"]["nodes"].as_array().into_iter().flatten();
    let by_id: BTreeMap<&str, &Value> = nodes
        .filter_map(|node| Some((node["id"].as_str()?, node)))
        .collect();
    let members = metadata["workspace_members"].as_array().into_iter().flatten();
    let mut todo: Vec<&str> = members.filter_map(Value::as_str).collect();
    let mut reached = BTreeSet::new();
    while let Some(id) = todo.pop() {
        if reached.insert(id.to_owned())
            && let Some(node) = by_id.get(id)
        {
            let dependencies = node["dependencies"].as_array().into_iter().flatten();
            todo.extend(dependencies.filter_map(Value::as_str));
        }
    }
    reached
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::library::Wishes;

    #[test]
    fn only_what_a_notebook_can_reach_is_kept() {
        let package = |name: &str, kind: &str| json!({"id": name, "name": name, "source": if name == "mlp" || name == "ctx" { None } else { Some("registry") }, "targets": [{"kind": [kind]}]});
        let node = |name: &str, on: &[(&str, Option<&str>)]| {
            let deps: Vec<Value> = on
                .iter()
                .map(|(on, kind)| json!({"name": on, "pkg": on, "dep_kinds": [{"kind": kind}]}))
                .collect();
            let all: Vec<&str> = on.iter().map(|(on, _)| *on).collect();
            json!({"id": name, "deps": deps, "dependencies": all})
        };
        let metadata = json!({
            "packages": [package("ctx", "cdylib"), package("mlp", "lib"), package("half", "lib"), package("gemm", "lib"),
                package("pulp", "lib"), package("derive", "proc-macro"), package("syn", "lib"), package("cc", "lib")],
            "workspace_members": ["ctx"],
            "resolve": {"nodes": [
                node("ctx", &[("mlp", None)]),
                node("mlp", &[("half", None), ("gemm", None), ("derive", None), ("cc", Some("build"))]),
                node("gemm", &[("pulp", None), ("half", None)]), node("derive", &[("syn", None)]),
                node("half", &[]), node("pulp", &[]), node("syn", &[]), node("cc", &[]),
            ]},
        });
        let library = Library {
            package: "mlp".into(),
            folder: "mlp".into(),
            wishes: Wishes {
                reachable: vec!["half".into()],
                ..Wishes::default()
            },
        };
        let pruned: Value = serde_json::from_str(&prune(&metadata.to_string(), &library).unwrap()).unwrap();
        let names: Vec<_> = packages(&pruned)
            .map(|package| package["id"].as_str().unwrap())
            .collect();
        assert_eq!(names, ["ctx", "mlp", "half"]);
        assert_eq!(pruned["resolve"]["nodes"].as_array().unwrap().len(), 3);
        assert_eq!(pruned["resolve"]["nodes"][1]["dependencies"], json!(["half"]));
    }

    #[test]
    fn of_the_standard_library_only_what_has_types_stays() {
        let package = |name: &str| json!({"id": name, "name": name, "targets": [{"kind": ["lib"]}]});
        let metadata = json!({
            "packages": [package("core"), package("std"), package("gimli"), package("test")],
            "workspace_members": ["core", "std", "test"],
            "resolve": {"nodes": [
                {"id": "core", "deps": []},
                {"id": "std", "deps": [{"pkg": "core", "dep_kinds": [{"kind": null}]}, {"pkg": "gimli"}]},
                {"id": "gimli", "deps": []}, {"id": "test", "deps": [{"pkg": "std"}]},
            ]},
        })
        .to_string();
        let names = |wanted| -> Vec<String> {
            let pruned: Value =
                serde_json::from_str(&prune_standard_library(&metadata, wanted).unwrap()).unwrap();
            packages(&pruned)
                .map(|package| package["id"].as_str().unwrap().to_owned())
                .collect()
        };
        assert_eq!(names(true), ["core", "std"]);
        let alone = json!({"packages": [package("std"), package("test")], "resolve": null}).to_string();
        let pruned: Value = serde_json::from_str(&prune_standard_library(&alone, true).unwrap()).unwrap();
        assert_eq!(pruned["packages"], json!([package("std")]));
        assert!(names(false).is_empty());
    }
}
