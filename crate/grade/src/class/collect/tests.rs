use super::*;

mod deeper;
mod doubt;

fn set(name: &str, id: &str) -> ProblemSet {
    let notebook = serde_json::json!({"cells": [{"cell_type": "code", "source": "x",
        "metadata": {"nbgrader": {"grade_id": id, "grade": true, "points": 1}}}]});
    ProblemSet::new(name, notebook).unwrap()
}

fn sets() -> Vec<ProblemSet> {
    vec![set("01_a", "qa"), set("02_b", "qb")]
}

const EMPTY: &str = "{\"cells\": []}";
const OF_B: &str = "{\"cells\": [{\"metadata\": {\"nbgrader\": {\"grade_id\": \"qb\"}}}]}";

fn sorted(files: &[(&str, &str)], roster: &str) -> Collected {
    let roster = match roster {
        "" => Roster::default(),
        text => Roster::parse(text).unwrap(),
    };
    sort(&mut HandIn::of(files), None, &sets(), &roster, &BTreeSet::new())
}

/// student, problem set, path
fn rows(collected: &Collected) -> Vec<(&str, usize, &str)> {
    let works = collected.works.iter();
    works
        .map(|work| (work.student.as_str(), work.set, work.path.as_str()))
        .collect()
}

#[test]
fn three_students_with_dated_names_have_three_rows() {
    let names = ["hw_2026_02_14.ipynb", "week_3_7_x.ipynb", "bea_1_2_01_a.ipynb"];
    for name in names {
        let paths = ["ada", "bea", "cy"].map(|student| format!("{student}/01_a/{name}"));
        let files = paths.each_ref().map(|path| (path.as_str(), EMPTY));
        let collected = sorted(&files, "");
        assert_eq!(
            rows(&collected),
            [
                ("ada", 0, &paths[0][..]),
                ("bea", 0, &paths[1]),
                ("cy", 0, &paths[2])
            ]
        );
        assert_eq!(
            collected.understood,
            "read as one folder a student: 3 files of 3 students"
        );
        assert_eq!(collected.strays, [""; 0]);
    }
}

#[test]
fn one_folder_a_problem_set_is_known_by_its_names() {
    let files = [
        ("01_a/ada/x.ipynb", EMPTY),
        ("01_a/bea/x.ipynb", EMPTY),
        ("02_b/ada/x.ipynb", EMPTY),
        ("02_b/x.ipynb", EMPTY),
    ];
    let collected = sorted(&files, "");
    let found: Vec<_> = rows(&collected).iter().map(|row| (row.0, row.1)).collect();
    assert_eq!(found, [("ada", 0), ("ada", 1), ("bea", 0)]);
    assert!(collected.strays[0].starts_with("02_b/x.ipynb: lies in no student's folder"));
}

#[test]
fn a_moodle_folder_inside_of_another_is_its_owners() {
    let files = [
        ("Zoe Zed_900_assignsubmission_file_/01_a.ipynb", EMPTY),
        (
            "Mal Lory_666_assignsubmission_file_/Zoe Zed_900_assignsubmission_file_/01_a.ipynb",
            EMPTY,
        ),
        ("Mal Lory_666_assignsubmission_file_/01_a.ipynb", EMPTY),
    ];
    let collected = sorted(&files, "");
    assert_eq!(
        rows(&collected),
        [("Mal_Lory_666", 0, files[2].0), ("Zoe_Zed_900", 0, files[0].0)]
    );
    assert!(collected.works[0].notes[0].contains("was handed in as well and does not count"));
}

#[test]
fn the_problem_set_is_found_by_name_by_cells_and_where_they_differ_by_cells() {
    let files = [
        ("ada/01_a/01_a.ipynb", EMPTY),
        ("bea/02_B (1).IPYNB", EMPTY),
        ("cy/homework.ipynb", OF_B),
        ("dan/01_a/01_a.ipynb", OF_B),
        ("eve/homework.ipynb", EMPTY),
    ];
    let collected = sorted(&files, "");
    let found: Vec<_> = rows(&collected).iter().map(|row| (row.0, row.1)).collect();
    assert_eq!(found, [("ada", 0), ("bea", 1), ("cy", 1), ("dan", 1)]);
    assert!(collected.works[3].notes[0].contains("is named as 01_a, and its cells are those of 02_b"));
    // Whoever cannot be graded is listed, and has a row.
    assert_eq!(
        collected.strays,
        ["eve/homework.ipynb: belongs to no problem set of the course"]
    );
    assert_eq!(collected.others.keys().collect::<Vec<_>>(), ["eve"]);
}

