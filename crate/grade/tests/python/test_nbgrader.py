"""nbgrader's own commands in a course folder, on the project's own notebooks, as a teacher who knows nbgrader types them.

The check cells run in the kernel `rust-mlp`, and nbgrader reads their points from its outputs."""

import copy
import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from course import CONFIG, PROJECT, find, write
from nbgrader.api import Gradebook

SOURCE = PROJECT / "notebooks/exercises/source"
SETS = sorted(path.name for path in SOURCE.iterdir() if path.is_dir())
# The set that the students with mistakes hand in; the one without hands in all.
SET = "03_normalization"


def text(cell):
    return "".join(cell["source"])


def points_of(notebook):
    """Question -> its points; what a person marks has none yet."""
    graders = ((cell["cell_type"], cell["metadata"].get("nbgrader", {})) for cell in notebook["cells"])
    return {
        grader["grade_id"]: grader["points"] if kind == "code" else 0 for kind, grader in graders if grader.get("grade")
    }


class Commands(unittest.TestCase):
    """The sets are released, handed in and graded; each test looks at one command's work."""

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.course = Path(folder.name, "course")
        shutil.copytree(SOURCE, cls.course / "source")
        shutil.copy(CONFIG, cls.course)
        # (set, student) -> question -> points
        cls.expected = {}
        for name in SETS:
            cls.nbgrader("generate_assignment", name)
            cls.hand_in(name)
            cls.nbgrader("autograde", name)

    @classmethod
    def hand_in(cls, name):
        release = cls.read("release", name)
        solution = cls.read("source", name)
        points = points_of(solution)

        def student(who, notebook, **changed):
            write(cls.course / "submitted" / who, name, notebook)
            cls.expected[name, who] = {**points, **changed}

        right = copy.deepcopy(release)
        for cell in right["cells"]:
            grader = cell["metadata"].get("nbgrader", {})
            if grader.get("solution"):
                cell["source"] = find(solution, grader["grade_id"])["source"]
        student("right", right)
        if name != SET:
            return
        first = next(iter(points))

        def with_first(answer):
            notebook = copy.deepcopy(right)
            find(notebook, f"{first}-answer")["source"] = answer
            return notebook

        stub = text(find(release, f"{first}-answer"))
        student("unsolved", release, **dict.fromkeys(points, 0))
        student("panics", with_first(stub.replace("todo!()", 'panic!("no idea")')), **{first: 0})
        broken = text(find(right, f"{first}-answer")) + '\nfn broken() -> usize { "text" }'
        student("compile_error", with_first(broken), **{first: 0})

    @classmethod
    def read(cls, version, name):
        return json.loads((cls.course / version / name / f"{name}.ipynb").read_text())

    @classmethod
    def nbgrader(cls, *words, check=True):
        done = subprocess.run(
            [sys.executable, "-m", "nbgrader", *words],
            cwd=cls.course,
            env={**os.environ, "MLP_NO_SPARE": "1"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
        if check and done.returncode:
            raise AssertionError(f"nbgrader {words}: exit status {done.returncode}\n{done.stderr[-4000:]}")
        return done

    def test_release_hides_the_solutions(self):
        for name in SETS:
            for cell in self.read("release", name)["cells"]:
                self.assertNotIn("SOLUTION", text(cell))
                if cell["metadata"].get("nbgrader", {}).get("solution"):
                    stub = "todo!()" if cell["cell_type"] == "code" else "Write your answer here"
                    self.assertIn(stub, text(cell))

    def test_autograde_gives_the_points(self):
        with Gradebook(f"sqlite:///{self.course}/gradebook.db") as book:
            for (name, student), points in self.expected.items():
                with self.subTest(set=name, student=student):
                    submission = book.find_submission_notebook(name, name, student)
                    self.assertEqual({grade.name: grade.score for grade in submission.grades}, points)

    def test_feedback_tells_the_reasons(self):
        self.nbgrader("generate_feedback", SET)

        def page(student):
            return (self.course / "feedback" / student / SET / f"{SET}.html").read_text()

        total = sum(self.expected[SET, "right"].values())
        for student, part in {
            "right": f"Score: {total:.1f} / {total:.1f}",
            "unsolved": "not attempted",
            "panics": "no idea",
            "compile_error": "mismatched types",
        }.items():
            # Not assertIn, which would print the page.
            self.assertTrue(part in page(student), f"{student}: {part}")

    def test_export_writes_the_table(self):
        self.nbgrader("export", "--to", "grades.csv")
        rows = csv.DictReader((self.course / "grades.csv").read_text().splitlines())
        found = {(row["assignment"], row["student_id"]): float(row["score"]) for row in rows}
        for key, points in self.expected.items():
            self.assertEqual(found[key], sum(points.values()), key)

    def test_validate_says_what_fails(self):
        def validate(student):
            return self.nbgrader("validate", f"submitted/{student}/{SET}/{SET}.ipynb", check=False).stdout

        self.assertIn("Success! Your notebook passes all the tests.", validate("right"))
        said = validate("compile_error")
        self.assertIn("VALIDATION FAILED ON 1 CELL", said)
        self.assertIn("mlp::check", said)
