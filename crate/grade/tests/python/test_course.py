"""A private course: it is made once, its solutions earn everything, and what students get of it tells none of them."""

import json
import re
import tempfile
import unittest
from pathlib import Path

import nbformat
from course import PROJECT, grades, lab
from nbgrader.utils import compute_checksum

LINE = re.compile(r"^  (\S+)\s+(\S+) of (\S+)\s+(.+)$", re.MULTILINE)
SET = "01_sisters"
LETTER = "strange-run"


# What is asked for, in other words: they earn everything.
OTHER_WORDS = {
    "steps": [("n.div_ceil(b) * epochs", "(0..epochs).map(|_| (0..n).step_by(b).count()).sum()")],
    "log-softmax": [("z - max - log_sum", "(z - max) - log_sum")],
    "min-max": [("f64::INFINITY", "train[[0, 0]]")],
    "leaky": [("if x > 0.0 { x } else { slope * x }", "x.max(slope * x)")],
    "mistaken": [("let mistakes =", "let mut m = matrix.clone(); m.diag_mut().fill(0); let mistakes =")],
}
# Mistakes that are often made, round by round: they lose the points.
MISTAKES = [
    {
        "steps": [("n.div_ceil(b)", "(n / b)")],
        "log-softmax": [("row.fold(f64::NEG_INFINITY, |a, &b| a.max(b))", "0.0")],
        "min-max": [("scaled(test))", "(test - min) / (test.fold(0.0f64, |a, &b| a.max(b)) - min))")],
        "leaky": [("if x > 0.0 { 1.0 }", "if x >= 0.0 { 1.0 }")],
        "mistaken": [("matrix.indexed_iter().filter(|((t, p), _)| t != p)", "matrix.indexed_iter()")],
    },
    {
        "steps": [("n.div_ceil(b) * epochs", "(n * epochs).div_ceil(b)")],
        "log-softmax": [("row.fold(", "z.fold(")],
        "min-max": [("f64::INFINITY", "0.0f64")],
        "leaky": [("if x > 0.0 { x } else { slope * x }", "x.max(slope)")],
        "mistaken": [("t != p", "t > p")],
    },
    {
        "steps": [("n % b", "b - n % b")],
        "log-softmax": [(".sum().ln()", ".sum().log10()")],
        "min-max": [("- min) / (max - min)", "- min) / max")],
        "leaky": [("else { slope }", "else { 0.0 }")],
        "mistaken": [('.expect("two classes").0', '.map(|((t, p), _)| (p, t)).expect("two classes")')],
    },
]


def notebook(course, version, name):
    return course / version / name / f"{name}.ipynb"


def check(path):
    """Each question's points, maximum and standing; all of it compiles."""
    done = lab("check", path)
    found = LINE.findall(done.stdout)
    assert found and "compile" not in done.stdout, done.stdout
    return {question: tuple(words) for question, *words in found}


def sources(path):
    """Each graded cell's text, by its name, as nbgrader and grading know it."""
    cells = json.loads(path.read_text())["cells"]
    named = {c["metadata"].get("nbgrader", {}).get("grade_id", c["id"]): "".join(c["source"]) for c in cells}
    assert len(named) == len(cells)
    return named


def between(text, mark):
    return re.findall(rf"// BEGIN {mark}\n(.*?)// END {mark}", text, re.DOTALL)


def picked(path, letter):
    """The notebook with one question answered."""
    made = json.loads(path.read_text())
    [cell] = [cell for cell in made["cells"] if cell["id"] == f"{LETTER}-answer"]
    cell["source"] = "".join(cell["source"]).replace("todo!()", f"'{letter}'")
    return made