#[test]
fn of_several_files_one_counts_and_the_others_are_named() {
    let counts = |names: &[&str]| {
        let paths: Vec<String> = names.iter().map(|name| format!("ada/01_a/{name}")).collect();
        let files: Vec<(&str, &str)> = paths.iter().map(|path| (path.as_str(), EMPTY)).collect();
        let collected = sorted(&files, "");
        assert_eq!(collected.works.len(), 1);
        let work = &collected.works[0];
        let told = format!("{} counts", work.path);
        assert!(
            work.notes.iter().any(|note| note.contains(&told)),
            "{:?}",
            work.notes
        );
        work.path["ada/01_a/".len()..].to_owned()
    };
    assert_eq!(
        counts(&["01_a (1).ipynb", "01_a.ipynb", "old.ipynb"]),
        "01_a.ipynb"
    );
    assert_eq!(
        counts(&["01_a (2).ipynb", "01_a-10.ipynb", "01_a_3.ipynb"]),
        "01_a-10.ipynb"
    );
    assert_eq!(counts(&["01_a.ipynb.txt", "old.ipynb"]), "01_a.ipynb.txt");
    // One that can be read counts before one that cannot.
    let cut = sorted(
        &[
            ("ada/01_a/01_a.ipynb", "{\"cells\": ["),
            ("ada/01_a/old.ipynb", EMPTY),
        ],
        "",
    );
    assert_eq!(cut.works[0].path, "ada/01_a/old.ipynb");
    assert!(cut.works[0].notes[0].contains("01_a.ipynb does not count: the file ends in the middle"));
}

#[test]
fn a_notebook_under_another_name_is_read_and_what_is_none_is_told() {
    let files = [
        ("ada/01_a/01_a.ipynb.txt", EMPTY),
        ("bea/01_a/01_a.json", EMPTY),
        ("cy/01_a/answers", EMPTY),
        ("dan/01_a/answers.pdf", "%PDF"),
        ("dan/01_a/README", "x"),
        ("eve.a/01_a/README", "x"),
        ("eve.b/01_a/01_a.ipynb", ""),
        ("eve.b/01_a/data.csv", "1"),
        ("eve.c/01_a/hw.rar", "Rar!"),
        ("fay/x.pdf", "%PDF"),
    ];
    let collected = sorted(&files, "");
    let state = |index: usize| match &collected.works[index].notebook {
        Ok(_) => collected.works[index].notes.join("; "),
        Err(reason) => reason.to_string(),
    };
    for (index, part) in [
        "01_a.ipynb.txt was read as a notebook",
        "01_a.json was read as a notebook",
        "answers was read as a notebook",
        "dan/01_a/answers.pdf, dan/01_a/README is not a notebook",
        "eve.a/01_a/README is not a notebook",
        "is empty: ask for the notebook",
        "an archive that is not opened",
    ]
    .into_iter()
    .enumerate()
    {
        assert!(state(index).contains(part), "{}", state(index));
    }
    assert_eq!(collected.works[4].student, "eve.a");
    assert!(
        collected.strays[0].contains("eve.b, 01_a: not graded, for it is no notebook: eve.b/01_a/data.csv")
    );
    assert!(collected.strays.len() == 2 && collected.strays[1].starts_with("fay: fay/x.pdf is no notebook"));
}

#[test]
fn times_come_from_the_platform_and_not_from_students() {
    let stamp = "2026-01-15 10:20:30.123 UTC\n";
    let files = [
        ("submitted/ada/01_a/01_a.ipynb", EMPTY),
        ("submitted/ada/01_a/timestamp.txt", stamp),
    ];
    let utc = HandedIn::At("2026-01-15T10:20:30Z".into());
    assert_eq!(sorted(&files, "").works[0].handed_in, Some(utc));
    let own = sorted(
        &[("ada/01_a/01_a.ipynb", EMPTY), ("ada/01_a/timestamp.txt", stamp)],
        "",
    );
    assert_eq!(own.works[0].handed_in, None);
    let canvas = sorted(
        &[("doe_LATE_1_2_01_a.ipynb", EMPTY), ("roe_3_4_01_a.ipynb", EMPTY)],
        "",
    );
    assert_eq!(canvas.works[0].handed_in, Some(HandedIn::Late));
    assert_eq!(canvas.works[1].handed_in, None);
    let roster =
        "Identifier,Full name,Last modified (submission)\nParticipant 7,Ada,\"3 March 2026, 10:00 AM\"\n";
    let moodle = sorted(&[("Ada_7_assignsubmission_file_/01_a.ipynb", EMPTY)], roster);
    assert_eq!(moodle.works[0].student, "Participant_7");
    assert_eq!(
        moodle.works[0].handed_in,
        Some(HandedIn::At("2026-03-03T10:00:00".into()))
    );
}

