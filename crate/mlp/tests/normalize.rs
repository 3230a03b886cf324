//! Each form of normalization against its formula.

mod common;

use common::stripes;
use mlp::{
    Samples,
    ndarray::{Array1, Array4, Axis},
    prelude::*,
};

fn close(got: f32, want: f32) -> bool {
    (got - want).abs() < 1e-5
}

#[test]
fn the_fixed_forms_follow_their_formulas() {
    let images = Array4::from_shape_fn((2, 4, 32, 1), |(n, r, c, _)| (n * 128 + r * 32 + c) as u8);
    for (scale, formula) in [
        (Normalization::None, (|p| p) as fn(f32) -> f32),
        (Normalization::UnitRange, |p| p / 255.0),
        (Normalization::Symmetric, |p| p / 127.5 - 1.0),
        (
            Normalization::ZScore {
                mean: 72.94,
                std: 90.02,
            },
            |p| (p - 72.94) / 90.02,
        ),
        (Normalization::MeanStd { mean: 0.5, std: 0.25 }, |p| {
            (p / 255.0 - 0.5) / 0.25
        }),
    ] {
        let values = scale.apply(&images);
        for (&pixel, &value) in images.iter().zip(&values) {
            assert!(
                close(value, formula(f32::from(pixel))),
                "{scale}: {pixel} became {value}"
            );
        }
    }
}

#[test]
fn mean_std_is_the_lectures_range_forms_under_other_names() {
    let images = stripes(3).images.clone();
    for (named, plain) in [
        (
            Normalization::MeanStd { mean: 0.0, std: 1.0 },
            Normalization::UnitRange,
        ),
        (
            Normalization::MeanStd { mean: 0.5, std: 0.5 },
            Normalization::Symmetric,
        ),
    ] {
        for (a, b) in named.apply(&images).iter().zip(&plain.apply(&images)) {
            assert!(close(*a, *b));
        }
    }
}

#[test]
fn a_fitted_z_score_has_mean_0_and_deviation_1_on_its_own_data() -> Result<()> {
    let samples = stripes(60);
    let values = Normalization::z_score(&samples)?.apply(&samples.images);
    assert!(values.mean().unwrap().abs() < 1e-5);
    assert!((values.std(0.0) - 1.0).abs() < 1e-4);
    Ok(())
}

#[test]
fn per_image_has_mean_0_and_deviation_1_on_each_image() {
    let samples = stripes(5);
    for image in Normalization::PerImage.apply(&samples.images).axis_iter(Axis(0)) {
        assert!(image.mean().unwrap().abs() < 1e-5);
        assert!((image.std(0.0) - 1.0).abs() < 1e-4);
    }
}

#[test]
fn a_constant_image_gives_no_nan() -> Result<()> {
    let images = Array4::<u8>::from_elem((2, 4, 4, 1), 200);
    let samples = Samples::new(images, Array1::zeros(2), ["gray".to_owned()])?;
    for scale in [Normalization::PerImage, Normalization::z_score(&samples)?] {
        assert!(
            scale.apply(&samples.images).iter().all(|&value| value == 0.0),
            "{scale}"
        );
        let loader = DataLoader::new(&samples, &scale, &Device::Cpu)?;
        let (x, _) = loader.batches(0).next().expect("one batch")?;
        assert!(
            x.flatten_all()?
                .to_vec1::<f32>()?
                .iter()
                .all(|&value| value == 0.0),
            "{scale}"
        );
    }
    Ok(())
}

#[test]
fn a_loader_and_apply_agree() -> Result<()> {
    let samples = stripes(9);
    for scale in [
        Normalization::Symmetric,
        Normalization::PerImage,
        Normalization::z_score(&samples)?,
    ] {
        let (x, _) = DataLoader::new(&samples, &scale, &Device::Cpu)?
            .batches(0)
            .next()
            .expect("one batch")?;
        let direct: Vec<f32> = scale.apply(&samples.images).into_iter().collect();
        assert_eq!(x.flatten_all()?.to_vec1::<f32>()?, direct, "{scale}");
    }
    Ok(())
}

/// Three channels that lie far apart, on 0..=255.
fn in_color() -> Samples {
    let images = Array4::from_shape_fn((6, 4, 5, 3), |(n, row, column, channel)| {
        (60 * channel + (7 * n + 3 * row + column) % 40) as u8
    });
    Samples::new(images, Array1::zeros(6), ["only".to_owned()]).expect("images and labels match")
}

#[test]
fn per_channel_has_mean_0_and_deviation_1_in_each_channel() -> Result<()> {
    let samples = in_color();
    let scale = Normalization::per_channel(&samples)?;
    let values = scale.apply(&samples.images);
    for channel in values.axis_iter(Axis(3)) {
        assert!(channel.mean().unwrap().abs() < 1e-5);
        assert!((channel.std(0.0) - 1.0).abs() < 1e-5);
    }
    let (x, _) = DataLoader::new(&samples, &scale, &Device::Cpu)?.first_batch()?;
    let direct: Vec<f32> = values.into_iter().collect();
    assert_eq!(x.flatten_all()?.to_vec1::<f32>()?, direct);
    Ok(())
}

#[test]
fn per_channel_of_gray_images_says_what_serves_them() -> Result<()> {
    let gray = stripes(3);
    let error = Normalization::per_channel(&gray).unwrap_err().to_string();
    assert!(
        error.contains("3 images with 1") && error.contains("z_score"),
        "{error}"
    );
    let colored = Normalization::per_channel(&in_color())?;
    let error = DataLoader::new(&gray, &colored, &Device::Cpu)
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("three channels") && error.contains("have 1"),
        "{error}"
    );
    Ok(())
}

#[test]
fn per_channel_of_rows_asks_for_images() {
    let rows = mlp::ndarray::Array2::<u8>::zeros((4, 12));
    let error = Normalization::per_channel(&rows).unwrap_err().to_string();
    assert!(
        error.contains("(N, H, W, C)") && error.contains("z_score"),
        "{error}"
    );
    let images = in_color().images.to_owned();
    assert!(Normalization::per_channel(&images).is_ok());
}
