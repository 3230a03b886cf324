//! A hand-in that may be laid out otherwise than it was read.

use super::*;

#[test]
fn a_level_of_folders_that_nobody_expected_stops_the_run() {
    let of = |paths: &[String], wanted| {
        let files: Vec<(&str, &str)> = paths.iter().map(|path| (path.as_str(), EMPTY)).collect();
        sort(
            &mut HandIn::of(&files),
            wanted,
            &sets(),
            &Roster::default(),
            &BTreeSet::new(),
        )
        .doubt
    };
    let groups: Vec<String> = (0..6)
        .map(|student| format!("group{}/s{student}/01_a.ipynb", student % 2))
        .collect();
    let doubt = of(&groups, None).unwrap();
    assert!(
        doubt.starts_with("read as one folder a student: 6 files of 2 students. But 4 notebooks")
            && doubt.contains("--layout folders"),
        "{doubt}"
    );
    // Whoever says so means it, and copies of one's own are no level.
    assert_eq!(of(&groups, Some(Layout::Folders)), None);
    let copies: Vec<String> = (0..6).map(|copy| format!("ada/01_a ({copy}).ipynb")).collect();
    assert_eq!(of(&copies, None), None);
    let sets: Vec<String> = ["ada", "bea"]
        .iter()
        .flat_map(|student| ["01_a", "02_b", "old"].map(|folder| format!("{student}/{folder}/01_a.ipynb")))
        .collect();
    assert_eq!(of(&sets[..3], None), None);
    // One student's copies, however many, stop nobody's run.
    let mut class: Vec<String> = (0..6)
        .map(|student| format!("s{student}/01_a/01_a.ipynb"))
        .collect();
    class.extend((0..12).map(|copy| format!("mallory/backup{copy}/01_a.ipynb")));
    assert_eq!(of(&class, None), None);
}

#[test]
fn a_student_of_an_earlier_run_who_hands_in_alone_is_nobody_else() {
    let files = [
        ("mal/zoe/01_a/01_a.ipynb", EMPTY),
        ("mal/friend/01_a/01_a.ipynb", EMPTY),
    ];
    let of = |earlier: &[&str], wanted| {
        let earlier = earlier.iter().map(ToString::to_string).collect();
        sort(
            &mut HandIn::of(&files),
            wanted,
            &sets(),
            &Roster::default(),
            &earlier,
        )
    };
    let alone = of(&["mal", "zoe", "friend"], None);
    assert!(
        alone.works.iter().all(|work| work.student == "mal"),
        "{:?}",
        rows(&alone)
    );
    // Nobody knows them: then it is said.
    let around = of(&[], None);
    assert_eq!(around.works.len(), 2);
    assert!(
        around.strays[0].starts_with("mal: is taken for a folder around"),
        "{:?}",
        around.strays
    );
    let asked = of(&[], Some(Layout::Folders));
    assert!(asked.works.iter().all(|work| work.student == "mal"));
    // Whom the class has not: asked, unless most of the class is there.
    let of_class = of(&["ada", "bea", "cy", "dan", "eve"], None);
    assert!(of_class.doubt.unwrap().contains("2 students of a class of 5"));
    assert_eq!(of(&["zoe", "friend", "cy"], None).doubt, None);
}
