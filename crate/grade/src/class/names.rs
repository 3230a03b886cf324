//! Names of people and files, which come from everywhere: when two are the same, how they are shown, and which folder they
//! get.

use std::collections::BTreeSet;

use caseless::Caseless;
use host::hash::{Sha256, add, short};
use unicode_normalization::UnicodeNormalization;

/// The longest folder name, in bytes: file systems allow 255, and suffixes come to it.
const LONGEST: usize = 100;

/// Two names that are one to a person have one folded form: whatever the capitals, the way of composing accents, and
/// what stands between words.
pub(super) fn folded(name: &str) -> String {
    let name: String = name.nfd().default_case_fold().nfc().collect();
    let words = name.split(|c: char| !c.is_alphanumeric() && c != '@' && c != '+');
    words
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// `name` without what moves the cursor, colours a terminal or turns the direction of writing.
pub(crate) fn harmless(name: &str) -> String {
    name.nfc()
        .map(|c| if is_invisible(c) { '\u{fffd}' } else { c })
        .collect()
}

/// Characters that change what stands around them, or look like nothing.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// A name that can be a folder's on every system: nothing in it leads elsewhere, and it is not too long.
pub(super) fn folder(name: &str) -> String {
    let name: String = name.trim().nfc().collect();
    let safe: String = name
        .chars()
        .map(|c| {
            if c.is_alphanumeric() || "-_.@".contains(c) {
                c
            } else {
                '_'
            }
        })
        .collect();
    let safe = safe.trim_start_matches('.').trim_end_matches('.');
    if safe.is_empty() {
        return "unnamed".to_owned();
    }
    if safe.len() <= LONGEST {
        return safe.to_owned();
    }
    with_hash(safe, &name)
}

/// `folder`, told apart from the same of another name.
pub(super) fn with_hash(folder: &str, name: &str) -> String {
    let mut hash = Sha256::default();
    add(&mut hash, &[name.as_bytes()]);
    let mut end = folder.len().min(LONGEST - 11);
    while !folder.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}-{}", &folder[..end], &short(hash)[..10])
}

/// Two names that are one to some file systems have one such form.
pub(super) fn on_disk(name: &str) -> String {
    name.nfd().default_case_fold().nfc().collect()
}

/// The folders of a class: no two are one, also where capitals do not count.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Folders {
    taken: BTreeSet<String>,
}

impl Folders {
    /// A folder for whoever is called `name`; the first of a name has it as it is.
    pub(crate) fn claim(&mut self, name: &str) -> String {
        let plain = folder(name);
        let mut found = plain.clone();
        let mut tries = 0;
        while !self.taken.insert(on_disk(&found)) {
            found = with_hash(&plain, &format!("{name}{}", "+".repeat(tries)));
            tries += 1;
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_name_is_one_however_it_is_written() {
        for (one, other) in [
            ("Zoë  Müller", "Zoe\u{308} MU\u{308}LLER"),
            ("Jörg Weiß", "JÖRG_WEISS"),
            ("Anna-Lena Meier", " anna lena  meier"),
            ("ΣΊΣΥΦΟΣ", "σίσυφος"),
            ("Nguyễn Thị", "Nguye\u{302}\u{303}n Thi\u{323}"),
        ] {
            assert_eq!(folded(one), folded(other));
        }
        assert_ne!(folded("Muller"), folded("Müller"));
        assert_ne!(folded("ann a"), folded("anna"));
        assert_eq!(folded(" _- "), "");
    }

    #[test]
    fn a_folder_leads_nowhere_else_and_is_not_too_long() {
        assert_eq!(folder("../../etc"), "_.._etc");
        assert_eq!(folder("a\u{202e}b\u{1b}[2Jc."), "a_b__2Jc");
        assert_eq!(folder("Zoe\u{308}"), "Zoë");
        assert_eq!(folder("..."), "unnamed");
        assert_eq!(folder("ada.byron@uni.vn"), "ada.byron@uni.vn");
        let long = |end: &str| folder(&format!("{}{end}", "é".repeat(300)));
        assert!(long("a").len() <= LONGEST && long("a") != long("b"));
    }

    #[test]
    fn what_would_play_with_a_terminal_is_shown_as_such() {
        assert_eq!(
            harmless("a\u{1b}[31m\u{202e}txt\u{200b}\n"),
            "a\u{fffd}[31m\u{fffd}txt\u{fffd}\u{fffd}"
        );
        assert_eq!(harmless("Zoë 😀 (1).ipynb"), "Zoë 😀 (1).ipynb");
    }

    #[test]
    fn no_two_students_share_a_folder() {
        let mut folders = Folders::default();
        let names = ["Ada", "ada", "ADA", "a b", "a_b", "Weiß", "WEISS", "Ada"];
        let found: Vec<String> = names.iter().map(|name| folders.claim(name)).collect();
        let distinct: BTreeSet<String> = found.iter().map(|name| folded(name)).collect();
        assert_eq!(distinct.len(), names.len(), "{found:?}");
        assert_eq!((&found[0][..], &found[3][..]), ("Ada", "a_b"));
        assert!(found[1].starts_with("ada-"));
        // The same again, whoever else is there.
        let mut others = Folders::default();
        others.claim("ADA");
        assert_eq!(others.claim("ada"), found[1]);
    }
}
