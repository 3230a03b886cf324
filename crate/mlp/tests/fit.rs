//! The builder of training: what it says must be what is done.

#![allow(
    clippy::float_cmp,
    reason = "where numbers must be equal, they must be equal in every bit"
)]

use std::ops::ControlFlow;

use mlp::{
    metrics::Report,
    ndarray::{Array1, Array4},
    prelude::*,
    train::HeldOut,
};

const CPU: Device = Device::Cpu;

/// Bright above or bright below, with noise that a network can learn by heart.
fn samples(count: usize, salt: usize) -> Result<Samples> {
    let images = Array4::from_shape_fn((count, 4, 4, 1), |(n, y, x, _)| {
        let noise = (n * 7919 + y * 104_729 + x * 1_299_709 + salt * 31) % 200;
        (noise + if (y < 2) == (n % 2 == 0) { 50 } else { 0 }) as u8
    });
    let labels = Array1::from_shape_fn(count, |n| (n % 2) as u8);
    Samples::new(images, labels, ["top".to_owned(), "bottom".to_owned()])
}

fn loaders() -> Result<(DataLoader, DataLoader)> {
    let learn = DataLoader::new(&samples(64, 1)?, &Normalization::UnitRange, &CPU)?
        .batch_size(16)
        .shuffle(0);
    let valid = DataLoader::new(&samples(40, 2)?, &Normalization::UnitRange, &CPU)?;
    Ok((learn, valid))
}

fn network() -> Result<Mlp> {
    Mlp::new(&[16, 32, 2], Activation::Relu, 0, &CPU)
}

fn weights(model: &Mlp) -> Result<Vec<Vec<f32>>> {
    model
        .parameters()
        .iter()
        .map(|w| Ok(w.flatten_all()?.to_vec1()?))
        .collect()
}

fn without_seconds(history: &History) -> Vec<Epoch> {
    history
        .epochs
        .iter()
        .map(|epoch| Epoch {
            seconds: 0.0,
            ..*epoch
        })
        .collect()
}

#[test]
fn the_lectures_fit_is_the_builder_with_a_test_set() -> Result<()> {
    let (learn, valid) = loaders()?;
    let (a, b) = (network()?, network()?);
    let by_fit = fit_with(&a, &mut Sgd::new(a.parameters(), 0.1)?, &learn, &valid, 4, quiet)?;
    let by_builder = Fit::new(&b, &mut Sgd::new(b.parameters(), 0.1)?)
        .epochs(4)
        .test(&valid)
        .quiet()
        .run(&learn)?;
    assert_eq!(without_seconds(&by_fit), without_seconds(&by_builder));
    assert_eq!(weights(&a)?, weights(&b)?);
    assert_eq!(by_builder.settings.held_out, HeldOut::Test);
    Ok(())
}

#[test]
fn what_chooses_wants_validation_data() -> Result<()> {
    let (learn, valid) = loaders()?;
    let model = network()?;
    let mut optimizer = Sgd::new(model.parameters(), 0.1)?;
    let alone = Fit::new(&model, &mut optimizer).stop_early(2).quiet().run(&learn);
    assert!(alone.unwrap_err().to_string().contains("add .validate(&valid)"));
    let on_test = Fit::new(&model, &mut optimizer)
        .test(&valid)
        .stop_early(2)
        .quiet()
        .run(&learn);
    assert!(on_test.is_err());
    let best = Fit::new(&model, &mut optimizer)
        .test(&valid)
        .keep_best(model.parameters())
        .quiet()
        .run(&learn);
    assert!(best.is_err());
    let both = Fit::new(&model, &mut optimizer)
        .test(&valid)
        .validate(&valid)
        .quiet()
        .run(&learn);
    assert!(both.unwrap_err().to_string().contains("one set"));
    Ok(())
}

#[test]
fn it_stops_once_the_validation_loss_has_not_fallen_for_so_long_and_keeps_the_best() -> Result<()> {
    let (learn, valid) = loaders()?;
    let model = network()?;
    let mut optimizer = Sgd::with_momentum(model.parameters(), 0.5, 0.9)?;
    let history = Fit::new(&model, &mut optimizer)
        .epochs(400)
        .validate(&valid)
        .stop_early(3)
        .keep_best(model.parameters())
        .quiet()
        .run(&learn)?;
    let Outcome::StoppedEarly { best } = history.outcome else {
        panic!("it learns by heart: {history}");
    };
    assert_eq!(history.epochs.len(), best + 3);
    let lowest = history
        .epochs
        .iter()
        .map(|epoch| epoch.test_loss)
        .fold(f64::INFINITY, f64::min);
    assert_eq!(history.epochs[best - 1].test_loss, lowest);
    let report: Report = evaluate(&model, &valid)?;
    assert_eq!(report.loss, lowest, "the weights are those of the best epoch");
    assert!(
        history
            .notice()
            .is_some_and(|notice| notice.contains(&format!("lowest after epoch {best}")))
    );
    Ok(())
}

#[test]
fn a_schedule_sets_the_rate_of_each_epoch_and_leaves_the_optimizer_as_it_was() -> Result<()> {
    let (learn, _) = loaders()?;
    let by_schedule = network()?;
    let mut optimizer = Sgd::new(by_schedule.parameters(), 0.4)?;
    let schedule = Schedule::Step {
        every: 1,
        factor: 0.5,
    };
    let history = Fit::new(&by_schedule, &mut optimizer)
        .epochs(3)
        .schedule(schedule)
        .quiet()
        .run(&learn)?;
    assert_eq!(optimizer.learning_rate(), 0.4);
    assert!(history.settings.to_string().contains("times 0.5 every 1 epochs"));

    let by_hand = network()?;
    let mut optimizer = Sgd::new(by_hand.parameters(), 0.4)?;
    let mut so_far = Fit::new(&by_hand, &mut optimizer).epochs(1).quiet().run(&learn)?;
    for rate in [0.2, 0.1] {
        optimizer.set_learning_rate(rate);
        Fit::new(&by_hand, &mut optimizer)
            .epochs(1)
            .quiet()
            .continue_from(&mut so_far, &learn)?;
    }
    assert_eq!(weights(&by_schedule)?, weights(&by_hand)?);
    Ok(())
}

