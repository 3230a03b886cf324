"""What a notebook folds is folded here: a result stays closed until the reader has guessed, and no search gives it away."""

import json

from docutils import nodes
from docutils.transforms import Transform

FOLDED = {"outputs_hidden": "hide-output", "source_hidden": "hide-input"}
# The class of what Sphinx's search leaves out.
UNSEARCHED = "no-search"
# What MyST-NB folds of a cell, by its word for it.
PARTS = {
    "input": {"cell_code_source"},
    "output": {"cell_code_output"},
    "input+output": {"cell_code_source", "cell_code_output"},
    "all": {"cell_code_source", "cell_code_output"},
}


def fold(app, docname, source):
    if not docname.startswith("notebooks/"):
        return
    notebook = json.loads(source[0])
    for cell in notebook["cells"]:
        hidden = cell["metadata"].get("jupyter", {})
        tags = [tag for name, tag in FOLDED.items() if hidden.get(name)]
        if tags:
            cell["metadata"]["tags"] = cell["metadata"].get("tags", []) + tags
    source[0] = json.dumps(notebook)


class Unsearched(Transform):
    """Marks what is folded, so that the search finds no words in it."""

    default_priority = 802

    def apply(self, **_):
        for cell in self.document.findall(nodes.container):
            for part in cell.children:
                if part.get("nb_element") in PARTS.get(cell.get("hide_mode"), ()):
                    part["classes"].append(UNSEARCHED)
        for raw in self.document.findall(nodes.raw):
            if opens(raw):
                for node in answer(raw):
                    node["classes"].append(UNSEARCHED)


def opens(raw):
    """Whether the node begins something folded that ends behind it: Markdown between HTML."""
    text = raw.astext()
    return text.count("<details") > text.count("</details>")


def answer(raw):
    """What is folded between a question's node and the one that ends it."""
    siblings = raw.parent.children
    for node in siblings[siblings.index(raw) + 1 :]:
        if isinstance(node, nodes.raw) and "</details>" in node.astext():
            return
        if isinstance(node, nodes.Element):
            yield node


def setup(app):
    app.connect("source-read", fold)
    app.add_transform(Unsearched)
