"""A slider under a reader's hand: in the lecture's kernel, and in that of a library which has nothing to do with it."""

import json
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import tempfile
import time
import unittest

from jupyterlab import OUT, Browser, JupyterLab, Notebook

PROJECT = pathlib.Path(os.environ["PROJECT"])
# The chart says its number, for those who cannot see it and for this test.
CHART = """interact((slider("n", 0..=200).at(0), checkbox("loud", false)), move |(n, _)| {
    let marks: Vec<(f64, f64)> = (0..50).map(|x| (x as f64, (x * (n + 1)) as f64)).collect();
    Ok(Chart::new(format!("picture {n}")).axes("x", "y").line("line", &marks).draw()?)
});"""
# As long as a short training, which looks whether it is out of date.
SLOW = """interact(slider("n", 0..=200).at(0), |n| {
    let start = Instant::now();
    while start.elapsed() < Duration::from_millis(400) && !interrupt::requested() {
        std::thread::sleep(Duration::from_millis(5));
    }
    Ok(format!("picture {n}"))
});"""
# A real training, which says what it took. `fit` looks at each batch whether it is out of date.
TRAIN = """let few: DataLoader = DataLoader::new(&Dataset::fashion_mnist()?.train.take(6000)?, &Normalization::UnitRange, &Device::Cpu)?
    .batch_size(128).shuffle(0);
interact(slider("n", 0..=200).at(0), move |n| {
    let start = Instant::now();
    let model = Mlp::new(&[784, 64, 10], Activation::Relu, n as u64, &Device::Cpu)?;
    let mut optimizer = Sgd::new(model.parameters(), 0.1)?;
    Fit::new(&model, &mut optimizer).epochs(20).quiet().run(&few)?;
    Ok(format!("picture {n}, which took {} ms", start.elapsed().as_millis()))
});"""
CLOCK = "use std::time::{Duration, Instant};"
LECTURE = {"use": f"use mlp::prelude::*;\nuse mlp::interrupt;\n{CLOCK}", "quick": CHART, "slow": SLOW, "train": TRAIN, "between": "6 * 7"}
TIDES = {
    "use": f"use tide_tables::notebook::{{interact, interrupt, controls::slider}};\n{CLOCK}",
    "quick": """interact(slider("n", 0..=200).at(0), |n| Ok(format!("picture {n}, {}", tide_tables::harbor())));""",
    "slow": SLOW,
    "between": "6 * 7",
}


