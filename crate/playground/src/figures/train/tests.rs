use mlp::OptimizerSettings;
use mlp::train::{Trial, quiet};

use super::*;
use crate::sample::tests::whole;

/// The page's run is the library's, number for number.
#[test]
fn it_goes_as_the_librarys_own_run_goes() {
    let mut sample = whole();
    let (train, test) = sample.parts().unwrap();
    let mut training = Training::default();
    let settings = Settings {
        optimizer: Method::Momentum,
        lr: 0.05,
        seed: 3,
        ..Settings::default()
    };
    training.begin(&settings, train, test).unwrap();
    for _ in 0..2 {
        training.run_mut().unwrap().epoch().unwrap();
    }
    let trial = Trial {
        hidden: vec![64],
        optimizer: OptimizerSettings::Sgd {
            lr: 0.05,
            momentum: 0.9,
            weight_decay: 0.0,
        },
        batch_size: 128,
        epochs: 2,
        seed: 3,
        ..Trial::default()
    };
    let (_, history) = trial.run(train, test, &Device::Cpu, quiet).unwrap();
    let numbers = |history: &History| -> Vec<(f64, f64)> {
        history
            .epochs
            .iter()
            .map(|epoch| (epoch.train_loss, epoch.test_accuracy))
            .collect()
    };
    assert_eq!(numbers(&training.run().unwrap().history), numbers(&history));
    let look = |at, room| training.look(Look { at, room }).unwrap();
    let width = |drawn: &Value| -> f64 {
        let svg = drawn["svg"].as_str().unwrap();
        svg.split('"').nth(1).unwrap().parse().unwrap()
    };
    for at in [View::Weights, View::Wrong] {
        let (wide, narrow) = (width(&look(at, 720.0)), width(&look(at, 320.0)));
        assert!(wide > 600.0 && narrow < 400.0, "{at:?}: {wide} {narrow}");
    }
    let wrong = look(View::Wrong, 720.0);
    let (said, words) = (&wrong["wrong"], wrong["words"].as_str().unwrap());
    assert_eq!((&wrong["shown"], &wrong["of"]), (&json!(16), &json!(1000)));
    assert!(
        words.starts_with(&format!("16 of {said} wrong answers")),
        "{words}"
    );
    let confusion = look(View::Confusion, 720.0);
    let counts = confusion["counts"].as_array().unwrap().iter();
    let all: u64 = counts
        .flat_map(|row| row.as_array().unwrap())
        .map(|n| n.as_u64().unwrap())
        .sum();
    assert_eq!(all, 1000);
}

#[test]
fn a_run_that_diverges_says_so_and_goes_no_further() {
    let mut sample = whole();
    let (train, test) = sample.parts().unwrap();
    let settings = Settings {
        normalization: "none".to_owned(),
        lr: 1e30,
        ..Settings::default()
    };
    let mut training = Training::default();
    training.begin(&settings, train, test).unwrap();
    let first = training.run_mut().unwrap().epoch().unwrap();
    assert_eq!(first["ended"], true, "{first}");
    assert!(first["notice"].as_str().unwrap().contains("rate"), "{first}");
    assert_eq!(training.run_mut().unwrap().epoch().unwrap(), first);
}
