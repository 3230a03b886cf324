//! `mlp data` as a program: what it prints and how it exits.
#![cfg(feature = "cli")]

use std::fs;
use std::path::Path;
use std::process::Command;

/// Exit status, stdout, stderr; nothing of the user's own folders is looked at, and nothing is downloaded.
fn mlp(cache: &Path, arguments: &[&str]) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_mlp"))
        .args(arguments)
        .env_remove("MLP_DATA")
        .env("XDG_CACHE_HOME", cache)
        .env("MLP_OFFLINE", "1")
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (
        output.status.code().unwrap(),
        text(output.stdout),
        text(output.stderr),
    )
}

#[test]
fn list_names_every_data_set_and_says_how_to_get_what_is_missing() {
    let cache = tempfile::tempdir().unwrap();
    let (status, out, _) = mlp(cache.path(), &["data", "list"]);
    assert_eq!(status, 0);
    for text in [
        "fashion-mnist",
        "mnist",
        "cifar-10",
        "get it with `cargo mlp data fetch cifar-10`",
    ] {
        assert!(out.contains(text), "{out}");
    }
}

#[test]
fn fetch_without_network_fails_with_the_other_ways() {
    let cache = tempfile::tempdir().unwrap();
    let (status, _, err) = mlp(cache.path(), &["data", "fetch", "mnist"]);
    assert_eq!(status, 1);
    assert!(
        err.contains("MNIST was not found") && err.contains("MLP_DATA"),
        "{err}"
    );
}

#[test]
fn an_unknown_data_set_is_a_bad_argument() {
    let cache = tempfile::tempdir().unwrap();
    let (status, _, err) = mlp(cache.path(), &["data", "fetch", "imagenet"]);
    assert_eq!(status, 2);
    assert!(
        err.contains("choose one of fashion-mnist, mnist, cifar-10"),
        "{err}"
    );
}

#[test]
fn verify_tells_the_files_that_are_not_the_published_ones() {
    let folder = tempfile::tempdir().unwrap();
    for name in [
        "train-images-idx3",
        "train-labels-idx1",
        "t10k-images-idx3",
        "t10k-labels-idx1",
    ] {
        fs::write(folder.path().join(format!("{name}-ubyte")), "something else").unwrap();
    }
    let path = folder.path().to_str().unwrap();
    let (status, out, err) = mlp(folder.path(), &["data", "verify", "mnist", "--data-dir", path]);
    assert_eq!((status, out.matches("WRONG").count()), (1, 4), "{out}");
    assert!(err.contains("is not the published file of MNIST"), "{err}");
    let (status, _, err) = mlp(folder.path(), &["data", "verify", "cifar-10", "--data-dir", path]);
    assert_eq!(status, 1);
    assert!(err.contains("has none of the files"), "{err}");
}
