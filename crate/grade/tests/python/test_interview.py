"""Interview sheets: questions about each student's own code, with the replies on the key alone."""

import copy
import html
import re
import tempfile
import unittest
from pathlib import Path

from course import BATCHES, CONFIG, SET, cell, find, lab, question, write

SHIFT = """fn shift(w: &mut [f64], by: f64) {
    for value in w.iter_mut() {
        *value += by;
    }
}"""
SCALE = """fn scale(x: i64) -> i64 {
    2 * x
}"""
ANSWERS = {"batches": BATCHES, "shift": SHIFT, "scale": SCALE}
SHIFT_CHECK = "let mut w = [1.0, 2.5];\nshift(&mut w, 0.5);\nassert_eq!(w, [1.5, 3.0]);"
SCALE_CHECK = (
    "assert_eq!(scale(70), 140);\n// BEGIN HIDDEN TESTS\nassert_eq!(scale(-9), -18);\n// END HIDDEN TESTS"
)
SCRIPT = "</pre><script>document.title = 'forged'</script>"
# Compiles and is right, but never ends where its sign is turned; and its text would break a page.
HOSTILE = BATCHES.replace("{\n", f"{{\n    // {SCRIPT}\n    let mut i = n; while i > 0 {{ i -= 1; }}\n", 1)


def source():
    cells = [
        *question("batches", 2, BATCHES, "mlp::check::image_data::batches(batches)"),
        *question("shift", 1, SHIFT, SHIFT_CHECK),
        *question("scale", 1, SCALE, SCALE_CHECK),
        cell("markdown", "why", "Because.", grade=True, solution=True, points=1),
    ]
    kernel = {"display_name": "Rust (MLP)", "language": "rust", "name": "rust-mlp"}
    return {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}


def answered(**answers):
    """The problem set with right answers, but for those that are named."""
    notebook = copy.deepcopy(source())
    for name, text in (ANSWERS | answers).items():
        find(notebook, f"{name}-answer")["source"] = text
    return notebook


def blocks(page):
    """The texts of the page's blocks of code."""
    return [html.unescape(re.sub("<[^>]+>", "", text)) for text in re.findall(r"<pre>(.*?)</pre>", page, re.DOTALL)]


class Interview(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        top = Path(cls.folder.name)
        cls.course, cls.handed, cls.out = top / "course", top / "handed-in", top / "out"
        cls.course.mkdir()
        (cls.course / "nbgrader_config.py").write_bytes(CONFIG.read_bytes())
        write(cls.course / "source", SET, source())
        write(cls.handed / "ada", SET, answered())
        write(cls.handed / "index", SET, answered(batches=HOSTILE))
        wrong = BATCHES.replace("count,", "count + 7,")
        write(cls.handed / "cy", SET, answered(batches=wrong, shift=SHIFT.replace("+=", "-="), scale="(" * 5000))
        (top / "class.csv").write_text("id,name\nada,Ada <b>Byron</b>\nindex,Index\ncy,Cy\ndan,Dan\n")
        cls.words = ["grade", "interview", cls.handed, "--course", cls.course, "--out", cls.out]
        cls.words += ["--roster", top / "class.csv", "--secret", "two words"]
        cls.said = lab(*cls.words).stdout
        cls.pages = cls.read_pages()

    @classmethod
    def read_pages(cls):
        top = cls.out / "interview"
        return {str(path.relative_to(top)): path.read_text() for path in sorted(top.rglob("*.html"))}

    def files(self):
        index = self.pages["index.html"]
        return re.findall(r'href="key/([^"]+)"', index)

    def test_who_has_a_right_answer_has_a_sheet_and_the_others_a_reason(self):
        files = self.files()
        self.assertEqual(len(files), 2, self.pages["index.html"])
        self.assertIn("ada.html", files)
        self.assertEqual(set(self.pages), {"index.html", *files, *(f"key/{file}" for file in files)})
        row = next(line for line in self.pages["index.html"].splitlines() if "Cy (cy)" in line)
        self.assertIn("it earns no points", row)
        row = next(line for line in self.pages["index.html"].splitlines() if "Dan (dan)" in line)
        self.assertIn("handed in nothing", row)
        self.assertIn("cy: 0 questions", self.said)
        self.assertEqual(list(self.out.glob(".grading-scratch-*")), [])

    def test_three_questions_each_with_another_result_on_the_key_alone(self):
        for file in self.files():
            sheet, key = self.pages[file], self.pages[f"key/{file}"]
            self.assertEqual([page.count("<section>") for page in (sheet, key)], [3, 3])
            about = re.findall(r"<h2>\d+\. (.*?) \(", sheet)
            self.assertEqual(sorted(about), ["batches", "scale", "shift"])
            replies = re.findall(r'<div class="key">(.*?)</div>', key, re.DOTALL)
            self.assertEqual(len(replies), 3)
            for text in replies:
                original, changed = blocks(text)
                self.assertNotEqual(original, changed)
                self.assertTrue({original, changed}.isdisjoint(blocks(sheet)), text)
            self.assertNotIn('class="key"', sheet)
            self.assertEqual([block for block in blocks(key) if block in blocks(sheet)], blocks(sheet))

    def test_the_key_says_what_the_changed_code_returns(self):
        sections = self.pages["key/ada.html"].split("<section>")[1:]
        section = next(section for section in sections if ". scale (" in section)
        _, before, after, arguments, original, changed = blocks(section)
        self.assertEqual((before.strip(), arguments, original), ("2 * x", "x = 70", "140"))
        expected = {"2 / x": "0", "3 * x": "210"}
        self.assertEqual(changed, expected[after.strip()])
        section = next(section for section in sections if ". shift (" in section)
        self.assertIn("<code>shift</code> change then", section)
        _, before, after, arguments, original, changed = blocks(section)
        self.assertEqual((before.strip(), after.strip()), ("*value += by;", "*value -= by;"))
        self.assertEqual((arguments, original), ("w = [1.0, 2.5],  by = 0.5", "w = [1.5, 3.0]"))
        self.assertEqual(changed, "w = [0.5, 2.0]")

    def test_no_hidden_input_is_on_a_page(self):
        for name, page in self.pages.items():
            self.assertNotIn("x = -9", page, name)

    def test_code_and_names_are_text(self):
        for name, page in self.pages.items():
            self.assertNotIn("<script", page, name)
            self.assertNotIn("<b>Byron", page, name)
        (file,) = set(self.files()) - {"ada.html"}
        self.assertIn(html.escape(SCRIPT.split("document")[0]), self.pages[file])

    def test_the_same_again(self):
        lab(*self.words)
        self.assertEqual(self.read_pages(), self.pages)
        other = [*self.words[:-1], "other words", "--questions", "1"]
        lab(*other)
        self.assertEqual(self.read_pages()["ada.html"].count("<section>"), 1)


if __name__ == "__main__":
    unittest.main()
