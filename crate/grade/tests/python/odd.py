"""What becomes of honest notebooks in honest hands: files that were saved, renamed or wrapped, cells that were split or copied."""

import copy
import io
import json
import zipfile

from course import SET, find, solved

# Right answers in other words.
HONEST = [
    {},
    {"batches": "fn batches(n: usize, b: usize) -> (usize, usize) {\n    ((n + b - 1) / b, (n - 1) % b + 1)\n}"},
    {
        "batches": "fn batches(n: usize, b: usize) -> (usize, usize) {\n"
        "    let mut sizes = Vec::new();\n    let mut rest = n;\n"
        "    while rest > 0 {\n        sizes.push(rest.min(b));\n        rest -= rest.min(b);\n    }\n"
        "    (sizes.len(), *sizes.last().unwrap())\n}",
        "double": "fn double(x: i64) -> i64 {\n    x + x\n}",
    },
    {
        "equal_rate": "const TWO: i32 = 2;\nfn k(from: f64, to: f64) -> f64 { to / from }\n"
        "fn rate(raw: f64, from: f64, to: f64) -> f64 { k(from, to).powi(TWO) * raw }\n"
        "fn weight(raw: f64, from: f64, to: f64) -> f64 { k(from, to) * raw }\n"
        "fn decay(raw: f64, from: f64, to: f64) -> f64 { k(to, from).powi(TWO) * raw }",
        "double": "fn double(x: i64) -> i64 { (x as i128 * 2) as i64 }",
    },
]


def text(notebook):
    return json.dumps(notebook, ensure_ascii=False)


def odd_files(release):
    """What honest students hand in who saved, renamed or wrapped their notebook: student -> file name and bytes."""
    whole = text(solved(release))
    wrapped = io.BytesIO()
    with zipfile.ZipFile(wrapped, "w") as archive:
        archive.writestr(f"{SET}.ipynb", whole)
    output = {"output_type": "stream", "name": "stdout", "text": ["TEXT"]}
    printed = solved(release)
    printed["cells"].append({"cell_type": "code", "id": "x", "metadata": {}, "source": "", "outputs": [output], "execution_count": None})
    printed = text(printed)
    old = {"worksheets": [{"cells": []}], "nbformat": 3, "nbformat_minor": 0, "metadata": {}}
    return {
        "odd_txt": (f"{SET}.ipynb.txt", whole.encode()),
        "odd_json": (f"{SET}.json", whole.encode()),
        "odd_zip": ("homework.zip", wrapped.getvalue()),
        "odd_upper": (f"{SET.upper()}.IPYNB", whole.encode()),
        "odd_dated": ("hw_2025_01_15.ipynb", whole.encode()),
        "odd_numbered": (f"{SET} (1).ipynb", whole.encode()),
        "odd_numbers": ("x_1_2_y.ipynb", whole.encode()),
        "odd_bom": (f"{SET}.ipynb", b"\xef\xbb\xbf" + whole.encode()),
        "odd_utf16": (f"{SET}.ipynb", whole.encode("utf-16")),
        "odd_crlf": (f"{SET}.ipynb", whole.replace("\\n", "\\r\\n").encode()),
        "odd_nan": (f"{SET}.ipynb", printed.replace('["TEXT"]', "NaN").encode()),
        "odd_surrogate": (f"{SET}.ipynb", printed.replace("TEXT", "\\ud83d").encode()),
        "odd_cut": (f"{SET}.ipynb", whole.encode()[:2000]),
        "odd_format3": (f"{SET}.ipynb", text(old).encode()),
        "odd_conflict": (f"{SET}.ipynb", b"<<<<<<< HEAD\n" + whole.encode()),
    }


UNREAD = {"odd_cut": "", "odd_format3": "format", "odd_conflict": ""}


def odd_notebooks(release):
    """What became of cells in honest hands."""
    def changed(change):
        notebook = solved(release)
        at = notebook["cells"].index(find(notebook, "batches-answer"))
        change(notebook["cells"], at)
        return notebook

    def below(source):
        def change(cells, at):
            cells.insert(at + 1, {**copy.deepcopy(cells[at]), "source": source})

        return changed(change)

    def helper_above(cells, at):
        cells.insert(at, {**copy.deepcopy(cells[at]), "source": "fn up(n: usize, b: usize) -> usize {\n    n.div_ceil(b)\n}"})
        cells[at + 1]["source"] = cells[at + 1]["source"].replace("n.div_ceil(b)", "up(n, b)")

    def helper_elsewhere(cells, at):
        cells.append({"cell_type": "code", "id": "y", "metadata": {}, "source": "fn up(n: usize, b: usize) -> usize { n.div_ceil(b) }", "outputs": [], "execution_count": None})
        cells[at]["source"] = cells[at]["source"].replace("n.div_ceil(b)", "up(n, b)")

    def new_cell(cells, at):
        cells.insert(at + 1, {**copy.deepcopy(cells[at]), "metadata": {}})
        cells[at]["source"] = find(release, "batches-answer")["source"]

    def stripped(cells, _):
        for cell in cells:
            cell["metadata"] = {}

    return {
        "odd_split": changed(helper_above),
        "odd_helper_below": changed(helper_elsewhere),
        "odd_try_below": below("batches(10, 3)"),
        "odd_empty_below": below(""),
        "odd_new_cell": changed(new_cell),
        "odd_stripped": changed(stripped),
    }
