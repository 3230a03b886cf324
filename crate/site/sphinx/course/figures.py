"""Figures that a reader moves: the playground's, at the places in lessons that places.toml names."""

import json
import re
import tomllib
from html import escape
from pathlib import Path

from docutils import nodes
from docutils.parsers.rst import Directive, directives

TABLE = Path(__file__).parents[2] / "places.toml"
# Where `cargo lab` has JupyterLab answer, on the reader's own machine and nowhere else.
JUPYTERLAB = "http://127.0.0.1:8888/lab/tree"
HEADING = re.compile(r"^(#{1,6}) +(.+)$", re.MULTILINE)
# Code in a text cell, whose comments look like headings.
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
OPTIONS = ("title", "question", "guess", "outcome", "settings", "notebook", "cell", "section")


class Playground(Directive):
    """A figure of the playground."""

    required_arguments = 1
    option_spec = {name: directives.unchanged for name in OPTIONS}

    def run(self):
        env = self.state.document.settings.env
        env.metadata[env.docname]["playground"] = True
        return [nodes.raw("", self.html(), format="html")]

    def html(self):
        given = self.options
        words = [f'<div class="playground-figure" data-figure="{escape(self.arguments[0])}"']
        words += [f' data-{name}="{escape(given[name])}"' for name in OPTIONS if name in given]
        figure = "".join(words) + "><noscript>This figure needs JavaScript.</noscript></div>"
        title = f"<h3>{escape(given['title'])}</h3>" if "title" in given else ""
        question = f'<p class="playground-question">{escape(given["question"])}</p>' if "question" in given else ""
        return f'<section class="playground-place">{title}{question}{figure}{self.way_back()}</section>'

    def way_back(self):
        if "notebook" not in self.options:
            return ""
        env = self.state.document.settings.env
        up = "../" * env.docname.count("/")
        name, section = f"{escape(self.options['notebook'])}.ipynb", escape(self.options.get("section", ""))
        here = f"{JUPYTERLAB}/{name}#cell-id={escape(self.options['cell'])}"
        return (
            f'<div class="playground-back"><p>In JupyterLab: notebook <a href="{up}_sources/notebooks/{name}" download>{name}</a>, “{section}”.</p>'
            f"<details><summary>How to open this cell in JupyterLab</summary><ol>"
            f'<li><a href="{up}get.html">Get the course</a>, if you have not yet: the notebook alone has no kernel.</li>'
            f"<li>Type <code>cargo lab</code> in its folder. JupyterLab opens.</li>"
            f"<li>There open <code>{name}</code> and go to “{section}”; the contents on the left lead there.</li></ol>"
            f'<p class="jupyterlab-here" hidden>Does it run on this machine already? <a href="{here}">Open this cell in JupyterLab</a></p>'
            f"</details></div>"
        )


def insert(app, docname, source):
    """Puts the figures of a notebook behind their cells."""
    name = docname.removeprefix("notebooks/")
    places = [place for place in tomllib.loads(TABLE.read_text())["place"] if place["notebook"] == name]
    if not places:
        return
    app.env.note_dependency(str(TABLE))
    notebook, headings, cells = json.loads(source[0]), {}, []
    for cell in notebook["cells"]:
        text = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            for signs, heading in HEADING.findall(FENCED.sub("", text)):
                headings = {level: above for level, above in headings.items() if level < len(signs)}
                headings[len(signs)] = heading
        cells.append(cell)
        section = ": ".join(heading for level, heading in headings.items() if level > 1)
        cells += [place_cell(place, section) for place in places if place["after"] == cell["id"]]
    notebook["cells"] = cells
    source[0] = json.dumps(notebook)


def place_cell(place, section):
    given = {**place, "cell": place["after"], "section": section}
    if "guess" in place:
        given["guess"] = json.dumps(place["guess"], ensure_ascii=False)
    options = "".join(f":{name}: {given[name]}\n" for name in OPTIONS if name in given)
    text = f"```{{playground}} {place['figure']}\n{options}```"
    return {"cell_type": "markdown", "id": f"figure-{place['after']}", "metadata": {}, "source": text}


def load(app, pagename, templatename, context, doctree):
    if app.env.metadata.get(pagename, {}).get("playground"):
        app.add_css_file("playground/figures.css")
        app.add_js_file("playground/figures.js", loading_method="defer")


def setup(app):
    app.add_directive("playground", Playground)
    app.connect("source-read", insert)
    app.connect("html-page-context", load)
