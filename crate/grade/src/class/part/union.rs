//! The results of all parts as one: the same whatever the order, and whatever was graded twice.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use super::slip::{Digests, Slip, name};
use crate::class::collect::Work;
use crate::class::store::{self, Kept, Stored};
use crate::graded::Graded;
use crate::problem_set::ProblemSet;
use protocol::verdict::Status;

/// A part's folder with what is said of it.
#[derive(Debug)]
pub(super) struct Folder {
    pub(super) path: PathBuf,
    pub(super) slip: Slip,
}

/// What the parts found, in the order of the submissions; nothing where a submission is in none of them. An error names two
/// folders that contradict each other.
pub(super) fn union(
    folders: &[Folder],
    works: &[Work],
    sets: &[ProblemSet],
    digests: &Digests,
) -> Result<Vec<Option<Stored>>> {
    works
        .iter()
        .map(|work| of_one(folders, work, &sets[work.set], &name(work, sets), digests))
        .collect()
}

fn of_one(
    folders: &[Folder],
    work: &Work,
    set: &ProblemSet,
    name: &str,
    digests: &Digests,
) -> Result<Option<Stored>> {
    let mut found: Option<Stored> = None;
    let mut from: BTreeMap<String, &Path> = BTreeMap::new();
    for folder in folders {
        let stored = store::load(&folder.path, &work.student, &set.name);
        // What was handed in before, or was tried otherwise, is not this submission's.
        if stored.digest.is_empty() || digests.get(name) != Some(&stored.digest) {
            continue;
        }
        let all = found.get_or_insert_with(|| Stored {
            from: stored.from.clone(),
            is_unread: stored.is_unread,
            digest: stored.digest.clone(),
            ..Stored::default()
        });
        for (question, kept) in stored.results {
            let before = all.results.get(&question);
            if let Some(before) = before.filter(|before| before.graded != kept.graded) {
                bail!(
                    "{} and {} contradict each other about {name}, question {question}: {} and {}. Something in the answer is left to \
                     chance, or one of the machines was too slow: leave one of the folders out, or grade its part again with \
                     --question {question}",
                    from.get(&question).unwrap_or(&folder.path.as_path()).display(),
                    folder.path.display(),
                    in_words(&before.graded),
                    in_words(&kept.graded)
                );
            }
            // Machines with other compilers have other keys; whose is kept shall not depend on the order.
            if before.is_none_or(|before| kept.key < before.key) {
                from.insert(question.clone(), &folder.path);
                all.results.insert(question, kept);
            }
        }
        all.failed.extend(stored.failed);
    }
    Ok(found.map(|stored| with_failed(stored, set)))
}

/// What a machine failed at, and no other graded, is a result that the next run has to find.
fn with_failed(mut stored: Stored, set: &ProblemSet) -> Stored {
    let failed = std::mem::take(&mut stored.failed);
    for question in &set.questions {
        if let Some(reason) = failed.get(&question.id)
            && !stored.results.contains_key(&question.id)
        {
            let graded = Graded::nothing(&question.id, question.points, Status::NotGraded, reason.clone());
            let key = String::new();
            stored.results.insert(question.id.clone(), Kept { key, graded });
        }
    }
    stored
}

