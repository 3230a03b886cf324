//! Bad IDX files: each names the file, what was found and what to do.

use std::io::Write as _;
use std::path::Path;

use flate2::{Compression, write::GzEncoder};
use mlp::data::{DatasetKind, Finder, idx};

fn header(magic: u32, sizes: &[u32]) -> Vec<u8> {
    std::iter::once(&magic)
        .chain(sizes)
        .flat_map(|number| number.to_be_bytes())
        .collect()
}

/// `n` images of 2 × 3 pixels.
fn images(n: u32) -> Vec<u8> {
    let mut file = header(2051, &[n, 2, 3]);
    file.extend((0..n * 6).map(|pixel| (pixel % 251) as u8));
    file
}

fn labels(values: &[u8]) -> Vec<u8> {
    let mut file = header(2049, &[values.len() as u32]);
    file.extend(values);
    file
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// The error that reading these bytes as images gives, plain and from a file.
fn images_error(bytes: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("train-images-idx3-ubyte");
    std::fs::write(&path, bytes).unwrap();
    let from_file = idx::read_images(&path).unwrap_err().to_string();
    let from_bytes = idx::images_from_bytes(bytes, &path).unwrap_err().to_string();
    assert_eq!(from_file, from_bytes);
    assert!(
        from_file.starts_with(&format!("{}: ", path.display())),
        "{from_file} names the file"
    );
    from_file
}

#[test]
fn a_good_file_is_read_plain_and_gzipped_also_in_several_members() {
    let plain = images(5);
    let members = [gzip(&plain[..20]), gzip(&plain[20..])].concat();
    for bytes in [plain.clone(), gzip(&plain), members] {
        let array = idx::images_from_bytes(&bytes, "x").unwrap();
        assert_eq!(array.dim(), (5, 2, 3));
        assert_eq!(array[[4, 1, 2]], 29);
    }
    assert_eq!(
        idx::labels_from_bytes(&gzip(&labels(&[3, 1])), "x")
            .unwrap()
            .to_vec(),
        [3, 1]
    );
}

#[test]
fn a_file_named_gz_that_is_plain_is_read_all_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("train-images-idx3-ubyte.gz");
    std::fs::write(&path, images(1)).unwrap();
    assert_eq!(idx::read_images(path).unwrap().dim(), (1, 2, 3));
}

#[test]
fn an_empty_file_is_told() {
    assert!(images_error(&[]).contains("is empty. Replace it"));
    assert!(images_error(&gzip(&[])).contains("gzip file with nothing in it"));
}

#[test]
fn a_file_that_ends_within_its_header_is_told() {
    assert!(images_error(&images(5)[..3]).contains("ends within its magic number"));
    for end in 4..16 {
        assert!(images_error(&images(5)[..end]).contains("ends within its header"));
        assert!(images_error(&gzip(&images(5)[..end])).contains("ends within its header"));
    }
}

#[test]
fn a_truncated_file_tells_what_was_promised_and_what_is_there() {
    let message = images_error(&gzip(&images(5)[..30]));
    assert!(
        message.contains("promises 5 images of 2 × 3 pixels, 30 bytes, and 14 of them are there"),
        "{message}"
    );
    let message = images_error(&images(5)[..30]);
    assert!(
        message.contains("ends too early") && message.contains("14 of them"),
        "{message}"
    );
    assert!(
        images_error(&images(5)[..18])
            .contains("promises 5 images of 2 × 3 pixels, more than the 18 bytes of the file")
    );
}

#[test]
fn bytes_after_the_end_are_told() {
    let mut long = images(5);
    long.extend([0; 7]);
    assert!(images_error(&long).contains("goes on after its end"));
    assert!(images_error(&gzip(&long)).contains("7 more follow"));
    let mut after_gzip = gzip(&images(5));
    after_gzip.extend(b"garbage after it");
    assert!(images_error(&after_gzip).contains("gzip data are damaged, at its end"));
}

#[test]
fn another_format_is_told_with_its_first_bytes() {
    let message = images_error(b"<!DOCTYPE html>");
    assert!(
        message.contains("3c 21 44 4f (\"<!DO\"), which looks like a web page"),
        "{message}"
    );
    assert!(images_error(b"\x89PNG\r\n").contains("neither an IDX nor a gzip file"));
    assert!(images_error(&header(0x0000_0d03, &[1, 1, 1])).contains("another kind: magic number 3331"));
    assert!(images_error(&gzip(b"hello world")).contains("neither an IDX nor a gzip file"));
}

#[test]
fn labels_given_as_images_and_images_as_labels_are_told() {
    assert!(
        images_error(&labels(&[1, 2]))
            .contains("holds labels (magic number 2049) where images (2051) are wanted")
    );
    let message = idx::labels_from_bytes(&images(1), "t10k-labels")
        .unwrap_err()
        .to_string();
    assert!(
        message.contains(
            "holds images (magic number 2051) where labels (2049) are wanted. Check that the file names"
        ),
        "{message}"
    );
}

