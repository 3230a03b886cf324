"""A grid and a class on a Slurm cluster of which a node dies in the middle. Runs inside of `cluster.sh`."""

import json
import os
import signal
import subprocess
import sys
import time
import unittest
from pathlib import Path

PROJECT = Path(os.environ["PROJECT"])
sys.path.insert(0, str(PROJECT / "crate/grade/tests/python"))

from course import BATCHES, SET, find, make_course, solved, write  # noqa: E402

CLUSTER = PROJECT / "crate/lab/cluster"
GRID = "--hidden none --hidden 16 --hidden 64 --lr 0.02,0.1,0.5,1e30 --seed 0,1,2,3,4 --epochs 30 --batch-size 8"
RUNS, STUDENTS = 60, 60
PARTS = {"grid": 12, "class": 6}


def run(*words, **options):
    command = list(map(str, words))
    done = subprocess.run(command, cwd=PROJECT, stdin=subprocess.DEVNULL, capture_output=True, text=True, **options)
    if done.returncode:
        print(done.stdout[-3000:], done.stderr[-3000:], file=sys.stderr)
        raise AssertionError(f"{' '.join(command)}: exit status {done.returncode}")
    return done.stdout


def jobs(state):
    """The tasks in a state, with their nodes."""
    lines = run("squeue", "--noheader", "--array", "--states", state, "--format", "%K %N").splitlines()
    return [line.split() for line in lines]


def kill(node):
    """As if somebody pulled its plug: no process of it has a last word."""
    os.kill(int(Path(f"/run/{node}.pid").read_text()), signal.SIGKILL)


def wait_until(what, holds, seconds=120):
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            raise AssertionError(f"{what}: not within {seconds} s")
        time.sleep(0.2)


def said(script):
    """What the tasks of an array said."""
    return "".join(path.read_text() for path in sorted(PROJECT.glob(f"mlp-{Path(script).stem}-*.log")))


class Cluster(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.top = Path("/srv/shared")
        cls.top.mkdir()
        ready = lambda: run("sinfo", "--noheader", "--format", "%D", "--states", "idle").split() == ["3"]  # noqa: E731
        wait_until("three nodes", ready)

    def array(self, script, words, parts, node, done, **variables):
        """Runs an array to its end, and kills a node in the middle of one of its tasks: `done` counts what a task has finished.
        What the tasks said."""
        environment = {**os.environ, "PARTS": str(parts), **variables}
        command = ["sbatch", "--wait", f"--array=1-{parts}", CLUSTER / script, *words]
        array = subprocess.Popen(
            list(map(str, command)), cwd=PROJECT, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True
        )
        units = (RUNS if script == "grid.sbatch" else STUDENTS) // parts

        def middle():
            is_late = sum(done(number) for number in range(1, parts + 1)) >= units * parts // 4
            here = [int(number) for number, place in jobs("running") if place == node]
            return is_late and any(0 < done(number) < units - 1 for number in here)

        is_over = lambda: array.poll() is not None  # noqa: E731
        wait_until(f"the middle of {script}", lambda: is_over() or middle(), 300)
        self.assertFalse(is_over(), "the array ended before its middle:\n" + said(script))
        kill(node)
        began = time.monotonic()
        array.wait(timeout=600)
        print(f"  {script}: {node} was killed, {time.monotonic() - began:.0f} s later all was done")
        self.assertEqual(array.returncode, 0, said(script))
        return said(script)

    def test_1_a_grid_is_the_same_to_the_last_bit(self):
        out = self.top / "grid"
        files = [out / f"part-{number}.jsonl" for number in range(1, PARTS["grid"] + 1)]

        def done(number):
            path = files[number - 1]
            return path.read_text().count('"history"') if path.exists() else 0

        began = time.monotonic()
        logs = self.array("grid.sbatch", GRID.split(), PARTS["grid"], "n2", done, OUT=str(out))
        print(f"  a grid of {RUNS} runs in {PARTS['grid']} parts: {time.monotonic() - began:.0f} s")
        self.assertIn("runs were done before", logs, "the killed part went on where it was")
        merged, sorted_ = self.top / "merged.jsonl", self.top / "sorted.jsonl"
        run("cargo", "mlp", "grid", "merge", *reversed(files), "--out", merged)
        began = time.monotonic()
        run("cargo", "mlp", "grid", *GRID.split(), "--out", self.top / "alone.jsonl")
        print(f"  the same on one machine: {time.monotonic() - began:.0f} s")
        run("cargo", "mlp", "grid", "merge", self.top / "alone.jsonl", "--out", sorted_)
        one, other = without_seconds(merged), without_seconds(sorted_)
        self.assertEqual(len(one), RUNS + 1)
        self.assertEqual(one, other)

    def test_2_a_class_is_the_same_row_for_row(self):
        release = make_course(self.top / "course")
        handed = self.top / "handed-in"
        wrong = BATCHES.replace("count,", "count + 7,")
        for number in range(STUDENTS):
            answers = [{}, {"batches": wrong}, {"batches": "fn batches("}, {"batches": ""}][number % 4]
            notebook = solved(release, double="", equal_rate="", **answers)
            if number % 5 == 0:
                find(notebook, "why")["source"] = f"Because of {number}."
            write(handed / f"student-{number:02}", SET, notebook)
        given = [handed, "--course", self.top / "course", "--secret", "two words"]
        out = self.top / "parts"
        done = lambda number: len(list(out.glob(f"{number}/results/*/*.json")))  # noqa: E731
        began = time.monotonic()
        self.array("class.sbatch", given, PARTS["class"], "n3", done, OUT=str(out))
        print(f"  a class of {STUDENTS} in {PARTS['class']} parts: {time.monotonic() - began:.0f} s")
        merged, alone = self.top / "merged", self.top / "alone"
        began = time.monotonic()
        run("cargo", "lab", "grade", "merge", *sorted(out.iterdir(), reverse=True), "--out", merged)
        print(f"  merged: {time.monotonic() - began:.0f} s")
        began = time.monotonic()
        run("cargo", "lab", "grade", "submissions", *given, "--out", alone)
        print(f"  the same on one machine: {time.monotonic() - began:.0f} s")
        names = ["grades.csv", "changes.csv", "summary.html"]
        for name in names:
            self.assertEqual((merged / name).read_text(), (alone / name).read_text(), name)
        self.assertEqual(len((merged / "grades.csv").read_text().splitlines()), STUDENTS + 1)
        pages = lambda top: {str(p.relative_to(top)): p.read_text() for p in top.glob("feedback/**/*.html")}  # noqa: E731
        self.assertEqual(pages(merged), pages(alone))


def without_seconds(path):
    """The lines of a file as they are, but for how long each epoch took."""
    lines = []
    for line in path.read_text().splitlines():
        line = json.loads(line, parse_float=str)
        for epoch in line.get("run", {}).get("history", {}).get("epochs", []):
            del epoch["seconds"]
        lines.append(line)
    return lines
