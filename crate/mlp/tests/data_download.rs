//! Downloads against a server that cuts off, stalls, lies, redirects, and has no such file.

mod server;

use std::fs;
use std::io::Write as _;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use mlp::data::PublishedFile;
use mlp::data::download::Downloader;
use server::{Reply, Server};
use tempfile::TempDir;

/// 300 kB that do not repeat, and their SHA-256 (computed with Python's hashlib).
fn content() -> Vec<u8> {
    let mut state = 1u32;
    let next = |_| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    (0..300_000).map(next).collect()
}

const SHA256: &str = "cbbf1aa1724d6a078f109e131e053eaae7eb669f6ef00b1ad46004a6118d965d";
const FILE: PublishedFile<'static> = PublishedFile {
    name: "file.bin",
    bytes: 300_000,
    sha256: SHA256,
    of_payload: false,
};

fn downloader(mirrors: &[&str]) -> Downloader {
    Downloader::new(mirrors.iter().copied())
        .patience(Duration::from_secs(2), Duration::from_millis(300))
        .retries(3, Duration::from_millis(1))
        .on_progress(|_| ControlFlow::Continue(()))
}

/// Downloads the file to a fresh folder.
fn fetch(mirrors: &[&str]) -> (TempDir, Result<Option<String>, String>) {
    let folder = tempfile::tempdir().unwrap();
    let result = downloader(mirrors)
        .fetch(&[FILE], folder.path())
        .map_err(|error| error.to_string());
    (folder, result)
}

fn assert_whole(folder: &Path) {
    assert_eq!(fs::read(folder.join("file.bin")).unwrap(), content());
    assert!(!folder.join("file.bin.part").exists());
}

/// Nothing lies where a good file is looked for.
fn assert_none(folder: &Path) {
    assert!(!folder.join("file.bin").exists());
}

#[test]
fn a_good_server_is_asked_once_and_a_second_time_not_at_all() {
    let server = Server::start([Reply::Content(content())]);
    let (folder, result) = fetch(&[&server.url]);
    assert_eq!(result.unwrap(), Some(server.url.clone()));
    assert_whole(folder.path());
    assert_eq!(
        downloader(&[&server.url]).fetch(&[FILE], folder.path()).unwrap(),
        None
    );
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn a_transfer_that_is_cut_off_goes_on_where_it_stopped() {
    let cut = |end| Reply::CutAfter(content(), end);
    let server = Server::start([cut(100_000), Reply::Content(content())]);
    let (folder, result) = fetch(&[&server.url]);
    result.unwrap();
    assert_whole(folder.path());
    let requests = server.requests();
    assert_eq!(requests.len(), 2);
    assert!(requests[1].contains("range: bytes=100000-"), "{}", requests[1]);
}

#[test]
fn a_transfer_that_is_always_cut_off_is_an_error_and_leaves_only_a_part() {
    let server = Server::start([Reply::CutAfter(content(), 100_000)]);
    let (folder, result) = fetch(&[&server.url]);
    let message = result.unwrap_err();
    assert!(
        message.contains("was cut off after 100000 bytes") && message.contains("Check the network"),
        "{message}"
    );
    assert_none(folder.path());
    // The next attempt, on another day, goes on from there.
    let good = Server::start([Reply::Content(content())]);
    downloader(&[&good.url]).fetch(&[FILE], folder.path()).unwrap();
    assert!(good.requests()[0].contains("range: bytes=100000-"));
    assert_whole(folder.path());
}

#[test]
fn a_server_without_ranges_starts_over() {
    let server = Server::start([Reply::CutAfter(content(), 100_000), Reply::NoRanges(content())]);
    let (folder, result) = fetch(&[&server.url]);
    result.unwrap();
    assert_whole(folder.path());
}

#[test]
fn a_part_that_is_already_whole_is_only_checked() {
    let server = Server::start([Reply::Content(content())]);
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("file.bin.part"), content()).unwrap();
    downloader(&[&server.url]).fetch(&[FILE], folder.path()).unwrap();
    assert_whole(folder.path());
}

#[test]
fn a_wrong_part_of_an_earlier_day_is_thrown_away() {
    for wrong in [vec![0; 1000], vec![0; 400_000]] {
        let server = Server::start([Reply::Content(content())]);
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("file.bin.part"), wrong).unwrap();
        downloader(&[&server.url]).fetch(&[FILE], folder.path()).unwrap();
        assert_whole(folder.path());
    }
}

#[test]
fn a_wrong_checksum_is_told_and_nothing_stays() {
    let mut wrong = content();
    wrong[1234] ^= 1;
    let server = Server::start([Reply::Content(wrong)]);
    let (folder, result) = fetch(&[&server.url]);
    let message = result.unwrap_err();
    assert!(
        message.contains("what arrived is not the file: its SHA-256 is "),
        "{message}"
    );
    assert!(message.contains(SHA256), "{message}");
    assert_none(folder.path());
    assert!(!folder.path().join("file.bin.part").exists());
}

#[test]
fn a_longer_file_is_broken_off() {
    let server = Server::start([Reply::Content(vec![7; 5_000_000])]);
    let (folder, result) = fetch(&[&server.url]);
    assert!(result.unwrap_err().contains("is longer than"));
    assert_none(folder.path());
}

