"""The project's own problem sets: solved they earn everything, as they are handed out nothing, through the command that
students type."""

import re
import unittest

from course import PROJECT, lab

COURSE = PROJECT / "notebooks/exercises"
LINE = re.compile(r"^  (\S+)\s+(\S+) of (\S+)\s+(.+)$", re.MULTILINE)


def check(version, name):
    """Each question's points, maximum and standing."""
    done = lab("check", COURSE / version / name / f"{name}.ipynb")
    found = LINE.findall(done.stdout)
    assert found, done.stdout
    return {question: words for question, *words in found}


class Practice(unittest.TestCase):
    sets = sorted(path.name for path in (COURSE / "source").iterdir() if path.is_dir())

    def test_there_are_42_questions(self):
        self.assertEqual(len(self.sets), 9)
        self.assertEqual(sum(len(check("release", name)) for name in self.sets), 42)

    def test_solutions_earn_full_points(self):
        for name in self.sets:
            with self.subTest(set=name):
                for question, (points, most, standing) in check("source", name).items():
                    if standing != "marked by hand":
                        self.assertEqual((points, standing), (most, "full"), question)

    def test_releases_are_not_attempted(self):
        for name in self.sets:
            with self.subTest(set=name):
                for question, (points, _, standing) in check("release", name).items():
                    self.assertEqual((points, standing), ("0", "not attempted"), question)

    def test_what_is_no_notebook_is_an_error_that_names_the_file(self):
        done = lab("check", PROJECT / "README.md", check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn("README.md: cannot be checked: the file is not a notebook", done.stderr)
