//! Lab 2: the accuracy of the network without any component.

use mlp::prelude::*;

/// The accuracy on the test images of a network trained for 20 epochs, in percent.
pub(crate) fn baseline(data: &Dataset, seed: u64) -> Result<f64> {
    let device = Device::Cpu;
    let scale = Normalization::z_score(&data.train)?;
    let learn = DataLoader::new(&data.train, &scale, &device)?
        .batch_size(100)
        .shuffle(seed);
    let judge = DataLoader::new(&data.test, &scale, &device)?.batch_size(1000);
    let model = Mlp::new(&[784, 256, 10], Activation::Relu, seed, &device)?;
    let mut sgd = Sgd::with_momentum(model.parameters(), 0.02, 0.9)?;
    Fit::new(&model, &mut sgd).epochs(20).quiet().run(&learn)?;
    Ok(100.0 * evaluate(&model, &judge)?.accuracy)
}
