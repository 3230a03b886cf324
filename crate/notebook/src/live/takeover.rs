//! Running cells in a loop of our own.
//!
//! evcxr's process reads a line from its stdin for each cell, `LOAD_AND_RUN library function`, runs it, prints a word
//! and reads the next. Nothing else could run on that thread meanwhile, and a cell that reads its own stdin would read
//! evcxr's lines. So the next such line is ours: it names [`notebook_serve_cells`], which never returns. evcxr notices
//! nothing. Its lines are read by a thread, cells run here as before, and what follows a control runs between them.
#![allow(unsafe_code)]

use std::ffi::c_void;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::os::fd::AsFd;

use super::turns::{Command, Turn};
use super::{helper, input, library, turns};
use crate::controls;

/// The name of [`notebook_serve_cells`], as evcxr is told.
const FUNCTION: &str = "notebook_serve_cells";
/// How evcxr's lines begin.
const RUN: &str = "LOAD_AND_RUN ";

/// Has the loop begin behind the cell that runs now. To be called on the thread that runs cells.
pub(super) fn prepare() -> io::Result<()> {
    let file = library::file_of(notebook_serve_cells).ok_or(io::ErrorKind::NotFound)?;
    // Where it is not to be found evcxr would end.
    let found = library::load(&file, FUNCTION)?;
    if found as usize != notebook_serve_cells as extern "C" fn(_) -> _ as usize || file.contains(' ') {
        return Err(io::ErrorKind::NotFound.into());
    }
    let commands = io::stdin().as_fd().try_clone_to_owned()?;
    let (ours, mut line) = io::pipe()?;
    writeln!(line, "{RUN}{file} {FUNCTION}")?;
    rustix::stdio::dup2_stdin(&ours)?;
    turns::take_over();
    std::thread::Builder::new()
        .name("evcxr's lines".into())
        .spawn(move || listen(BufReader::new(File::from(commands))))?;
    input::watch(line)
}

/// Reads evcxr's lines until it is gone.
fn listen(commands: BufReader<File>) {
    for line in commands.lines().map_while(Result::ok) {
        // While a cell runs evcxr has nothing to say but what a reader has typed, whatever that is.
        let command = line.strip_prefix(RUN).and_then(|rest| rest.rsplit_once(' '));
        match command {
            Some((library, function)) if !turns::is_cell() => turns::run(Command {
                library: library.into(),
                function: function.into(),
            }),
            _ => input::answer(Some(&line)),
        }
    }
    turns::ended();
}

/// The loop: gets the notebook's variables, which are a secret of evcxr's, and hands them from cell to cell.
#[unsafe(no_mangle)]
extern "C" fn notebook_serve_cells(mut variables: *mut c_void) -> *mut c_void {
    loop {
        match turns::next() {
            Turn::Cell(command, who) => {
                controls::make_way(who.id.as_deref());
                input::is_for(who.attended);
                match library::load(&command.library, &command.function) {
                    Ok(function) => variables = function(variables),
                    Err(error) => {
                        eprintln!("The cell cannot be loaded: {error}");
                        std::process::exit(99);
                    }
                }
                turns::cell_ended();
                println!("EVCXR_EXECUTION_COMPLETE");
            }
            Turn::Follow => {
                // Nobody is asked for a line while they move a control: one that reads is at the end of its input.
                input::is_for(false);
                controls::take_turn();
            }
            Turn::Settle => controls::settle(),
            Turn::End => helper::end(),
        }
    }
}
