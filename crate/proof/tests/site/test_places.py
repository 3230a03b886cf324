"""The figures in lessons: each asks first, then answers, and leads back to its notebook."""

import json
import tomllib
import unittest

from website import PROJECT, SITE, Server, Visitor

PLACES = tomllib.loads((PROJECT / "crate/site/places.toml").read_text())["place"]


@unittest.skipUnless((SITE / "playground.html").exists(), "the site was made without the playground")
class Places(unittest.TestCase):
    def setUp(self):
        server = Server()
        self.addCleanup(server.close)
        self.bases = {"server": server.address, "file": SITE.as_uri() + "/"}

    def test_each_figure_shows_itself_after_a_guess(self):
        for how, base in self.bases.items():
            visitor = Visitor(base=base)
            self.addCleanup(visitor.close)
            for place in PLACES:
                with self.subTest(how=how, **place):
                    page = visitor.visit(f"notebooks/{place['notebook']}.html")
                    figure = page.locator(f".playground-figure[data-figure={place['figure']}]")
                    figure.scroll_into_view_if_needed()
                    self.assertEqual(figure.locator("input[type=range]").count(), 0, "nothing before the guess")
                    figure.locator("form input").fill("a guess")
                    figure.locator("form button").click()
                    page.locator(f".playground-figure[data-figure={place['figure']}][data-ready=yes]").wait_for()
                    self.assertGreater(figure.locator("input[type=range]").count(), 0)
                    self.assertEqual((visitor.complaints, visitor.outside), ([], []))

    def test_a_figure_leads_back_to_its_cell_in_jupyterlab(self):
        page = Visitor(base=self.bases["file"])
        self.addCleanup(page.close)
        for place in PLACES:
            shown = page.visit(f"notebooks/{place['notebook']}.html")
            figure = shown.locator(f".playground-place:has([data-figure={place['figure']}])")
            link = figure.locator(".playground-back a").get_attribute("href")
            notebook = json.loads((PROJECT / f"notebooks/{place['notebook']}.ipynb").read_text())
            text = "\n".join("".join(cell["source"]) for cell in notebook["cells"])
            heading = link.split("#")[1].replace("-", " ")
            self.assertIn(f"{place['notebook']}.ipynb#", link)
            self.assertIn(f"# {heading}", text.replace("-", " "))

    def test_an_address_of_the_figures_own_page_leads_to_the_sites(self):
        visitor = Visitor(base=self.bases["server"])
        self.addCleanup(visitor.close)
        page = visitor.visit("_static/playground/index.html#figure=plane&units=3")
        page.wait_for_url("**/playground.html#figure=plane&units=3")


if __name__ == "__main__":
    unittest.main()
