//! What each figure of a page asks for, and what it gets.

pub mod drawing;
pub mod normalization;
pub mod plane;
pub mod train;
pub mod worked_example;
