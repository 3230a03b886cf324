"""Pictures of a notebook: what a screen reader says of them is the text that the notebook keeps beside each, and what is drawn in lines
can be turned to light on dark."""

from pathlib import Path

from docutils import nodes
from docutils.transforms import Transform


class Alternatives(Transform):
    default_priority = 801

    def apply(self, **_):
        source = self.document.settings.env.srcdir
        for bundle in self.document.findall(nodes.container):
            if bundle.get("nb_element") == "mime_bundle":
                self.describe(bundle, source)

    def describe(self, bundle, source):
        texts = [part.astext() for part in bundle if part.get("mime_type") == "text/plain"]
        for part in bundle:
            for image in part.findall(nodes.image):
                image["alt"] = " ".join(texts).strip() or "a figure without a description"
                image["classes"].append(look(Path(f"{source}{image['uri']}")))


# So many areas are a map, whose shades mean something.
AREAS = 30


def look(file):
    """A class: lines and words may be inverted in the dark; photographs, pixels and shades may not, or they would say another thing."""
    if file.suffix != ".svg" or not file.is_file():
        return "figure-card"
    drawn = file.read_text()
    is_lines = "<image" not in drawn and drawn.count("<rect") < AREAS
    return "figure-lines" if is_lines else "figure-card"


def setup(app):
    app.add_transform(Alternatives)