fn in_words(graded: &Graded) -> String {
    match graded.points {
        Some(points) => format!("{points} of {} points ({})", graded.max, graded.reason),
        None => graded.reason.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::class::collect::Origin;
    use crate::class::given::Given;
    use crate::class::part::missing;
    use crate::class::part::slip::{Tried, digests};
    use crate::class::table::tests::sets;
    use crate::trial::Limits;

    fn works(names: &[&str]) -> Vec<Work> {
        let work = |name: &&str| Work {
            student: (*name).to_owned(),
            set: 0,
            notebook: Ok(serde_json::json!({ "of": name })),
            path: format!("{name}.ipynb"),
            origin: Origin::Path(String::new()),
            notes: Vec::new(),
            handed_in: None,
        };
        names.iter().map(work).collect()
    }

    fn tried() -> Tried {
        Tried::new("words", Limits::default())
    }

    /// A part's folder in which `students` were graded, each with the points of their first question; none where the machine
    /// failed.
    fn folder(
        top: &Path,
        name: &str,
        part: &str,
        works: &[Work],
        students: &[(&str, Option<f64>)],
    ) -> Folder {
        let sets = sets();
        let path = top.join(name);
        let class = digests(works, &sets, &tried()).unwrap();
        let slip = Slip::new(part.parse().unwrap(), Given::default(), tried(), class.clone());
        slip.write(&path).unwrap();
        for (student, points) in students {
            let question = &sets[0].questions[0];
            let standing = if points.is_some() {
                Status::Wrong
            } else {
                Status::NotGraded
            };
            let mut graded = Graded::nothing(&question.id, question.points, standing, "because");
            graded.points = *points;
            let key = format!("key of {name}");
            let stored = Stored {
                results: [(question.id.clone(), Kept { key, graded })].into(),
                digest: class[&format!("{student}/{}", sets[0].name)].clone(),
                ..Stored::default()
            };
            store::save(&path, student, &sets[0].name, &stored).unwrap();
        }
        let slip = Slip::read(&path).unwrap();
        Folder { path, slip }
    }

    fn points(folders: &[Folder], works: &[Work]) -> Result<Vec<String>> {
        let sets = sets();
        let question = &sets[0].questions[0].id;
        let all = union(folders, works, &sets, &digests(works, &sets, &tried())?)?;
        let points = |stored: &Stored| {
            let points = stored.results[question].graded.points;
            points.map_or_else(|| "failed".to_owned(), |points| points.to_string())
        };
        let all = all.iter().map(Option::as_ref);
        Ok(all
            .map(|stored| stored.map_or_else(|| "missing".to_owned(), points))
            .collect())
    }

    #[test]
    fn parts_in_any_order_and_any_repetition_are_one() {
        let top = tempfile::tempdir().unwrap();
        let works = works(&["ada", "bea", "cleo"]);
        let make = |name, part, students| folder(top.path(), name, part, &works, students);
        let mut folders = vec![
            make("1", "1/2", &[("ada", Some(1.0)), ("cleo", None)]),
            make("2", "2/2", &[("bea", Some(2.0))]),
            // Where one machine failed, another did not.
            make("again", "1/2", &[("ada", Some(1.0)), ("cleo", Some(0.5))]),
        ];
        let expected = ["1", "2", "0.5"];
        assert_eq!(points(&folders, &works).unwrap(), expected);
        let key = |folders: &[Folder]| {
            let sets = sets();
            let digests = digests(&works, &sets, &tried()).unwrap();
            let all = union(folders, &works, &sets, &digests).unwrap();
            all[0].as_ref().unwrap().results[&sets[0].questions[0].id]
                .key
                .clone()
        };
        let before = key(&folders);
        folders.reverse();
        assert_eq!(points(&folders, &works).unwrap(), expected);
        assert_eq!(key(&folders), before);
        // What no machine could grade is told as such, and is not missing.
        assert_eq!(points(&folders[1..], &works).unwrap()[2], "failed");
    }

    #[test]
    fn contradictions_name_both_folders_and_the_question() {
        let top = tempfile::tempdir().unwrap();
        let works = works(&["ada"]);
        let make = |name, points| folder(top.path(), name, "1/1", &works, &[("ada", Some(points))]);
        let error = points(&[make("one", 1.0), make("other", 2.0)], &works)
            .unwrap_err()
            .to_string();
        let question = &sets()[0].questions[0].id;
        for words in [
            "/one and ",
            "/other contradict",
            "ada/",
            question,
            "1 of ",
            "2 of ",
        ] {
            assert!(error.contains(words), "{error}");
        }
    }

    #[test]
    fn what_is_missing_is_named_with_its_part() {
        let top = tempfile::tempdir().unwrap();
        let works = works(&["ada", "bea", "cleo", "dora", "eve"]);
        let folders = [folder(top.path(), "two", "2/3", &works, &[("bea", Some(1.0))])];
        let names: Vec<String> = works.iter().map(|work| name(work, &sets())).collect();
        let is_there: Vec<bool> = points(&folders, &works)
            .unwrap()
            .iter()
            .map(|points| points != "missing")
            .collect();
        let words = missing::described(&folders, &names, &is_there).unwrap();
        for part in [
            "part 1/3 is missing",
            "part 3/3 is missing",
            "/two lacks eve/01 of part 2/3",
        ] {
            assert!(words.contains(part), "{words}");
        }
        assert_eq!(missing::described(&folders, &names, &[true; 5]), None);
    }

    #[test]
    fn results_of_another_text_count_for_nothing() {
        let top = tempfile::tempdir().unwrap();
        let mut works = works(&["ada"]);
        let folders = [folder(top.path(), "1", "1/1", &works, &[("ada", Some(1.0))])];
        works[0].notebook = Ok(serde_json::json!({"of": "ada", "handed in": "again"}));
        assert_eq!(points(&folders, &works).unwrap(), ["missing"]);
    }

    #[test]
    fn what_sets_two_parts_apart_is_named_and_the_secret_is_not_told() {
        let other = |secret, seconds| {
            let limits = Limits {
                seconds,
                ..Limits::default()
            };
            Tried::new(secret, limits)
        };
        let seconds = Limits::default().seconds;
        assert_eq!(tried().difference(&other("words", seconds)), None);
        assert_eq!(tried().difference(&other("other", seconds)), Some("--secret"));
        assert_eq!(tried().difference(&other("words", 99)), Some("--seconds"));
        assert!(!serde_json::to_string(&tried()).unwrap().contains("words"));
    }
}
