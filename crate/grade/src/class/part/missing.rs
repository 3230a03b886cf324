//! What is not there to be merged, and the command that brings it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::Part;
use super::union::Folder;

/// How many names are listed.
const LISTED: usize = 5;

/// In words what is missing of the submissions `names`, of which `is_there` says whether they were graded.
pub(super) fn described(folders: &[Folder], names: &[String], is_there: &[bool]) -> Option<String> {
    let missing: Vec<usize> = (0..names.len()).filter(|&place| !is_there[place]).collect();
    // Where a class was parted twice, by the parts of which there are most.
    let mut there: BTreeMap<usize, BTreeSet<Part>> = BTreeMap::new();
    for folder in folders {
        let part = folder.slip.part();
        there.entry(part.of).or_default().insert(part);
    }
    let (&of, there) = there.iter().max_by_key(|(_, parts)| parts.len())?;
    let mut by_part: BTreeMap<Part, Vec<&str>> = BTreeMap::new();
    for place in missing {
        by_part
            .entry(Part::with(place, of))
            .or_default()
            .push(&names[place]);
    }
    if by_part.is_empty() {
        return None;
    }
    let mut words = String::from("the class is not complete, and nothing was written");
    for (part, names) in by_part {
        let folder = folders.iter().find(|folder| folder.slip.part() == part);
        let _ = match folder.filter(|_| there.contains(&part)) {
            Some(folder) => {
                let path = folder.path.display();
                write!(
                    words,
                    "\n  {path} lacks {} of part {part}: grade it again with --part {part} --out {path}, what it has is kept",
                    listed(&names)
                )
            }
            None => write!(
                words,
                "\n  part {part} is missing: run the same command with --part {part} and an --out of its own"
            ),
        };
    }
    Some(words)
}

/// The first names, and how many there are besides.
pub(super) fn listed(names: &[&str]) -> String {
    let mut words = names.iter().take(LISTED).copied().collect::<Vec<_>>().join(", ");
    if names.len() > LISTED {
        let _ = write!(words, " and {} more", names.len() - LISTED);
    }
    words
}
