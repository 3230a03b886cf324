"""nbgrader's own commands with the kernel `rust-mlp`: they come to the points that `cargo lab grade` comes to, also where
a submission does not compile."""

import csv
import os
import subprocess
import tempfile
import unittest
from pathlib import Path

from course import BATCHES, SET, grades, lab, make_course, solved, write


class Nbgrader(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.top = Path(folder.name)
        cls.course = cls.top / "course"
        release = make_course(cls.course)
        half = BATCHES.replace("n - (count - 1) * b", "b")
        cls.submissions = {
            "right": solved(release),
            "half": solved(release, batches=half),
            "no_compile": solved(release, batches=BATCHES.replace("(count, ", '("many", ')),
            "unsolved": release,
        }
        for name, notebook in cls.submissions.items():
            write(cls.course / "submitted" / name, SET, notebook)

    def nbgrader(self, *words):
        # Jupyter's own folders stay out of it.
        environment = {**os.environ, "JUPYTER_CONFIG_DIR": str(self.top / "config")}
        done = subprocess.run(
            ["nbgrader", *words], cwd=self.course, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True
        )
        self.assertEqual(done.returncode, 0, done.stdout[-2000:] + done.stderr[-4000:])
        return done.stdout + done.stderr

    def test_a_course_from_source_to_grades(self):
        self.nbgrader("generate_assignment", SET, "--force")
        self.nbgrader("autograde", SET)
        self.nbgrader("generate_feedback", SET)
        self.nbgrader("export")
        rows = csv.DictReader((self.course / "grades.csv").read_text().splitlines())
        theirs = {row["student_id"]: float(row["score"]) for row in rows}
        self.assertEqual(theirs, {"right": 7, "half": 6, "no_compile": 5, "unsolved": 0})
        for name in theirs:
            page = (self.course / "feedback" / name / SET / f"{SET}.html").read_text()
            self.assertIn(f"Score: {theirs[name]}", page)
        page = (self.course / "feedback/no_compile" / SET / f"{SET}.html").read_text()
        self.assertIn("mismatched types", page)

        lab("grade", "submissions", self.course / "submitted", "--course", self.course, "--out", self.top / "out")
        ours = {name: sum(filter(None, points.values())) for name, points in grades(self.top / "out").items()}
        self.assertEqual(ours, theirs)

    def test_validate(self):
        source = self.course / "source" / SET / f"{SET}.ipynb"
        self.assertIn("Success!", self.nbgrader("validate", str(source)))
        release = self.course / "release" / SET / f"{SET}.ipynb"
        self.assertIn("failed", self.nbgrader("validate", str(release)))
