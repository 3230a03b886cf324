"""The programs that execute notebooks see a cell's failure, each in its own way."""

import os
import subprocess
import sys
import tempfile
import unittest

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from session import KERNEL, START

# A client's own input is not the cell's, whoever holds it open.
READS = """let start = std::time::Instant::now();
let mut line = String::new();
let n = std::io::stdin().read_line(&mut line)?;
assert!(n == 0 && start.elapsed().as_secs() < 5, "{n} {line:?} after {:?}", start.elapsed());"""

FAILING = {
    "panic": 'panic!("on purpose");',
    "question mark": 'let number: i32 = "x".parse()?;',
    "compile error": 'let number: i32 = "x";',
}


def notebook(*cells):
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    book.metadata.kernelspec = {"name": KERNEL, "display_name": "Rust", "language": "rust"}
    return book


class Clients(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def write(self, *cells):
        path = os.path.join(self.folder, "book.ipynb")
        nbformat.write(notebook(*cells), path)
        return path

    def execute(self, book):
        NotebookClient(book, timeout=START, startup_timeout=START).execute()

    def run_program(self, *arguments, program=(sys.executable, "-m"), stdin=subprocess.DEVNULL, folder=None):
        return subprocess.run(
            [*program, *arguments],
            stdin=stdin,
            capture_output=True,
            text=True,
            cwd=folder or self.folder,
            timeout=2 * START,
        )

    def test_nbclient(self):
        good = notebook("1 + 1", 'println!("fine");')
        self.execute(good)
        self.assertEqual(good.cells[0].outputs[0]["data"]["text/plain"], "2")
        for name, cell in FAILING.items():
            with self.subTest(name), self.assertRaises(CellExecutionError) as caught:
                self.execute(notebook("1 + 1", cell))
            self.assertNotEqual(caught.exception.ename, "")

    def test_a_saved_notebook_keeps_the_final_state_only(self):
        book = notebook(
            'let mut bar = mlp::display::Progress::new("training", 100);\n'
            "for _ in 0..100 { std::thread::sleep(std::time::Duration::from_millis(5)); bar.advance(1); }\n"
            'bar.finish("100 steps");'
        )
        self.execute(book)
        outputs = book.cells[0].outputs
        self.assertEqual(len(outputs), 1, outputs)
        self.assertIn("100 steps", outputs[0]["data"]["text/plain"])

    def test_nbconvert(self):
        self.assertEqual(self.run_program("nbconvert", "--to", "notebook", "--execute", self.write("1 + 1")).returncode, 0)
        for name, cell in FAILING.items():
            with self.subTest(name):
                run = self.run_program("nbconvert", "--to", "notebook", "--execute", self.write("1 + 1", cell))
                self.assertNotEqual(run.returncode, 0)
                self.assertIn(cell, run.stderr)

    def test_papermill(self):
        good = self.run_program("papermill", self.write("1 + 1"), "out.ipynb", "-k", KERNEL)
        self.assertEqual(good.returncode, 0, good.stderr)
        for name, cell in FAILING.items():
            with self.subTest(name):
                run = self.run_program("papermill", self.write("1 + 1", cell), "out.ipynb", "-k", KERNEL)
                self.assertNotEqual(run.returncode, 0)

    def test_a_cell_that_reads_is_at_the_end_of_its_input_at_once(self):
        reads = self.write(READS)
        # Never written to and never closed, as a terminal's.
        nothing, kept = os.pipe()
        self.addCleanup(os.close, nothing)
        self.addCleanup(os.close, kept)
        lab = {"program": (os.environ["LAB"],), "folder": os.environ["PROJECT"]}
        for arguments, how in [
            (("nbconvert", "--to", "notebook", "--execute", reads), {}),
            (("papermill", reads, "out.ipynb", "-k", KERNEL), {}),
            (("run", reads, "--out", self.folder), lab),
        ]:
            with self.subTest(arguments[0]):
                run = self.run_program(*arguments, stdin=nothing, **how)
                self.assertEqual(run.returncode, 0, run.stdout + run.stderr)


if __name__ == "__main__":
    unittest.main()
