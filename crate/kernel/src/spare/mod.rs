//! A kernel that is ready before anybody asks for one.
//!
//! ```text
//! JupyterLab ─┬─ keeper (`kernel spares`) ── spare (`kernel spare`): evcxr, the process that runs cells
//!             └─ kernel (`kernel run`) ── takes the spare over a socket, and ends with it
//! ```
//!
//! - The **keeper** ([`keeper`]) is started with JupyterLab and ends with it. It starts a spare, waits until it is
//!   taken, and starts the next; never two, and none that would leave too little memory ([`room`]).
//! - A **spare** is a kernel without a front end. It warms up politely ([`polite`]) and listens at a name that only
//!   JupyterLab and what it starts know ([`Address`]).
//! - A **kernel** that JupyterLab starts asks there first ([`taking`]). The spare then serves the front end from the
//!   kernel's connection file, in the notebook's folder and environment ([`place`]), and the kernel's process is only
//!   the handle by which Jupyter holds it. Where no spare answers, the kernel starts as ever.
//!
//! A kernel whose parent is not that JupyterLab (`cargo lab run`, grading, tests, also in JupyterLab's terminal) takes none.

pub mod keeper;
pub mod place;
pub mod polite;
pub mod room;
pub mod taking;

use std::path::{Path, PathBuf};

use crate::socket::Name;

/// Tells what JupyterLab starts where the spare listens: JupyterLab's process id, a space, the name.
pub const VARIABLE: &str = "MLP_SPARE_KERNEL";

/// Where the spare of one JupyterLab listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    server: i32,
    name: Name,
}

impl Address {
    /// A new name for the JupyterLab with the process id `server`.
    pub fn new(server: i32) -> Self {
        let name = Name::new("mlp-spare");
        Self { server, name }
    }

    /// The address that the environment tells, if the process that started us is the JupyterLab it is for.
    pub fn of_our_server() -> Option<Self> {
        let address = Self::parse(&std::env::var(VARIABLE).ok()?)?;
        let parent = rustix::process::getppid()?;
        (parent.as_raw_nonzero().get() == address.server).then_some(address)
    }

    /// The address as the environment tells it.
    pub fn parse(text: &str) -> Option<Self> {
        let (server, name) = text.split_once(' ')?;
        Some(Self {
            server: server.parse().ok()?,
            name: Name::parse(name),
        })
    }

    /// The socket there.
    pub fn socket(&self) -> &Name {
        &self.name
    }
}

impl std::fmt::Display for Address {
    fn fmt(&self, formatter: &mut std::fmt::Formatter) -> std::fmt::Result {
        write!(formatter, "{} {}", self.server, self.name.text())
    }
}

/// In its private folder a spare says that it is one, and whether it is `ready`.
pub fn mark(build_dir: &Path) -> PathBuf {
    build_dir.join("spare")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_survives_the_environment() {
        let address = Address::new(42);
        assert_eq!(Address::parse(&address.to_string()), Some(address));
        assert_eq!(Address::parse("x y"), None);
    }
}
