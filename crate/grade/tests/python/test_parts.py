"""A class that several machines grade in parts, and what a merge makes of them."""

import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
import unittest
import zipfile
from pathlib import Path

from course import BATCHES, LAB, PROJECT, SET, find, grades, lab, make_course, solved, write

from nbgrader.api import Gradebook

SECRET = ("--secret", "two words")
PARTS = 3


def tables(out):
    """Everything that people get, but for what is of a minute or of a folder."""
    files = {}
    for path in sorted(out.rglob("*")):
        name = str(path.relative_to(out))
        if name.endswith((".csv", ".html")):
            files[name] = path.read_text().replace(str(out), "OUT")
    with zipfile.ZipFile(out / "feedback.zip") as packed:
        files["feedback.zip"] = sorted((entry.filename, entry.CRC) for entry in packed.infolist())
    return files


def keys(out):
    """What each result is known by, and whether the gradebook has it."""
    found = {}
    for path in sorted((out / "results").rglob("*.json")):
        stored = json.loads(path.read_text())
        kept = {question: kept["key"] for question, kept in stored["results"].items()}
        found[path.parent.name] = (kept, stored["is_recorded"])
    return found


class Parts(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.top = Path(folder.name)
        cls.release = make_course(cls.top / "course")
        cls.handed = cls.top / "handed-in"
        wrong = BATCHES.replace("count,", "count + 7,")
        written = solved(cls.release)
        find(written, "why")["source"] = "Because of this."
        for name, notebook in {
            "ada": solved(cls.release),
            "bea": solved(cls.release, batches=wrong),
            "cleo": written,
            "dora": solved(cls.release, double="fn double(x: i64) -> i64 { loop {} }"),
            "eve": "no notebook",
            "flo": solved(cls.release, batches="fn batches("),
            "gil": solved(cls.release, equal_rate=""),
        }.items():
            write(cls.handed / name, SET, notebook)
        cls.roster = cls.top / "class.csv"
        cls.roster.write_text("id,name\n" + "".join(f"{name},{name.title()} X\n" for name in ("ada", "bea", "zoe")))
        cls.given = [cls.handed, "--course", cls.top / "course", "--roster", cls.roster, "--seconds", "4"]
        cls.alone = cls.top / "alone"
        lab("grade", "submissions", *cls.given, *SECRET, "--out", cls.alone)
        cls.parts = [cls.top / "parts" / str(number) for number in range(1, PARTS + 1)]
        # Two at a time on one machine.
        running = []
        for number, out in enumerate(cls.parts, 1):
            command = [LAB, "grade", "submissions", *cls.given, *SECRET, "--part", f"{number}/{PARTS}", "--out", out]
            running.append(
                subprocess.Popen(
                    list(map(str, command)), cwd=PROJECT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True
                )
            )
            if number == 2:
                cls.said = [done.communicate()[0] for done in running]
        cls.said.append(running[-1].communicate()[0])
        assert all(done.returncode == 0 for done in running)
        cls.merged = cls.top / "merged"
        cls.merge(*cls.parts, "--out", cls.merged)

    @staticmethod
    def merge(*words, check=True):
        return lab("grade", "merge", *words, check=check)

    def refused(self, *words):
        done = self.merge(*words, check=False)
        self.assertEqual(done.returncode, 1, done.stdout)
        return done.stderr

    def test_a_merged_class_is_what_one_machine_makes(self):
        self.assertEqual(tables(self.merged), tables(self.alone))
        with Gradebook(f"sqlite:///{self.merged}/gradebook.db") as one, Gradebook(
            f"sqlite:///{self.alone}/gradebook.db"
        ) as other:
            self.assertEqual(
                *(sorted((s.student.id, s.score, s.needs_manual_grade) for s in b.assignment_submissions(SET)) for b in (one, other))
            )

    def test_a_part_has_results_and_nothing_else(self):
        for number, (out, said) in enumerate(zip(self.parts, self.said), 1):
            self.assertEqual(sorted(path.name for path in out.iterdir()), ["lock", "part.json", "results"])
            self.assertIn(f"part {number}/{PARTS}: ", said)
        students = [sorted(path.name for path in (out / "results").iterdir()) for out in self.parts]
        self.assertEqual(students, [["ada", "dora", "gil"], ["bea", "eve"], ["cleo", "flo"]])
        self.assertNotIn("two words", (self.parts[0] / "part.json").read_text())

    def test_the_order_and_what_is_there_twice_make_no_difference_and_marks_stay(self):
        out = self.top / "again"
        self.merge(*self.parts, "--out", out)
        with Gradebook(f"sqlite:///{out}/gradebook.db") as book:
            book.find_grade("why", SET, SET, "cleo").manual_score = 0.5
            book.db.commit()
        said = self.merge(*reversed(self.parts), self.parts[1], "--out", out).stdout
        self.assertIn("to be marked by hand: 0 answers;", said)
        points = grades(out)
        self.assertEqual(points.pop("cleo")["why"], 0.5)
        expected = grades(self.alone)
        expected.pop("cleo")
        self.assertEqual(points, expected)

    def test_one_machine_goes_on_with_what_was_merged(self):
        out = self.top / "gone-on"
        shutil.copytree(self.merged, out)
        before = keys(out)
        self.assertTrue(all(recorded for _, recorded in before.values()))
        lab("grade", "submissions", *self.given, *SECRET, "--out", out)
        self.assertEqual(keys(out), before)

    def test_what_is_missing_is_named(self):
        out = self.top / "none"
        said = self.refused(self.parts[0], "--out", out)
        self.assertIn("part 2/3 is missing: run the same command with --part 2/3", said)
        self.assertIn("part 3/3 is missing", said)
        cut = self.top / "cut"
        shutil.copytree(self.parts[2], cut)
        shutil.rmtree(cut / "results" / "flo")
        said = self.refused(*self.parts[:2], cut, "--out", out)
        self.assertIn(f"cut lacks flo/{SET} of part 3/3", said)
        self.assertFalse(out.exists())
        # Started again, it grades what it lacks and nothing else: no grading would find these words.
        path = cut / "results" / "cleo" / f"{SET}.json"
        before = path.read_text()
        path.write_text(before.replace('"printed": ""', '"printed": "kept"'))
        self.assertNotEqual(path.read_text(), before)
        lab("grade", "submissions", *self.given, *SECRET, "--part", "3/3", "--out", cut)
        self.assertIn('"printed": "kept"', path.read_text())
        path.write_text(before)
        self.merge(*self.parts[:2], cut, "--out", out)
        self.assertEqual((out / "grades.csv").read_bytes(), (self.alone / "grades.csv").read_bytes())

    def test_a_part_that_is_stopped_with_ctrl_c_loses_no_finished_unit(self):
        out = self.top / "stopped"
        command = [LAB, "grade", "submissions", *self.given, *SECRET, "--part", "1/1", "--out", out]
        # Where this test runs in the background, Ctrl-C is ignored, and what it starts inherits that.
        command = ["env", "--default-signal=INT", *map(str, command)]
        # A group of its own is what a terminal's keys reach.
        part = subprocess.Popen(
            command, cwd=PROJECT, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, process_group=0
        )
        finished = lambda: {path: path.read_bytes() for path in out.glob("results/*/*.json")}  # noqa: E731
        while len(finished()) < 2:
            self.assertIsNone(part.poll(), "it ended before its middle")
            time.sleep(0.05)
        os.killpg(part.pid, signal.SIGINT)
        self.assertNotEqual(part.wait(timeout=30), 0)
        kept = finished()
        self.assertIn(len(kept), range(2, 7))
        for path, text in kept.items():
            json.loads(text)
            # No grading would find these words.
            path.write_bytes(text.replace(b'"printed": ""', b'"printed": "kept"'))
        marked = finished()
        lab("grade", "submissions", *self.given, *SECRET, "--part", "1/1", "--out", out)
        self.assertEqual({path: text for path, text in finished().items() if path in kept}, marked)
        for path, text in kept.items():
            path.write_bytes(text)
        self.merge(out, "--out", self.top / "after")
        self.assertEqual((self.top / "after/grades.csv").read_bytes(), (self.alone / "grades.csv").read_bytes())

    def test_contradictions_name_both(self):
        other = self.top / "other"
        shutil.copytree(self.parts[0], other)
        path = other / "results" / "ada" / f"{SET}.json"
        stored = json.loads(path.read_text())
        stored["results"]["batches"]["graded"]["points"] = 1.0
        path.write_text(json.dumps(stored))
        said = self.refused(*self.parts, other, "--out", self.top / "none-2")
        for words in (str(other), str(self.parts[0]), f"ada/{SET}, question batches", "1 of 2 points", "2 of 2 points"):
            self.assertIn(words, said)

    def test_a_class_that_changed_is_told(self):
        moved = self.top / "moved"
        shutil.copytree(self.handed, moved)
        out = self.top / "none-3"
        # The same elsewhere is the same.
        self.merge(*self.parts, "--submissions", moved, "--out", self.top / "elsewhere")
        write(moved / "bea", SET, solved(self.release))
        said = self.refused(*self.parts, "--submissions", moved, "--out", out)
        self.assertIn(f"what is handed in has changed since: bea/{SET}. Grade every part again", said)

    def test_what_does_not_belong_together_is_refused(self):
        other = self.top / "words"
        lab("grade", "submissions", *self.given, "--secret", "others", "--part", "9/9", "--out", other)
        said = self.refused(self.parts[0], other, "--out", self.top / "none-4")
        self.assertIn("were graded with another --secret", said)
        for words, problem in [
            (("--part", "1/3", "--out", self.parts[1], *SECRET), "holds part 2/3"),
            (("--part", "1/3", "--out", self.alone, *SECRET), "holds a whole class's results"),
            (("--out", self.parts[1], *SECRET), "holds a part of a class's results"),
            (("--part", "1/3", "--out", self.top / "x"), "give each of them the same --secret"),
            (("--part", "1/3", *SECRET), "--out"),
            (("--part", "4/3", "--out", self.top / "x", *SECRET), "1/3 to 3/3"),
            (("--part", "1/3", "--out", self.top / "x", *SECRET, "--markers", "kim"), "--markers"),
        ]:
            done = lab("grade", "submissions", *self.given, *words, check=False)
            self.assertNotEqual(done.returncode, 0)
            self.assertIn(problem, done.stderr)
        said = self.refused(self.handed, "--out", self.top / "none-4")
        self.assertIn("no part was graded into", said)
