//! The tables that say what the site shows of the notebooks, beside the notebooks themselves.

use std::collections::BTreeSet;
use std::path::Path;

use serde::Deserialize;
use serde_json::Value;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Places {
    place: Vec<Place>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Place {
    notebook: String,
    after: String,
    figure: String,
    title: String,
    question: String,
    settings: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Lessons {
    lesson: Vec<Lesson>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Lesson {
    notebook: String,
    picture: String,
    alt: String,
    words: String,
}

fn project() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

fn table<T: for<'a> Deserialize<'a>>(name: &str) -> T {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// A cell of a notebook, by its id.
fn cell(notebook: &str, id: &str) -> Option<Value> {
    let text = std::fs::read_to_string(project().join(format!("notebooks/{notebook}.ipynb"))).unwrap();
    let notebook: Value = serde_json::from_str(&text).unwrap();
    let cells = notebook["cells"].as_array().unwrap();
    cells.iter().find(|cell| cell["id"] == id).cloned()
}

#[test]
fn each_place_names_a_cell_and_asks_a_question() {
    let places = table::<Places>("places.toml").place;
    assert!(!places.is_empty());
    for place in places {
        assert!(
            cell(&place.notebook, &place.after).is_some(),
            "{place:?}: there is no such cell"
        );
        assert!(place.question.ends_with('?'), "{place:?}: is that a question?");
        assert!(
            !place.title.is_empty() && !place.figure.contains(' '),
            "{place:?}"
        );
        let settings = place.settings.unwrap_or_default();
        assert!(
            settings.is_empty() || settings.split('&').all(|word| word.contains('=')),
            "{settings}"
        );
    }
}

#[test]
fn the_contents_show_each_lesson_with_a_picture_that_no_guess_precedes() {
    let lessons = table::<Lessons>("lessons.toml").lesson;
    let shown: BTreeSet<String> = lessons.iter().map(|lesson| lesson.notebook.clone()).collect();
    let there = std::fs::read_dir(project().join("notebooks")).unwrap().flatten();
    let there = there.filter_map(|file| {
        file.file_name()
            .to_str()?
            .strip_suffix(".ipynb")
            .map(str::to_owned)
    });
    assert_eq!(shown, there.collect());
    for lesson in lessons {
        let (notebook, id) = lesson.picture.split_once('#').unwrap();
        let cell = cell(notebook, id).unwrap_or_else(|| panic!("{lesson:?}: there is no such cell"));
        assert_ne!(
            cell["metadata"]["jupyter"]["outputs_hidden"], true,
            "{lesson:?}: the answer is in view"
        );
        let outputs = cell["outputs"].as_array().unwrap();
        let is_picture = |output: &Value| {
            ["image/svg+xml", "image/png"]
                .iter()
                .any(|kind| !output["data"][kind].is_null())
        };
        assert!(
            outputs.iter().any(is_picture),
            "{lesson:?}: the cell has no picture"
        );
        assert!(lesson.alt.len() > 20, "{lesson:?}");
        assert_eq!(
            lesson.words.matches(". ").count() + 1,
            2,
            "{}: two sentences",
            lesson.words
        );
    }
}
