"""`cargo lab grade package gradescope`: what is in the zip, and what is refused."""

import json
import stat
import tempfile
import unittest
import zipfile
from pathlib import Path

from course import SET, find, lab, make_course


class Package(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = Path(folder.name)
        make_course(cls.folder / "course")

    def pack(self, problem_set, out, **options):
        return lab("grade", "package", "gradescope", problem_set, "--course", self.folder / "course", "--out", self.folder / out, **options)

    def test_the_zip_has_the_problem_set_the_sources_and_the_scripts(self):
        said = self.pack(SET, "small.zip").stdout
        self.assertIn("4 questions, 8 points", said)
        with zipfile.ZipFile(self.folder / "small.zip") as package:
            modes = {entry.filename: stat.filemode(entry.external_attr >> 16) for entry in package.infolist()}
            solved = json.loads(package.read(f"course/source/{SET}/{SET}.ipynb"))
            released = json.loads(package.read(f"course/release/{SET}/{SET}.ipynb"))
            environment = package.read("environment.sh").decode()
            secret = package.read("secret")
        for name in ("setup.sh", "run_autograder"):
            self.assertEqual(modes[name], "-rwxr-xr-x")
        self.assertEqual(modes["secret"], "-rw-------")
        self.assertGreater(len(secret), 20)
        self.assertIn("export RUST=1.", environment)
        self.assertIn("div_ceil", find(solved, "batches-answer")["source"])
        self.assertIn("todo!()", "".join(find(released, "batches-answer")["source"]))
        self.assertTrue({"project/Cargo.lock", "project/.cargo/config.toml", "project/crate/grade/src/main.rs"} <= set(modes))
        # Neither the notebooks nor what was compiled.
        self.assertEqual([name for name in modes if name.startswith(("project/notebooks/0", "project/target"))], [])
        self.assertEqual(stat.filemode((self.folder / "small.zip").stat().st_mode), "-rw-------")

    def test_what_is_there_stays_and_what_there_is_is_named(self):
        (self.folder / "mine.zip").write_text("mine")
        done = self.pack(SET, "mine.zip", check=False)
        self.assertIn("is there already", done.stderr)
        self.assertEqual((self.folder / "mine.zip").read_text(), "mine")
        self.assertIn(f"There are: {SET}", self.pack("other", "other.zip", check=False).stderr)


if __name__ == "__main__":
    unittest.main()
