//! The whole of Fashion-MNIST from a server, into a cache folder and out of it again.

#[allow(dead_code, reason = "other tests use the rest of it")]
mod server;

use std::fs;
use std::ops::ControlFlow;
use std::path::Path;
use std::time::Duration;

use mlp::data::download::Downloader;
use mlp::data::{DataSource, DatasetKind, Finder};
use server::{Reply, Server};

fn downloader(mirrors: &[&str]) -> Downloader {
    Downloader::new(mirrors.iter().copied())
        .patience(Duration::from_secs(2), Duration::from_millis(300))
        .retries(3, Duration::from_millis(1))
        .on_progress(|_| ControlFlow::Continue(()))
}

fn finder(server: &Server, cache: &Path) -> Finder {
    Finder::new(DatasetKind::FashionMnist)
        .environment(None)
        .system(None)
        .cache(Some(cache.into()))
        .download(Some(downloader(&[&server.url])))
}

#[test]
fn the_whole_fashion_mnist_is_downloaded_once_and_then_read_from_the_cache() {
    let installed = Path::new("/usr/share/datasets/fashion-mnist");
    if !installed.is_dir() {
        eprintln!("skipped: {} is not there", installed.display());
        return;
    }
    let server = Server::route(move |_, path| Reply::Content(fs::read(installed.join(&path[1..])).unwrap()));
    let cache = tempfile::tempdir().unwrap();
    let data = finder(&server, cache.path()).load().unwrap();
    assert_eq!(data.train.len(), 60_000);
    assert!(
        matches!(&data.source, DataSource::Download { url, .. } if *url == server.url),
        "{}",
        data.source
    );
    let again = finder(&server, cache.path()).load().unwrap();
    assert!(matches!(again.source, DataSource::Cache(_)), "{}", again.source);
    assert_eq!(server.requests().len(), 4);
    assert_eq!(again.train.images, data.train.images);
}

#[test]
fn when_the_download_fails_the_sample_takes_its_place_only_where_that_is_allowed() {
    let server = Server::start([Reply::Status("404 Not Found")]);
    let cache = tempfile::tempdir().unwrap();
    let sample = finder(&server, cache.path()).sample_instead(true).load().unwrap();
    assert!(sample.is_sample());
    let message = finder(&server, cache.path()).load().unwrap_err().to_string();
    assert!(
        message.contains("404 Not Found") && message.contains("MLP_DATA"),
        "{message}"
    );
}

#[test]
fn a_damaged_file_in_the_cache_is_told_with_what_to_do() {
    let server = Server::start([Reply::Status("404 Not Found")]);
    let cache = tempfile::tempdir().unwrap();
    let folder = cache.path().join("fashion-mnist");
    fs::create_dir(&folder).unwrap();
    for name in [
        "train-images-idx3",
        "train-labels-idx1",
        "t10k-images-idx3",
        "t10k-labels-idx1",
    ] {
        fs::write(folder.join(format!("{name}-ubyte.gz")), "damaged").unwrap();
    }
    let message = finder(&server, cache.path())
        .sample_instead(true)
        .load()
        .unwrap_err()
        .to_string();
    assert!(
        message.contains("neither an IDX nor a gzip file") && message.contains("Delete the file"),
        "{message}"
    );
}
