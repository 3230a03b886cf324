//! Everything that reaches the kernel, whoever tells it; each teller knows only its own kind of news.

use super::signals::Signal;
use super::{engine, front, link, spare};
use crate::BuildDir;
use crate::proxy::machine::event::Generation;

/// Something that has happened, with what came along: sockets, a line to a process.
#[derive(Debug)]
pub(super) enum News {
    Front(front::News),
    Engine(Generation, Box<engine::News>),
    Cells(Generation, link::News),
    Spare(spare::News),
    Signal(Signal),
    /// The private build directory is there, or could not be made.
    BuildDir(anyhow::Result<BuildDir>),
}

impl From<front::News> for News {
    fn from(news: front::News) -> Self {
        Self::Front(news)
    }
}

impl From<(Generation, engine::News)> for News {
    fn from((generation, news): (Generation, engine::News)) -> Self {
        Self::Engine(generation, Box::new(news))
    }
}

impl From<(Generation, link::News)> for News {
    fn from((generation, news): (Generation, link::News)) -> Self {
        Self::Cells(generation, news)
    }
}

impl From<spare::News> for News {
    fn from(news: spare::News) -> Self {
        Self::Spare(news)
    }
}

impl From<Signal> for News {
    fn from(signal: Signal) -> Self {
        Self::Signal(signal)
    }
}