#[test]
fn no_images_and_images_without_pixels_are_told() {
    assert!(images_error(&header(2051, &[0, 28, 28])).contains("holds no images at all"));
    assert!(images_error(&header(2051, &[5, 0, 28])).contains("5 images of 0 × 28 pixels"));
    assert!(
        idx::labels_from_bytes(&header(2049, &[0]), "x")
            .unwrap_err()
            .to_string()
            .contains("no labels at all")
    );
}

/// Allocating what these headers claim would abort the test.
#[test]
fn a_lying_header_allocates_nothing() {
    let lies: [&[u32]; 3] = [
        &[u32::MAX, u32::MAX, u32::MAX],
        &[u32::MAX, 28, 28],
        &[60_000, 65_536, 65_536],
    ];
    for lie in lies {
        let mut file = header(2051, lie);
        file.extend([1; 100]);
        assert!(images_error(&file).contains("more than the 116 bytes of the file"));
        assert!(images_error(&gzip(&file)).contains("more than a gzip file of this length can hold"));
    }
}

#[test]
fn a_gzip_that_ends_early_is_told_wherever_it_ends() {
    let whole = gzip(&images(500));
    for end in 3..whole.len() {
        let message = images_error(&whole[..end]);
        assert!(
            message.contains("the gzip data end early"),
            "cut at {end}: {message}"
        );
    }
}

#[test]
fn a_gzip_with_a_changed_byte_is_an_error() {
    let whole = gzip(&images(500));
    for position in (10..whole.len()).step_by(7) {
        let mut changed = whole.clone();
        changed[position] ^= 0x55;
        assert!(
            idx::images_from_bytes(&changed, "x").is_err(),
            "byte {position} changed"
        );
    }
}

#[test]
fn a_folder_or_a_missing_file_given_as_a_file_is_told() {
    let folder = tempfile::tempdir().unwrap();
    assert!(
        idx::read_images(folder.path())
            .unwrap_err()
            .to_string()
            .contains("is no regular file")
    );
    let missing = folder.path().join("nothing");
    assert!(
        idx::read_images(&missing)
            .unwrap_err()
            .to_string()
            .contains("nothing: ")
    );
}

/// A folder with two training images and one test image, changed by `change`, and the error it gives.
fn folder_error(change: impl Fn(&Path)) -> String {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).unwrap();
    write("train-images-idx3-ubyte.gz", &gzip(&images(2)));
    write("train-labels-idx1-ubyte", &labels(&[9, 0]));
    write("t10k-images-idx3-ubyte", &images(1));
    write("t10k-labels-idx1-ubyte.gz", &gzip(&labels(&[5])));
    let finder = Finder::new(DatasetKind::FashionMnist).folder(folder.path());
    let good = finder.load().unwrap();
    assert_eq!(
        (good.train.len(), good.test.len(), good.train.shape()),
        (2, 1, (2, 3, 1))
    );
    change(folder.path());
    finder.load().unwrap_err().to_string()
}

#[test]
fn counts_that_differ_are_told_with_both_files() {
    let message = folder_error(|folder| {
        std::fs::write(folder.join("train-labels-idx1-ubyte"), labels(&[1, 2, 3])).unwrap();
    });
    assert!(
        message.contains("train-labels-idx1-ubyte: holds 3 labels, and "),
        "{message}"
    );
    assert!(
        message.contains("train-images-idx3-ubyte.gz holds 2 images"),
        "{message}"
    );
}

#[test]
fn a_label_above_nine_is_told_with_its_position() {
    let message = folder_error(|folder| {
        std::fs::write(folder.join("train-labels-idx1-ubyte"), labels(&[9, 10])).unwrap();
    });
    assert!(
        message.contains("the label 10 at position 1, and the labels of 10 classes end at 9"),
        "{message}"
    );
}

#[test]
fn training_and_test_images_of_different_sizes_are_told() {
    let message = folder_error(|folder| {
        let mut square = header(2051, &[1, 3, 3]);
        square.extend([0; 9]);
        std::fs::write(folder.join("t10k-images-idx3-ubyte"), square).unwrap();
    });
    assert!(
        message.contains("training images have 2 × 3 pixels, its test images 3 × 3"),
        "{message}"
    );
}

#[test]
fn a_part_of_the_files_is_told_by_name() {
    let message =
        folder_error(|folder| std::fs::remove_file(folder.join("t10k-labels-idx1-ubyte.gz")).unwrap());
    assert!(
        message.contains("holds only a part of Fashion-MNIST: missing t10k-labels-idx1-ubyte.gz"),
        "{message}"
    );
}
