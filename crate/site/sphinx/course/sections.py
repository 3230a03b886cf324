"""Which section of a page holds which words: Sphinx's search knows pages, and a reader wants the place."""

import json
from collections import Counter, defaultdict
from pathlib import Path

from docutils import nodes
from sphinx.search import WordCollector
from sphinx.search.en import SearchEnglish

LANGUAGE = SearchEnglish({})
# A section that has a word in its heading is about it: that counts as so many times in the text.
HEADING = 1000


class Own(WordCollector):
    """Words as Sphinx's search collects them, of a section without the sections in it."""

    def __init__(self, section):
        super().__init__(section.document, LANGUAGE)
        self.section = section
        section.walk(self)

    def dispatch_visit(self, node):
        if isinstance(node, nodes.section) and node is not self.section:
            raise nodes.SkipNode
        super().dispatch_visit(node)

    def counted(self):
        """How often each word is there, by its stem."""
        counts = Counter(stems(self.found_words))
        for word in stems(self.found_title_words):
            counts[word] += HEADING
        return counts


def stems(words):
    for word in words:
        stem = LANGUAGE.stem(word)
        if LANGUAGE.word_filter(stem):
            yield stem
        elif LANGUAGE.word_filter(word.lower()):
            yield word


def collect(app, doctree):
    """Keeps the sections of a page: id, title, place of the section around it, words."""
    found, places = [], {}
    for section in doctree.findall(nodes.section):
        own = Own(section)
        places[section] = len(found)
        around = places.get(section.parent, -1)
        found.append((section["ids"][0], section[0].astext(), around, own.counted()))
    app.env.metadata[app.env.docname]["sections"] = found


def write(app, failed):
    """All sections in a script, words first: each with the numbers of its sections and how often it is in them."""
    if failed or app.builder.name != "html":
        return
    sections, words = [], defaultdict(list)
    for name in sorted(app.env.found_docs):
        first = len(sections)
        for id, title, around, counts in app.env.metadata[name].get("sections", []):
            for word, count in sorted(counts.items()):
                words[word] += [len(sections), count]
            sections.append([name, id, title, first + around if around >= 0 else -1])
    found = json.dumps({"sections": sections, "words": words}, ensure_ascii=False, separators=(",", ":"))
    Path(app.outdir, "_static/sections.js").write_text(f"setSections({found});\n")


def setup(app):
    app.connect("doctree-read", collect)
    app.connect("build-finished", write)
