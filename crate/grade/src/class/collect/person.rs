//! What one person handed in: of all files those that count, one a problem set.

use std::collections::BTreeMap;

mod best;

use serde_json::Value;

use super::files::{At, HandIn, Handed};
use super::kind::{Kind, kind};
use super::layout::{Decided, Layout};
use super::origin::Origin;
use super::place::Place;
use super::platform::blackboard;
use super::unread::Unread;
use super::{Work, timestamp, which_set};
use crate::class::handed_in::HandedIn;
use crate::class::names::harmless;
use crate::notebook;
use crate::problem_set::ProblemSet;

/// How many files of one person are opened, and how many bytes of them are read.
const OPENED: usize = 200;
const READ: usize = 256 << 20;
/// How many names a note lists.
const LISTED: usize = 8;

/// How many files of one person are listed that are of no use.
const STRAYS: usize = 20;

/// A file that may count.
struct Candidate {
    path: String,
    notebook: Result<Value, Unread>,
    handed_in: Option<HandedIn>,
    notes: Vec<String>,
    /// It came in a zip, which holds one student's files.
    is_packed: bool,
}

/// Reads the files of one person.
pub(super) struct Collector<'a> {
    hand_in: &'a mut HandIn,
    sets: &'a [ProblemSet],
    decided: &'a Decided,
    /// Whose files they are, the same for all.
    person: &'a Place,
    opened: usize,
    read: usize,
    candidates: BTreeMap<usize, Vec<Candidate>>,
    /// Files that are no notebooks, by the problem set where they tell one.
    others: BTreeMap<Option<usize>, Vec<String>>,
    /// When nbgrader took a problem set, by the folder.
    times: BTreeMap<String, HandedIn>,
    strays: Vec<String>,
    /// How many notebooks do not count that lie in folders of their own.
    apart: usize,
}

/// What one person handed in, sorted.
pub(super) struct Sorted {
    pub(super) works: Vec<Work>,
    /// What is of no use, in words.
    pub(super) strays: Vec<String>,
    /// How many notebooks do not count though each lies in a folder of its own, as if it were another student's.
    pub(super) apart: usize,
}

/// When a file has its turn: notebooks first, those that lie nearest to the top before those that were put away. What else lies
/// there, such as a whole Python environment, must not use up what may be opened.
fn turn(path: &str) -> (usize, usize, String) {
    let rank = match kind(path) {
        // These are not opened.
        Kind::Archive | Kind::Other => 0,
        Kind::Notebook => 1,
        Kind::Zip => 2,
        Kind::Perhaps => 3,
    };
    (rank, path.matches('/').count(), path.to_owned())
}

fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(parent, _)| parent)
}

impl<'a> Collector<'a> {
    pub(super) fn new(
        hand_in: &'a mut HandIn,
        sets: &'a [ProblemSet],
        decided: &'a Decided,
        person: &'a Place,
    ) -> Self {
        Self {
            hand_in,
            sets,
            decided,
            person,
            opened: 0,
            read: 0,
            candidates: BTreeMap::new(),
            others: BTreeMap::new(),
            times: BTreeMap::new(),
            strays: Vec::new(),
            apart: 0,
        }
    }

    /// Looks at all of the person's files.
    pub(super) fn read(&mut self, mut files: Vec<(Handed, Place)>) {
        files.sort_by_cached_key(|(file, _)| turn(&file.path));
        for (file, place) in files {
            self.file(&file, &place);
        }
    }

    fn file(&mut self, file: &Handed, place: &Place) {
        let at = match &file.at {
            Ok(at) => at,
            Err(reason) => return self.unread(file, place, reason.clone()),
        };
        let name = file.path.rsplit('/').next().unwrap_or_default();
        // nbgrader writes it into STUDENT/SET/; one that lies elsewhere, or came in a zip, is a student's own.
        let depth = match self.decided.layout {
            Layout::Nbgrader => Some(2),
            Layout::Exchange => Some(1),
            _ => None,
        };
        let inside = file.path.strip_prefix(self.decided.prefix.as_str());
        if name == "timestamp.txt"
            && depth.is_some()
            && inside.map(|inside| inside.matches('/').count()) == depth
            && !matches!(at, At::Inside(..))
        {
            if let Some(time) = timestamp(self.hand_in, at) {
                self.times.insert(parent(&file.path).to_owned(), time);
            }
            return;
        }
        // Blackboard's receipt is the platform's own.
        if self.decided.layout == Layout::Blackboard
            && blackboard(name).is_some_and(|(_, _, file)| file.is_none())
        {
            return;
        }
        match kind(&file.path) {
            Kind::Other => self.other(file, place),
            Kind::Archive => self.unread(
                file,
                place,
                "is an archive that is not opened: ask for the notebook itself, or a zip".into(),
            ),
            Kind::Zip => self.zip(file, at, place),
            Kind::Perhaps if !self.is_wanted(place) => self.other(file, place),
            kind @ (Kind::Notebook | Kind::Perhaps) => match self.open(at) {
                Ok(bytes) => self.notebook(file, place, &bytes, kind),
                Err(reason) => self.unread(file, place, reason),
            },
        }
    }

    /// Whether a file that may be a notebook under another name is worth opening: nothing better is there for the problem set
    /// that its name tells, or for any.
    fn is_wanted(&self, place: &Place) -> bool {
        match which_set::by_name(&place.hints, self.sets) {
            Some(set) => !self.candidates.contains_key(&set),
            None => self.candidates.is_empty(),
        }
    }

