//! What samples promise: parts that fit, splits that lose nothing, errors that name what is wrong.

use ndarray::{Array1, Array4};

use super::*;

/// `n` images of 2 × 3 pixels; every pixel of image i is i, its label i mod 10.
fn numbered(n: usize) -> Samples {
    let images = Array4::from_shape_fn((n, 2, 3, 1), |(i, ..)| i as u8);
    let labels = Array1::from_shape_fn(n, |i| (i % 10) as u8);
    Samples::new(images, labels, crate::data::MNIST_CLASSES.map(String::from)).unwrap()
}

#[test]
fn a_split_shares_no_image_loses_none_and_keeps_labels_with_their_images() {
    let all = numbered(100);
    let (learn, valid) = all.split(0.9, 7).unwrap();
    assert_eq!((learn.len(), valid.len()), (90, 10));
    let mut seen: Vec<u8> = Vec::new();
    for part in [&learn, &valid] {
        for (image, label) in part.images.outer_iter().zip(&part.labels) {
            let i = image[[0, 0, 0]];
            assert!(image.iter().all(|&pixel| pixel == i));
            assert_eq!(i % 10, *label);
            seen.push(i);
        }
    }
    assert_ne!(seen, (0..100).collect::<Vec<u8>>(), "the order is random");
    seen.sort_unstable();
    assert_eq!(seen, (0..100).collect::<Vec<u8>>());
}

#[test]
fn a_split_depends_on_its_seed_alone() {
    let all = numbered(50);
    let labels = |seed| all.split(0.5, seed).unwrap().0.images.clone();
    assert_eq!(labels(1), labels(1));
    assert_ne!(labels(1), labels(2));
}

#[test]
fn a_split_with_an_empty_side_is_an_error() {
    for fraction in [0.0, 1.0, -0.5, 1.5, 0.001, f64::NAN, f64::INFINITY] {
        let message = numbered(10).split(fraction, 0).unwrap_err().to_string();
        assert!(message.starts_with("fraction = "), "{message}");
    }
    assert!(numbered(1).split(0.5, 0).is_err());
}

#[test]
fn take_shares_the_pixels_and_refuses_more_than_there_is() {
    let all = numbered(10);
    let three = all.take(3).unwrap();
    assert_eq!(three.len(), 3);
    assert_eq!(three.images.as_ptr(), all.images.as_ptr());
    assert!(all.take(0).is_err());
    assert!(all.take(11).unwrap_err().to_string().contains("from 1 to 10"));
}

#[test]
fn a_subset_keeps_the_order_asked_for() {
    let part = numbered(10).subset(&[9, 0, 9]).unwrap();
    assert_eq!(part.labels.to_vec(), [9, 0, 9]);
    assert!(
        numbered(10)
            .subset(&[10])
            .unwrap_err()
            .to_string()
            .contains("positions go from 0 to 9")
    );
    assert!(numbered(10).subset(&[]).is_err());
}

#[test]
fn samples_that_do_not_fit_together_are_an_error() {
    let classes = ["a".to_owned(), "b".to_owned()];
    let new = |images: usize, labels: Vec<u8>| {
        Samples::new(
            Array4::zeros((images, 2, 2, 1)),
            Array1::from_vec(labels),
            classes.clone(),
        )
        .map_err(|e| e.to_string())
    };
    assert!(new(2, vec![0, 1]).is_ok());
    assert!(new(2, vec![0]).unwrap_err().contains("there are 2 images"));
    assert!(new(2, vec![0, 2]).unwrap_err().contains("2 at position 1"));
    assert!(new(0, vec![]).unwrap_err().contains("no pixel"));
}

#[test]
fn images_with_their_channels_first_are_refused_and_the_remedy_helps() {
    let images = Array4::from_shape_fn((2, 3, 5, 6), |(n, c, y, x)| (n * 90 + c * 30 + y * 6 + x) as u8);
    let labels = Array1::zeros(2);
    let classes = ["all".to_owned()];
    let error = Samples::new(images.clone(), labels.clone(), classes.clone()).unwrap_err();
    assert!(
        error.to_string().contains("permuted_axes([0, 2, 3, 1])"),
        "{error}"
    );
    let samples = Samples::new(images.clone().permuted_axes([0, 2, 3, 1]), labels, classes).unwrap();
    assert_eq!(samples.shape(), (5, 6, 3));
    assert_eq!(samples.images[[1, 4, 5, 2]], images[[1, 2, 4, 5]]);
    assert!(samples.images.is_standard_layout());
}

#[test]
fn every_class_is_counted_also_one_without_images() {
    let part = numbered(10).subset(&[3, 3, 5]).unwrap();
    assert_eq!(part.class_counts(), [0, 0, 0, 2, 0, 1, 0, 0, 0, 0]);
    assert_eq!(part.class_name(2).unwrap(), "5");
    assert!(part.class_name(3).is_err());
}
