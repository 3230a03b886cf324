"""What the files themselves must hold, read without a browser: links that lead somewhere, words for who cannot see, no solutions."""

import json
import os
import pathlib
import re
import unittest
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

SITE = pathlib.Path(os.environ["SITE"])
PROJECT = pathlib.Path(os.environ["PROJECT"])
FILES = {str(file.relative_to(SITE)) for file in SITE.rglob("*") if file.is_file()}
# What makes a page fetch something at once, as opposed to a link that a reader may follow.
FETCHES = {"script": "src", "img": "src", "source": "src", "iframe": "src", "link": "href"}


class Page(HTMLParser):
    """Links, anchors, headings and the like of one page."""

    def __init__(self, name):
        super().__init__()
        self.name = name
        self.anchors = set()
        self.links = []
        self.fetched = []
        self.headings = []
        self.pictures = []
        self.language = None
        self.description = None
        self.feed((SITE / name).read_text())

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.anchors.update(given[key] for key in ("id", "name") if given.get(key))
        if tag == "a" and given.get("href"):
            self.links.append(given["href"])
        if tag in FETCHES and given.get(FETCHES[tag]) and given.get("rel") not in ("next", "prev", "canonical"):
            self.fetched.append(given[FETCHES[tag]])
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag == "img":
            self.pictures.append(given)
        if tag == "html":
            self.language = given.get("lang")
        if tag == "meta" and given.get("name") == "description":
            self.description = given["content"]


def pages(prefix=""):
    """The course's own pages, or those of a folder."""
    own = (name for name in FILES if name.endswith(".html"))
    if prefix:
        return {name: Page(name) for name in own if name.startswith(prefix)}
    return {name: Page(name) for name in own if name.split("/")[0] not in ("api", "_static")}


OWN = pages()
LIBRARY = pages("api/")
# What a link out of the site begins with. Anything else before a colon is no scheme: rustdoc leaves paths of Rust, super::Span.
OUTSIDE = {"http", "https", "data", "javascript", "mailto"}


def target(page, link):
    """The file and the anchor that a link leads to; None where it leads out of the site."""
    parts = urlsplit(link)
    if parts.scheme in OUTSIDE or parts.netloc:
        return None
    if parts.scheme:
        return link, ""
    path = page if not parts.path else os.path.normpath(os.path.join(os.path.dirname(page), unquote(parts.path)))
    return path.removesuffix("/") + ("/index.html" if parts.path.endswith("/") else ""), parts.fragment


def is_there(anchor, anchors):
    """As browsers look for it, as it is written and then decoded; lines of a source by the first and the last, 7-9."""
    lines = re.fullmatch(r"(\d+)-(\d+)", anchor)
    return anchor in anchors or unquote(anchor) in anchors or bool(lines) and anchors.issuperset(lines.groups())


