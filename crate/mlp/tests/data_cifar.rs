//! CIFAR-10's binary format, as files and as the archive.

use std::fs;
use std::io::{Read as _, Write as _};
use std::path::Path;

use flate2::{Compression, read::GzDecoder, write::GzEncoder};
use mlp::data::{DataSource, DatasetKind, Finder, cifar};
use mlp::ndarray::s;

const NAMES: [&str; 6] = [
    "data_batch_1.bin",
    "data_batch_2.bin",
    "data_batch_3.bin",
    "data_batch_4.bin",
    "data_batch_5.bin",
    "test_batch.bin",
];

/// Three records of file number `file`: label, then a plane of reds, one of greens, one of blues.
fn records(file: u8) -> Vec<u8> {
    let record = |i: u8| {
        let mut bytes = vec![(file + i) % 10];
        for color in [10, 20, 30] {
            bytes.extend([color + file; 1024]);
        }
        bytes
    };
    (0..3).flat_map(record).collect()
}

fn archive() -> Vec<u8> {
    let mut tar = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::fast()));
    let mut add = |name: &str, bytes: &[u8]| {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        tar.append_data(&mut header, format!("cifar-10-batches-bin/{name}"), bytes)
            .unwrap();
    };
    add("readme.html", b"<p>not an image</p>");
    // Not in order, as in the published archive.
    for file in [3, 0, 5, 1, 2, 4] {
        add(NAMES[file as usize], &records(file));
    }
    tar.into_inner().unwrap().finish().unwrap()
}

fn load(folder: &Path) -> Result<mlp::data::Dataset, String> {
    Finder::new(DatasetKind::Cifar10)
        .folder(folder)
        .load()
        .map_err(|error| error.to_string())
}

/// A folder with all files; `change` spoils it; what the error says.
fn error_after(change: impl Fn(&Path)) -> String {
    let folder = tempfile::tempdir().unwrap();
    for (file, name) in NAMES.iter().enumerate() {
        fs::write(folder.path().join(name), records(file as u8)).unwrap();
    }
    load(folder.path()).unwrap();
    change(folder.path());
    load(folder.path()).unwrap_err()
}

#[test]
fn files_and_archive_give_the_same_images() {
    let folder = tempfile::tempdir().unwrap();
    let unpacked = folder.path().join("cifar-10-batches-bin");
    fs::create_dir(&unpacked).unwrap();
    for (file, name) in NAMES.iter().enumerate() {
        fs::write(unpacked.join(name), records(file as u8)).unwrap();
    }
    let from_files = load(folder.path()).unwrap();
    assert_eq!(from_files.source, DataSource::Folder(unpacked));

    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("cifar-10-binary.tar.gz"), archive()).unwrap();
    let from_archive = load(folder.path()).unwrap();

    for data in [from_files, from_archive] {
        assert_eq!(data.train.images.dim(), (15, 32, 32, 3));
        assert_eq!(data.test.images.dim(), (3, 32, 32, 3));
        assert_eq!(
            data.train.labels.to_vec(),
            [0, 1, 2, 1, 2, 3, 2, 3, 4, 3, 4, 5, 4, 5, 6]
        );
        assert_eq!(data.test.labels.to_vec(), [5, 6, 7]);
        assert_eq!(data.train.images.slice(s![14, 31, 0, ..]).to_vec(), [14, 24, 34]);
        assert_eq!(data.classes()[9], "truck");
    }
}

#[test]
fn an_archive_is_read_packed_or_not_whatever_its_name_says() {
    let packed = archive();
    let mut plain = Vec::new();
    GzDecoder::new(packed.as_slice()).read_to_end(&mut plain).unwrap();
    let names = ["cifar-10-binary.tar", "cifar-10-binary.tar.gz"];
    for (name, bytes) in names.iter().flat_map(|name| [(name, &packed), (name, &plain)]) {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(name), bytes).unwrap();
        let data = load(folder.path()).unwrap();
        assert_eq!((data.train.len(), data.test.len()), (15, 3));
        let checks = Finder::new(DatasetKind::Cifar10)
            .folder(folder.path())
            .verify()
            .unwrap();
        assert!(!checks.is_empty() && checks.iter().all(|check| !check.is_right()));
        fs::write(folder.path().join(name), &plain[..plain.len() / 2]).unwrap();
        let message = load(folder.path()).unwrap_err();
        assert!(message.contains("Replace it with a complete copy"), "{message}");
    }
}

#[test]
fn the_version_for_python_is_told_from_none() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("cifar-10-batches-py")).unwrap();
    let message = load(folder.path()).unwrap_err();
    assert!(message.contains("the binary version is wanted"), "{message}");
    assert!(message.contains("Put cifar-10-binary.tar.gz there"), "{message}");
}

#[test]
fn a_file_that_holds_no_whole_records_is_told() {
    let message = error_after(|folder| fs::write(folder.join(NAMES[1]), &records(1)[..4000]).unwrap());
    assert!(
        message.contains("data_batch_2.bin: has 4000 bytes, which is 1 records"),
        "{message}"
    );
    let message = error_after(|folder| fs::write(folder.join(NAMES[5]), b"").unwrap());
    assert!(message.contains("test_batch.bin: is empty"), "{message}");
}

#[test]
fn a_label_above_nine_is_told_with_its_file() {
    let message = error_after(|folder| {
        let mut bytes = records(2);
        bytes[3073] = 10;
        fs::write(folder.join(NAMES[2]), bytes).unwrap();
    });
    assert!(
        message.contains("data_batch_3.bin: has the label 10 at position 1"),
        "{message}"
    );
}

#[test]
fn a_missing_file_is_told_by_name() {
    let message = error_after(|folder| fs::remove_file(folder.join(NAMES[3])).unwrap());
    assert!(
        message.contains("holds only a part of CIFAR-10: missing data_batch_4.bin"),
        "{message}"
    );
}

#[test]
fn an_archive_that_ends_early_or_is_none_is_told() {
    let whole = archive();
    let mut without_test = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::fast()));
    without_test.append_dir("cifar-10-batches-bin", ".").unwrap();
    let without_test = without_test.into_inner().unwrap().finish().unwrap();
    let mut endings: Vec<Vec<u8>> = [10, whole.len() / 2, whole.len() - 20]
        .iter()
        .map(|&end| whole[..end].to_vec())
        .collect();
    endings.extend([b"no archive".to_vec(), Vec::new(), without_test]);
    for bytes in endings {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cifar-10-binary.tar.gz");
        fs::File::create(&path).unwrap().write_all(&bytes).unwrap();
        let message = load(folder.path()).unwrap_err();
        assert!(message.contains("cifar-10-binary.tar.gz"), "{message}");
        assert!(message.contains("Replace it with a complete copy"), "{message}");
    }
}

/// Reading it into memory would take eight gigabytes.
#[test]
fn a_file_far_too_large_is_refused_unread() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("data_batch_1.bin");
    fs::File::create(&path).unwrap().set_len(8 << 30).unwrap();
    assert!(
        cifar::read_batch(&path)
            .unwrap_err()
            .to_string()
            .contains("a file of CIFAR-10 has 30730000")
    );
}
