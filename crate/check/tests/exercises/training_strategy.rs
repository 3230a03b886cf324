//! Problem set “Training strategy”.

mod choose;
mod difference;
mod initial_scale;
mod precision_recall;
mod split;
