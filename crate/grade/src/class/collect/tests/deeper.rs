//! A student's folder with much beside the notebook, or with the notebook deep inside.

use super::*;

#[test]
fn a_whole_environment_beside_a_notebook_does_not_use_up_what_is_opened() {
    let rubbish: Vec<String> = (0..250)
        .map(|index| format!("ada/env/lib/p{index:03}.dist-info/top_level.txt"))
        .collect();
    let mut files: Vec<(&str, &str)> = rubbish.iter().map(|path| (path.as_str(), "p")).collect();
    files.push(("ada/01_a.ipynb", EMPTY));
    let collected = sorted(&files, "");
    assert_eq!(rows(&collected), [("ada", 0, "ada/01_a.ipynb")]);
    assert!(
        collected.works[0].notebook.is_ok(),
        "{:?}",
        collected.works[0].notebook
    );
    // Where no notebook is, the text file may be one.
    let files = [
        ("ada/01_a.txt", EMPTY),
        ("ada/LICENSE", "words"),
        ("bea/01_a.ipynb", EMPTY),
    ];
    assert_eq!(
        rows(&sorted(&files, "")),
        [("ada", 0, "ada/01_a.txt"), ("bea", 0, "bea/01_a.ipynb")]
    );
}

#[test]
fn the_time_of_nbgraders_folder_holds_for_all_that_lies_in_it() {
    let files = [
        ("submitted/ada/01_a/01_a.ipynb", EMPTY),
        ("submitted/ada/01_a/timestamp.txt", "2026-01-15 10:20:30 UTC\n"),
        ("submitted/mal/01_a/x/y/01_a.ipynb", EMPTY),
        ("submitted/mal/01_a/timestamp.txt", "2026-01-16 10:20:30 UTC\n"),
        // Handed in with the next problem set, and so when that was.
        ("submitted/zoe/02_b/z/01_a.ipynb", EMPTY),
        ("submitted/zoe/02_b/timestamp.txt", "2026-02-09 10:20:30 UTC\n"),
    ];
    let collected = sorted(&files, "");
    let times: Vec<_> = collected
        .works
        .iter()
        .map(|work| work.handed_in.clone())
        .collect();
    let at = |day| Some(HandedIn::At(format!("2026-{day}T10:20:30Z")));
    assert_eq!(times, [at("01-15"), at("01-16"), at("02-09")]);
}
