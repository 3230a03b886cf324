//! Which problem set a file belongs to, and how near its name is to the one that was handed out.

use serde_json::Value;

use crate::class::names::folded;
use crate::notebook;
use crate::problem_set::ProblemSet;

/// The numbers that a browser or platform put behind the name of a problem set: none for the name itself.
fn copy_numbers(name: &str, set: &str) -> Option<Vec<u64>> {
    let (name, set) = (folded(stem(name)), folded(set));
    let rest = name.strip_prefix(&set)?;
    // hw1 is not the second copy of hw.
    if !rest.is_empty() && !rest.starts_with(' ') && set.ends_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    rest.split_whitespace()
        .map(|number| number.parse().ok())
        .collect()
}

/// A file's name without the endings that say that it is a notebook.
fn stem(name: &str) -> &str {
    let lower = name.to_lowercase();
    match lower.find(".ipynb") {
        // Small letters may be longer than capitals; a name with such is its own stem.
        Some(end) if lower.len() == name.len() && name.is_char_boundary(end) => &name[..end],
        _ => name.rsplit_once('.').map_or(name, |(stem, _)| stem),
    }
}

/// How near a file's name is to the name of its problem set: the larger, the nearer. The name itself is nearest, then the
/// copy with the highest number.
pub(super) fn nearness(path: &str, set: &str) -> (bool, Option<Vec<u64>>) {
    let numbers = copy_numbers(path.rsplit('/').next().unwrap_or(path), set);
    (numbers.as_ref().is_some_and(Vec::is_empty), numbers)
}

/// By the names of folders and file, the nearest first.
pub(super) fn by_name(hints: &[String], sets: &[ProblemSet]) -> Option<usize> {
    let exactly = |hint: &String| {
        let names = [folded(hint), folded(stem(hint))];
        sets.iter().position(|set| names.contains(&folded(&set.name)))
    };
    let copied = |hint: &String| {
        sets.iter()
            .position(|set| copy_numbers(hint, &set.name).is_some())
    };
    hints
        .iter()
        .find_map(|hint| exactly(hint).or_else(|| copied(hint)))
}

/// By its cells, by the names, then because there is only one. Of a notebook whose cells are another set's than its name
/// says, the cells count, for they are what is graded; with a word about it.
pub(super) fn of_notebook(
    hints: &[String],
    notebook: &Value,
    sets: &[ProblemSet],
) -> (Option<usize>, Option<String>) {
    let cells = notebook::cells(notebook);
    let resemblances: Vec<usize> = sets.iter().map(|set| set.resemblance(&cells)).collect();
    let nearest = (0..sets.len())
        .rev()
        .max_by_key(|set| resemblances[*set])
        .filter(|set| resemblances[*set] > 0);
    match (by_name(hints, sets), nearest) {
        (Some(named), Some(nearest)) if resemblances[named] == 0 => {
            let note = format!(
                "is named as {}, and its cells are those of {}",
                sets[named].name, sets[nearest].name
            );
            (Some(nearest), Some(note))
        }
        (named, nearest) => (named.or(nearest).or((sets.len() == 1).then_some(0)), None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_are_numbered_and_the_name_itself_is_nearest() {
        let numbers = |name: &str| copy_numbers(name, "kit_2");
        assert_eq!(numbers("kit_2.ipynb"), Some(vec![]));
        assert_eq!(numbers("KIT 2.IPYNB"), Some(vec![]));
        assert_eq!(numbers("kit_2 (1).ipynb"), Some(vec![1]));
        assert_eq!(numbers("kit_2-13.ipynb.txt"), Some(vec![13]));
        assert_eq!(numbers("kit_2_2026_02_14.json"), Some(vec![2026, 2, 14]));
        for other in ["kit_21.ipynb", "kit.ipynb", "my kit_2.ipynb", "kit_2 final.ipynb"] {
            assert_eq!(numbers(other), None, "{other}");
        }
        assert_eq!(copy_numbers("kit2.ipynb", "kit"), Some(vec![2]));
        let order = ["a/kit.ipynb", "kit (10).ipynb", "kit-9.ipynb", "old.ipynb"];
        assert!(
            order
                .windows(2)
                .all(|two| nearness(two[0], "kit") > nearness(two[1], "kit"))
        );
    }
}
