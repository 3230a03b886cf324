//! The kernel: `mlp` built once from a snapshot, and a private copy of that build for every kernel.
//!
//! [`snapshot::prepare`] builds what is missing and gives a [`KernelHome`]; [`KernelHome::open`] opens one that is
//! ready. [`KernelHome::build_dir`] copies the warm build directory for one kernel: its [`BuildDir::command`] starts
//! `evcxr_jupyter` in it, and dropping it removes the copy. [`direct::run`] is the kernel that does no more than that;
//! [`proxy::run`] is the one that front ends get.

pub mod build_dir;
mod cell_build;
pub mod copy;
pub mod cuda;
pub mod direct;
pub mod evcxr;
pub mod graph;
pub mod home;
pub mod inputs;
pub mod lockfile;
pub mod processes;
pub mod profile;
pub mod proxy;
pub mod shim;
pub mod snapshot;
pub mod spare;
pub mod toolchain;
pub mod vendor;
pub mod warden;
pub mod warm;

pub use build_dir::BuildDir;
pub use home::KernelHome;
