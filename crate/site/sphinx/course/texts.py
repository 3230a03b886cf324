"""Each page's words as a script: read as files, pages may not fetch one another, and the search shows words around what it found."""

import json
from html import escape
from html.parser import HTMLParser
from pathlib import Path

# What stands between other words without being one.
LEFT_OUT = {"script", "style", "svg", "annotation", "noscript"}
# What the search looks at beside the words: where a hit leads to, and what is folded.
KEPT = {"section": "id", "details": "class", "summary": "class"}


class Words(HTMLParser):
    """A page's words, within the sections that the search leads to."""

    def __init__(self, html):
        super().__init__()
        self.words = []
        self.left_out = 0
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        if tag in LEFT_OUT:
            self.left_out += 1
        if tag in KEPT:
            self.words.append(f'<{tag} {KEPT[tag]}="{escape(dict(attributes).get(KEPT[tag]) or "")}">')

    def handle_endtag(self, tag):
        if tag in LEFT_OUT:
            self.left_out -= 1
        if tag in KEPT:
            self.words.append(f"</{tag}>")
        # Words of two elements are two words.
        self.words.append(" ")

    def handle_data(self, data):
        if not self.left_out and data != "#":
            self.words.append(escape(data))


def write(app, pagename, templatename, context, doctree):
    if doctree is None or app.builder.name != "html":
        return
    words = " ".join("".join(Words(context["body"]).words).split())
    page = f'<div role="main">{words}</div>'
    target = Path(app.outdir, "_static/texts", f"{pagename}.js")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(f"pageText({json.dumps(pagename)}, {json.dumps(page)});\n")


def setup(app):
    app.connect("html-page-context", write)
