//! What the pages are called in the zip. The part at the top is the platform's, which knows it again; what is below a student
//! named, and one name that a system cannot have ends the unpacking for everybody after it.

use std::collections::BTreeSet;

use crate::class::names::{folder, on_disk, with_hash};
use crate::printable;

const ENDING: &str = ".html";
/// The longest part at the top, in bytes, its ending not counted.
const LONGEST_TOP: usize = 150;
/// The longest path, in bytes: Windows allows 260 with the folder where it is unpacked.
const LONGEST: usize = 200;
/// What Windows takes for devices, whatever ending they have.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "conin$", "conout$"];

/// A name for each submission's page, which every system can unpack beside the others.
pub(super) fn of(submissions: &[&str]) -> Vec<String> {
    let stems: Vec<String> = submissions.iter().map(|submission| stem(submission)).collect();
    // Where something is a folder, no page can be.
    let mut taken: BTreeSet<String> = stems
        .iter()
        .flat_map(|stem| stem.match_indices('/').map(|(slash, _)| on_disk(&stem[..slash])))
        .collect();
    stems.iter().map(|stem| free_name(stem, &mut taken)).collect()
}

/// The path of a submission without its ending, as one that stays in the folder where it is unpacked.
fn stem(submission: &str) -> String {
    let path = printable::line(submission).replace('\\', "/");
    let mut parts: Vec<&str> = path
        .split('/')
        .filter(|part| !part.is_empty() && *part != "." && *part != "..")
        .collect();
    // A point in a folder's name ends nothing.
    let name = parts.pop().unwrap_or_default();
    let name = name.rsplit_once('.').map_or(name, |(name, _)| name);
    let Some((first, folders)) = parts.split_first() else {
        return top(name);
    };
    let mut stem = top(first);
    for folder in folders {
        stem = format!("{stem}/{}", below(folder));
    }
    stem = format!("{stem}/{}", below(name));
    // The number of another page of the same name comes to it.
    let longest = LONGEST - ENDING.len() - 10;
    if stem.len() > longest {
        let top = top(first);
        let left = longest - top.len() - 1;
        stem = format!("{top}/{}", shortened(&below(name), left, &path));
    }
    stem
}

/// The part at the top, as the platform has it where that is possible.
fn top(name: &str) -> String {
    let safe: String = name
        .chars()
        .map(|c| {
            if r#"<>:"|?*"#.contains(c) || c.is_control() {
                '_'
            } else {
                c
            }
        })
        .collect();
    let safe = safe.trim_end_matches(['.', ' ']).trim_start();
    let safe = if is_device(safe) {
        format!("_{safe}")
    } else {
        safe.to_owned()
    };
    if safe == name && safe.len() <= LONGEST_TOP && !safe.is_empty() {
        return safe;
    }
    shortened(&safe, LONGEST_TOP, name)
}

/// A part below, which a student named.
fn below(name: &str) -> String {
    let safe = folder(name);
    if is_device(&safe) {
        format!("_{safe}")
    } else {
        safe
    }
}

/// `safe` in at most `longest` bytes, told apart from the same of another name.
fn shortened(safe: &str, longest: usize, name: &str) -> String {
    // A hash is what comes to it.
    let mut end = safe.len().min(longest.saturating_sub(11));
    while !safe.is_char_boundary(end) {
        end -= 1;
    }
    with_hash(&safe[..end], name)
}

fn is_device(name: &str) -> bool {
    let stem = name
        .split('.')
        .next()
        .unwrap_or_default()
        .trim_end()
        .to_lowercase();
    let is_numbered = |port: &str| {
        let number = stem
            .strip_prefix(port)
            .map(|rest| rest.chars().collect::<Vec<_>>());
        matches!(number.as_deref(), Some(['0'..='9' | '¹' | '²' | '³']))
    };
    DEVICES.contains(&stem.as_str()) || is_numbered("com") || is_numbered("lpt")
}

fn free_name(stem: &str, taken: &mut BTreeSet<String>) -> String {
    let mut name = format!("{stem}{ENDING}");
    let mut number = 2;
    while !taken.insert(on_disk(&name)) {
        name = format!("{stem} ({number}){ENDING}");
        number += 1;
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_of_a_students_ends_the_unpacking() {
        let long = format!("{}.ipynb.a", "a".repeat(247));
        let deep = vec!["b".repeat(250); 12].join("/");
        let umlauts = "ü".repeat(120);
        let submissions = [
            format!("longzip/{long}"),
            format!("deep/{deep}.ipynb"),
            format!("deep/{deep}c.ipynb"),
            format!("{umlauts}_47_assignsubmission_file_/{umlauts}.ipynb"),
            format!("{umlauts}_48_assignsubmission_file_/{umlauts}.ipynb"),
            format!("adal_4711_1_{long}"),
            "ada/a:b*?.ipynb".into(),
            "ada/con.ipynb".into(),
            "ada/COM1/lpt³.x.ipynb".into(),
            "ada/end. .ipynb".into(),
            "ada/x.html/y.ipynb".into(),
            "ada/X.ipynb".into(),
            "x.html/y.ipynb".into(),
            "x.ipynb".into(),
            "a:/x.ipynb".into(),
            "a?/x.ipynb".into(),
            "nul".into(),
            String::new(),
        ];
        let names = of(&submissions.iter().map(String::as_str).collect::<Vec<_>>());
        let folder = tempfile::tempdir().unwrap();
        let (mut files, mut parts_of) = (BTreeSet::new(), Vec::new());
        for name in &names {
            assert!(name.len() <= LONGEST && name.ends_with(ENDING), "{name}");
            assert!(files.insert(on_disk(name)), "{name}");
            parts_of.extend(name.split('/'));
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "").unwrap();
        }
        for part in parts_of {
            assert!(
                !part.is_empty() && !is_device(part) && !part.ends_with(['.', ' ']),
                "{part}"
            );
            assert!(!part.contains(['<', '>', ':', '"', '|', '?', '*']), "{part}");
        }
        let top = |at: usize| names[at].split('/').next().unwrap();
        assert_ne!(top(3), top(4));
        assert_ne!(top(14), top(15));
        assert_eq!(names[11], "ada/X (2).html");
    }

    #[test]
    fn what_the_platform_named_stays_as_it_is() {
        for (submission, name) in [
            (
                "Ada L._4711_assignsubmission_file_/a b.ipynb",
                "Ada L._4711_assignsubmission_file_/a_b.html",
            ),
            (
                "Zoë Zed_7_assignsubmission_file_x (1).ipynb",
                "Zoë Zed_7_assignsubmission_file_x (1).html",
            ),
            ("adal_LATE_7_1_01 - Kopie.ipynb", "adal_LATE_7_1_01 - Kopie.html"),
        ] {
            assert_eq!(of(&[submission]), [name]);
        }
    }
}
