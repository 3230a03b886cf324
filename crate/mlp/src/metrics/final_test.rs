//! The test set, opened once.

use std::sync::atomic::{AtomicUsize, Ordering};

use candle_core::ModuleT;
use notebook::display;

use super::{Report, evaluate};
use crate::{DataLoader, Result};

static USES: AtomicUsize = AtomicUsize::new(0);

/// [`evaluate`] for the end of a piece of work: it counts how often this session has looked at the test set, because each
/// look that leads to another choice makes the test set a little more of a training set.
///
/// ```
/// use mlp::prelude::*;
/// # use mlp::ndarray::{Array1, Array4};
/// # let images = Array4::from_shape_fn((8, 2, 2, 1), |(n, y, ..)| if y == n % 2 { 200_u8 } else { 0 });
/// # let labels = Array1::from_shape_fn(8, |n| (n % 2) as u8);
/// # let samples = Samples::new(images, labels, ["top".to_owned(), "bottom".to_owned()])?;
/// # let loader = DataLoader::new(&samples, &Normalization::UnitRange, &Device::Cpu)?.batch_size(4);
/// let model = Mlp::new(&[4, 2], Activation::Relu, 0, &Device::Cpu)?;
/// let report = final_test(&model, &loader)?;
/// assert_eq!(report.predicted.len(), 8);
/// # Ok::<(), mlp::Error>(())
/// ```
///
/// # Errors
/// A batch that the model cannot take.
pub fn final_test(model: &impl ModuleT, test: &DataLoader) -> Result<Report> {
    let report = evaluate(model, test)?;
    let uses = USES.fetch_add(1, Ordering::Relaxed) + 1;
    display::note(&if uses == 1 {
        "the test set was opened for the first time: this number counts".to_owned()
    } else {
        format!(
            "the test set was opened {uses} times in this session: choose on validation data, or this number flatters"
        )
    });
    Ok(report)
}
