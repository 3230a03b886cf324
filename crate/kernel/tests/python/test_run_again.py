"""Run All, twice in one kernel: the notebooks of the course define, train and plot once more what is there already.

Two of them by default; all with RUN_AGAIN=all, which takes several minutes.
"""

import glob
import os
import re
import unittest

import nbformat

from session import KernelTest

FOLDER = os.path.join(os.environ.get("PROJECT", "."), "notebooks")
USUAL = ["02_softmax_regression", "04_multi_layer_perceptron"]
# A cell trains for a minute at most with one epoch, on a busy machine.
LONGEST = 300


def names():
    if os.environ.get("RUN_AGAIN") != "all":
        return USUAL
    return sorted(os.path.basename(path)[: -len(".ipynb")] for path in glob.glob(os.path.join(FOLDER, "*.ipynb")))


def with_one_epoch(code):
    return re.sub(r"(\bepochs: usize = )[0-9_]+", r"\g<1>1", code)


class RunAgain(KernelTest):
    own_kernel = True

    def run_all(self, name):
        notebook = nbformat.read(os.path.join(FOLDER, f"{name}.ipynb"), as_version=4)
        for number, cell in enumerate(cell for cell in notebook.cells if cell.cell_type == "code"):
            if "raises-exception" in cell.metadata.get("tags", []):
                continue
            reply = self.run_cell(with_one_epoch(cell.source), timeout=LONGEST)
            self.assertEqual(reply.status, "ok", f"{name}, code cell {number}\n{cell.source}\n{reply.content.get('traceback')}")


def twice(name):
    def test(self):
        # A kernel of its own: what another notebook has defined is not there.
        self.manager.restart_kernel(now=True)
        self.client.wait_for_ready(timeout=LONGEST)
        self.run_all(name)
        self.run_all(name)

    return test


for name in names():
    setattr(RunAgain, f"test_{name}", twice(name))

if __name__ == "__main__":
    unittest.main()
