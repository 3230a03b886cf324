//! What a run reaches, as `reached.json` says it for the browser's test too: there the same run has to come out within 0.01.

use std::path::Path;

use mlp::data::Dataset;
use mlp::train::{Trial, quiet};
use mlp::{Normalization, OptimizerSettings};
use playground::line::Line;
use playground::sample::FILES;
use serde_json::Value;

fn ask(line: &mut Line, question: &str) -> Value {
    line.room(question.len()).copy_from_slice(question.as_bytes());
    let reply: Value = serde_json::from_slice(line.answer()).unwrap();
    assert!(reply["error"].is_null(), "{question}: {reply}");
    reply["ok"].clone()
}

#[test]
fn the_page_reaches_what_the_library_reaches_and_what_the_browser_is_held_to() {
    let expected: Value = serde_json::from_str(include_str!("reached.json")).unwrap();
    let epochs = expected["epochs"].as_u64().unwrap();
    let mut line = Line::default();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../mlp/assets/fashion-mnist-sample");
    for (number, name) in FILES.iter().enumerate() {
        let bytes = std::fs::read(folder.join(name)).unwrap();
        line.room(bytes.len()).copy_from_slice(&bytes);
        line.load(number);
    }
    ask(&mut line, &expected["question"].to_string());
    let mut page = 0.0;
    for _ in 0..epochs {
        page = ask(&mut line, r#"{"ask":"epoch"}"#)["epoch"]["test_accuracy"]
            .as_f64()
            .unwrap();
    }

    let data = Dataset::fashion_mnist_sample().unwrap();
    let trial = Trial {
        hidden: vec![64],
        normalization: Normalization::z_score(&data.train).unwrap(),
        optimizer: OptimizerSettings::adam(0.001),
        batch_size: 128,
        epochs: epochs as usize,
        seed: 3,
        ..Trial::default()
    };
    let cpu = candle_core::Device::Cpu;
    let (_, history) = trial.run(&data.train, &data.test, &cpu, quiet).unwrap();
    let library = history.last().unwrap().test_accuracy;
    assert!((page - library).abs() < 1e-9, "{page} {library}");
    let written = expected["test_accuracy"].as_f64().unwrap();
    // Processors round in their own ways.
    assert!(
        (page - written).abs() < 0.005,
        "{page}: reached.json says {written}"
    );
}
