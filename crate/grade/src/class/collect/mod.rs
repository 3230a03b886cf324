//! From what a class handed in to each student's notebook for each problem set: nobody is lost, nobody is mistaken for
//! another, and every file is graded or listed with its reason.

mod doubt;
mod files;
mod kind;
mod layout;
mod list;
mod origin;
mod person;
mod place;
mod platform;
mod unread;
mod which_set;
mod whose;

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Result, bail};
use serde_json::Value;

use self::files::{At, HandIn, Handed};
pub(crate) use self::layout::Layout;
use self::layout::{Decided, decide};
pub(in crate::class) use self::origin::Origin;
use self::place::{Place, Receipts, place};
pub(crate) use self::unread::Unread;
use super::counted::counted;
use super::given::Given;
use super::handed_in::{self, HandedIn};
use super::moodle;
use super::names::harmless;
use super::roster::{Found, Person, Roster};
use super::sheet::Sheet;
use crate::encoding;
use crate::problem_set::ProblemSet;

/// What one student handed in for one problem set.
#[derive(Debug)]
pub(crate) struct Work {
    pub(crate) student: String,
    /// Index of the problem set.
    pub(crate) set: usize,
    /// What grading needs of the notebook, or why there is none.
    pub(crate) notebook: Result<Value, Unread>,
    /// Where it lay.
    pub(crate) path: String,
    /// What it is known by at another run.
    pub(in crate::class) origin: Origin,
    pub(crate) notes: Vec<String>,
    /// When it was handed in, where the platform tells.
    pub(crate) handed_in: Option<HandedIn>,
}

/// A class's hand-in, sorted.
#[derive(Debug, Default)]
pub(crate) struct Collected {
    pub(crate) works: Vec<Work>,
    /// How it was read, in a line.
    pub(crate) understood: String,
    /// What could not be graded, and of whom it is not sure who it is, in words.
    pub(crate) strays: Vec<String>,
    /// Why it may be laid out otherwise than it was read, and what to do.
    pub(crate) doubt: Option<String>,
    /// Whoever handed in only what cannot be graded and is not in the roster, and what the platform calls them.
    pub(crate) others: BTreeMap<String, String>,
}

/// Reads who is in the class, where that is given, reads and sorts what was handed in, and says how all was understood.
/// `earlier` are the students of earlier runs.
pub(crate) fn read(
    given: &Given,
    sets: &[ProblemSet],
    earlier: &BTreeSet<String>,
) -> Result<(Collected, Roster)> {
    let list = given.class_list();
    let mut known = list.map(Roster::read).transpose()?.unwrap_or_default();
    let worksheet = given.worksheet.as_deref().map(|path| {
        if !moodle::is_worksheet(&Sheet::read(path)?) {
            bail!(
                "{}: is no grading worksheet of Moodle's, which has the columns Identifier, Full name and Grade",
                path.display()
            );
        }
        known.add_worksheet(path)
    });
    let worksheet = worksheet.transpose()?;
    let mut hand_in = HandIn::open(&given.submissions)?;
    let collected = sort(&mut hand_in, given.layout, sets, &known, earlier);
    if let Some(doubt) = collected.doubt {
        bail!("{}: {doubt}", given.submissions.display());
    }
    println!("{}", collected.understood);
    if list.is_some() {
        println!("roster: {}", known.understood);
    }
    if let Some(understood) = worksheet {
        println!("worksheet: {understood}");
    }
    Ok((collected, known))
}

fn sort(
    hand_in: &mut HandIn,
    wanted: Option<Layout>,
    sets: &[ProblemSet],
    roster: &Roster,
    earlier: &BTreeSet<String>,
) -> Collected {
    let files = std::mem::take(&mut hand_in.files);
    let paths: Vec<&str> = files.iter().map(|file| file.path.as_str()).collect();
    let names: Vec<&str> = sets.iter().map(|set| set.name.as_str()).collect();
    let is_student = |name: &str| {
        let person = Person {
            login: Some(name.to_owned()),
            name: Some(name.to_owned()),
            ..Person::default()
        };
        // Whoever hands in alone, late, is no folder around others.
        earlier.contains(name) || roster.find(&person) != Found::Nobody
    };
    let decided = decide(&paths, wanted, &names, is_student);
    let mut collected = Collected::default();
    let mut receipts = if decided.layout == Layout::Blackboard {
        receipts(hand_in, &files)
    } else {
        Receipts::new()
    };
    if decided.layout == Layout::Blackboard {
        collected.strays.extend(guess(&mut receipts, &files, roster));
    }
    let count = files.len();
    let persons = by_person(files, &decided, &receipts, &mut collected.strays);
    collected.strays.extend(doubt::passed_through(&decided, wanted));
    collected.understood = understood(&decided, count, persons.len(), hand_in.junk);

    let places = persons
        .iter()
        .map(|(key, (place, _))| (key.clone(), place.clone()))
        .collect();
    let assigned = whose::assign(&places, roster);
    let mut apart = doubt::Apart::default();
    let is_known = |student: &String| roster.students.contains_key(student);
    if !roster.students.is_empty() && !persons.is_empty() && !assigned.students.values().any(is_known) {
        let note = "nobody who handed in is in the roster: is it this class's, and does it have what the platform calls them?";
        collected.strays.push(note.to_owned());
    }
    collected.strays.extend(assigned.notes);
    for (key, (place, files)) in persons {
        let student = assigned.students[&key].clone();
        let mut person = person::Collector::new(hand_in, sets, &decided, &place);
        person.read(files);
        let person::Sorted {
            mut works,
            strays,
            apart: of_theirs,
        } = person.works(&student);
        apart.notebooks += of_theirs;
        apart.students += usize::from(of_theirs > 0);
        apart.of += usize::from(!works.is_empty());
        for work in &mut works {
            let by_number = work.origin.number().and_then(|number| roster.times.get(number));
            let by_table = by_number.or_else(|| roster.handed_in.get(&student));
            work.handed_in = work.handed_in.take().or_else(|| by_table.cloned());
            // Of what cannot be read, the reason is told and nothing else; what else there was must be told as well.
            if work.notebook.is_err() {
                let notes = work.notes.drain(..);
                let name = &sets[work.set].name;
                collected
                    .strays
                    .extend(notes.map(|note| format!("{student}, {name}: {note}")));
            }
        }
        if works.is_empty() && !roster.students.contains_key(&student) {
            collected.others.insert(student, harmless(&place.shown));
        }
        collected.strays.extend(strays);
        collected.works.extend(works);
    }
    if wanted.is_none() && decided.layout == Layout::Folders {
        collected.doubt = doubt::copies(&apart, &collected);
    }
    let class = roster.students.len().max(earlier.len());
    let few = doubt::few(&decided, wanted, places.len(), class);
    collected.doubt = few.or(collected.doubt);
    collected
        .works
        .sort_by(|a, b| (&a.student, a.set).cmp(&(&b.student, b.set)));
    collected
}

