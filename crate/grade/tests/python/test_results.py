"""The step after grading: what enters the gradebook, what a page shows, what a release holds. No answer is compiled."""

import json
import re
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

from course import CONFIG, PROJECT, SET, cell, find, source, stub, write

from nbgrader.api import Gradebook

SCRIPT = PROJECT / "crate/grade/src/nbgrader.py"
TEMPLATE = PROJECT / "crate/grade/src/nbgrader/page.html.j2"
PICTURE = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
QUESTIONS = ["batches", "equal-rate", "double", "why"]


def work(course, *tasks):
    """What the script says of each task: its events, and the last one."""
    lines = "".join(json.dumps({"course": str(course), **task}) + "\n" for task in tasks)
    # As the grading starts it: as a file its name would hide the library's.
    words = [sys.executable, "-c", SCRIPT.read_text(), TEMPLATE.read_text()]
    done = subprocess.run(words, input=lines, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]
    found, events = [], []
    for line in done.stdout.splitlines():
        event = json.loads(line)
        events.append(event)
        if event["event"] in ("done", "failed"):
            found.append(events)
            events = []
    return found


def record(student, name="", **points):
    points = {question: points.get(question, 0) for question in QUESTIONS}
    shown = {"output_type": "display_data", "data": {"text/html": "<b>said</b>", "text/plain": "said"}, "metadata": {}}
    outputs = {question: [shown] for question in QUESTIONS}
    return {"action": "record", "student": student, "name": name, "set": SET, "outputs": outputs, "points": points}


def page(student, penalty=0, lateness=(), not_graded=()):
    told = {"penalty": penalty, "lateness": list(lateness), "not_graded": list(not_graded)}
    return {"action": "feedback", "student": student, "set": SET, **told}


