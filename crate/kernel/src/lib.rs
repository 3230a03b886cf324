//! The kernel: `mlp` built once from a snapshot, and a private copy of that build for every kernel.
//!
//! [`snapshot::prepare`] builds what is missing and gives a [`KernelHome`]; [`KernelHome::open`] opens one that is
//! ready. [`KernelHome::build_dir`] copies the warm build directory for one kernel: its [`BuildDir::command`] starts
//! `evcxr_jupyter` in it, and dropping it removes the copy. [`direct::run`] is the kernel that does no more than that;
//! [`proxy::run`] is the one that front ends get.

pub(crate) mod build_dir;
mod cell_build;
pub(crate) mod copy;
pub(crate) mod cuda;
pub(crate) mod direct;
pub(crate) mod evcxr;
pub(crate) mod graph;
pub(crate) mod home;
pub(crate) mod inputs;
pub(crate) mod lockfile;
pub(crate) mod processes;
pub(crate) mod profile;
pub(crate) mod proxy;
pub(crate) mod shim;
pub(crate) mod snapshot;
pub(crate) mod spare;
pub(crate) mod toolchain;
pub(crate) mod vendor;
pub(crate) mod warden;
pub(crate) mod warm;

pub(crate) use build_dir::BuildDir;
pub(crate) use home::KernelHome;