    /// Counts a file that is opened: the person may have handed in too much.
    fn spend(&mut self) -> Result<(), Unread> {
        self.opened += 1;
        if self.opened > OPENED || self.read > READ {
            return Err(format!(
                "was not read: there are more than {OPENED} files or {} MB of this student. Ask for the notebook alone",
                READ >> 20
            )
            .into());
        }
        Ok(())
    }

    fn open(&mut self, at: &At) -> Result<Vec<u8>, Unread> {
        self.spend()?;
        let bytes = self.hand_in.read(at)?;
        self.read += bytes.len();
        Ok(bytes)
    }

    fn notebook(&mut self, file: &Handed, place: &Place, bytes: &[u8], kind: Kind) {
        match notebook::read_handed_in(bytes) {
            Ok(notebook) => {
                let (set, note) = which_set::of_notebook(&place.hints, &notebook, self.sets);
                let Some(set) = set else {
                    let path = harmless(&file.path);
                    return self
                        .strays
                        .push(format!("{path}: belongs to no problem set of the course"));
                };
                let notes = note.map(|note| format!("{} {note}", harmless(&file.path)));
                self.candidate(set, file, place, Ok(notebook), notes.into_iter().collect());
            }
            Err(_) if kind == Kind::Perhaps => self.other(file, place),
            Err(error) => self.unread(file, place, format!("{error:#}").into()),
        }
    }

    fn zip(&mut self, file: &Handed, at: &At, place: &Place) {
        let mut inside = match self.spend().and_then(|()| self.hand_in.inside(&file.path, at)) {
            Ok(inside) => inside,
            Err(reason) => {
                let named = |reason| format!("{} {reason}", harmless(&file.path));
                return self.unread(file, place, reason.map(named));
            }
        };
        inside.sort_by_cached_key(|file| turn(&file.path));
        let is_notebook = |file: &Handed| matches!(kind(&file.path), Kind::Notebook);
        if !inside.iter().any(is_notebook) {
            let reason = format!(
                "{} is a zip without a notebook: ask for the notebook itself",
                harmless(&file.path)
            );
            return self.unread(file, place, reason.into());
        }
        for inner in inside {
            let own = inner.path[file.path.len()..]
                .rsplit('/')
                .filter(|part| !part.is_empty());
            let hints = own
                .map(str::to_owned)
                .chain(place.hints.iter().cloned())
                .collect();
            let place = Place {
                hints,
                ..place.clone()
            };
            self.file(&inner, &place);
        }
    }

    /// A file that should have been a notebook, or may hold one.
    fn unread(&mut self, file: &Handed, place: &Place, reason: Unread) {
        let only = (self.sets.len() == 1).then_some(0);
        match which_set::by_name(&place.hints, self.sets).or(only) {
            Some(set) if kind(&file.path) != Kind::Other => {
                self.candidate(set, file, place, Err(reason), Vec::new());
            }
            _ => self.strays.push(format!("{}: {reason}", harmless(&file.path))),
        }
    }

    fn other(&mut self, file: &Handed, place: &Place) {
        let only = (self.sets.len() == 1).then_some(0);
        let set = which_set::by_name(&place.hints, self.sets).or(only);
        self.others.entry(set).or_default().push(harmless(&file.path));
    }

    fn candidate(
        &mut self,
        set: usize,
        file: &Handed,
        place: &Place,
        notebook: Result<Value, Unread>,
        notes: Vec<String>,
    ) {
        self.candidates.entry(set).or_default().push(Candidate {
            path: file.path.clone(),
            notebook,
            handed_in: place.handed_in.clone(),
            notes,
            is_packed: matches!(file.at, Ok(At::Inside(..))),
        });
    }

    /// What counts, and what is of no use.
    pub(super) fn works(mut self, student: &str) -> Sorted {
        let mut works = Vec::new();
        for (set, found) in std::mem::take(&mut self.candidates) {
            works.extend(self.best(student, set, found));
        }
        for (set, paths) in std::mem::take(&mut self.others) {
            let listed = list(&paths);
            let work = works.iter_mut().find(|work: &&mut Work| Some(work.set) == set);
            match (set, work) {
                (_, Some(work)) => work
                    .notes
                    .push(format!("not graded, for it is no notebook: {listed}")),
                (Some(set), None) => works.push(Work {
                    origin: self.origin(paths.first().map_or("", String::as_str)),
                    student: student.to_owned(),
                    set,
                    notebook: Err(format!("{listed} is not a notebook: ask for the file NAME.ipynb").into()),
                    path: paths.into_iter().next().unwrap_or_default(),
                    notes: Vec::new(),
                    handed_in: None,
                }),
                (None, None) => self.strays.push(format!(
                    "{student}: {listed} is no notebook and belongs to no problem set of the course"
                )),
            }
        }
        if self.strays.len() > STRAYS {
            let more = self.strays.len() - STRAYS;
            self.strays.truncate(STRAYS);
            self.strays
                .push(format!("{student}: {more} more files were not graded"));
        }
        Sorted {
            works,
            strays: self.strays,
            apart: self.apart,
        }
    }

    fn origin(&self, path: &str) -> Origin {
        Origin::of(self.decided.layout, self.person, path)
    }
}

/// Names, the first of many.
fn list(names: &[String]) -> String {
    let shown = names
        .iter()
        .take(LISTED)
        .map(String::as_str)
        .collect::<Vec<_>>()
        .join(", ");
    match names.len().saturating_sub(LISTED) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}
