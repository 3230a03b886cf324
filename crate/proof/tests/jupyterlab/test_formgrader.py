"""What a person marks by hand: a lecturer opens nbgrader's formgrader on a graded class, in a browser."""

import os
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.append(str(Path(os.environ["PROJECT"], "crate/grade/tests/python")))

from course import SET, find, grades, lab, make_course, solved, write
from jupyterlab import OUT, Browser, JupyterLab

HOSTILE = '<img src=x onerror="document.title = \'forged\'"> <script>document.title = "forged"</script> because of `Vec<f64>`'


class Formgrader(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.top = Path(folder.name)
        self.out = self.top / "out"
        notebook = solved(make_course(self.top / "course"))
        find(notebook, "why")["source"] = HOSTILE
        write(self.top / "handed-in/ada", SET, notebook)
        self.grade()

    def grade(self, *options):
        lab(
            "grade", "submissions", self.top / "handed-in", "--course", self.top / "course", "--out", self.out, *options
        )

    def test_points_given_in_the_browser_are_kept(self):
        self.assertEqual(grades(self.out)["ada"]["why"], None)
        server = JupyterLab(folder=self.out)
        self.addCleanup(server.close)
        browser = Browser()
        self.addCleanup(browser.close)
        page = browser.page
        page.goto(server.url("formgrader"))
        page.get_by_role("link", name="Manual Grading").click()
        page.get_by_role("link", name=SET).click()
        page.get_by_role("link", name=SET, exact=True).last.click()
        page.get_by_role("link", name="Submission #1").click()
        score = page.locator("#why")
        score.wait_for()
        page.screenshot(path=OUT / "formgrader.png", full_page=True)
        text = page.locator("body").inner_text()
        with self.subTest("what grading found is on the page"):
            self.assertIn("2 of 2 points", text)
            self.assertEqual(page.locator("#batches").get_attribute("placeholder"), "2")
        with self.subTest("the answer is text, and runs nothing"):
            self.assertIn('<img src=x onerror="document.title', text)
            self.assertNotEqual(page.title(), "forged")
        with page.expect_response(lambda response: "/api/grade/" in response.url and response.request.method == "PUT"):
            score.fill("0.5")
            score.press("Tab")
        self.grade("--question", "batches")
        self.assertEqual(grades(self.out)["ada"], {"batches": 2, "equal-rate": 3, "double": 2, "why": 0.5})


if __name__ == "__main__":
    unittest.main()
