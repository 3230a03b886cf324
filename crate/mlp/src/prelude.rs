//! What a notebook's first line brings in: `use mlp::prelude::*;`

pub use candle_core::{self, D, DType, Device, IndexOp, Module, Tensor, Var};
pub use candle_nn::{self, Optimizer};
pub use image;
pub use ndarray;
pub use plotters;
pub use reqwest;

pub use crate::{
    checkpoint::Checkpoint,
    data::{DataLoader, DataSource, Dataset, Samples},
    device::best_device,
    display::{self, Live, Progress, Show, ShowDebug, display},
    environment::environment,
    error::{Error, Result},
    grid::{Grid, GridResults, GridRun},
    loss::{cross_entropy, mean_squared_error},
    metrics::{ConfusionMatrix, Report, accuracy, dead_units, evaluate, final_test},
    model::{Activation, Init, Mlp},
    normalize::Normalization,
    optim::{Adam, OptimizerSettings, Sgd},
    pixels::{Picture, gray, merge_channels, side_by_side, split_channels, to_chw, to_hwc},
    plot::{
        Chart, Figure, Plane, bars, curves, curves_of, gallery, heat_map, panels, pixel_maps, planes, row,
    },
    prediction::{reveal, reveal_choice},
    train::{Epoch, History, Outcome, Trial, compare, continue_fit, fit, fit_with, past_runs, quiet, runs},
};
