//! The notebooks' cells against the modules that the tests try.

use serde_json::Value;

/// The question `SET/ID` in source/ and in release/: its answer cells stand in the file `tests`, and its points are `max`.
pub(super) fn compare(question: &str, max: f64, tests: &str) {
    let module = &std::fs::read_to_string(tests).unwrap_or_else(|error| panic!("{tests}: {error}"));
    let (set, id) = question.split_once('/').expect("SET/ID");
    for version in ["source", "release"] {
        let notebook = read(version, set);
        let answer = find(&notebook, &format!("{id}-answer"));
        let without_marks: Vec<&str> = answer
            .lines()
            .filter(|line| !line.contains("// BEGIN SOLUTION") && !line.contains("// END SOLUTION"))
            .collect();
        assert!(
            squeezed(module).contains(&squeezed(&without_marks.join("\n"))),
            "{version}/{set}: the cell {id}-answer is not what the test tries:\n{answer}"
        );
        let check = find(&notebook, id);
        assert!(
            squeezed(module).contains(&squeezed(&check)),
            "{version}/{set}: {check}"
        );
        assert_eq!(
            cell(&notebook, id)["metadata"]["nbgrader"]["points"].as_f64(),
            Some(max),
            "{version}/{set}: the points of {id}"
        );
        assert_eq!(
            answer.contains("todo!()"),
            version == "release",
            "{version}/{set}: {id}"
        );
    }
}

/// Every question of every notebook, and how many of them are marked by hand.
#[test]
fn there_are_42_questions_worth_122_points_and_each_is_proved() {
    let (mut questions, mut points, mut written) = (0, 0.0, 0);
    for set in SETS {
        let notebook = read("source", set);
        let module = module(set);
        for cell in notebook["cells"].as_array().expect("cells") {
            let grader = &cell["metadata"]["nbgrader"];
            if grader["grade"] != true {
                continue;
            }
            questions += 1;
            points += grader["points"].as_f64().expect("points");
            let id = grader["grade_id"].as_str().expect("an id");
            if cell["cell_type"] == "markdown" {
                written += 1;
                assert!(text(cell).contains("*Rubric.*"), "{set}/{id} has no rubric");
                continue;
            }
            let file = format!(
                "{}/tests/exercises/{module}/{}.rs",
                env!("CARGO_MANIFEST_DIR"),
                id.replace('-', "_")
            );
            let tests = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{file}: {error}"));
            let wrong = tests.matches("\nmod ").count() - 2;
            assert!(wrong >= 2, "{file}: {wrong} wrong answers, and 2 are wanted");
            assert!(tests.contains(&format!("\"{set}/{id}\"")), "{file}");
        }
    }
    assert_eq!((questions, points, written), (42, 122.0, 3));
}

/// What is committed is what a run gives: `cargo lab test exercises` runs them and compares.
#[test]
fn a_solution_notebook_solves_every_question_in_two_ways_that_earn_everything() {
    for set in SETS {
        let path = format!(
            "{}/../../notebooks/exercises/solutions/{set}.ipynb",
            env!("CARGO_MANIFEST_DIR")
        );
        let solutions = read_file(&path);
        let notebook = read("source", set);
        for question in notebook["cells"].as_array().expect("cells") {
            let grader = &question["metadata"]["nbgrader"];
            let id = grader["grade_id"].as_str().unwrap_or_default();
            // A number that was measured has no second way, and a written answer no check.
            if grader["grade"] != true || question["cell_type"] != "code" || MEASURED.contains(&id) {
                continue;
            }
            let check = squeezed(&text(question));
            let cells = solutions["cells"].as_array().expect("cells");
            let ways: Vec<_> = cells
                .iter()
                .filter(|cell| cell["cell_type"] == "code" && squeezed(&text(cell)).ends_with(&check))
                .collect();
            assert!(ways.len() >= 2, "{path}: {id} is solved in {} ways", ways.len());
            assert_ne!(
                text(ways[0]),
                text(ways[1]),
                "{path}: {id} is solved in one way, twice"
            );
            let full = grader["points"].as_f64().expect("points").to_string();
            for way in ways {
                let outputs = way["outputs"].as_array().expect("outputs");
                let plain = outputs.last().map(|output| &output["data"]["text/plain"]);
                let earned: String = match plain {
                    Some(Value::Array(lines)) => lines.iter().filter_map(Value::as_str).collect(),
                    Some(Value::String(text)) => text.clone(),
                    _ => String::new(),
                };
                assert_eq!(earned, full, "{path}: {id}, a way earns other points");
            }
        }
    }
}

/// `\\hat` in a text is a line break and the word hat.
#[test]
fn no_formula_is_escaped_twice() {
    for set in SETS {
        for cell in read("source", set)["cells"].as_array().expect("cells") {
            let text = text(cell);
            let twice = text.match_indices(r"\\").any(|(at, slashes)| {
                text[at + slashes.len()..].starts_with(|next: char| next.is_ascii_alphabetic())
            });
            assert!(!twice, "{set}: {text}");
        }
    }
}

/// The problem sets' names; labs come last.
const SETS: [&str; 9] = [
    "01_image_data",
    "02_softmax_regression",
    "03_normalization",
    "04_multi_layer_perceptron",
    "05_step_by_step",
    "06_training_strategy",
    "07_color_images",
    "lab_1_best_rates",
    "lab_2_components",
];

/// The questions whose answer is a number that was measured.
const MEASURED: [&str; 2] = ["gap", "baseline"];

/// What a set is about, without its number: `01_image_data` and `lab_1_best_rates` are `image_data` and `best_rates`.
fn module(set: &str) -> &str {
    let set = set.strip_prefix("lab_").unwrap_or(set);
    set.split_once('_').expect("a number").1
}

fn read(version: &str, set: &str) -> Value {
    read_file(&format!(
        "{}/../../notebooks/exercises/{version}/{set}/{set}.ipynb",
        env!("CARGO_MANIFEST_DIR")
    ))
}

fn read_file(path: &str) -> Value {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{path}: {error}"));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn cell<'a>(notebook: &'a Value, id: &str) -> &'a Value {
    let cells = notebook["cells"].as_array().expect("cells");
    cells
        .iter()
        .find(|cell| cell["metadata"]["nbgrader"]["grade_id"] == id)
        .unwrap_or_else(|| panic!("there is no cell {id}"))
}

fn find(notebook: &Value, id: &str) -> String {
    text(cell(notebook, id))
}

/// A cell's source, which Jupyter writes as a list of lines.
fn text(cell: &Value) -> String {
    match &cell["source"] {
        Value::Array(lines) => lines.iter().filter_map(Value::as_str).collect(),
        source => source.as_str().unwrap_or_default().to_owned(),
    }
}

/// Without white space and the commas that rustfmt adds where it breaks a line.
fn squeezed(code: &str) -> String {
    let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    code.replace(",)", ")").replace(",]", "]").replace(",}", "}")
}
