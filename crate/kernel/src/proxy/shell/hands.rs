//! Everything the kernel holds that is not plain data, and what it does with it. What the machine is told of it goes
//! through [`Hands::receive`], what the machine wants done through [`Hands::perform`].

use std::path::PathBuf;

use tokio::sync::mpsc;
use tokio::task::AbortHandle;

use super::engine::{self, Engine, Sockets};
use super::front::{self, Outbox};
use super::link::{self, Link, Listener};
use super::news::News;
use super::signals::Signal;
use super::spare;
use super::trace;
use crate::BuildDir;
use crate::proxy::machine::action::{Action, Channel, Standing};
use crate::proxy::machine::event::{self, Event, Generation};
use crate::proxy::machine::message::Message;
use crate::spare::mark;
use crate::spare::polite::Polite;

/// The kernel's sockets and processes.
#[derive(Debug)]
pub(super) struct Hands {
    pub(super) news: mpsc::Sender<News>,
    pub(super) outbox: Outbox,
    /// Ties us to whoever started us.
    pub(super) tie: AbortHandle,
    /// Remembers how long the last start took.
    pub(super) start_seconds: PathBuf,
    // Dropped in this order: evcxr ends before its folder is removed.
    engine: Option<Engine>,
    sockets: Option<Sockets>,
    /// The engine that these are of.
    generation: Generation,
    link: Option<Link>,
    /// The process that we listen for, or that has joined.
    cells: Generation,
    /// Keeps a spare out of others' way.
    polite: Option<Polite>,
    build_dir: Option<BuildDir>,
}

impl Hands {
    pub(super) fn new(
        news: mpsc::Sender<News>,
        outbox: Outbox,
        tie: AbortHandle,
        start_seconds: PathBuf,
    ) -> Self {
        Self {
            news,
            outbox,
            tie,
            start_seconds,
            engine: None,
            sockets: None,
            generation: 0,
            link: None,
            cells: 0,
            polite: None,
            build_dir: None,
        }
    }

    /// Takes what came along with the news; the rest is what the machine is told.
    pub(super) fn receive(&mut self, news: News) -> Option<Event> {
        Some(match news {
            News::Front(front::News::Shell(message)) => Event::Shell(message),
            News::Front(front::News::Control(message)) => Event::Control(message),
            News::Front(front::News::Stdin(message)) => Event::Stdin(message),
            News::Signal(Signal::Interrupt) | News::Spare(spare::News::Interrupt) => Event::Interrupt,
            News::Signal(Signal::Stop) | News::Spare(spare::News::Stop) => Event::Stop,
            News::Spare(spare::News::Taken(outbox, way)) => {
                self.outbox = outbox;
                Event::Taken(way)
            }
            News::BuildDir(Ok(build_dir)) => {
                let folder = build_dir.folder().to_owned();
                self.build_dir = Some(build_dir);
                Event::BuildDir(Ok(folder))
            }
            News::BuildDir(Err(error)) => Event::BuildDir(Err(format!("{error:#}"))),
            News::Engine(generation, news) if generation == self.generation => {
                Event::Engine(generation, self.engine_news(*news)?)
            }
            News::Cells(generation, news) if generation == self.cells => {
                Event::Cells(generation, self.cells_news(news))
            }
            // Of an engine or a process that has been replaced.
            News::Engine(..) | News::Cells(..) => return None,
        })
    }

    fn engine_news(&mut self, news: engine::News) -> Option<event::Engine> {
        Some(match news {
            engine::News::Connected(sockets) => {
                self.sockets = Some(sockets);
                event::Engine::Connected
            }
            engine::News::Shell(message) => event::Engine::Shell(message),
            engine::News::Iopub(message) => event::Engine::Iopub(message),
            engine::News::Stdin(message) => event::Engine::Stdin(message),
            engine::News::Unreachable(why) => self.engine_ended(Some(why))?,
            engine::News::Ended => self.engine_ended(None)?,
        })
    }

    /// None if that has been said before.
    fn engine_ended(&mut self, why: Option<String>) -> Option<event::Engine> {
        self.sockets = None;
        let engine = self.engine.take()?;
        let last_words = engine.last_words();
        let how = engine.end();
        Some(event::Engine::Ended {
            how: why.unwrap_or(how),
            last_words,
        })
    }

