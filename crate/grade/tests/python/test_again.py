"""Grading again: with inputs of each student's own, after a correction, with points given by hand, from a zip."""

import csv
import json
import re
import shutil
import stat
import tempfile
import unittest
import zipfile
from pathlib import Path

from course import BATCHES, PROJECT, SET, find, grades, lab, make_course, result, solved, write

from nbgrader.api import Gradebook

SHOWS = BATCHES.replace("{\n", '{\n    println!("case {n} {b}");\n', 1)


class Again(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.top = Path(folder.name)
        self.out = self.top / "out"
        self.release = make_course(self.top / "course")
        self.handed = self.top / "handed-in"

    def grade(self, *options, handed=None):
        done = lab(
            "grade", "submissions", handed or self.handed, "--course", self.top / "course", "--out", self.out, *options
        )
        return done.stdout

    def test_hard_coded_answers_fail_with_a_secret(self):
        write(self.handed / "ada", SET, solved(self.release, batches=SHOWS))
        self.grade()
        cases = re.findall(r"case (\d+) (\d+)", result(self.out, "ada", "batches")["printed"])
        self.assertGreater(len(cases), 5)
        lines = []
        for n, b in cases:
            count = -(-int(n) // int(b))
            lines.append(f"        ({n}, {b}) => ({count}, {int(n) - (count - 1) * int(b)}),")
        table = "\n".join(lines)
        cheat = f"fn batches(n: usize, b: usize) -> (usize, usize) {{\n    match (n, b) {{\n{table}\n        _ => (0, 0),\n    }}\n}}"
        write(self.handed / "bea", SET, solved(self.release, batches=cheat))
        # Without words of the lecturer's the secret is drawn, and the next run draws the same inputs from it.
        said = self.grade()
        self.assertEqual([grades(self.out)[name]["batches"] for name in ("ada", "bea")], [2, 0])
        secret = self.out / "secret"
        self.assertEqual(stat.S_IMODE(secret.stat().st_mode), 0o600)
        before = secret.read_text()
        self.assertNotIn(before.strip(), said)
        printed = result(self.out, "ada", "batches")["printed"]
        self.grade("--again")
        self.assertEqual(secret.read_text(), before)
        self.assertEqual(result(self.out, "ada", "batches")["printed"], printed)
        self.grade("--secret", "two words")
        self.assertEqual([grades(self.out)[name]["batches"] for name in ("ada", "bea")], [2, 0])
        self.assertNotEqual(result(self.out, "ada", "batches")["printed"], printed)
        one, two = (result(self.out, name, "batches")["printed"] for name in ("ada", "bea"))
        self.assertNotEqual(one, two)

    def test_points_given_by_hand_stay_and_changed_points_are_listed(self):
        wrong = BATCHES.replace("count,", "count + 7,")
        notebook = solved(self.release, batches=wrong)
        find(notebook, "why")["source"] = "Because of this."
        write(self.handed / "bea", SET, solved(self.release))
        write(self.handed / "ada", SET, notebook)
        said = self.grade()
        self.assertIn("to be marked by hand: 1 answer;", said)
        self.assertEqual(grades(self.out)["ada"], {"batches": 0, "equal-rate": 3, "double": 2, "why": None})
        self.assertEqual(grades(self.out)["bea"]["why"], 0)

        with Gradebook(f"sqlite:///{self.out}/gradebook.db") as book:
            for question, points in (("why", 0.5), ("double", 1.5)):
                book.find_grade(question, SET, SET, "ada").manual_score = points
            book.db.commit()
        self.grade("--question", "double")
        self.assertEqual(grades(self.out)["ada"], {"batches": 0, "equal-rate": 3, "double": 1.5, "why": 0.5})

        find(notebook, "batches-answer")["source"] = BATCHES
        write(self.handed / "ada", SET, notebook)
        said = self.grade()
        self.assertEqual(grades(self.out)["ada"], {"batches": 2, "equal-rate": 3, "double": 1.5, "why": 0.5})
        self.assertEqual(re.findall("changed: .*", said), [f"changed: ada, {SET}/batches: 0 → 2"])
        changes = (self.out / "changes.csv").read_text()
        self.assertEqual(changes, f"student,name,set,question,old,new\nada,,{SET},batches,0,2\n")
        page = (self.out / "feedback/ada" / SET / f"{SET}.html").read_text()
        self.assertIn(": 7 of 8 points</h4>", page)

    def test_a_name_that_was_corrected_takes_everything_along(self):
        for name in ("ada", "bea", "cy"):
            notebook = solved(self.release)
            find(notebook, "why")["source"] = f"Because {name}."
            write(self.handed / name, SET, notebook)
        roster = self.top / "class.csv"
        roster.write_text("id,name\ns1,ada\ns2,bea\ns3,cy\n")
        self.grade("--roster", roster, "--markers", "anna")
        path = self.out / "marking/anna.csv"
        rows = list(csv.DictReader(path.read_text().splitlines()))
        for row, points in zip(rows, ("0.25", "0.5", "0.75"), strict=True):
            row["points"] = points
        with path.open("w", newline="") as file:
            table = csv.DictWriter(file, rows[0])
            table.writeheader()
            table.writerows(rows)
        self.grade("--roster", roster)
        # One had a wrong id, and two each other's.
        roster.write_text("id,name\ns9,ada\ns3,bea\ns2,cy\n")
        said = self.grade("--roster", roster)
        self.assertIn("s1 is called s9 now", said)
        self.assertEqual({name: row["why"] for name, row in grades(self.out).items()}, {"s9": 0.25, "s3": 0.5, "s2": 0.75})
        self.assertEqual({row["student"] for row in csv.DictReader(path.read_text().splitlines())}, {"s9", "s2", "s3"})
        self.assertFalse((self.out / "results/s1").exists() or (self.out / "apart.csv").exists())
        # Again with nothing changed nothing moves, and whom nobody names is kept apart.
        shutil.rmtree(self.handed / "cy")
        roster.write_text("id,name\ns9,ada\ns3,bea\n")
        said = self.grade("--roster", roster)
        self.assertIn("apart.csv: earlier runs know s2", said)
        self.assertEqual(set(grades(self.out)), {"s9", "s3"})
        self.assertIn("\ns2,", (self.out / "apart.csv").read_text())

    def test_markers_fill_in_points(self):
        for name in ("ada", "bea", "cy"):
            notebook = solved(self.release)
            find(notebook, "why")["source"] = "  " if name == "cy" else "=Because."
            write(self.handed / name, SET, notebook)
        said = self.grade("--markers", "anna,ben")
        self.assertIn("to be marked by hand: 2 answers;", said)
        self.assertIn("anna has 1 answer left to mark", said)
        self.assertEqual(grades(self.out)["cy"]["why"], 0)
        for marker, points in (("anna", "0.5"), ("ben", "7")):
            path = self.out / f"marking/{marker}.csv"
            rows = list(csv.DictReader(path.read_text().splitlines()))
            self.assertEqual([row["answer"] for row in rows], ["'=Because."])
            rows[0]["points"] = points
            with path.open("w", newline="") as file:
                table = csv.DictWriter(file, rows[0])
                table.writeheader()
                table.writerows(rows)
        said = self.grade("--markers", "anna,ben")
        self.assertIn(f"marking/ben.csv, row 2: bea, {SET}/why: “7” is no number of points from 0 to 1", said)
        self.assertEqual([grades(self.out)[name]["why"] for name in ("ada", "bea")], [0.5, None])

    def test_a_zip_as_moodle_exports_it(self):
        folder = "Ada Lovelace_4711_assignsubmission_file_"
        with zipfile.ZipFile(self.top / "moodle.zip", "w") as archive:
            archive.writestr(f"{folder}/{SET}.ipynb", json.dumps(solved(self.release)))
            archive.writestr("Nobody Known_12_assignsubmission_file_/answers.txt", "none")
        (self.top / "class.csv").write_text("id,name\ns1,Ada Lovelace\ns2,Bea Absent\n")
        self.grade("--roster", self.top / "class.csv", handed=self.top / "moodle.zip")
        found = grades(self.out)
        self.assertEqual(set(found), {"s1", "s2", "Nobody_Known_12"})
        self.assertEqual(found["s1"]["batches"], 2)
        self.assertEqual(found["s2"]["batches"], None)
        with zipfile.ZipFile(self.out / "feedback.zip") as archive:
            self.assertIn(f"{folder}/{SET}.html", archive.namelist())

    def test_errors_name_what_is_wrong(self):
        write(self.handed / "ada", SET, solved(self.release))
        course = ("--course", self.top / "course")
        for words, part in [
            ((self.top / "nowhere",), "is neither a folder nor a zip"),
            ((self.handed, "--out", self.handed / "out"), "is among the submissions"),
            ((self.handed, "--question", "bacthes"), "there is no such question. There are: batches"),
        ]:
            with self.subTest(words=words):
                done = lab("grade", "submissions", *words, *course, check=False)
                self.assertEqual(done.returncode, 1)
                self.assertIn(part, done.stderr)
        self.assertFalse((self.handed / "out").exists())
        done = lab("grade", "submissions", self.handed, "--course", PROJECT / "crate", check=False)
        self.assertIn("crate/source", done.stderr)
