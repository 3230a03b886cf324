//! Lab 1, “Each at its best rate”.

mod fold;
mod gap;
mod paired;
