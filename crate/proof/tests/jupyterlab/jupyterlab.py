"""JupyterLab as a reader meets it: started by `cargo lab`, driven in a real browser."""

import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time

from playwright.sync_api import sync_playwright

PROJECT = pathlib.Path(os.environ["PROJECT"])
BROWSER = os.environ.get("BROWSER")
OUT = pathlib.Path(os.environ.get("OUT", "."))
# A kernel starts within this many seconds on a busy machine.
START = 300
ADDRESS = re.compile(r"http://127\.0\.0\.1:(\d+)/lab\S*\?token=(\w+)")
SETTINGS = {
    # All cells are in the page, also those that are not on the screen.
    "@jupyterlab/notebook-extension/tracker": {"windowingMode": "none"},
}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class JupyterLab:
    """A server on `folder`, or on a scratch folder with copies of notebooks, so that the project's own are left alone."""

    def __init__(self, notebooks=(), folder=None, theme="JupyterLab Light"):
        self.scratch = tempfile.TemporaryDirectory()
        self.folder = folder or pathlib.Path(self.scratch.name, "notebooks")
        self.folder.mkdir(exist_ok=True)
        for name in notebooks:
            shutil.copy(PROJECT / "notebooks" / name, self.folder)
        settings = pathlib.Path(self.scratch.name, "settings")
        themes = {"@jupyterlab/apputils-extension/themes": {"theme": theme}}
        for plugin, values in {**SETTINGS, **themes}.items():
            file = settings / f"{plugin}.jupyterlab-settings"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(json.dumps(values))
        environment = {
            **os.environ,
            "JUPYTERLAB_SETTINGS_DIR": str(settings),
            "JUPYTERLAB_WORKSPACES_DIR": str(pathlib.Path(self.scratch.name, "workspaces")),
        }
        command = ["cargo", "lab", "--no-browser", "--port", str(free_port()), "--folder", str(self.folder)]
        self.server = subprocess.Popen(
            command, cwd=PROJECT, env=environment, stderr=subprocess.PIPE, text=True, start_new_session=True
        )
        self.said = []
        self.address = None
        threading.Thread(target=self.listen, daemon=True).start()
        self.wait_for_address()

    def listen(self):
        for line in self.server.stderr:
            self.said.append(line)
            if found := ADDRESS.search(line):
                self.address = found.groups()

    def wait_for_address(self):
        end = time.monotonic() + START
        while self.address is None:
            if time.monotonic() > end or self.server.poll() is not None:
                self.close()
                raise RuntimeError("`cargo lab` gave no address:\n" + "".join(self.said))
            time.sleep(0.1)

    def url(self, path="lab"):
        port, token = self.address
        return f"http://127.0.0.1:{port}/{path}?token={token}"

    def close(self):
        # The server ends its kernels when it is told to end; what is left after that is killed.
        if self.server.poll() is None:
            os.killpg(self.server.pid, signal.SIGTERM)
        try:
            self.server.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(self.server.pid, signal.SIGKILL)
            self.server.wait()
        self.server.stderr.close()
        self.scratch.cleanup()


class Browser:
    """One page of a browser."""

    def __init__(self, width=1400, height=1000):
        self.playwright = sync_playwright().start()
        self.browser = self.playwright.chromium.launch(
            executable_path=BROWSER, args=["--no-sandbox"] if os.geteuid() == 0 else []
        )
        self.page = self.browser.new_page(viewport={"width": width, "height": height})

    def close(self):
        self.browser.close()
        self.playwright.stop()


def show(locator):
    """Scrolls an element into view. Playwright's own way waits until the element rests, and fails where an output is drawn anew."""
    locator.evaluate("element => element.scrollIntoView({ block: 'nearest' })")


# The notebook that is in front; others may be open behind it.
PANEL = ".jp-NotebookPanel:not(.lm-mod-hidden)"
FRONT = f"{PANEL} .jp-Notebook"


class Notebook:
    """A notebook that is open in the page; cells are named by their ids."""

    def __init__(self, page, lab, name):
        self.page = page
        self.ids = [cell["id"] for cell in json.loads((lab.folder / name).read_text())["cells"]]
        self.kernel_has_spoken = False
        page.on("websocket", self.listen)
        page.goto(lab.url(f"lab/tree/{name}"))
        self.cells = page.locator(f"{FRONT} .jp-Cell")
        page.locator(FRONT).wait_for(timeout=60_000)
        page.wait_for_function(
            "([front, count]) => document.querySelectorAll(`${front} .jp-Cell`).length === count",
            arg=[FRONT, len(self.ids)],
            timeout=60_000,
        )
        # JupyterLab says “idle” before it knows its kernel, and then runs nothing that it is asked to.
        self.wait_for(lambda: self.kernel_has_spoken, "the kernel's first word")
        page.locator(f"{PANEL} .jp-Notebook-ExecutionIndicator[data-status='idle']").wait_for(timeout=START * 1000)

    def listen(self, socket):
        def heard(_):
            self.kernel_has_spoken = True

        if "/api/kernels/" in socket.url:
            socket.on("framereceived", heard)

    def cell(self, name):
        return self.cells.nth(self.ids.index(name))

    def prompt(self, name):
        return self.cell(name).locator(".jp-InputPrompt").inner_text()

    def output(self, name):
        """The text below a cell; a hidden output is opened first, as a reader does."""
        cell = self.cell(name)
        show(cell)
        placeholder = cell.locator(".jp-OutputPlaceholder")
        if placeholder.count():
            placeholder.first.click()
        return cell.locator(".jp-OutputArea-output").all_inner_texts()

    def menu(self, *path):
        """Clicks through the menu bar."""
        self.page.locator(".lm-MenuBar-item", has_text=re.compile(f"^{path[0]}$")).click()
        for entry in path[1:]:
            self.page.locator(".lm-Menu-item", has_text=re.compile(f"^{entry}")).first.click()

    def write(self, name, source):
        """Replaces a cell's text through the keyboard."""
        editor = self.cell(name).locator(".cm-content")
        editor.click()
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(source)

    def run(self, name):
        """Runs one cell and waits for its end."""
        self.cell(name).locator(".cm-content").click()
        before = self.prompt(name)
        self.page.keyboard.press("Shift+Enter")
        self.wait_for(lambda: self.prompt(name) not in (before, "[*]:"), f"cell {name} to run")

    def wait_for(self, condition, what, seconds=START):
        end = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > end:
                self.page.screenshot(path=OUT / "waited_in_vain.png")
                raise TimeoutError(f"waited {seconds} s for {what}; see {OUT}/waited_in_vain.png")
            self.page.wait_for_timeout(50)
