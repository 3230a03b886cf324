//! The process that runs a student's answer.

pub mod confine;
pub mod guard;
