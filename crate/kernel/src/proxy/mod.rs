//! The kernel that front ends talk to: it stands between them and an evcxr_jupyter child.
//!
//! ```text
//! front end ⇄ sockets ⇄ machine ⇄ engine (evcxr_jupyter) ⇄ the process that runs cells
//!                          ⇅                                       ⇅
//!                          └────────── link: stdout, stderr, requests ──────────┘
//! ```
//!
//! evcxr compiles and runs cells; everything that a reader sees of it goes through here and is mended on the way.
//!
//! - **One machine decides** ([`machine`]): events in, actions out, plain data both. The [`shell`] around it turns what
//!   happens into [`Event`](machine::event::Event)s and performs [`Action`](machine::action::Action)s in their order;
//!   nothing is shared and nothing is locked.
//! - **Output does not go through evcxr.** Before the first cell the process that runs cells executes a statement of the
//!   library, which puts sockets of ours in the place of its stdout and stderr (`link`). `scan` tells text from the
//!   lines that evcxr waits for; those are handed back to evcxr in their order. So text streams as it is printed, with
//!   or without newline; a process that dies leaves all it has printed; a flood is slowed down instead of piling up; and
//!   the library can send reports (figures that change, panics) that a print cannot imitate.
//! - **A cell is over when it is.** evcxr's word for the end is held back until a fence has come through stdout and
//!   stderr and the thread that runs cells waits for the next one (`cells`). So all output comes before idle, and a cell
//!   that prints evcxr's word ends nothing.
//! - **Errors** (`verdict`, `failure`): a panic and a failing `?` are known by reports and by evcxr's own lines, a crash
//!   and a compile error by evcxr's `error` messages, of which one is made. The reply carries what clients read.
//! - **Interrupts** (`interrupting`): the cell is asked; a compiler is ended; then evcxr's own interrupt follows.
//! - **Controls** (`comms`): their messages go to the process that runs cells, each move is answered with idle at once.
//! - **Input** (`input`): a cell that reads its stdin is noticed in its process, and the front end is asked.
//! - **The rest of the protocol** is answered here (`answers`, `code`) or handed to evcxr as it came. Completion and
//!   inspection are empty while a cell runs, since evcxr would answer after it.
//!
//! evcxr dies with this process (the launcher sees to it), and the process that runs cells dies with its link.

mod machine;
mod shell;
mod words;

use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;

use self::machine::{About, Statements};
use super::KernelHome;

/// Serves the front end that wrote `connection_file`, until it says shutdown or is gone.
pub fn run(home: KernelHome, connection_file: &Path) -> Result<ExitCode> {
    let (about, statements) = (about(&home), statements(&home));
    shell::run(home, connection_file, about, statements)
}

/// Warms up without a front end, and serves the first one that asks.
pub fn run_as_spare(home: KernelHome) -> Result<ExitCode> {
    let (about, statements) = (about(&home), statements(&home));
    shell::run_as_spare(home, about, statements)
}

fn about(home: &KernelHome) -> About {
    let library = home.library();
    let link = |text: &str, url: &str| (text.to_owned(), url.to_owned());
    let own = library.wishes.links.iter().map(|(text, url)| link(text, url));
    let mut links = vec![
        link("Rust by Example", "https://doc.rust-lang.org/rust-by-example/"),
        link("The standard library", "https://doc.rust-lang.org/std/"),
    ];
    links.extend(own);
    About {
        implementation: library.kernel(),
        banner: format!(
            "{} {}: Rust cells on evcxr, with the crate {}",
            library.display_name(),
            env!("CARGO_PKG_VERSION"),
            library.package
        ),
        rust: home.rust_version(),
        links,
    }
}

/// What evcxr is told of the notebooks' library.
fn statements(home: &KernelHome) -> Statements {
    let library = home.library().clone();
    Statements {
        notebook: format!("{}::notebook", library.name()),
        library: library.name(),
        comes_with: library.wishes.reachable.clone(),
        priming: library.wishes.types.clone(),
        join: Box::new(move |address: &str| library.join(address)),
    }
}
