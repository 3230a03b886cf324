//! What the fused operations refuse, and how they name it.

#[allow(dead_code, reason = "other tests use the rest of it")]
mod tensors;

use candle_core::{DType, Tensor};
use mlp::candle_core;
use mlp::model::Activation;
use mlp::ops;
use tensors::{CPU, Result};

#[test]
fn an_empty_batch_is_an_error() -> Result<()> {
    let x = Tensor::zeros((0, 3), DType::F32, &CPU)?;
    let (w, b) = (
        Tensor::zeros((2, 3), DType::F32, &CPU)?,
        Tensor::zeros(2, DType::F32, &CPU)?,
    );
    let error = ops::linear(&x, &w, &b, Activation::Relu).unwrap_err().to_string();
    assert!(error.contains("empty batch"), "{error}");
    let labels = Tensor::zeros(0, DType::U32, &CPU)?;
    let error = ops::cross_entropy(&Tensor::zeros((0, 3), DType::F32, &CPU)?, &labels)
        .unwrap_err()
        .to_string();
    assert!(error.contains("empty batch"), "{error}");
    Ok(())
}

#[test]
fn shapes_that_do_not_fit_are_errors_that_name_them() -> Result<()> {
    let zeros = |dims: &[usize]| Tensor::zeros(dims, DType::F32, &CPU);
    for (x, w, b) in [
        (vec![4, 3], vec![2, 4], vec![2]),
        (vec![4, 3], vec![2, 3], vec![3]),
        (vec![3], vec![2, 3], vec![2]),
        (vec![4, 3, 1], vec![2, 3], vec![2]),
        (vec![4, 0], vec![2, 0], vec![2]),
    ] {
        let error = ops::linear(&zeros(&x)?, &zeros(&w)?, &zeros(&b)?, Activation::Tanh)
            .unwrap_err()
            .to_string();
        assert!(
            error.contains(&format!("{x:?}")) && error.contains(&format!("{w:?}")),
            "{error}"
        );
    }
    let error = ops::cross_entropy(&zeros(&[4, 3])?, &Tensor::new(&[0_u32, 1], &CPU)?)
        .unwrap_err()
        .to_string();
    assert!(error.contains("[4, 3]") && error.contains("[2]"), "{error}");
    Ok(())
}

#[test]
fn a_label_outside_the_classes_is_an_error_that_names_its_row() -> Result<()> {
    let z = Tensor::zeros((3, 10), DType::F32, &CPU)?;
    for labels in [
        Tensor::new(&[0_u32, 10, 3], &CPU)?,
        Tensor::new(&[0_i64, -1, 3], &CPU)?,
        Tensor::new(&[0_u8, 255, 1], &CPU)?,
    ] {
        let error = ops::cross_entropy(&z, &labels).unwrap_err().to_string();
        assert!(error.contains("row 1") && error.contains("0 to 9"), "{error}");
    }
    let error = ops::cross_entropy(&z, &Tensor::new(&[0.0_f32, 1.0, 2.0], &CPU)?)
        .unwrap_err()
        .to_string();
    assert!(error.contains("whole numbers"), "{error}");
    Ok(())
}
