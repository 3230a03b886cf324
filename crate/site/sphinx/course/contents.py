"""The page of contents, a picture and two sentences for each lesson from lessons.toml; and a lesson's picture elsewhere."""

import base64
import json
import tomllib
from pathlib import Path

from docutils import nodes
from docutils.parsers.rst import Directive, directives
from sphinx import addnodes

from .pictures import looks

TABLE = Path(__file__).parents[2] / "lessons.toml"
KINDS = {"image/svg+xml": ".svg", "image/png": ".png"}


class Lessons(Directive):
    """A list of all lessons; each links to its page."""

    def run(self):
        env = self.state.document.settings.env
        env.note_dependency(str(TABLE))
        listed = nodes.bullet_list(classes=["lessons"])
        for lesson in tomllib.loads(TABLE.read_text())["lesson"]:
            listed += self.entry(env, lesson)
        return [listed]

    def entry(self, env, lesson):
        title = nodes.paragraph(classes=["lesson-title"])
        link = addnodes.pending_xref(
            "", reftype="doc", refdomain="std", reftarget=f"/notebooks/{lesson['notebook']}", refexplicit=False, refdoc=env.docname
        )
        link += nodes.inline("", lesson["notebook"])
        title += link
        return nodes.list_item("", *pictures(env, lesson["picture"], lesson["alt"]), title, nodes.paragraph("", lesson["words"]))


class LessonPicture(Directive):
    """The picture of one cell, NOTEBOOK#CELL."""

    required_arguments = 1
    option_spec = {"alt": directives.unchanged_required}

    def run(self):
        env = self.state.document.settings.env
        return pictures(env, self.arguments[0], self.options["alt"])


def pictures(env, place, alt):
    """The picture of a cell as a file beside the pages, for the light and the dark."""
    notebook, cell = place.split("#")
    path = Path(env.srcdir, "notebooks", f"{notebook}.ipynb")
    env.note_dependency(str(path))
    cells = json.loads(path.read_text())["cells"]
    outputs = next(entry["outputs"] for entry in cells if entry["id"] == cell)
    kind, data = next(
        (kind, "".join(output["data"][kind])) for output in outputs for kind in KINDS if kind in output.get("data", {})
    )
    name = f"{notebook}-{cell}{KINDS[kind]}"
    target = Path(env.srcdir, "pictures", name)
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(base64.b64decode(data) if kind == "image/png" else data.encode())
    return looks(nodes.image(uri=f"/pictures/{name}", alt=alt), target)


def setup(app):
    app.add_directive("lessons", Lessons)
    app.add_directive("lesson-picture", LessonPicture)