#[test]
fn of_blackboards_attempts_the_last_counts_and_receipts_are_the_platforms() {
    let files = [
        (
            "H_ada_b_attempt_2026-01-15-10-20-30.txt",
            "Name: Ada B (ada_b)\nAssignment: H\n",
        ),
        ("H_ada_b_attempt_2026-01-15-10-20-30_01_a.ipynb", EMPTY),
        ("H_ada_b_attempt_2026-01-16-09-00-00_new.ipynb", EMPTY),
        ("H_cy_b_attempt_2026-01-15-10-20-30_01_a.ipynb", EMPTY),
        ("notes.pdf", "%PDF"),
    ];
    let mut sets = sets();
    sets.truncate(1);
    let collected = sort(
        &mut HandIn::of(&files),
        None,
        &sets,
        &Roster::default(),
        &BTreeSet::new(),
    );
    assert_eq!(rows(&collected), [("ada_b", 0, files[2].0), ("b", 0, files[3].0)]);
    assert_eq!(
        collected.works[0].handed_in,
        Some(HandedIn::At("2026-01-16T09:00:00".into()))
    );
    assert!(
        collected.strays[0].contains("notes.pdf: is not named as Blackboard's export"),
        "{:?}",
        collected.strays
    );
}

#[test]
fn the_roster_of_another_class_is_noticed() {
    let collected = sorted(&[("ada/01_a/01_a.ipynb", EMPTY)], "id,name\ns1,Bea\n");
    assert!(collected.strays[0].starts_with("nobody who handed in is in the roster"));
    assert!(collected.strays[1].contains("“ada” is not in the roster: graded as ada"));
    let collected = sorted(&[("ada/01_a/01_a.ipynb", EMPTY)], "id,name\ns1,Ada\n");
    assert_eq!((rows(&collected)[0].0, collected.strays.len()), ("s1", 0));
}

#[test]
fn one_student_with_too_many_files_costs_nobody_else() {
    let paths: Vec<String> = (0..300)
        .map(|index| format!("mal/01_a/{index:03}.ipynb"))
        .collect();
    let mut files: Vec<(&str, &str)> = paths.iter().map(|path| (path.as_str(), EMPTY)).collect();
    files.push(("zoe/01_a/01_a.ipynb", EMPTY));
    let collected = sorted(&files, "");
    assert!(collected.works.iter().all(|work| work.notebook.is_ok()) && collected.works.len() == 2);
    assert!(
        collected.works[0]
            .notes
            .iter()
            .any(|note| note.contains("there are more than 200 files"))
    );
    assert!(collected.works[0].notes.len() < 20);
}

#[test]
fn names_that_play_with_terminals_are_harmless_everywhere() {
    let files = [
        ("\u{1b}]0;x\u{7}mal/01_a/\u{202e}a.ipynb", ""),
        ("zoe/\u{1b}[2J.ipynb", EMPTY),
    ];
    let collected = sorted(&files, "id,name\nzoe,Zoe\n");
    let work = &collected.works[0];
    let all = format!(
        "{} {} {:?} {}",
        work.student,
        work.path,
        work.notes,
        collected.strays.join(" ")
    );
    assert!(
        !all.contains('\u{1b}') && !all.contains('\u{202e}') && !all.contains('\u{7}'),
        "{all:?}"
    );
    assert_eq!(work.student, "__0_x_mal");
}

#[test]
fn without_receipts_the_roster_tells_where_a_login_begins() {
    let name = |login: &str| format!("H_{login}_attempt_2026-01-15-10-20-30_01_a.ipynb");
    let names = ["cy_b", "di_b", "eve"].map(name);
    let files = names.each_ref().map(|name| (name.as_str(), EMPTY));
    let collected = sorted(&files, "id,name\ncy_b,Cy\nb,Bea\n");
    let students: Vec<&str> = rows(&collected).iter().map(|row| row.0).collect();
    // “di_b” ends as Bea's login does, and as nobody's else.
    assert_eq!(students, ["b", "cy_b", "eve"]);
    assert!(
        collected
            .strays
            .iter()
            .any(|note| note.contains("receipts are missing")),
        "{:?}",
        collected.strays
    );
    let collected = sorted(&files, "");
    assert_eq!(collected.works.len(), 3);
}

#[test]
fn times_of_a_course_in_a_folder_are_found_and_a_students_own_are_not() {
    let stamp = "2026-01-15 10:20:30.123 UTC\n";
    let files = [
        ("c/source/01_a/01_a.ipynb", EMPTY),
        ("c/submitted/ada/01_a/01_a.ipynb", EMPTY),
        ("c/submitted/ada/01_a/timestamp.txt", stamp),
        ("c/submitted/bea/01_a/own/01_a.ipynb", EMPTY),
        ("c/submitted/bea/01_a/own/timestamp.txt", stamp),
    ];
    let collected = sorted(&files, "");
    let utc = HandedIn::At("2026-01-15T10:20:30Z".into());
    assert_eq!(collected.works[0].handed_in, Some(utc));
    assert_eq!(collected.works[1].handed_in, None);
    assert!(
        collected.works[1]
            .notes
            .iter()
            .any(|note| note.contains("timestamp.txt")),
        "{:?}",
        collected.works[1].notes
    );
}
