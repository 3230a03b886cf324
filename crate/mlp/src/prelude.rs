//! What a notebook's first line brings in: `use mlp::prelude::*;`

pub use candle_core::{self, D, DType, Device, IndexOp, Module, ModuleT, Tensor, Var};
pub use candle_nn::{self, Optimizer};
pub use image;
pub use ndarray;
pub use notebook::controls::{button, checkbox, dropdown, interact, slider};
pub use notebook::display::{self, Live, Progress, Show, ShowDebug, display};
pub use plotters;
#[cfg(feature = "network")]
pub use reqwest;

pub use crate::{
    checkpoint::Checkpoint,
    data::{DataLoader, DataSource, Dataset, Samples},
    device::best_device,
    environment::environment,
    error::{Error, Result},
    figures::{Network, Plane, Value, gallery, graph, network, pixel_maps, planes},
    grid::{Grid, GridResults, GridRun},
    loss::{cross_entropy, mean_squared_error},
    metrics::{ConfusionMatrix, Report, accuracy, dead_units, evaluate, final_test},
    model::{Activation, Dropout, Init, Mlp},
    normalize::Normalization,
    optim::{Adam, OptimizerSettings, Sgd},
    pixels::{Picture, gray, merge_channels, side_by_side, split_channels, to_chw, to_hwc},
    plot::{Chart, Figure, bars, heat_map, panels, row},
    prediction::{NO_CHOICE, NO_GUESS, reveal, reveal_choice},
    train::{
        Epoch, Fit, History, Outcome, Schedule, Trial, compare, continue_fit, curves, curves_of, fit,
        fit_with, past_runs, quiet, runs,
    },
};
