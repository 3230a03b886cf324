"""Pictures of a notebook: what a screen reader says of them is the text that the notebook keeps beside each; and how each looks in the
dark."""

from pathlib import Path

from docutils import nodes
from docutils.transforms import Transform


class Alternatives(Transform):
    default_priority = 801

    def apply(self, **_):
        source = self.document.settings.env.srcdir
        for bundle in list(self.document.findall(nodes.container)):
            if bundle.get("nb_element") == "mime_bundle":
                self.describe(bundle, source)

    def describe(self, bundle, source):
        texts = [part.astext() for part in bundle if part.get("mime_type") == "text/plain"]
        for part in bundle:
            for image in list(part.findall(nodes.image)):
                image["alt"] = " ".join(texts).strip() or "a figure without a description"
                image.replace_self(looks(image, Path(f"{source}{image['uri']}")))


# So many areas are a map, whose shades mean something.
AREAS = 30
# What the library draws behind photographs, and what a page has there in the dark.
GROUND = '<rect width="100%" height="100%" fill="white"/>'
DARK = '<style>text { fill: #dadada }</style><rect width="100%" height="100%" fill="#1a1a1a"/>'


def looks(image, file):
    """The picture with a class that says how it looks in the dark; and behind it, where only another file can, the same for the dark."""
    look = kind(file)
    image["classes"].append(look)
    if look != "figure-light":
        return [image]
    dark = file.with_stem(f"{file.stem}-dark")
    drawn = file.read_text().replace(GROUND, DARK)
    if not dark.is_file() or dark.read_text() != drawn:
        dark.write_text(drawn)
    other = image.deepcopy()
    other["classes"][-1] = "figure-dark"
    other["uri"] = image["uri"].replace(file.name, dark.name)
    # Who reads in the light does not fetch it.
    other["loading"] = "lazy"
    return [image, other]


def kind(file):
    """Lines and words may be inverted in the dark. Photographs and pixels may not, or they would say another thing: what stands around
    them can be light on dark, in a file of its own. Where words stand on shades a card is gray as a whole."""
    if file.suffix != ".svg" or not file.is_file():
        return "figure-card"
    drawn = file.read_text()
    # Pixels are drawn sharp. The ground of a plane is a picture too: pale colors, one a class, which keep their hues.
    if "pixelated" in drawn:
        return "figure-light" if GROUND in drawn else "figure-card"
    return "figure-lines" if "<image" in drawn or drawn.count("<rect") < AREAS else "figure-card"


def setup(app):
    app.add_transform(Alternatives)