class Course(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.course = Path(folder.name)
        (cls.course / "nbgrader_config.py").write_bytes(CONFIG.read_bytes())

    @classmethod
    def make(cls, action, notebook):
        """The release of `notebook`, or why there is none."""
        write(cls.course / "source", SET, notebook)
        (events,) = work(cls.course, {"action": action, "set": SET})
        if events[-1]["event"] == "failed":
            return events[-1]["reason"]
        return json.loads((cls.course / "release" / SET / f"{SET}.ipynb").read_text())


class Pages(Course):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.release = cls.make("prepare", source())

    def hand_in(self, student, **texts):
        notebook = json.loads(json.dumps(self.release))
        for name, text in texts.items():
            changed = {"source": text} if isinstance(text, str) else text
            find(notebook, name.replace("_", "-")).update(changed)
        write(self.course / "submitted" / student, SET, notebook)

    def html(self, student):
        return (self.course / "feedback" / student / SET / f"{SET}.html").read_text()

    def grades(self, student):
        with Gradebook(f"sqlite:///{self.course}/gradebook.db") as book:
            found = book.find_submission_notebook(SET, SET, student).grades
            return {grade.name: (grade.auto_score, grade.needs_manual_grade) for grade in found}

    def test_one_that_fails_leaves_the_others(self):
        self.hand_in("ada")
        self.hand_in("zoe")
        events = work(self.course, record("ada", batches=2), record("nobody"), record("zoe"), page("nobody"), page("zoe"))
        self.assertEqual([e[-1]["event"] for e in events], ["done", "failed", "done", "failed", "done"])
        self.assertIn("No notebooks were matched", events[1][-1]["reason"])
        self.assertEqual(self.grades("ada")["batches"], (2, False))

    def test_marks_in_a_students_text_are_only_text(self):
        texts = ["// BEGIN HIDDEN TESTS", "// END HIDDEN TESTS", "// BEGIN SOLUTION\n// BEGIN SOLUTION", "### BEGIN MARK SCHEME"]
        for index, text in enumerate(texts):
            self.hand_in(f"s{index}", why=f"a {text} b", double_answer=f"{text}\nfn double() {{}}")
            done, shown = work(self.course, record(f"s{index}"), page(f"s{index}"))
            self.assertEqual([done[-1]["event"], shown[-1]["event"]], ["done", "done"], shown)
            self.assertIn(text.split("\n")[0], self.html(f"s{index}"))
            # The hidden test's own number.
            self.assertNotIn('<span class="mi">6</span>', self.html(f"s{index}"))

    def test_points_are_entered_as_they_were_found(self):
        self.hand_in("ada", why="  \n")
        work(self.course, record("ada", batches=1.5, double=None, why=0))
        self.assertEqual(
            self.grades("ada"),
            {"batches": (1.5, False), "equal-rate": (0, False), "double": (None, True), "why": (0, False)},
        )

    def test_points_given_by_hand_count_and_a_penalty_is_shown(self):
        self.hand_in("bea", why="Because of this.")
        give = {"action": "mark", "student": "bea", "set": SET, "question": "why", "points": 0.5}
        events = work(self.course, record("bea", batches=2, why=None), give, page("bea", 0.25, ["2 h late: 0.25 points less"]), {"action": "grades"})
        self.assertEqual({e[-1]["event"] for e in events}, {"done"}, events)
        self.assertIn(f"<h4>{SET}: 2.25 of 8 points</h4>", self.html("bea"))
        self.assertIn('<li class="late-penalty">2 h late: 0.25 points less</li>', self.html("bea"))
        why = next(e for e in events[3] if (e.get("student"), e.get("question")) == ("bea", "why"))
        self.assertEqual((why["auto"], why["manual"], why["extra"]), (None, 0.5, 0))
        unknown = {**give, "student": "nobody"}
        self.assertEqual(work(self.course, unknown)[0][-1]["event"], "failed")

    def test_a_move_that_was_cut_off_can_be_done_again(self):
        for student, points in (("s1", 0.25), ("s2", 0.5)):
            self.hand_in(student, why="Because of this.")
            give = {"action": "mark", "student": student, "set": SET, "question": "why", "points": points}
            work(self.course, record(student, "Name", why=None), give)
        one = lambda old, new: {"student": old, "set": SET, "to": new}
        aside = {"action": "move", "moves": [one("s1", ".moving-0"), one("s2", ".moving-1")], "left": []}
        place = {"action": "move", "moves": [one(".moving-0", "s2"), one(".moving-1", "s1")], "left": [".moving-0", ".moving-1", "s1", "s2"]}
        events = work(self.course, aside, aside, place, place, {"action": "grades"})
        self.assertEqual({e[-1]["event"] for e in events}, {"done"}, events)
        why = {e["student"]: e["manual"] for e in events[-1] if e.get("question") == "why" and e["student"].startswith(("s1", "s2", "."))}
        self.assertEqual(why, {"s1": 0.5, "s2": 0.25})
        with Gradebook(f"sqlite:///{self.course}/gradebook.db") as book:
            students = {student.id: student.last_name for student in book.students}
        self.assertEqual((students["s1"], students["s2"]), ("Name", "Name"))
        self.assertFalse([student for student in students if student.startswith(".")])
        # Of whom nothing is left, nobody is left.
        work(self.course, {"action": "move", "moves": [one("s1", "s7")], "left": ["s1"]})
        with Gradebook(f"sqlite:///{self.course}/gradebook.db") as book:
            self.assertNotIn("s1", {student.id for student in book.students})

    def test_what_nobody_has_marked_is_no_zero(self):
        self.hand_in("eve", why="Because of this.")
        work(self.course, record("eve", batches=1, why=None, double=None), page("eve", not_graded=["double"]))
        html = self.html("eve")
        self.assertIn(f"<h4>{SET}: 1 of 5 points so far; answers worth 3 more are not marked yet</h4>", html)
        self.assertIn('<a href="#why">why</a>: not marked yet (1 point)', html)
        self.assertIn('<a href="#double">double</a>: not graded yet (2 points)', html)
        self.assertNotIn("0 of 1 points", html)

    def test_a_page_loads_nothing(self):
        self.hand_in("net", why="$a<b$ ![x](https://example.org/x.png) <img src='https://example.org/y.png'>")
        work(self.course, record("net"), page("net"))
        html = self.html("net")
        self.assertNotIn("<script", html)
        self.assertNotIn("MathJax", html)
        self.assertIsNone(re.search(r"""<(img|script|link|iframe)[^>]*(src|href)=["']?(https?:)?//""", html))
        self.assertIn("Content-Security-Policy", html)
        self.assertIn("\ue000a&lt;b\ue002", html)

    def test_a_text_that_takes_long_is_shown_as_it_was_typed(self):
        self.hand_in("slow", why="\\begin{a}" * 10_000, double_answer="[" * 20_000 + "](" * 20_000)
        began = time.monotonic()
        events = work(self.course, record("slow"), page("slow"))
        self.assertEqual([e[-1]["event"] for e in events], ["done", "done"])
        self.assertLess(time.monotonic() - began, 60)
        self.assertIn("to lay it out took more than 4 seconds", self.html("slow"))

    def test_a_picture_that_is_shown_a_thousand_times_is_left_out_and_told(self):
        big = {"a.png": {"image/png": "A" * 100_000}}
        many = "![x](attachment:a.png) " * 1000
        by_reference = "![x][a] " * 1000 + "\n\n[a]: attachment:a.png\n"
        for name, text in {"many": many, "by_reference": by_reference}.items():
            self.hand_in(name, why={"source": text, "attachments": big})
            _, shown = work(self.course, record(name), page(name))
            self.assertEqual([e["event"] for e in shown], ["note", "done"])
            self.assertIn("pictures were left out", shown[0]["text"])
            self.assertLess(len(self.html(name)), 12_000_000)
            self.assertIn("a picture was left out", self.html(name))

    def test_code_in_a_written_answer_is_shown_as_code_and_html_as_text(self):
        text = 'Because:\n\n```rust\nlet x = "<b>";\n```\n\n<span class="k">mine</span>\n\n<div onclick="f()">d</div>'
        self.hand_in("ada", why=text)
        work(self.course, record("ada"), page("ada"))
        html = self.html("ada")
        self.assertIn('<span class="kd">let</span>', html)
        self.assertNotIn("&lt;span class=&quot;kd", html)
        self.assertNotIn('&lt;span class="kd', html)
        self.assertNotIn('<span class="k">mine', html)
        self.assertNotIn("<div onclick", html)
        self.assertIn("onclick", html)

    def test_nothing_that_a_student_wrote_runs_in_a_browser(self):
        script = "<script>alert(1)</script>"
        texts = [
            f"{script} <img src=x onerror=alert(1)> ![](attachment:{script})",
            f"```mermaid\n</pre>{script}\n```\n\n[a link](javascript:alert(1)) ![p](javascript:alert(1))",
            f'```rust\n</div>{script}\n```\n\n<svg onload="alert(1)"> Vec<f64>',
            f"```rust x\" onclick=\"alert(1)\n{script}\n```\n\n$${script}$$",
        ]
        for index, text in enumerate(texts):
            name = f"b{index}"
            self.hand_in(name, why=text, double_answer=f"// {script}\nfn double() {{}}")
            work(self.course, record(name), page(name))
            html = self.html(name)
            for part in (script, "<img src=x", 'href="javascript', 'src="javascript', '" onclick="', "<svg onload"):
                self.assertNotIn(part, html, text)

    def test_a_missing_picture_costs_only_itself(self):
        self.hand_in("ada", why="**bold** ![x](attachment:gone.png)")
        work(self.course, record("ada"), page("ada"))
        self.assertIn("<strong>bold</strong>", self.html("ada"))


class Release(Course):
    def notebook(self):
        made = source()
        png = {"image/png": PICTURE}
        find(made, "why").update(
            source="Look at ![it](attachment:given.png)\n// BEGIN SOLUTION\n![s](attachment:solution.png)\n// END SOLUTION",
            attachments={"given.png": png, "solution.png": png, "forgotten.png": png},
        )
        made["cells"].append(cell("markdown", "whole", "![s](attachment:whole.png)", grade=True, solution=True, points=1))
        made["cells"][-1]["attachments"] = {"whole.png": png}
        find(made, "batches").update(outputs=[{"output_type": "stream", "name": "stdout", "text": "the key"}], execution_count=7)
        made["metadata"]["widgets"] = {"state": "the key"}
        return made

    def test_a_release_holds_no_picture_of_a_solution_and_no_output(self):
        for action in ("prepare", "release"):
            made = self.make(action, self.notebook())
            self.assertEqual(set(find(made, "why")["attachments"]), {"given.png"})
            self.assertNotIn("attachments", find(made, "whole"))
            self.assertNotIn("the key", json.dumps(made))
            self.assertNotIn("HIDDEN", json.dumps(made))

    def test_a_mark_that_is_not_closed_is_named(self):
        made = source()
        find(made, "double-answer")["source"] = stub("fn double() {\n}").replace("// END SOLUTION", "")
        self.assertIn("no end solution statement", self.make("release", made))
