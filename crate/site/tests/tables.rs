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
    guess: Guess,
    outcome: String,
    answer: Option<String>,
    settings: Option<String>,
}

/// What the reader gives before the figure shows itself.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Guess {
    Number { number: String, low: f64, high: f64 },
    Choice { choices: Vec<String> },
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

/// A notebook's cells.
fn cells(notebook: &str) -> Vec<Value> {
    let text = std::fs::read_to_string(project().join(format!("notebooks/{notebook}.ipynb"))).unwrap();
    let notebook: Value = serde_json::from_str(&text).unwrap();
    notebook["cells"].as_array().unwrap().clone()
}

/// A cell of a notebook, by its id.
fn cell(notebook: &str, id: &str) -> Option<Value> {
    cells(notebook).into_iter().find(|cell| cell["id"] == id)
}

/// The ids of a notebook's cells in their order.
fn ids(notebook: &str) -> Vec<String> {
    let cells = cells(notebook);
    cells
        .iter()
        .filter_map(|cell| cell["id"].as_str().map(str::to_owned))
        .collect()
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
        match &place.guess {
            Guess::Number { number, low, high } => assert!(!number.is_empty() && low < high, "{place:?}"),
            Guess::Choice { choices } => assert!(choices.len() > 1, "{place:?}"),
        }
        let outcomes = std::fs::read_to_string(project().join("crate/playground/page/outcomes.js")).unwrap();
        assert!(
            outcomes.contains(&format!("\"{}\": {{", place.outcome)),
            "{place:?}: no such outcome"
        );
        let settings = place.settings.unwrap_or_default();
        assert!(
            settings.is_empty() || settings.split('&').all(|word| word.contains('=')),
            "{settings}"
        );
    }
}

#[test]
fn no_answer_stands_above_its_figure() {
    for place in table::<Places>("places.toml").place {
        let Some(answer) = &place.answer else { continue };
        let order = |id: &str| ids(&place.notebook).iter().position(|other| other == id);
        let (figure, answer) = (order(&place.after), order(answer));
        assert!(answer.is_some(), "{place:?}: there is no such answer");
        assert!(figure < answer, "{place:?}: the answer is read first");
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