/// The files of each person; what is nobody's goes to `strays`, in words.
fn by_person(
    files: Vec<Handed>,
    decided: &Decided,
    receipts: &Receipts,
    strays: &mut Vec<String>,
) -> BTreeMap<String, (Place, Vec<(Handed, Place)>)> {
    let mut persons: BTreeMap<String, (Place, Vec<(Handed, Place)>)> = BTreeMap::new();
    let mut beside: BTreeMap<String, usize> = BTreeMap::new();
    for file in files {
        match place(&file.path, decided, receipts) {
            Ok(place) => {
                let person = persons.entry(place.key.clone());
                person
                    .or_insert_with(|| (place.clone(), Vec::new()))
                    .1
                    .push((file, place));
            }
            Err(_) if !file.path.starts_with(&decided.prefix) => {
                let top = file.path.split('/').next().unwrap_or_default().to_owned();
                *beside.entry(top).or_default() += 1;
            }
            Err(reason) => {
                let reason = file.at.err().map_or(reason, |unread| unread.to_string());
                let path = harmless(&file.path);
                strays.push(format!("{path}: {reason}"));
            }
        }
    }
    strays.extend(beside.iter().map(|(top, count)| {
        let files = counted(*count, "file");
        let prefix = harmless(&decided.prefix);
        format!("{}: {files} beside {prefix}, not looked at", harmless(top))
    }));
    persons
}

fn understood(decided: &Decided, files: usize, students: usize, junk: usize) -> String {
    let within = match decided.prefix.as_str() {
        "" => String::new(),
        prefix => format!(" in {}", harmless(prefix)),
    };
    let besides = match junk {
        0 => String::new(),
        junk => format!(", besides {} that programs left behind", counted(junk, "file")),
    };
    format!(
        "read as {}{within}: {} of {}{besides}",
        decided.layout.name(),
        counted(files, "file"),
        counted(students, "student")
    )
}

/// What Blackboard's receipts tell of names. A student's own text file is called otherwise.
fn receipts(hand_in: &mut HandIn, files: &[Handed]) -> Receipts {
    let mut receipts = Receipts::new();
    let mut seen = BTreeSet::new();
    for file in files {
        let name = file.path.rsplit('/').next().unwrap_or_default();
        let (Some((stem, _, None)), Ok(at)) = (platform::blackboard(name), &file.at) else {
            continue;
        };
        if !seen.insert(stem.to_owned()) {
            continue;
        }
        let text = hand_in.read(at).unwrap_or_default();
        if let Some(told) = platform::receipt(&encoding::decode(&text)) {
            receipts.insert(stem.to_owned(), told);
        }
    }
    receipts
}

/// Without its receipt a name's end is the login of whoever the roster has, the longest first; what to say of it.
fn guess(receipts: &mut Receipts, files: &[Handed], roster: &Roster) -> Option<String> {
    let mut guessed = 0;
    for file in files {
        let name = file.path.rsplit('/').next().unwrap_or_default();
        let Some((stem, ..)) = platform::blackboard(name).filter(|(stem, ..)| !receipts.contains_key(*stem))
        else {
            continue;
        };
        let mut ends = stem.match_indices('_').map(|(at, _)| &stem[at + 1..]);
        let is_known = |login: &&str| {
            let person = Person {
                login: Some((*login).to_owned()),
                ..Person::default()
            };
            matches!(roster.find(&person), Found::Student { .. })
        };
        if let Some(login) = ends.find(is_known) {
            guessed += 1;
            receipts.insert(stem.to_owned(), (String::new(), login.to_owned()));
        }
    }
    (guessed > 0).then(|| {
        format!(
            "{} known by the end of the files' names, for Blackboard's receipts are missing",
            counted(guessed, "student")
        )
    })
}

/// When nbgrader took the submission, by the file that it puts beside the notebook.
fn timestamp(hand_in: &mut HandIn, at: &At) -> Option<HandedIn> {
    let bytes = hand_in.read(at).ok()?;
    handed_in::time(encoding::decode(&bytes).lines().next()?)
}

#[cfg(test)]
mod tests;
