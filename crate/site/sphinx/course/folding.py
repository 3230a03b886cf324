"""What a notebook folds is folded here: a result stays closed until the reader has guessed."""

import json

FOLDED = {"outputs_hidden": "hide-output", "source_hidden": "hide-input"}


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


def setup(app):
    app.connect("source-read", fold)
