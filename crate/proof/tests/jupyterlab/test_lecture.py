"""The way of a reader through notebook 03: run all, look, change the rate, run again."""

import re
import unittest

from jupyterlab import OUT, Browser, JupyterLab, Notebook, show

NOTEBOOK = "03_normalization.ipynb"


class Lecture(unittest.TestCase):
    def setUp(self):
        self.lab = JupyterLab([NOTEBOOK])
        self.addCleanup(self.lab.close)
        browser = Browser()
        self.addCleanup(browser.close)
        self.page = browser.page
        self.notebook = Notebook(self.page, self.lab, NOTEBOOK)

    def test_a_reader_runs_all_and_changes_the_rate(self):
        notebook, parameters = self.notebook, self.notebook.cell("parameters")
        plot = notebook.cell("steepest-picture").locator(".jp-OutputArea-output img")
        with self.subTest("the committed plot shows before anything was run: the notebook is trusted"):
            self.assertEqual(plot.count(), 1)
        notebook.menu("Run", "Run All Cells")
        with self.subTest("progress shows while a cell trains"):
            bar = notebook.cell("train-cases").locator("progress")
            notebook.wait_for(lambda: bar.count() == 1, "the bar of the training")
            notebook.wait_for(lambda: 0.2 < float(bar.get_attribute("value")) < 1, "the bar to move")
            self.assertEqual(notebook.prompt("train-cases"), "[*]:")
            show(bar)
            self.page.screenshot(path=OUT / "03_progress.png")
        notebook.wait_for(self.is_done, "all cells to run", 600)

        with self.subTest("no cell failed"):
            self.assertEqual(self.page.locator("[data-mime-type='application/vnd.jupyter.stderr']").count(), 0)
            self.assertEqual(self.page.locator("[data-mime-type='application/vnd.jupyter.error']").count(), 0)

        with self.subTest("the plot is on the screen"):
            show(plot)
            self.assertGreater(plot.evaluate("image => image.naturalWidth"), 400)
            self.assertGreater(plot.bounding_box()["width"], 400)
            self.page.screenshot(path=OUT / "03_steepest.png")

        with self.subTest("another rate gives another result"):
            before = self.accuracies()
            self.assertIn("let lr: f64 = 0.01;", parameters.inner_text().replace("\xa0", " "))
            notebook.write("parameters", PARAMETERS)
            notebook.run("parameters")
            notebook.run("cases-table")
            notebook.run("train-cases")
            notebook.run("table-cases")
            after = self.accuracies()
            self.page.screenshot(path=OUT / "03_other_rate.png")
            self.assertEqual(before.keys(), after.keys())
            # Case 2 has a rate of its own; case 3 crawls at 0.01, and no longer at 0.1.
            self.assertEqual(before["2"], after["2"])
            self.assertGreater(after["3"], before["3"] + 0.02)

    def is_done(self):
        page = self.page
        idle = page.locator(".jp-Notebook-ExecutionIndicator[data-status='idle']").count() == 1
        return idle and page.locator(".jp-InputPrompt", has_text="[*]:").count() == 0

    def accuracies(self):
        """The training accuracy of each case, from the table."""
        table = "".join(self.notebook.output("table-cases"))
        rows = re.findall(r"^(\d): .*?([\d.]+)\s+[\d.]+$", table, re.MULTILINE)
        self.assertEqual([case for case, _ in rows], ["1", "2", "3", "4", "5", "6"], table)
        return {case: float(accuracy) for case, accuracy in rows}


PARAMETERS = """let lr: f64 = 0.1;
let tiny_lr: f64 = 0.00001;
let epochs: usize = 10;
let batch_size: usize = 1024;
let seed: u64 = 0;"""

if __name__ == "__main__":
    unittest.main()
