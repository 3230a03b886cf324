"""What axe-core, which knows the usual faults, says of each page for readers who see, hear or move otherwise."""

import os
import pathlib
import unittest

from website import PAGES, PHONE, SHOWN, Visitor, guess

AXE = pathlib.Path(os.environ["AXE"]).read_text()
GRAVE = ("serious", "critical")


def faults(page):
    page.add_script_tag(content=AXE)
    found = page.evaluate("() => axe.run({ resultTypes: ['violations'] })")["violations"]
    return [
        f"{fault['id']}: {fault['help']}: {fault['nodes'][0]['html'][:150]}" for fault in found if fault["impact"] in GRAVE
    ]


class Accessibility(unittest.TestCase):
    def each(self, pages, **settings):
        visitor = Visitor(**settings)
        self.addCleanup(visitor.close)
        for name in pages:
            with self.subTest(page=name):
                self.assertEqual(faults(visitor.visit(name)), [])

    def test_in_the_light(self):
        self.each(PAGES)

    def test_in_the_dark(self):
        """What differs there is color, and colors are those of these pages."""
        self.each(SHOWN, scheme="dark")

    def test_on_a_phone(self):
        self.each([name for name in PAGES if "/" not in name], size=PHONE)

    def test_guesses_and_what_came_out(self):
        for name in ("03_normalization", "04_multi_layer_perceptron"):
            visitor = Visitor(scheme="dark")
            self.addCleanup(visitor.close)
            page = visitor.visit(f"notebooks/{name}.html")
            figures = page.locator(".playground-figure").all()
            for figure in figures:
                figure.scroll_into_view_if_needed()
                figure.locator("form").wait_for()
            self.assertEqual(faults(page), [], "before the guess")
            for figure in figures:
                guess(figure)
                page.wait_for_function("figure => figure.dataset.ready", arg=figure.element_handle())
            self.assertEqual(faults(page), [], "after it")

    def test_the_figures_when_they_are_there(self):
        for scheme in ("light", "dark"):
            visitor = Visitor(scheme=scheme)
            self.addCleanup(visitor.close)
            page = visitor.visit("playground.html")
            for figure in page.locator(".pg-section [data-figure]").all():
                figure.scroll_into_view_if_needed()
                page.wait_for_function("figure => figure.dataset.ready", arg=figure.element_handle())
            self.assertEqual(faults(page), [], scheme)

    def test_a_fault_would_be_found(self):
        visitor = Visitor()
        self.addCleanup(visitor.close)
        page = visitor.visit("index.html")
        page.evaluate("() => document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=\"_static/mark.svg\">')")
        self.assertTrue(any("image-alt" in fault for fault in faults(page)))


if __name__ == "__main__":
    unittest.main()