    fn cells_news(&mut self, news: link::News) -> event::Cells {
        match news {
            link::News::Joined(link) => {
                let mark = link.mark.clone();
                self.link = Some(link);
                event::Cells::Joined { mark }
            }
            link::News::Failed(why) => event::Cells::Failed(why),
            link::News::Output(stream, bytes) => event::Cells::Output(stream, bytes),
            link::News::Closed(stream) => event::Cells::Closed(stream),
        }
    }

    /// Does what the machine wants; what that leads to at once.
    pub(super) async fn perform(&mut self, action: Action) -> Option<Event> {
        match action {
            Action::Send(channel, message) => self.outbox.send(channel, message).await,
            Action::Ask(channel, message) => self.ask(channel, message).await,
            Action::Request(request) => {
                if let Some(link) = &mut self.link {
                    link.request(&request).await;
                }
            }
            Action::StartEngine(generation) => return self.start_engine(generation),
            Action::Listen(generation) => return Some(self.listen(generation)),
            Action::KillCompilers => {
                let (build_dir, engine) = (self.build_dir.as_ref()?, self.engine.as_ref()?);
                return build_dir
                    .kill_compilers(engine.id())
                    .then_some(Event::CompilersEnded);
            }
            Action::Trace { place, frames } => {
                let folder = self.build_dir.as_ref().map(|it| it.folder().to_owned());
                let find = move || folder.map(|folder| trace::spots(&folder, place, &frames));
                let spots = tokio::task::spawn_blocking(find).await.ok().flatten();
                return Some(Event::Traced(spots.unwrap_or_default()));
            }
            Action::Diagnose => {
                let spots = self.build_dir.as_ref().map(|it| trace::diagnosed(it.folder()));
                return Some(Event::Traced(spots.unwrap_or_default()));
            }
            Action::RememberStart(took) => {
                // Only a hint for the next kernel's note.
                let _ = std::fs::write(&self.start_seconds, format!("{:.1}", took.as_secs_f64()));
            }
            Action::Spare(standing) => self.stand(standing),
            Action::Log(line) => eprintln!("{line}"),
            Action::End => self.outbox.drain().await,
        }
        None
    }

    async fn ask(&mut self, channel: Channel, message: Message) {
        let Some(sockets) = &mut self.sockets else {
            return;
        };
        if let Err(error) = sockets.send(channel, message).await {
            eprintln!("{error:#}");
            // An evcxr that cannot be spoken to is of no use; its end is noticed as any other is.
            if let Some(engine) = &mut self.engine {
                engine.kill();
            }
        }
    }

    fn start_engine(&mut self, generation: Generation) -> Option<Event> {
        self.sockets = None;
        self.link = None;
        self.engine = None;
        self.generation = generation;
        let build_dir = self.build_dir.as_ref()?;
        build_dir.kill_processes();
        match Engine::start(build_dir, generation, &self.news) {
            Ok(engine) => {
                self.engine = Some(engine);
                None
            }
            Err(error) => {
                let why = format!("{error:#}");
                Some(Event::Engine(generation, event::Engine::Failed(why)))
            }
        }
    }

    fn listen(&mut self, generation: Generation) -> Event {
        self.link = None;
        self.cells = generation;
        let news = match Listener::bind() {
            Ok(listener) => {
                let address = listener.address.clone();
                tokio::spawn(listener.accept(generation, self.news.clone()));
                event::Cells::Listening(address)
            }
            Err(error) => event::Cells::Failed(format!("{error:#}")),
        };
        Event::Cells(generation, news)
    }

    fn stand(&mut self, standing: Standing) {
        // `doctor` reads the mark; nothing depends on it.
        let mark = self.build_dir.as_ref().map(|it| mark(it.folder()));
        match standing {
            Standing::WarmingUp => {
                let news = self.news.clone();
                self.polite = self.build_dir.as_ref().map(|build_dir| {
                    Polite::begin(build_dir.folder(), move || {
                        let _ = news.blocking_send(News::Signal(Signal::Stop));
                    })
                });
                let _ = mark.map(|it| std::fs::write(it, "warming up"));
            }
            Standing::Ready => drop(mark.map(|it| std::fs::write(it, "ready"))),
            Standing::Taken => {
                self.polite = None;
                // Tied to a front end now, no longer to the keeper.
                self.tie.abort();
                let _ = mark.map(std::fs::remove_file);
            }
        }
    }
}