#[test]
fn another_loss_is_trained_and_measured() -> Result<()> {
    let (learn, valid) = loaders()?;
    let model = network()?;
    let mut optimizer = Sgd::new(model.parameters(), 0.0)?; // nothing moves, so the loss can be had afterwards
    let history = Fit::new(&model, &mut optimizer)
        .epochs(1)
        .validate(&valid)
        .loss(mean_squared_error)
        .quiet()
        .run(&learn)?;
    assert_eq!(history.settings.loss, "mean_squared_error");
    let (mut sum, mut count) = (0.0, 0.0);
    for batch in learn.batches(0) {
        let (x, y) = batch?;
        let loss = mean_squared_error(&model.forward(&x)?, &y)?.to_scalar::<f32>()?;
        sum += f64::from(loss) * y.dims()[0] as f64;
        count += y.dims()[0] as f64;
    }
    assert!((history.last()?.train_loss - sum / count).abs() < 1e-6);
    assert!(history.last()?.test_loss < 0.5 && evaluate(&model, &valid)?.loss > 0.6);

    let mut optimizer = Sgd::new(model.parameters(), 0.5)?;
    let history = Fit::new(&model, &mut optimizer)
        .epochs(60)
        .loss(mean_squared_error)
        .quiet()
        .run(&learn)?;
    assert!(
        history.last()?.train_loss < 0.5 * history.epochs[0].train_loss,
        "{history}"
    );
    Ok(())
}

#[test]
fn dropout_trains_and_is_measured_without_it() -> Result<()> {
    let (learn, valid) = loaders()?;
    let run = |p: f64| -> Result<(History, Vec<Vec<f32>>)> {
        let model = network()?;
        let dropout = Dropout::new(&model, p, 7)?;
        let mut optimizer = Sgd::new(model.parameters(), 0.1)?;
        let history = Fit::new(&dropout, &mut optimizer)
            .epochs(5)
            .validate(&valid)
            .quiet()
            .run(&learn)?;
        assert_eq!(evaluate(&model, &valid)?.loss, history.last()?.test_loss);
        Ok((history, weights(&model)?))
    };
    let (history, with) = run(0.5)?;
    assert_eq!(with, run(0.5)?.1, "the same seed gives the same weights");
    assert_ne!(with, run(0.0)?.1);
    assert!(history.settings.to_string().contains("dropout 0.5"));
    assert!(history.last()?.train_loss < history.epochs[0].train_loss);
    Ok(())
}

#[test]
fn weight_decay_keeps_weights_small() -> Result<()> {
    let (learn, _) = loaders()?;
    let size = |decay: f64| -> Result<f32> {
        let model = network()?;
        let mut optimizer = Sgd::new(model.parameters(), 0.5)?.with_weight_decay(decay)?;
        Fit::new(&model, &mut optimizer).epochs(50).quiet().run(&learn)?;
        Ok(model.parameters()[0].sqr()?.sum_all()?.to_scalar()?)
    };
    let (without, with) = (size(0.0)?, size(0.02)?);
    assert!(with < 0.5 * without, "{with} and {without}");
    Ok(())
}

/// A model of a reader's own that behaves in another way while it trains.
struct Noisy(Mlp);

impl ModuleT for Noisy {
    fn forward_t(&self, x: &Tensor, train: bool) -> candle_core::Result<Tensor> {
        let logits = self.0.forward(x)?;
        if train { logits * 0.5 } else { Ok(logits) }
    }
}

#[test]
fn a_model_may_tell_training_from_measuring() -> Result<()> {
    let (learn, valid) = loaders()?;
    let model = Noisy(network()?);
    let mut optimizer = Sgd::new(model.0.parameters(), 0.0)?;
    let history = Fit::new(&model, &mut optimizer)
        .epochs(1)
        .test(&learn)
        .quiet()
        .run(&learn)?;
    let last = history.last()?;
    assert!((last.train_loss - last.test_loss).abs() > 1e-4, "{history}");
    assert_eq!(last.test_loss, evaluate(&model.0, &learn)?.loss);
    assert!(evaluate(&model, &valid).is_ok());
    Ok(())
}

#[test]
fn a_run_without_held_out_data_is_written_and_read() -> Result<()> {
    let (learn, _) = loaders()?;
    let model = network()?;
    let mut calls = 0;
    let history = Fit::new(&model, &mut Sgd::new(model.parameters(), 0.1)?)
        .epochs(9)
        .quiet()
        .on_epoch(|_| {
            calls += 1;
            if calls == 2 {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        })
        .run(&learn)?;
    assert_eq!(history.epochs.len(), 2);
    assert!(history.last()?.test_loss.is_nan() && !history.to_string().contains("test"));
    let text = serde_json::to_string(&history).unwrap_or_default();
    let read: History = serde_json::from_str(&text).map_err(|error| mlp::Error::Shape(error.to_string()))?;
    assert_eq!(read.epochs[0].train_loss, history.epochs[0].train_loss);
    assert!(read.epochs[0].test_loss.is_nan());
    assert!(curves(&[("", &history)]).is_ok());
    Ok(())
}
