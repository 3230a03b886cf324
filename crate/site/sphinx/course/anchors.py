"""Anchors that work here and in JupyterLab alike: JupyterLab's own of each heading, and those that a text cell sets."""

import re
from urllib.parse import unquote

from docutils import nodes
from docutils.transforms import Transform

SET = re.compile(r'<a id="([^"]+)">')


def jupyterlab_id(title):
    return title.replace(" ", "-")


class Anchors(Transform):
    # Before MyST looks for what links within a page lead to.
    default_priority = 800

    def apply(self, **_):
        known = {}
        for section in self.document.findall(nodes.section):
            self.give(section, jupyterlab_id(section[0].astext()), known)
        for raw in list(self.document.findall(nodes.raw)):
            if found := SET.match(raw.astext()):
                section = raw.next_node(nodes.section, descend=False, ascend=True)
                if section is not None:
                    self.give(section, found[1], known)
                    self.remove(raw)
        self.lead(known)
        self.tell_other_pages(known)

    def give(self, section, name, known):
        """A page's first heading of a name keeps it, as in JupyterLab."""
        if name in known:
            return
        known[name] = section
        if name not in section["ids"]:
            section["ids"].insert(0, name)

    def remove(self, raw):
        """An anchor stands before its heading in a paragraph of its own, with nothing in it."""
        paragraph = raw.parent
        if isinstance(paragraph, nodes.paragraph) and not paragraph.astext().replace(raw.astext(), "").replace("</a>", "").strip():
            paragraph.parent.remove(paragraph)

    def lead(self, known):
        for link in self.document.findall(nodes.reference):
            if link.get("id_link"):
                name = unquote(link["refuri"][1:])
                if name in known:
                    del link["refuri"], link["id_link"]
                    link["refid"] = name

    def tell_other_pages(self, known):
        env = self.document.settings.env
        slugs = env.metadata[env.docname].setdefault("myst_slugs", {})
        for name, section in known.items():
            slugs[name] = (section.line, name, section[0].astext())


def setup(app):
    app.add_transform(Anchors)
