"""A small course, and notebooks handed in for it, as the tests want them."""

import copy
import csv
import json
import os
import subprocess
import sys
from pathlib import Path

LAB = os.environ["LAB"]
PROJECT = Path(os.environ["PROJECT"])
CONFIG = PROJECT / "notebooks/exercises/nbgrader_config.py"
SET = "small"

BATCHES = """fn batches(n: usize, b: usize) -> (usize, usize) {
    let count = n.div_ceil(b);
    (count, n - (count - 1) * b)
}"""
RATE = """fn rate(raw: f64, from: f64, to: f64) -> f64 {
    raw * to / from * to / from
}

fn weight(raw: f64, from: f64, to: f64) -> f64 {
    raw * to / from
}

fn decay(raw: f64, from: f64, to: f64) -> f64 {
    raw * from / to * from / to
}"""
DOUBLE = """fn double(x: i64) -> i64 {
    2 * x
}"""
OWN_TESTS = """let double: fn(i64) -> i64 = double;
assert_eq!(double(2), 4);
// BEGIN HIDDEN TESTS
assert_eq!(double(-3), -6);
// END HIDDEN TESTS"""


def stub(code):
    """The code with each function's body as a solution that nbgrader clears."""
    lines = []
    for line in code.split("\n"):
        if line.startswith("}"):
            lines.append("    // END SOLUTION")
        lines.append(line)
        if line.startswith("fn "):
            lines.append("    // BEGIN SOLUTION")
    return "\n".join(lines)


def cell(kind, grade_id, source, **grader):
    metadata = {"grade": False, "solution": False, "locked": False, "task": False, "schema_version": 3}
    metadata.update(grader, grade_id=grade_id)
    made = {"cell_type": kind, "id": grade_id, "metadata": {"nbgrader": metadata}, "source": source}
    if kind == "code":
        made.update(outputs=[], execution_count=None)
    return made


def question(grade_id, points, answer, check):
    return [
        cell("code", f"{grade_id}-answer", stub(answer), solution=True),
        cell("code", grade_id, check, grade=True, locked=True, points=points),
    ]


def source():
    cells = [
        *question("batches", 2, BATCHES, "mlp::check::image_data::batches(batches)"),
        *question("equal-rate", 3, RATE, "mlp::check::normalization::equal_rate(rate, weight, decay)"),
        *question("double", 2, DOUBLE, OWN_TESTS),
        cell("markdown", "why", "Because.", grade=True, solution=True, points=1),
    ]
    kernel = {"display_name": "Rust (MLP)", "language": "rust", "name": "rust-mlp"}
    return {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}


def make_course(folder):
    """A course with one problem set, and its release."""
    folder.mkdir(parents=True)
    (folder / "nbgrader_config.py").write_bytes(CONFIG.read_bytes())
    write(folder / "source", SET, source())
    lab("grade", "release", "--course", folder)
    return json.loads((folder / "release" / SET / f"{SET}.ipynb").read_text())


def write(folder, name, notebook):
    path = folder / name / f"{name}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    text = notebook if isinstance(notebook, (bytes, str)) else json.dumps(notebook)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def solved(release, **answers):
    """The release with right answers, but for those that are named, as in batches="…"."""
    notebook = copy.deepcopy(release)
    texts = {"batches-answer": BATCHES, "equal_rate-answer": RATE, "double-answer": DOUBLE}
    for name, text in answers.items():
        texts[f"{name}-answer"] = text
    for name, text in texts.items():
        find(notebook, name.replace("_", "-"))["source"] = text
    return notebook


def find(notebook, grade_id):
    return next(c for c in notebook["cells"] if c["metadata"].get("nbgrader", {}).get("grade_id") == grade_id)


def lab(*words, check=True):
    command = [LAB, *map(str, words)]
    done = subprocess.run(command, cwd=PROJECT, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if check and done.returncode:
        print(done.stdout[-3000:], done.stderr[-3000:], file=sys.stderr)
        raise AssertionError(f"{' '.join(command)}: exit status {done.returncode}")
    return done


def grades(out):
    """student -> question -> points, None where the table's cell is empty"""
    rows = csv.DictReader((out / "grades.csv").read_text().splitlines())
    return {
        row["student"]: {
            key.split("/")[1]: float(value) if value else None for key, value in row.items() if "/" in key
        }
        for row in rows
    }


def result(out, student, question):
    """What was found about a question."""
    stored = json.loads((out / "results" / student / f"{SET}.json").read_text())
    return stored["results"][question]["graded"]