def notebook(folder, cells, kernel):
    content = {
        "cells": [
            {"cell_type": "code", "id": name, "metadata": {}, "source": code, "outputs": [], "execution_count": None}
            for name, code in cells.items()
        ],
        "metadata": {"kernelspec": {"name": kernel, "display_name": kernel, "language": "rust"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    (folder / "controls.ipynb").write_text(json.dumps(content))


CLOCKS = """cell => {
    document.addEventListener("pointermove", () => { window.moved = performance.now(); }, true);
    const picture = cell.querySelector(".widget-html-content");
    new MutationObserver(() => { window.drawn = performance.now(); }).observe(picture, { childList: true, subtree: true });
}"""


class Slider:
    """The slider below a cell."""

    def __init__(self, notebook, cell):
        self.notebook, self.page = notebook, notebook.page
        self.cell = notebook.cell(cell)
        self.track = self.cell.locator(".noUi-target")
        self.widget = self.cell.locator(".widget-html-content")

        self.widget.first.wait_for(timeout=60_000)
        # Both moments on the page's own clock.
        self.cell.evaluate(CLOCKS)

    def picture(self):
        """The number of the picture that is shown now; None while there is none."""
        found = re.search(r"picture (\d+)", self.widget.first.text_content() or "") if self.widget.count() else None
        return int(found.group(1)) if found else None

    def took(self):
        """What the closure says that this picture took it, in milliseconds."""
        return int(re.search(r"took (\d+) ms", self.widget.first.text_content())[1])

    def value(self):
        return int(self.cell.locator(".widget-readout").first.inner_text())

    def drag(self, start, end, steps=20):
        """Drags the handle through `steps` places."""
        self.track.scroll_into_view_if_needed()
        box = self.track.bounding_box()
        mouse = self.page.mouse
        y = box["y"] + box["height"] / 2
        place = lambda share: box["x"] + share * box["width"]
        handle = self.cell.locator(".noUi-handle").bounding_box()
        mouse.move(handle["x"] + handle["width"] / 2, y)
        mouse.down()
        for step in range(1, steps + 1):
            mouse.move(place(start + (end - start) * step / steps), y)
        mouse.up()

    def wait_for_last(self):
        """Waits until the picture is that of the slider's value; gives the milliseconds from the last move to it."""
        end = time.monotonic() + 60
        while self.picture() != self.value():
            if time.monotonic() > end:
                self.page.screenshot(path=OUT / "controls_in_vain.png")
                raise TimeoutError(f"picture {self.picture()}, slider {self.value()}")
            self.page.wait_for_timeout(5)
        return round(self.page.evaluate("window.drawn - window.moved"))

    def follow(self, start, end):
        self.drag(start, end)
        return self.wait_for_last()


def report(what, times):
    """The table of latencies: no test of ours depends on how fast a machine is."""
    print(f"{what}: median {statistics.median(times):.0f} ms from the last move to the picture, of {sorted(times)}")


def report_training(waits, own):
    """How much longer than the training itself a reader waits for it."""
    report("a training", waits)
    ratio = statistics.median(wait / took for wait, took in zip(waits, own))
    print(f"   its own time: median {statistics.median(own):.0f} ms, of {sorted(own)}; the wait is {ratio:.2f} times that")


class Followed:
    """What holds for a slider in the notebook of any library."""

    def open(self, cells, kernel):
        self.lab = JupyterLab([])
        self.addCleanup(self.lab.close)
        notebook(self.lab.folder, cells, kernel)
        browser = Browser()
        self.addCleanup(browser.close)
        opened = Notebook(browser.page, self.lab, "controls.ipynb")
        for name in cells:
            opened.run(name)
        return opened

    def save_until(self, opened, cell, words):
        """Saves until the file holds `words`: what stands in it follows the screen a moment later."""
        end = time.monotonic() + 40
        while time.monotonic() < end:
            opened.menu("File", "Save Notebook")
            opened.page.wait_for_timeout(2000)
            if any(words in text for text in self.saved(cell)):
                return
        self.fail(f"{words} is not in {self.saved(cell)}")

    def follow(self, opened):
        quick, slow = Slider(opened, "quick"), Slider(opened, "slow")
        with self.subTest("the last of twenty values is what the picture shows"):
            report("a quick closure", [quick.follow(0.5, end) for end in [0.9, 0.2, 0.7, 0.35, 0.8] * 2])
            self.assertGreater(quick.value(), 0)
            opened.page.screenshot(path=OUT / "controls_quick.png")
        with self.subTest("and of a closure that takes long"):
            report("one of 400 ms", [slow.follow(0.5, end) for end in [0.9, 0.2, 0.7, 0.35, 0.8] * 2])
        if "train" in opened.ids:
            with self.subTest("and of one that trains"):
                self.train(opened)
        with self.subTest("a cell in between is not disturbed"):
            slow.drag(0.1, 0.6)
            opened.run("between")
            self.assertEqual([text.strip() for text in opened.output("between")], ["42"])
            slow.wait_for_last()
            self.assertEqual([text.strip() for text in opened.output("between")], ["42"])
        with self.subTest("one picture is on the screen, and the file keeps the last one"):
            quick.drag(0.3, 0.4)
            quick.wait_for_last()
            opened.page.wait_for_timeout(1500)
            stills = opened.cell("quick").locator(".jp-RenderedHTML > div")
            self.assertEqual([still.is_visible() for still in stills.all()], [False])
            value = quick.value()
            self.save_until(opened, "quick", f"n = {value}")
            self.assertNotIn("widgets", json.loads((self.lab.folder / "controls.ipynb").read_text())["metadata"])
        with self.subTest("a page that is loaded again shows the same and goes on"):
            opened.page.reload()
            opened = Notebook(opened.page, self.lab, "controls.ipynb")
            quick = Slider(opened, "quick")
            opened.wait_for(lambda: quick.picture() == value, "the picture after the reload", 60)
            quick.follow(0.4, 0.8)
            self.assertNotEqual(quick.value(), value)
            opened.page.screenshot(path=OUT / "controls_reloaded.png")
        with self.subTest("a second view of the cell follows"):
            opened.cell("quick").locator(".jp-OutputArea-output").first.click(button="right")
            opened.page.locator(".lm-Menu-item", has_text=re.compile("New View for Cell Output")).first.click()
            other = opened.page.locator(".jp-LinkedOutputView .widget-html-content")
            other.wait_for(timeout=30_000)
            quick.drag(0.8, 0.25)
            quick.wait_for_last()
            opened.wait_for(lambda: f"picture {quick.value()}" in other.text_content(), "the second view", 20)
            opened.page.screenshot(path=OUT / "controls_two_views.png")

        with self.subTest("opened without its kernel it shows the picture of the last save and its settings"):
            # A page that was loaded again no longer knows the output that the kernel would change: that of before stays.
            self.open_the_file_again(opened, f"n = {value}", f"picture {value}")

    def train(self, opened):
        slider, waits, own = Slider(opened, "train"), [], []
        for end in [0.9, 0.2, 0.7, 0.35, 0.8]:
            waits.append(slider.follow(0.5, end))
            own.append(slider.took())
        report_training(waits, own)

    def open_the_file_again(self, opened, *words):
        """A copy has a kernel that has run nothing: as if the notebook were opened on another day."""
        shutil.copy(self.lab.folder / "controls.ipynb", self.lab.folder / "again.ipynb")
        again = Notebook(opened.page, self.lab, "again.ipynb")
        outputs = again.cell("quick").locator(".jp-OutputArea-output")
        shown = lambda: "\n".join(output.inner_text() for output in outputs.all() if output.is_visible())
        again.wait_for(lambda: all(word in shown() for word in words), f"{words} in the reopened notebook", 30)
        # Time for front ends to give up looking for the model.
        again.page.wait_for_timeout(3000)
        again.page.screenshot(path=OUT / "controls_reopened.png")
        self.assertNotIn("rror", shown())
        for word in words:
            self.assertEqual(shown().count(word), 1, shown())

    def saved(self, cell):
        content = json.loads((self.lab.folder / "controls.ipynb").read_text())
        outputs = next(it for it in content["cells"] if it["id"] == cell)["outputs"]
        return ["".join(output.get("data", {}).get("text/plain", "")) for output in outputs]


class Lecture(Followed, unittest.TestCase):
    def test_a_slider_is_followed_and_survives_a_reload(self):
        self.follow(self.open(LECTURE, "rust-mlp"))


class OtherLibrary(Followed, unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        scratch = tempfile.TemporaryDirectory()
        cls.addClassCleanup(scratch.cleanup)
        top = pathlib.Path(scratch.name).resolve()
        tides = top / "tides"
        shutil.copytree(PROJECT / "crate/kernel/tests/outside", tides)
        for name in ["notebook", "protocol"]:
            shutil.copytree(PROJECT / "crate" / name, tides / "packages" / name)
        shutil.copy(PROJECT / "Cargo.lock", tides)
        manifest, own = tides / "Cargo.toml", (PROJECT / "Cargo.toml").read_text()
        # What the two packages inherit.
        inherited = re.search(r"^\[workspace\.package\]\n.*?(?=^\[workspace\.lints)", own, re.MULTILINE | re.DOTALL)[0]
        inherited = re.sub(r'path = "crate/(?!notebook|protocol)[^}]*}', 'path = "none" }', inherited)
        inherited = inherited.replace('path = "crate/', 'path = "packages/')
        manifest.write_text(f"{manifest.read_text()}\n{inherited}\n[workspace.lints]\n")
        run = lambda *words: subprocess.run(words, cwd=tides, check=True, capture_output=True)
        run("cargo", "metadata", "--offline", "--format-version", "1")
        run(str(PROJECT / "target/release/kernel"), "install", str(tides), "--kernels", str(top / "jupyter/kernels"))
        before = os.environ.get("JUPYTER_PATH")
        os.environ["JUPYTER_PATH"] = str(top / "jupyter")
        cls.addClassCleanup(lambda: os.environ.pop("JUPYTER_PATH") if before is None else os.environ.update(JUPYTER_PATH=before))

    def test_a_slider_is_followed_and_survives_a_reload(self):
        self.follow(self.open(TIDES, "rust-tide-tables"))


if __name__ == "__main__":
    unittest.main()
