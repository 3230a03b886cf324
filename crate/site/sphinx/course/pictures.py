"""Pictures of a notebook: what a screen reader says of them is the text that the notebook keeps beside each."""

from docutils import nodes
from docutils.transforms import Transform


class Alternatives(Transform):
    default_priority = 801

    def apply(self, **_):
        for bundle in self.document.findall(nodes.container):
            if bundle.get("nb_element") == "mime_bundle":
                self.describe(bundle)

    def describe(self, bundle):
        texts = [part.astext() for part in bundle if part.get("mime_type") == "text/plain"]
        for part in bundle:
            for image in part.findall(nodes.image):
                image["alt"] = " ".join(texts).strip() or "a figure without a description"
                image["classes"].append("figure-card")


def setup(app):
    app.add_transform(Alternatives)
