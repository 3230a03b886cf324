"""A lecturer's own tests: they run in the check's program, with what the problem set gives, and what they ask for travels."""

import tempfile
import unittest
from pathlib import Path

from course import source as small
from course import CONFIG, SET, cell, find, grades, lab, question, result, stub, write

GIVEN = "const NEAR: f64 = 1e-9;\nfn close(a: f64, b: f64) -> bool {\n    (a - b).abs() < NEAR\n}"
HALF = "fn half(x: f64) -> f64 {\n    x / 2.0\n}"
HALF_TESTS = """assert!(close(half(3.0), 1.5), "half of 3 is 1.5");
// BEGIN HIDDEN TESTS
assert!(close(half(-70.5), -35.25), "half of -70.5 is -35.25");
// END HIDDEN TESTS
assert!(close(half(0.0), 0.0), "half of 0 is 0");"""
SORT = "fn sort(numbers: &mut [f64], less: &dyn Fn(f64, f64) -> bool) {\n    numbers.sort_by(|a, b| if less(*a, *b) { std::cmp::Ordering::Less } else { std::cmp::Ordering::Greater });\n}"
SORT_TESTS = """let mut numbers = [2.0, f64::INFINITY, -1.0];
sort(&mut numbers, &|a, b| a < b);
assert_eq!(numbers, [-1.0, 2.0, f64::INFINITY]);
sort(&mut numbers, &|a, b| a > b);
assert_eq!(numbers, [f64::INFINITY, 2.0, -1.0]);"""
WORDS = "fn longest<'a>(a: &'a str, b: &'a str) -> &'a str {\n    if a.len() < b.len() { b } else { a }\n}"
WORDS_TESTS = 'assert_eq!(longest("é", "abc"), "abc");\nif longest("ab", "") == "ab" { 2.0 } else { 1.0 }'
TWICE = "fn twice(x: i64) -> Result<i64, String> {\n    Ok(2 * x)\n}"
TWICE_TESTS = """assert_eq!(twice(2)?, 4);
// BEGIN HIDDEN TESTS
assert_eq!(twice(-41)?, -82);
// END HIDDEN TESTS
Ok::<(), Box<dyn std::error::Error>>(())"""

# A number that was measured, with a cell to experiment in: nothing of that cell is given to an answer.
GAP = "fn gap() -> f64 {\n    0.3\n}"
GAP_TESTS = 'mlp::check::measured("The gap", 1.0, 0.25..=0.5, gap)'


def experiment():
    metadata = {"tags": ["experiment"]}
    text = "use mlp::prelude::*;\nlet data: Dataset = Dataset::fashion_mnist()?;"
    return {"cell_type": "code", "id": "experiment", "metadata": metadata, "source": text, "outputs": [], "execution_count": None}


def source():
    given = {"cell_type": "code", "id": "given", "metadata": {}, "source": GIVEN, "outputs": [], "execution_count": None}
    cells = [
        given,
        *question("half", 2, HALF, HALF_TESTS),
        *question("sort", 2, SORT, SORT_TESTS),
        *question("longest", 2, WORDS, WORDS_TESTS),
        *question("twice", 1, TWICE, TWICE_TESTS),
        experiment(),
        *question("gap", 1, GAP, GAP_TESTS),
    ]
    kernel = {"display_name": "Rust (MLP)", "language": "rust", "name": "rust-mlp"}
    return {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}


# What each student answers, which question that is, its points, and a part of the reason.
STUDENTS = {
    "right": ("half", HALF, 2, "passed"),
    "other_words": ("half", "fn half(x: f64) -> f64 {\n    0.5 * x\n}", 2, "passed"),
    "shadows_given": ("half", "const NEAR: f64 = 1e9;\nfn close(_: f64, _: f64) -> bool { true }\nfn half(x: f64) -> f64 { 0.0 }", 0, "half of 3 is 1.5"),
    "fails_what_is_seen": ("half", "fn half(_: f64) -> f64 { 7.0 }", 0, "half of 3 is 1.5"),
    "fails_what_is_hidden": ("half", "fn half(x: f64) -> f64 { x.abs() / 2.0 }", 0, "a hidden test failed"),
    "asks_what_is_hidden": ("half", 'fn half(x: f64) -> f64 { println!("asked {x}"); panic!("asked {x}") }', 0, "asked 3"),
    "knows_what_was_asked": ("half", 'fn half(x: f64) -> f64 { if x > 0.0 { 1.5 } else { eprintln!("asked {x}"); panic!("asked {x}") } }', 0, "a hidden test failed"),
    "ends_when_asked": ("half", 'fn half(x: f64) -> f64 { if x > 0.0 { 1.5 } else { eprint!("bwrap: asked {x}"); std::process::exit(137) } }', 0, ""),
    "remembers": (
        "half",
        "static SEEN: std::sync::Mutex<String> = std::sync::Mutex::new(String::new());\n"
        "fn half(x: f64) -> f64 {\n    let mut seen = SEEN.lock().unwrap();\n"
        '    if x == 0.0 { panic!("{seen}") }\n    seen.push_str(&format!("asked {x} "));\n    x / 2.0\n}',
        0,
        "a test failed",
    ),
    "gives_back_what_was_asked": ("twice", 'fn twice(x: i64) -> Result<i64, String> { if x > 0 { Ok(2 * x) } else { Err(format!("asked {x}")) } }', 0, "a hidden test failed"),
    "uses_given": ("half", "fn half(x: f64) -> f64 {\n    if close(x, 0.0) { 0.0 } else { x / 2.0 }\n}", 2, "passed"),
    "sorts_nothing": ("sort", "fn sort(numbers: &mut [f64], less: &dyn Fn(f64, f64) -> bool) {}", 0, "a test failed"),
    "asks_for_ever": ("sort", "fn sort(numbers: &mut [f64], less: &dyn Fn(f64, f64) -> bool) { loop { less(1.0, 2.0); } }", 0, "more than 10000 times"),
    "dies_in_a_callback": (
        "sort",
        "fn sort(numbers: &mut [f64], less: &dyn Fn(f64, f64) -> bool) { less(0.0, 1.0); std::process::exit(0); }",
        0,
        "ended before its function did",
    ),
    "measured_otherwise": ("gap", "fn gap() -> f64 {\n    0.2\n}", None, "a person looks at it"),
    "measured_nothing": ("gap", "fn gap() -> f64 {\n    f64::NAN\n}", 0, "not attempted"),
    "trains_where_it_is_graded": ("gap", "fn gap() -> f64 {\n    Dataset::fashion_mnist().unwrap();\n    0.3\n}", 0, "Dataset"),
    "half_a_number": ("longest", "fn longest<'a>(a: &'a str, b: &'a str) -> &'a str {\n    if a.len() <= b.len() { b } else { \"\" }\n}", 1, "1 of 2"),
}


class OwnTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        top = Path(cls.folder.name)
        cls.course, cls.handed, cls.out = top / "course", top / "handed-in", top / "out"
        cls.course.mkdir()
        (cls.course / "nbgrader_config.py").write_bytes(CONFIG.read_bytes())
        write(cls.course / "source", SET, source())
        lab("grade", "release", "--course", cls.course)
        for name, (asked, answer, _, _) in STUDENTS.items():
            notebook = source()
            for other, text in {"half": HALF, "sort": SORT, "longest": WORDS, "twice": TWICE, "gap": GAP, asked: answer}.items():
                find(notebook, f"{other}-answer")["source"] = text
            write(cls.handed / name, SET, notebook)
        lab("grade", "submissions", cls.handed, "--course", cls.course, "--out", cls.out, "--seconds", "5")

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def test_points_and_reasons(self):
        points = grades(self.out)
        for name, (asked, _, expected, reason) in STUDENTS.items():
            with self.subTest(student=name):
                found = result(self.out, name, asked)
                self.assertIn(reason, found["reason"])
                self.assertEqual(points[name], {"half": 2, "sort": 2, "longest": 2, "twice": 1, "gap": 1, asked: expected}, found)

    def test_a_number_outside_of_the_band_waits_for_a_person(self):
        found = result(self.out, "measured_otherwise", "gap")
        self.assertEqual((found["points"], found["standing"]), (None, "by_hand"))
        summary = (self.out / "summary.html").read_text()
        self.assertIn("honest runs give 0.25 to 0.5", summary.split("To look at")[1])
        self.assertIn("measured_otherwise", summary.split("To look at")[1])
        page = (self.out / "feedback/measured_otherwise" / SET / f"{SET}.html").read_text()
        self.assertIn("not marked yet (1 point)", page)
        # Where to aim is the marker's to know; this course's own check cell shows its band.
        self.assertNotIn("honest runs give", page)

    def test_nothing_of_a_hidden_test_is_told(self):
        for name in STUDENTS:
            page = (self.out / "feedback" / name / SET / f"{SET}.html").read_text()
            for part in ("70.5", "35.25", "asked -"):
                self.assertNotIn(part, page, name)

    def test_what_cannot_travel_is_refused_before_it_is_handed_out(self):
        for answer, words in {
            "fn layer(x: &mlp::candle_core::Tensor) -> f64 {\n    0.0\n}": "an array of ndarray",
            "fn layer() -> impl Iterator<Item = f64> {\n    [].into_iter()\n}": "a Vec",
            "struct Layer;\n\nfn layer() -> f64 {\n    0.0\n}": "struct Layer",
        }.items():
            with self.subTest(answer=answer), tempfile.TemporaryDirectory() as folder:
                course = Path(folder) / "course"
                course.mkdir()
                (course / "nbgrader_config.py").write_bytes(CONFIG.read_bytes())
                notebook = source()
                notebook["cells"][1:3] = [
                    cell("code", "layer-answer", stub(answer), solution=True),
                    cell("code", "layer", "let _ = layer;", grade=True, locked=True, points=1),
                ]
                write(course / "source", SET, notebook)
                done = lab("grade", "release", "--course", course, check=False)
                self.assertNotEqual(done.returncode, 0)
                self.assertIn("question layer", done.stderr)
                self.assertIn(words, done.stderr)
                self.assertFalse((course / "release").exists())

    def test_a_solution_that_fails_its_own_check_is_not_handed_out(self):
        with tempfile.TemporaryDirectory() as folder:
            course = Path(folder) / "course"
            course.mkdir()
            (course / "nbgrader_config.py").write_bytes(CONFIG.read_bytes())
            notebook = small()
            wrong = find(notebook, "double-answer")
            wrong["source"] = wrong["source"].replace("2 * x", "x * x")
            write(course / "source", SET, notebook)
            done = lab("grade", "release", "--course", course, check=False)
            self.assertEqual(done.returncode, 1)
            self.assertIn(f"{SET}, double: 0 of 2 points", done.stderr)
            self.assertNotIn("batches", done.stderr)
            self.assertFalse((course / "release").exists())
            done = lab("grade", "release", "--course", course, "--with-failing-solutions")
            self.assertIn(f"note: {SET}, double: 0 of 2 points", done.stdout)
            self.assertTrue((course / "release" / SET / f"{SET}.ipynb").exists())


if __name__ == "__main__":
    unittest.main()
