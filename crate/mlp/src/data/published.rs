//! Whether what was read is what was published: other data sets have files of the same names and form, as KMNIST and EMNIST
//! have MNIST's, and nothing in them tells.

use std::path::PathBuf;

use super::DatasetKind;
use super::download::sha256;
use super::folder::Parts;

/// Where a data set's four files have their labels, training and test.
const LABELS: [usize; 2] = [1, 3];

/// The other data set whose training labels these are.
pub(super) fn as_another(kind: DatasetKind, files: &[PathBuf]) -> Option<DatasetKind> {
    DatasetKind::ALL
        .into_iter()
        .filter(|other| *other != kind)
        .find(|other| has_labels_of(*other, files, LABELS[0]))
}

/// What is not as published, as a sentence; `None` where nothing is known to differ. Labels are compared by their checksum,
/// which takes no time beside the images.
pub(super) fn difference(kind: DatasetKind, files: &[PathBuf], (train, test): &Parts) -> Option<String> {
    let (learn, check) = kind.images();
    let counts: Vec<String> = [(train.len(), learn, "training"), (test.len(), check, "test")]
        .into_iter()
        .filter(|(found, published, _)| found != published)
        .map(|(found, published, part)| format!("{found} of {published} {part} images"))
        .collect();
    let why = if !counts.is_empty() {
        counts.join(", ")
    } else if files.len() == 4 && !LABELS.iter().all(|&at| has_labels_of(kind, files, at)) {
        "their labels are others".to_owned()
    } else {
        return None;
    };
    Some(format!("These are not the published {kind} files: {why}."))
}

fn has_labels_of(kind: DatasetKind, files: &[PathBuf], at: usize) -> bool {
    match (files.get(at), kind.files().get(at)) {
        (Some(file), Some(published)) => {
            sha256(file, published.of_payload).is_ok_and(|found| found == published.sha256)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;
    use std::sync::Arc;

    use super::super::{embedded, made_up};
    use super::*;

    #[test]
    fn a_part_of_a_data_set_is_counted() {
        let classes: Arc<[String]> = DatasetKind::FashionMnist.classes().map(String::from).into();
        let parts = embedded::fashion_mnist_sample(&classes).unwrap();
        assert_eq!(
            difference(DatasetKind::FashionMnist, &[], &parts).unwrap(),
            "These are not the published Fashion-MNIST files: 2000 of 60000 training images, 1000 of 10000 test images."
        );
        let data = made_up::dataset().unwrap();
        let whole = data.train.take(10_000).unwrap();
        let note = difference(DatasetKind::Cifar10, &[], &(data.train, whole)).unwrap();
        assert!(note.ends_with("files: 10000 of 50000 training images."), "{note}");
    }

    #[test]
    fn labels_of_another_set_of_the_same_size_are_told() {
        let folder = tempfile::tempdir().unwrap();
        let written = |name: &str, count: u32| {
            let path = folder.path().join(name);
            let mut bytes = vec![0, 0, 8, 1];
            bytes.extend(count.to_be_bytes());
            bytes.resize(8 + count as usize, 3);
            fs::write(&path, bytes).unwrap();
            path
        };
        let unread = PathBuf::from("images");
        let files = [unread.clone(), written("a", 60_000), unread, written("b", 10_000)];
        let blank = |count| {
            let images = ndarray::Array4::<u8>::zeros((count, 1, 1, 1));
            crate::Samples::new(images, ndarray::Array1::zeros(count), ["only".to_owned()]).unwrap()
        };
        let note = difference(DatasetKind::Mnist, &files, &(blank(60_000), blank(10_000))).unwrap();
        assert_eq!(
            note,
            "These are not the published MNIST files: their labels are others."
        );
        assert_eq!(as_another(DatasetKind::Mnist, &files), None);
    }

    #[test]
    fn the_published_files_pass_without_a_word() {
        let installed = Path::new("/usr/share/datasets/fashion-mnist");
        if !installed.is_dir() {
            eprintln!("skipped: {} is not there", installed.display());
            return;
        }
        let kind = DatasetKind::FashionMnist;
        let found = super::super::folder::read_named(kind, installed).unwrap();
        assert_eq!(difference(kind, &found.files, &found.parts), None);
        assert_eq!(as_another(DatasetKind::Mnist, &found.files), Some(kind));
    }
}