class Course(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.course = Path(cls.folder.name) / "new" / "course"
        cls.made = lab("course", "new", cls.course)
        lab("grade", "release", "--course", cls.course)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def test_solutions_earn_full_points(self):
        for name, questions in ((SET, 6), ("template_code", 1)):
            found = check(notebook(self.course, "source", name))
            self.assertEqual(len(found), questions)
            for question, (points, most, standing) in found.items():
                self.assertEqual((points, standing), (most, "full"), question)
        found = check(notebook(self.course, "source", "template_written"))
        self.assertEqual([standing for _, _, standing in found.values()], ["marked by hand"])

    def changed(self, changes):
        """How the set stands with other solutions."""
        made = json.loads(notebook(self.course, "source", SET).read_text())
        for cell in made["cells"]:
            for old, new in changes.get(cell["id"].removesuffix("-answer"), []):
                if cell["id"].endswith("-answer"):
                    text = "".join(cell["source"])
                    self.assertIn(old, text)
                    cell["source"] = text.replace(old, new)
        path = Path(self.folder.name, f"{SET}.ipynb")
        path.write_text(json.dumps(made))
        return check(path)

    def test_a_right_answer_in_other_words_earns_everything(self):
        for question, (points, most, standing) in self.changed(OTHER_WORDS).items():
            self.assertEqual((points, standing), (most, "full"), question)

    def test_usual_mistakes_lose_the_points(self):
        for number, mistakes in enumerate(MISTAKES):
            found = self.changed(mistakes)
            for question in mistakes:
                with self.subTest(round=number, question=question):
                    self.assertEqual(found[question][0], "0")

    def test_a_release_holds_no_solution_no_hidden_test_and_no_key(self):
        source = sources(notebook(self.course, "source", SET))
        path = notebook(self.course, "release", SET)
        release, whole = sources(path), path.read_text()
        self.assertNotRegex(whole, "SOLUTION|HIDDEN")
        handed_out = {line.strip() for text in release.values() for line in text.split("\n")}
        secrets = 0
        for text in source.values():
            for secret in between(text, "SOLUTION") + between(text, "HIDDEN TESTS"):
                secrets += 1
                told = {line.strip() for line in secret.split("\n") if line.strip(" })];")} & handed_out
                self.assertEqual(told, set())
        # Eight functions, and the hidden tests of six checks.
        self.assertEqual(secrets, 14)
        key = re.search(r"'(.)'", source[f"{LETTER}-answer"])[0]
        self.assertNotIn(key, whole)
        self.assertIn("recorded", release[LETTER])

    def test_no_checksum_of_a_release_is_of_what_was_taken_out(self):
        # Five letters are soon tried.
        for cell in nbformat.read(notebook(self.course, "release", SET), 4).cells:
            grader = cell.metadata.get("nbgrader")
            if grader:
                self.assertEqual(grader.checksum, compute_checksum(cell), grader.grade_id)

    def test_templates_are_not_released(self):
        self.assertEqual([path.name for path in (self.course / "release").iterdir()], [SET])

    def test_a_release_is_not_attempted_and_a_wrong_letter_says_nothing_before_grading(self):
        path = notebook(self.course, "release", SET)
        for question, (points, _, standing) in check(path).items():
            self.assertEqual((points, standing), ("0", "not attempted"), question)
        key = re.search(r"'(.)'", sources(notebook(self.course, "source", SET))[f"{LETTER}-answer"])[0]
        answers = {letter: picked(path, letter) for letter in "abcdez"}
        handed_in = Path(self.folder.name) / "handed-in"
        for letter, made in answers.items():
            mine = notebook(handed_in / letter, ".", SET)
            mine.parent.mkdir(parents=True)
            mine.write_text(json.dumps(made))
        for letter, standing in (("a", "full"), ("c", "full"), ("z", "no points")):
            mine = notebook(handed_in / letter, ".", SET)
            self.assertEqual(check(mine)[LETTER][2], standing, "a student's own check knows no key")
        out = Path(self.folder.name) / "grades"
        lab("grade", "submissions", handed_in, "--course", self.course, "--out", out)
        points = {student: row[LETTER] for student, row in grades(out).items()}
        self.assertEqual(points, {letter: 2 if f"'{letter}'" == key else 0 for letter in answers})

    def test_a_course_is_never_made_over_another_or_in_the_project(self):
        readme = self.course / "README.md"
        before = readme.read_text()
        try:
            readme.write_text("mine")
            done = lab("course", "new", self.course, check=False)
            self.assertEqual((done.returncode, readme.read_text()), (1, "mine"))
            self.assertIn("is not empty, and nothing in it is overwritten", done.stderr)
        finally:
            readme.write_text(before)
        inside = PROJECT / "notebooks/exercises/private"
        done = lab("course", "new", inside, check=False)
        self.assertEqual((done.returncode, inside.exists()), (1, False))
        self.assertIn("outside", done.stderr)

    def test_help_shows_examples(self):
        for words in (("course", "--help"), ("course", "new", "--help")):
            self.assertIn("cargo lab course new ~/mlp-2027", lab(*words).stdout)
        self.assertIn("cargo lab grade release --course", self.made.stdout)
