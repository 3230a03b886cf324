//! What the project's programs need of the machine they run on.

pub mod cache;
pub mod command;
pub mod disk;
pub mod file;
pub mod hash;
pub mod lock;
pub mod memory;
pub mod parent;
pub mod pipe;
pub mod processes;
pub mod rustc;
pub mod warden;
