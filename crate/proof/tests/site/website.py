"""The course's website as a visitor meets it: as files and from a web server, in a real browser."""

import atexit
import functools
import http.server
import json
import os
import pathlib
import threading
import unittest

from playwright.sync_api import sync_playwright

PROJECT = pathlib.Path(os.environ["PROJECT"])
SITE = pathlib.Path(os.environ["SITE"])
BROWSER = os.environ.get("BROWSER")
OUT = pathlib.Path(os.environ.get("OUT", "."))
PHONE = {"width": 390, "height": 844}
LAPTOP = {"width": 1366, "height": 900}
# Milliseconds that a busy machine may take for what takes one second.
PATIENCE = 120_000

# The course's own pages; rustdoc's are looked at by the links' test alone.
PAGES = sorted(
    str(page.relative_to(SITE)) for page in SITE.rglob("*.html") if page.relative_to(SITE).parts[0] not in ("api", "_static")
)
# One of each kind, with the most on it: their pictures are for whoever changes the pages.
SHOWN = [
    "index.html",
    "start.html",
    "notebooks/03_normalization.html",
    "notebooks/04_multi_layer_perceptron.html",
    "notebooks/05_step_by_step.html",
    "notebooks/exercises/release/03_normalization/03_normalization.html",
    "playground.html",
]
# What a run reaches natively, by the settings that it begins with: browsers are held to it.
REACHED = json.loads((PROJECT / "crate/playground/tests/reached.json").read_text())


def address(question):
    """The settings of a question as an address says them."""
    words = {name: value for name, value in question.items() if name != "ask"}
    return "&".join(f"{name}={','.join(map(str, value)) if isinstance(value, list) else value}" for name, value in words.items())


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


class Server:
    """A plain web server on the site, on a port that is free."""

    def __init__(self):
        handler = functools.partial(Quiet, directory=str(SITE))
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def address(self):
        return f"http://127.0.0.1:{self.server.server_port}/"

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def guess(figure):
    """Makes the guess that a figure in a lesson waits for; what was guessed."""
    choice = figure.locator("form input[type=radio]")
    if choice.count():
        choice.first.check()
        said = choice.first.get_attribute("value")
    else:
        said = figure.locator("form input").get_attribute("min") or "a guess"
        figure.locator("form input").fill(said)
    figure.locator("form button").click()
    return said.replace("-", "−")


PLAYWRIGHT = None


def browser():
    """One browser for all tests of a module; its pages know nothing of one another."""
    global PLAYWRIGHT
    if PLAYWRIGHT is None:
        running = sync_playwright().start()
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        PLAYWRIGHT = running, running.chromium.launch(executable_path=BROWSER, args=arguments)
        atexit.register(lambda: (PLAYWRIGHT[1].close(), running.stop()))
    return PLAYWRIGHT[1]


class Visitor:
    """A browser that writes down what a page complains of and whom it asks for something."""

    def __init__(self, base=SITE.as_uri() + "/", size=LAPTOP, scheme="light", **settings):
        self.base = base
        self.page = browser().new_page(viewport=size, color_scheme=scheme, **settings)
        self.complaints = []
        self.outside = []
        self.page.on("console", self.hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self.watch)
        self.page.on("requestfailed", self.miss)
        self.page.on("response", self.see)

    def hear(self, message):
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def watch(self, request):
        if not request.url.startswith((self.base, "data:", "blob:")):
            self.outside.append(request.url)

    def miss(self, request):
        # What the next page no longer wanted is no fault of this one.
        if request.failure != "net::ERR_ABORTED":
            self.complaints.append(f"{request.failure}: {request.url}")

    def see(self, response):
        if response.status >= 400:
            self.complaints.append(f"{response.status}: {response.url}")

    def visit(self, page, settle=False):
        """Opens a page with all that it fetches; what was complained of is that of this page alone. `settle`
        waits for what it fetches afterwards too."""
        self.complaints.clear()
        self.outside.clear()
        self.page.goto(self.base + page)
        if settle:
            self.page.wait_for_load_state("networkidle")
        return self.page

    def picture(self, name):
        self.page.screenshot(path=OUT / f"{name}.png")

    def close(self):
        self.page.context.close()


class Case(unittest.TestCase):
    def visitor(self, **settings):
        visitor = Visitor(**settings)
        self.addCleanup(visitor.close)
        return visitor

    def quiet(self, visitor, page):
        self.assertEqual(visitor.complaints, [], page)
        self.assertEqual(visitor.outside, [], page)
