"""A package for Gradescope, on a machine laid out as the platform's: built as its image is, then hand-ins of all kinds. Runs as
root on a fresh Debian (`crate/proof/tests/fresh/machine.sh`), in the order of the names.

What cannot be had here is the platform itself. What its containers allow is what Docker allows by default: its capabilities are
set for each command, and a program stands for the bubblewrap that such a container refuses."""

import json
import os
import shutil
import subprocess
import sys
import time
import unittest
import zipfile
from pathlib import Path

PLACE = Path("/autograder")
PROJECT = PLACE / "source/project"
os.environ.update(PROJECT=str(PROJECT), LAB="none is needed here")
USER = "60999"
# Docker's usual ones. With them bubblewrap finds no way to make namespaces, for which the system wants more.
CAPABILITIES = "chown,dac_override,fowner,fsetid,kill,setgid,setuid,setpcap,net_bind_service,net_raw,sys_chroot,mknod,audit_write,setfcap"
REFUSED = "#!/bin/sh\necho 'bwrap: No permissions to create a new namespace' >&2\nexit 1\n"
BWRAP = Path("/usr/bin/bwrap")


def contained(*words, **more):
    """A command as it runs in a container."""
    allowed = ",".join(["-all", *(f"+{name}" for name in CAPABILITIES.split(","))])
    command = ["setpriv", "--bounding-set", allowed, "--inh-caps=-all", *map(str, words)]
    return subprocess.run(command, cwd="/", stdin=subprocess.DEVNULL, capture_output=True, text=True, **more)


def body(lines):
    """A right `batches` that first does something else."""
    from course import BATCHES

    head, *rest = BATCHES.split("\n")
    return "\n".join([head, lines, *rest])


# Whether the folder has been read since the machine began: what one process has read, another would see.
TRACES = """    let read = |folder: &str| std::fs::metadata(folder).and_then(|data| data.accessed()).unwrap();
    for folder in ["/tmp", "/var/tmp", "/dev/shm"] {
        let before = read(folder);
        let _ = std::fs::read_dir(folder).map(|entries| entries.count());
        if read(folder) != before { panic!("left a trace in {folder}"); }
    }"""
READS = """    for path in ["/autograder/source", "/autograder/source/secret", "/autograder/cache", "/autograder/source/course/source",
        "/root", "/proc/1/environ", "/proc/self/../1/mem"] {
        if std::fs::read(path).is_ok() || std::fs::read_dir(path).is_ok() { panic!("can read {path}"); }
    }"""
WRITES = """    for folder in [".", "/", "/tmp", "/var/tmp", "/dev/shm", "/autograder", "/autograder/results", "/autograder/answers"] {
        let path = format!("{folder}/seen-{n}");
        if std::fs::create_dir(&path).is_ok() || std::fs::File::create(&path).is_ok() { panic!("can write {folder}"); }
    }
    if let Ok(program) = std::env::current_exe() { if std::fs::remove_file(&program).is_ok() { panic!("can remove {program:?}"); } }"""
STARTS = """    for words in ["sleep 4321 &", "kill -KILL -1", "su -c id"] {
        if std::process::Command::new("/bin/sh").args(["-c", words]).status().is_ok() { panic!("can start {words}"); }
    }
    if std::net::TcpListener::bind("127.0.0.1:0").is_ok() { panic!("has a network"); }"""