#[test]
fn after_a_404_the_next_mirror_is_asked_and_the_first_not_again() {
    let gone = Server::start([Reply::Status("404 Not Found")]);
    let good = Server::start([Reply::Content(content())]);
    let (folder, result) = fetch(&[&gone.url, &good.url]);
    assert_eq!(result.unwrap(), Some(good.url.clone()));
    assert_whole(folder.path());
    let (folder, result) = fetch(&[&gone.url]);
    let message = result.unwrap_err();
    assert!(
        message.contains("file.bin: the server answered 404 Not Found"),
        "{message}"
    );
    assert_none(folder.path());
    assert_eq!(
        gone.requests().len(),
        2,
        "one request for each of the two downloads"
    );
}

#[test]
fn a_busy_server_is_asked_again() {
    let server = Server::start([
        Reply::Status("503 Service Unavailable"),
        Reply::Content(content()),
    ]);
    let (folder, result) = fetch(&[&server.url]);
    result.unwrap();
    assert_whole(folder.path());
}

#[test]
fn a_redirection_is_followed_and_an_endless_one_is_told() {
    let good = Server::start([Reply::Content(content())]);
    let server = Server::start([Reply::Redirect(format!("{}elsewhere", good.url))]);
    let (folder, result) = fetch(&[&server.url]);
    result.unwrap();
    assert_whole(folder.path());
    let circle = Server::start([Reply::Redirect("/file.bin".into())]);
    let (folder, result) = fetch(&[&circle.url]);
    let message = result.unwrap_err();
    assert!(message.contains("redirect"), "{message}");
    assert_none(folder.path());
}

#[test]
fn a_stalled_a_trickling_and_a_silent_server_are_given_up() {
    let stalling = [
        Reply::StallAfter(content(), 1000),
        Reply::Trickle(content(), Duration::from_millis(50)),
        Reply::Silent,
    ];
    for reply in stalling {
        let server = Server::start([reply.clone()]);
        let began = Instant::now();
        let folder = tempfile::tempdir().unwrap();
        let result = downloader(&[&server.url])
            .retries(1, Duration::ZERO)
            .fetch(&[FILE], folder.path());
        let message = result.unwrap_err().to_string();
        assert!(message.contains("stalled for 0.3 s"), "{message}");
        assert!(began.elapsed() < Duration::from_secs(15), "{:?}", began.elapsed());
        assert_none(folder.path());
    }
}

#[test]
fn no_network_is_told_soon() {
    // A port that was free a moment ago, with nobody listening.
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let began = Instant::now();
    let url = format!("http://127.0.0.1:{port}/");
    let (folder, result) = fetch(&[&url, "http://no-such-host.invalid/"]);
    let message = result.unwrap_err();
    assert!(
        message.contains("no connection") && message.contains("no-such-host.invalid"),
        "{message}"
    );
    assert!(began.elapsed() < Duration::from_secs(10));
    assert_none(folder.path());
}

/// Works for root too, who may write to any folder: the folder's place is taken by a file.
#[test]
fn a_cache_folder_that_cannot_be_written_is_told() {
    let server = Server::start([Reply::Content(content())]);
    let folder = tempfile::tempdir().unwrap();
    let taken = folder.path().join("cache");
    fs::write(&taken, "a file").unwrap();
    for path in [taken.clone(), taken.join("deeper")] {
        let message = downloader(&[&server.url])
            .fetch(&[FILE], &path)
            .unwrap_err()
            .to_string();
        assert!(
            message.contains("cannot be written") && message.contains("XDG_CACHE_HOME"),
            "{message}"
        );
    }
    assert!(server.requests().is_empty());
}

#[test]
fn progress_is_told_and_can_stop_the_download() {
    let server = Server::start([Reply::Content(content())]);
    let folder = tempfile::tempdir().unwrap();
    let seen = Arc::new(Mutex::new(Vec::new()));
    let record = seen.clone();
    let stopping = downloader(&[&server.url]).on_progress(move |now| {
        record
            .lock()
            .unwrap()
            .push((now.file.to_owned(), now.received, now.total));
        if now.received > 100_000 {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    });
    let message = stopping.fetch(&[FILE], folder.path()).unwrap_err().to_string();
    assert!(message.contains("was stopped"), "{message}");
    assert_none(folder.path());
    let seen = seen.lock().unwrap();
    assert!(
        seen.iter()
            .all(|(file, _, total)| file == "file.bin" && *total == Some(300_000))
    );
    assert!(seen.windows(2).all(|pair| pair[0].1 < pair[1].1));
    downloader(&[&server.url]).fetch(&[FILE], folder.path()).unwrap();
    assert_whole(folder.path());
}

#[test]
fn two_processes_at_once_download_once() {
    let server = Server::start([Reply::Content(content())]);
    let folder = tempfile::tempdir().unwrap();
    let run = || downloader(&[&server.url]).fetch(&[FILE], folder.path()).unwrap();
    let results: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(run)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(results.iter().filter(|result| result.is_some()).count(), 1);
    assert_eq!(server.requests().len(), 1);
    assert_whole(folder.path());
}

#[test]
fn a_gzip_is_checked_by_its_content_however_it_was_compressed() {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(&content()).unwrap();
    let server = Server::start([Reply::Content(encoder.finish().unwrap())]);
    let folder = tempfile::tempdir().unwrap();
    let file = PublishedFile {
        name: "file.bin.gz",
        of_payload: true,
        ..FILE
    };
    downloader(&[&server.url]).fetch(&[file], folder.path()).unwrap();
    assert!(folder.path().join("file.bin.gz").exists());
}
