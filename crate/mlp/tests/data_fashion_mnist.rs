//! The real Fashion-MNIST where it is installed, and the sample inside the crate.

use std::path::Path;

use mlp::data::{DataSource, Dataset, DatasetKind, Finder};

/// Debian's package; `.ci/run` installs it.
const INSTALLED: &str = "/usr/share/datasets/fashion-mnist";

fn nowhere() -> Finder {
    Finder::new(DatasetKind::FashionMnist)
        .environment(None)
        .cache(None)
        .system(None)
}

#[test]
fn the_whole_set_is_what_the_lecture_says() {
    if !Path::new(INSTALLED).is_dir() {
        eprintln!("skipped: {INSTALLED} is not there");
        return;
    }
    let data = Dataset::from_dir(DatasetKind::FashionMnist, INSTALLED).unwrap();
    assert_eq!(data.train.images.dim(), (60_000, 28, 28, 1));
    assert_eq!(data.test.images.dim(), (10_000, 28, 28, 1));
    assert_eq!(data.train.class_counts(), [6_000; 10]);
    assert_eq!(data.test.class_counts(), [1_000; 10]);
    assert_eq!(
        data.train.take(10).unwrap().labels.to_vec(),
        [9, 0, 0, 3, 0, 2, 7, 2, 5, 5]
    );
    assert_eq!(data.classes()[9], "Ankle boot");
    let mean = data
        .train
        .images
        .iter()
        .map(|&pixel| u64::from(pixel))
        .sum::<u64>() as f64
        / (60_000.0 * 784.0);
    assert!((mean - 72.9404).abs() < 1e-3, "{mean}");
    let sentence = data.source.to_string();
    assert_eq!(
        sentence,
        "Read from the folder given, /usr/share/datasets/fashion-mnist."
    );
}

#[test]
fn the_sample_is_the_first_images_of_each_class() {
    let sample = nowhere().sample_instead(true).load().unwrap();
    assert_eq!(sample.source, DataSource::Embedded);
    assert!(sample.is_sample());
    assert_eq!(sample.train.class_counts(), [200; 10]);
    assert_eq!(sample.test.class_counts(), [100; 10]);
    if !Path::new(INSTALLED).is_dir() {
        eprintln!("not compared with the whole set: {INSTALLED} is not there");
        return;
    }
    let whole = Dataset::from_dir(DatasetKind::FashionMnist, INSTALLED).unwrap();
    for (part, whole) in [(&sample.train, &whole.train), (&sample.test, &whole.test)] {
        let per_class = part.len() / 10;
        let mut counts = [0; 10];
        let mut first = Vec::new();
        for (position, &label) in whole.labels.iter().enumerate() {
            counts[usize::from(label)] += 1;
            if counts[usize::from(label)] <= per_class {
                first.push(position);
            }
        }
        let expected = whole.subset(&first).unwrap();
        assert_eq!(part.labels, expected.labels);
        assert_eq!(part.images, expected.images);
    }
}

#[test]
fn without_the_sample_a_missing_set_is_an_error_that_tells_the_ways() {
    let message = nowhere().load().unwrap_err().to_string();
    for part in [
        "Fashion-MNIST was not found",
        "cargo mlp data fetch fashion-mnist",
        "apt install dataset-fashion-mnist",
        "MLP_DATA",
    ] {
        assert!(message.contains(part), "{message}");
    }
}

#[test]
fn a_named_folder_is_the_only_place_looked_at() {
    let folder = tempfile::tempdir().unwrap();
    for finder in [
        nowhere().folder(folder.path()),
        nowhere().environment(Some(folder.path().into())),
    ] {
        let message = finder
            .system(Some("/usr/share/datasets".into()))
            .sample_instead(true)
            .load()
            .unwrap_err()
            .to_string();
        assert!(
            message
                .contains("holds no file of Fashion-MNIST, neither itself nor in a subfolder fashion-mnist"),
            "{message}"
        );
    }
    let message = nowhere()
        .folder(folder.path().join("mistyped"))
        .load()
        .unwrap_err()
        .to_string();
    assert!(message.contains("mistyped: there is no such folder"), "{message}");
}

#[test]
fn where_the_set_lies_is_told_without_reading_it() {
    assert_eq!(nowhere().locate(), None);
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(nowhere().environment(Some(folder.path().into())).locate(), None);
    let own = folder.path().join("fashion-mnist");
    std::fs::create_dir(&own).unwrap();
    for part in ["train", "t10k"] {
        for file in ["images-idx3-ubyte", "labels-idx1-ubyte"] {
            std::fs::write(own.join(format!("{part}-{file}")), b"").unwrap();
        }
    }
    let named = nowhere().environment(Some(folder.path().into()));
    assert_eq!(named.locate(), Some(DataSource::Environment(own.clone())));
    assert_eq!(
        nowhere().cache(Some(folder.path().into())).locate(),
        Some(DataSource::Cache(own))
    );
}

#[test]
fn fashion_mnist_is_never_taken_for_mnist_whose_files_have_the_same_names() {
    if !Path::new(INSTALLED).is_dir() {
        eprintln!("skipped: {INSTALLED} is not there");
        return;
    }
    let mnist = Finder::new(DatasetKind::Mnist).environment(None).cache(None);
    let message = mnist.clone().folder(INSTALLED).load().unwrap_err().to_string();
    assert!(
        message.contains("holds Fashion-MNIST, and MNIST is wanted"),
        "{message}"
    );
    assert_eq!(mnist.clone().system(Some(INSTALLED.into())).locate(), None);
    // By its content, where the folder's name tells nothing.
    let folder = tempfile::tempdir().unwrap();
    for file in std::fs::read_dir(INSTALLED).unwrap().flatten() {
        std::fs::copy(file.path(), folder.path().join(file.file_name())).unwrap();
    }
    let message = mnist
        .environment(Some(folder.path().into()))
        .load()
        .unwrap_err()
        .to_string();
    assert!(
        message.contains("holds Fashion-MNIST, and MNIST is wanted"),
        "{message}"
    );
    assert!(message.contains("MLP_DATA names "), "{message}");
}
