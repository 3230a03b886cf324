//! Problem set “Step by step”.

mod accuracy;
mod bugs;
mod confusion;
mod order;
mod train_epoch;
