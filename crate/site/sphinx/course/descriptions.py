"""What a search engine and a shared link say of a page: its first paragraph."""

from html import escape

from docutils import nodes

LONGEST = 200


def describe(app, pagename, templatename, context, doctree):
    if doctree is None:
        return
    paragraphs = (paragraph.astext() for paragraph in doctree.findall(nodes.paragraph))
    words = next((" ".join(text.split()) for text in paragraphs if len(text) > 40), "")
    if len(words) > LONGEST:
        words = words[:LONGEST].rsplit(" ", 1)[0] + " …"
    context["metatags"] = context.get("metatags", "") + f'<meta name="description" content="{escape(words)}">'


def setup(app):
    app.connect("html-page-context", describe)