class Gradescope(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        if not PLACE.exists():
            with zipfile.ZipFile("/clone/small.zip") as package:
                for entry in package.infolist():
                    path = PLACE / "source" / entry.filename
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_bytes(package.read(entry))
                    path.chmod(entry.external_attr >> 16)
        sys.path.insert(0, str(PROJECT / "crate/grade/tests/python"))
        cls.release = json.loads((PLACE / "source/course/release/small/small.ipynb").read_text())

    def grade(self, files, student=7, deep=None):
        """What comes of a hand-in: the process, and the results by question."""
        for name in ("submission", "results"):
            shutil.rmtree(PLACE / name, ignore_errors=True)
            (PLACE / name).mkdir()
        for name, content in files.items():
            path = PLACE / "submission" / name
            if isinstance(content, Path):
                path.symlink_to(content)
            else:
                path.write_text(content if isinstance(content, str) else json.dumps(content))
        if deep:
            # No path is as long, so it is made step by step.
            subprocess.run(["sh", "-c", 'cd "$0" && for d in $(echo "$1" | tr / " "); do mkdir "$d" && cd "$d"; done', PLACE / "submission", deep],
                stderr=subprocess.DEVNULL)
        (PLACE / "submission_metadata.json").write_text(json.dumps({"users": [{"id": student}]}))
        began = time.monotonic()
        done = contained(PLACE / "run_autograder", timeout=600)
        results = PLACE / "results/results.json"
        said = json.loads(results.read_text()) if results.exists() else None
        print(f"     {', '.join(files) or 'nothing'}: {time.monotonic() - began:.1f} s")
        return done, said

    def solved(self, **answers):
        from course import find, solved

        notebook = solved(self.release, **answers)
        find(notebook, "why")["source"] = "Because it does."
        return notebook

    def points(self, **answers):
        done, said = self.grade({"small.ipynb": self.solved(**answers)})
        self.assertIsNotNone(said, done.stdout + done.stderr)
        left = subprocess.run(["pgrep", "-u", USER, "-a"], capture_output=True, text=True).stdout
        self.assertEqual(left, "", "an answer's process is left")
        self.log = done.stdout
        return {test["name"]: (test.get("score"), test["output"]) for test in said["tests"]}

    def test_1_the_image_is_built(self):
        began = time.monotonic()
        process = subprocess.Popen(
            ["sh", PLACE / "source/setup.sh"], cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        for line in process.stdout:
            print(f"{time.monotonic() - began:7.1f} s  {line.rstrip()}", flush=True)
        self.assertEqual(process.wait(), 0)
        shutil.copy(PLACE / "source/run_autograder", PLACE / "run_autograder")
        print(f"     the image after {(time.monotonic() - began) / 60:.1f} min")
        print(subprocess.run(["du", "-sh", *sorted(PLACE.iterdir())], capture_output=True, text=True).stdout)

    def test_2_a_container_that_allows_bubblewrap(self):
        points = self.points()
        self.assertEqual({name: score for name, (score, _) in points.items()}, {"batches": 2, "equal-rate": 3, "double": 2, "why": None})
        self.assertEqual(points["why"][1], "marked by hand")

    def test_3_a_container_that_refuses_it(self):
        BWRAP.rename(BWRAP.with_name("bwrap.real"))
        BWRAP.write_text(REFUSED)
        BWRAP.chmod(0o755)
        self.assertEqual(sum(score or 0 for score, _ in self.points().values()), 7)
        wrong = self.points(batches="fn batches(n: usize, b: usize) -> (usize, usize) { (n / b, 1) }", double="fn double(x: i64) -> i64 { x.abs() * 2 }")
        self.assertEqual([wrong[name][0] for name in ("equal-rate", "double")], [3, 0])
        self.assertLess(wrong["batches"][0], 2)
        # An answer's own words could tell one process what another was asked.
        self.assertTrue(wrong["double"][1].startswith("not all points. What is wrong is not told here"), wrong["double"][1])
        self.assertIn("batches: ", self.log)

    def test_4_an_answer_finds_and_leaves_nothing(self):
        for what, lines in {"reads": READS, "writes": WRITES, "starts": STARTS, "traces": TRACES}.items():
            with self.subTest(what):
                self.assertEqual(self.points(batches=body(lines))["batches"][0], 2, self.log)
        # Each of these would be found.
        self.points(batches=body(READS.replace("/autograder/source/secret", "/autograder/run_autograder")))
        self.assertIn("can read /autograder/run_autograder", self.log)

    def test_5_a_hand_in_without_a_notebook_says_so(self):
        secret = PLACE / "source/course/source/small/small.ipynb"
        for files, words in [
            ({}, "no notebook was handed in"),
            ({"small.ipynb": "{"}, "no notebook could be read"),
            ({"small.ipynb": secret}, "no notebook was handed in"),
            ({"x.ipynb": {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}}, "has none of the questions"),
        ]:
            with self.subTest(words):
                _, said = self.grade(files)
                self.assertIn(words, said["output"])
                self.assertEqual([test["score"] for test in said["tests"]], [0])
        deep = "/".join(["d" * 200] * 21)
        _, said = self.grade({"mine.ipynb": self.solved(), "old.ipynb": "{"}, deep=deep)
        self.assertIn("a part of what was handed in cannot be read", said["output"])
        self.assertIn("graded: mine.ipynb", said["output"])

    def test_6_a_machine_on_which_answers_could_look_around_grades_nothing(self):
        source = PLACE / "source"
        source.chmod(0o755)
        secret = source / "secret"
        secret.chmod(0o644)
        try:
            done, said = self.grade({"small.ipynb": self.solved()})
        finally:
            secret.chmod(0o600)
            source.chmod(0o700)
        self.assertIsNone(said)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("other users can read it", done.stderr)
        # Whoever is not root can give answers to nobody.
        shutil.rmtree(PLACE / "results")
        for name in ("source", "cache"):
            subprocess.run(["chown", "-R", "ada:", PLACE / name], check=True)
        try:
            run = contained("setpriv", "--reuid", "ada", "--regid", "ada", "--clear-groups", PLACE / "run_autograder")
        finally:
            for name in ("source", "cache"):
                subprocess.run(["chown", "-R", "root:", PLACE / name], check=True)
        self.assertIn("not root's", run.stderr)
        self.assertFalse((PLACE / "results").exists())


if __name__ == "__main__":
    unittest.main()
