"""Formulas as MathML, drawn when the page is made: by the site's own program, which is asked a line of JSON for each."""

import json
import os
import re
import subprocess

from docutils.nodes import SkipNode, raw
from sphinx.util import logging

LOGGER = logging.getLogger(__name__)


class Drawer:
    """The program, started with the first formula; the same formula is drawn once."""

    def __init__(self):
        self.program = None
        self.drawn = {}

    def draw(self, node, display, latex=None):
        key = latex or node.astext(), display
        if key not in self.drawn:
            self.drawn[key] = self.ask(*key)
        answer = self.drawn[key]
        if "error" in answer:
            # A build with warnings fails, and names all of them.
            reason = answer["error"].splitlines()[0]
            LOGGER.warning("the formula %s cannot be drawn: %s", key[0], reason, location=node)
        return answer.get("mathml", "")

    def ask(self, latex, display):
        if self.program is None:
            self.program = subprocess.Popen(
                [os.environ["SITE_PROGRAM"], "formulas"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )
        print(json.dumps({"latex": latex, "display": display}), file=self.program.stdin, flush=True)
        return json.loads(self.program.stdout.readline())


DRAWER = Drawer()


# So many characters of LaTeX may be wider than a phone.
LONG = 60
# What scrolls on its own can be reached with the keyboard to do so.
SCROLLS = 'tabindex="0" role="group" aria-label="formula"'


def inline(translator, node):
    drawn = DRAWER.draw(node, False)
    is_long = len(node.astext()) > LONG
    translator.body.append(f'<span class="formula-in-line" {SCROLLS}>{drawn}</span>' if is_long else drawn)
    raise SkipNode


def block(translator, node):
    translator.body.append(f'<div class="formula" {SCROLLS}>{DRAWER.draw(node, True)}</div>')
    raise SkipNode


# Markdown does not look into HTML, and the question of a folded answer is HTML. JupyterLab draws its formulas.
QUESTION = re.compile(r"(?<=<summary>).*?(?=</summary>)", re.DOTALL)
FORMULA = re.compile(r"\$([^$]+)\$")


def in_questions(app, doctree):
    for node in list(doctree.findall(raw)):
        drawn = QUESTION.sub(lambda question: FORMULA.sub(lambda it: DRAWER.draw(node, False, it[1]), question[0]), node.astext())
        if drawn != node.astext():
            node.replace_self(raw("", drawn, format="html"))


def setup(app):
    app.connect("doctree-read", in_questions)
    app.add_html_math_renderer("mathml", (inline, None), (block, None))