class Links(unittest.TestCase):
    def unresolved(self, looked_at, known):
        for name, page in looked_at.items():
            for link in page.links:
                found = target(name, link)
                if found is None:
                    continue
                file, anchor = found
                if file not in FILES:
                    yield f"{name}: {link} leads to no file"
                elif anchor and file in known and not is_there(anchor, known[file].anchors):
                    yield f"{name}: {link} leads to no anchor"

    def test_each_link_leads_to_a_file_and_an_anchor(self):
        self.assertGreater(len(OWN), 20)
        self.assertGreater(sum(len(page.links) for page in OWN.values()), 1000)
        self.assertEqual(list(self.unresolved(OWN, OWN)), [])

    def test_the_librarys_pages_lead_to_files_and_anchors_too(self):
        self.assertGreater(len(LIBRARY), 50)
        self.assertGreater(sum(len(page.links) for page in LIBRARY.values()), 10_000)
        self.assertEqual(list(self.unresolved(LIBRARY, {**OWN, **LIBRARY})), [])

    def test_a_broken_link_would_be_found(self):
        links = ["nowhere.html", "index.html#nothing", "https://example.org/", "super::Span", "crate::Span", "dispatcher#default"]
        page = type("Broken", (), {"links": links, "anchors": set()})
        found = list(self.unresolved({"index.html": page}, OWN))
        self.assertEqual(len(found), 5, found)

    def test_the_search_leads_to_sections_that_are_there(self):
        text = (SITE / "_static/sections.js").read_text()
        sections = json.loads(text.removeprefix("setSections(").removesuffix(");\n"))["sections"]
        self.assertGreater(len(sections), 150)
        for page, anchor, _, around in sections:
            self.assertIn(anchor, OWN[f"{page}.html"].anchors, page)
            if around >= 0:
                self.assertEqual(sections[around][0], page)

    def test_headings_have_jupyterlabs_anchors_too(self):
        for notebook in sorted((PROJECT / "notebooks").glob("*.ipynb")):
            cells = json.loads(notebook.read_text())["cells"]
            text = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
            text = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
            wanted = {unquote(link) for link in re.findall(r"\]\(#([^)\s]+)\)", text)}
            headings = re.findall(r"^#{1,4} (.+)$", text, re.MULTILINE)
            wanted |= {re.sub("[`*]", "", heading).replace(" ", "-") for heading in headings if "$" not in heading}
            anchors = OWN[f"notebooks/{notebook.stem}.html"].anchors
            self.assertEqual(wanted - anchors, set(), notebook.name)

    def test_the_first_pages_lead_to_the_lessons_and_to_a_copy_of_ones_own(self):
        for name in ("index.html", "start.html"):
            self.assertIn("get.html", OWN[name].links, name)
            self.assertIn("notebooks/00_start_here.html", OWN[name].links, name)
            self.assertIn("playground.html", OWN[name].links, name)
        self.assertRegex(re.sub("<[^>]*>", "", (SITE / "get.html").read_text()), "cargo lab\n")
        self.assertIn(os.environ.get("REPOSITORY", "https://example.org/mlp"), OWN["get.html"].links)

    def test_nothing_is_fetched_from_another_host(self):
        for name, page in {**OWN, **LIBRARY}.items():
            self.assertEqual([url for url in page.fetched if urlsplit(url).netloc], [], name)


class Words(unittest.TestCase):
    def test_each_page_says_its_language_and_what_it_is_about(self):
        for name, page in OWN.items():
            self.assertEqual(page.language, "en", name)
            if name != "search.html":
                self.assertGreater(len(page.description or ""), 30, name)

    def test_each_picture_has_words(self):
        for name, page in OWN.items():
            self.assertEqual([picture for picture in page.pictures if not (picture.get("alt") or "").strip()], [], name)
        described = [picture["alt"] for picture in OWN["notebooks/03_normalization.html"].pictures]
        self.assertTrue(any("z-score" in words for words in described), described)

    def test_headings_do_not_skip_a_level(self):
        for name, page in OWN.items():
            self.assertEqual(page.headings[:1], [1], name)
            for before, after in zip(page.headings, page.headings[1:]):
                self.assertLessEqual(after, before + 1, f"{name}: {page.headings}")


class Solutions(unittest.TestCase):
    def test_no_solution_is_in_any_file(self):
        """What stands in a solved cell of `source` and not in what is handed out."""
        shown = "\n".join((SITE / name).read_text(errors="replace") for name in FILES if name.endswith((".html", ".ipynb", ".js")) and not name.startswith(("api/", "_static/")))
        secrets = 0
        exercises = PROJECT / "notebooks/exercises"
        for source in exercises.glob("source/*/*.ipynb"):
            handed_out = (exercises / "release" / source.parent.name / source.name).read_text()
            lines = {
                line.strip()
                for cell in json.loads(source.read_text())["cells"]
                for solution in re.findall(r"BEGIN SOLUTION(.*?)END SOLUTION", "".join(cell["source"]), re.DOTALL)
                for line in solution.splitlines()
            }
            for line in lines:
                # A line that says nothing alone, or that a lesson teaches, is no secret.
                if len(line) > 60 and line not in handed_out:
                    secrets += 1
                    self.assertNotIn(json.dumps(line)[1:-1], shown)
                    self.assertNotIn(line, shown)
        self.assertGreater(secrets, 10)

    def test_what_is_made_of_a_set_is_what_is_handed_out(self):
        sets = {name.split("/")[3] for name in FILES if name.startswith("notebooks/exercises/")}
        self.assertEqual(sets, {folder.name for folder in (PROJECT / "notebooks/exercises/release").iterdir()})
        self.assertFalse([name for name in FILES if "solutions" in name and not name.startswith("api/")])


if __name__ == "__main__":
    unittest.main()
