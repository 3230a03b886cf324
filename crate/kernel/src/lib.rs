//! The Jupyter kernel for Rust: a library built once from a snapshot, and a private copy of that build for every kernel.
//!
//! [`install::install`] builds what is missing for the library that [`library`] describes and gives a [`KernelHome`]'s folder;
//! [`KernelHome::open`] opens one that is ready. [`KernelHome::build_dir`] copies the warm build directory for one kernel: its
//! [`BuildDir::command`] starts `evcxr_jupyter` in it, and dropping it removes the copy. [`direct::run`] is the kernel that
//! does no more than that; [`proxy::run`] is the one that front ends get.

mod analysis;
mod build_dir;
mod cell_build;
mod compilation;
mod copy;
mod costs;
mod cuda;
pub mod direct;
pub mod evcxr;
mod evcxr_install;
pub mod for_answers;
pub mod for_grading;
mod graph;
mod home;
mod inputs;
pub mod install;
pub mod kernelspec;
mod leftovers;
pub mod library;
mod lockfile;
mod parts;
mod processes;
mod processor;
mod profile;
pub mod proxy;
mod renewal;
pub mod shim;
mod skeleton;
mod snapshot;
mod socket;
pub mod spare;
pub mod status;
pub mod toolchain;
mod vendor;
pub mod warden;
mod warm;

/// What helps where something of a set-up is missing.
pub(crate) const SET_UP: &str = "Run `cargo lab setup`, for another library `kernel install` in its folder";

pub use build_dir::BuildDir;
pub use home::KernelHome;
