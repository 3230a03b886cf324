//! A saved model comes back the same, and a damaged file is named.

mod common;

use std::{fs, ops::ControlFlow};

use common::stripes;
use mlp::prelude::*;

fn trained() -> Result<(Mlp, History)> {
    let train = DataLoader::new(&stripes(30), &Normalization::Symmetric, &Device::Cpu)?
        .batch_size(10)
        .shuffle(0);
    let model = Mlp::new(&[16, 5, 3], Activation::Tanh, 0, &Device::Cpu)?;
    let mut optimizer = Sgd::new(model.parameters(), 0.5)?;
    let history = fit_with(&model, &mut optimizer, &train, &train, 2, |_| {
        ControlFlow::Continue(())
    })?;
    Ok((model, history))
}

#[test]
fn model_and_settings_come_back() -> Result<()> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.safetensors");
    let (model, history) = trained()?;
    Checkpoint::new(&model, &history).save(&path)?;
    let loaded = Checkpoint::load(&path, &Device::Cpu)?;
    let x = Tensor::ones((2, 16), DType::F32, &Device::Cpu)?;
    assert_eq!(
        loaded.model.forward(&x)?.to_vec2::<f32>()?,
        model.forward(&x)?.to_vec2::<f32>()?
    );
    assert_eq!(loaded.model.activation(), Activation::Tanh);
    let run = loaded.run.expect("written by this program");
    assert_eq!(run.settings, history.settings);
    assert_eq!(run.settings.normalization, Normalization::Symmetric);
    assert_eq!(
        fs::read_dir(folder.path()).unwrap().count(),
        1,
        "nothing is left beside the file"
    );
    Ok(())
}

#[test]
fn a_failed_save_leaves_the_earlier_file() -> Result<()> {
    let folder = tempfile::tempdir().unwrap();
    let (model, history) = trained()?;
    let nowhere = folder.path().join("missing").join("model.safetensors");
    assert!(
        Checkpoint::new(&model, &history)
            .save(&nowhere)
            .unwrap_err()
            .to_string()
            .contains("missing")
    );
    assert!(!nowhere.exists());
    Ok(())
}

#[test]
fn damaged_and_foreign_files_are_named() -> Result<()> {
    let folder = tempfile::tempdir().unwrap();
    let (model, history) = trained()?;
    let good = folder.path().join("good.safetensors");
    Checkpoint::new(&model, &history).save(&good)?;
    let bytes = fs::read(&good).unwrap();
    for (name, content) in [
        ("empty", &[][..]),
        ("half", &bytes[..bytes.len() / 2]),
        ("text", &b"not a model, but a text"[..]),
    ] {
        let path = folder.path().join(name);
        fs::write(&path, content).unwrap();
        let error = Checkpoint::load(&path, &Device::Cpu).unwrap_err().to_string();
        assert!(error.contains(name) && error.contains("safetensors"), "{error}");
    }
    let missing = folder.path().join("missing");
    assert!(
        Checkpoint::load(&missing, &Device::Cpu)
            .unwrap_err()
            .to_string()
            .contains("missing")
    );
    Ok(())
}

// import torch
// from safetensors.torch import save_file
// torch.manual_seed(1)
// model = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(4, 3), torch.nn.ReLU(), torch.nn.Linear(3, 2))
// save_file(model.state_dict(), "crate/mlp/tests/fixtures/pytorch.safetensors")
// print(model(torch.tensor([[1.0, -2.0, 3.0, 0.5], [0.0, 0.0, 0.0, 0.0]])).tolist())    # PyTorch 2.15
#[test]
fn a_file_that_pytorch_wrote_gives_pytorchs_outputs() -> Result<()> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/pytorch.safetensors");
    let loaded = Checkpoint::load(path, &Device::Cpu)?;
    assert!(loaded.run.is_none());
    let x = Tensor::new(&[[1f32, -2.0, 3.0, 0.5], [0.0, 0.0, 0.0, 0.0]], &Device::Cpu)?;
    let expected = [[-0.386_852_86, 0.135_104_94], [-0.358_189_05, -0.004_607_543_3]];
    for (row, want) in loaded.model.forward(&x)?.to_vec2::<f32>()?.iter().zip(expected) {
        for (got, want) in row.iter().zip(want) {
            assert!((got - want).abs() < 1e-6, "{got} is not {want}");
        }
    }
    Ok(())
}

#[test]
fn the_file_has_the_names_and_shapes_of_a_pytorch_state_dict() -> Result<()> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.safetensors");
    let (model, history) = trained()?;
    Checkpoint::new(&model, &history).save(&path)?;
    let tensors = candle_core::safetensors::load(&path, &Device::Cpu)?;
    let mut shapes: Vec<(&str, &[usize])> = tensors
        .iter()
        .map(|(name, t)| (name.as_str(), t.dims()))
        .collect();
    shapes.sort_unstable();
    assert_eq!(
        shapes,
        [
            ("0.bias", &[5][..]),
            ("0.weight", &[5, 16]),
            ("2.bias", &[3]),
            ("2.weight", &[3, 5])
        ]
    );
    Ok(())
}

#[test]
fn a_picture_on_nothing_is_read_as_on_white() -> Result<()> {
    let folder = tempfile::tempdir().unwrap();
    let (model, history) = trained()?;
    let trained = Checkpoint::new(&model, &history);
    let predicted = |name: &str, pixel: &dyn Fn(usize) -> Vec<u8>| {
        let bytes: Vec<u8> = (0..64).flat_map(pixel).collect();
        let channels = bytes.len() / 64;
        let pixels = mlp::ndarray::Array3::from_shape_vec((8, 8, channels), bytes)?;
        let path = folder.path().join(name);
        mlp::pixels::Picture::from_array(pixels)?.save(&path)?;
        trained.predict(&path, true)
    };
    // A dark bar in the upper half, and nothing else.
    let bar = |at: usize| (16..32).contains(&at);
    let on_white = predicted("white.png", &|at| vec![if bar(at) { 30 } else { 255 }])?;
    for under in [0, 90, 255] {
        let gray = predicted("gray.png", &|at| {
            if bar(at) { vec![30, 255] } else { vec![under, 0] }
        })?;
        assert_eq!(gray, on_white);
        let color = predicted("color.png", &|at| {
            if bar(at) {
                vec![30, 30, 30, 255]
            } else {
                vec![under, 7, 8, 0]
            }
        })?;
        assert_eq!(color, on_white);
    }
    Ok(())
}
