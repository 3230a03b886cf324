"""Where the project itself is: known to whoever makes the site, and not to the pages."""

import os
from html import escape

from docutils import nodes
from docutils.parsers.rst import Directive

ADDRESS = os.environ.get("SITE_REPOSITORY", "")


class Project(Directive):
    """The first step to a copy of one's own."""

    def run(self):
        return [nodes.raw("", f"<p>{words(ADDRESS)}</p>", format="html")]


def words(address):
    if not address:
        return (
            "The notebooks and all they need lie in one folder, the project’s. It is where these pages come from: ask whoever "
            "showed them to you for its address, and clone or unpack it."
        )
    link = escape(address)
    return f'The notebooks and all they need are one project: <a href="{link}">{link}</a>. Clone it, or unpack its archive:</p><pre><code>git clone {link}</code></pre><p>'


def setup(app):
    app.add_config_value("course_project", ADDRESS, "env")
    app.add_directive("project", Project)
