"""Formulas as MathML, drawn when the page is made: by the site's own program, which is asked a line of JSON for each."""

import json
import os
import subprocess

from docutils.nodes import SkipNode
from sphinx.errors import ExtensionError


class Drawer:
    """The program, started with the first formula; the same formula is drawn once."""

    def __init__(self):
        self.program = None
        self.drawn = {}

    def draw(self, latex, display):
        key = latex, display
        if key not in self.drawn:
            self.drawn[key] = self.ask(latex, display)
        return self.drawn[key]

    def ask(self, latex, display):
        if self.program is None:
            self.program = subprocess.Popen(
                [os.environ["SITE_PROGRAM"], "formulas"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )
        print(json.dumps({"latex": latex, "display": display}), file=self.program.stdin, flush=True)
        answer = json.loads(self.program.stdout.readline())
        if "error" in answer:
            raise ExtensionError(f"the formula {latex} cannot be drawn: {answer['error']}")
        return answer["mathml"]


DRAWER = Drawer()


def inline(translator, node):
    translator.body.append(DRAWER.draw(node.astext(), False))
    raise SkipNode


def block(translator, node):
    # Wider than a phone: it scrolls alone, and can be reached with the keyboard to do so.
    drawn = DRAWER.draw(node.astext(), True)
    translator.body.append(f'<div class="formula" tabindex="0" role="group" aria-label="formula">{drawn}</div>')
    raise SkipNode


def setup(app):
    app.add_html_math_renderer("mathml", (inline, None), (block, None))
