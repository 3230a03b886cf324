"""The figures in lessons: each asks first, then answers, sets the guess beside what came out, and says where its notebook is."""

import json
import tomllib
import unittest
from urllib.parse import urlsplit

from website import PATIENCE, PROJECT, SITE, Server, Visitor, guess

PLACES = tomllib.loads((PROJECT / "crate/site/places.toml").read_text())["place"]


def shown(page, place):
    """The figure of a place, in sight and before its guess."""
    figure = page.locator(f".playground-figure[data-figure={place['figure']}]")
    figure.scroll_into_view_if_needed()
    figure.locator("form button").wait_for()
    return figure


class Places(unittest.TestCase):
    def setUp(self):
        server = Server()
        self.addCleanup(server.close)
        self.bases = {"server": server.address, "file": SITE.as_uri() + "/"}

    def visit(self, place, base="file"):
        visitor = Visitor(base=self.bases[base])
        self.addCleanup(visitor.close)
        return visitor, visitor.visit(f"notebooks/{place['notebook']}.html")

    def place(self, outcome):
        return next(place for place in PLACES if place["outcome"] == outcome)

    def guessed(self, outcome, settings=""):
        """The figure with this outcome, after a guess; settings come with the address."""
        place = self.place(outcome)
        visitor = Visitor(base=self.bases["file"])
        self.addCleanup(visitor.close)
        page = visitor.visit(f"notebooks/{place['notebook']}.html" + (f"#figure={place['figure']}&{settings}" if settings else ""))
        figure = shown(page, place)
        guess(figure)
        page.wait_for_function("figure => figure.dataset.ready", arg=figure.element_handle(), timeout=PATIENCE)
        return page, figure, figure.locator(".pg-outcome")

    def test_each_figure_shows_itself_after_a_guess(self):
        for base in self.bases:
            for place in PLACES:
                with self.subTest(base=base, figure=place["figure"], notebook=place["notebook"]):
                    visitor, page = self.visit(place, base)
                    figure = shown(page, place)
                    self.assertEqual(figure.locator("input[type=range]").count(), 0, "nothing before the guess")
                    figure.locator("form button").click()
                    self.assertEqual(figure.locator("input[type=range]").count(), 0, "no guess, no answer")
                    said = guess(figure)
                    page.locator(f".playground-figure[data-figure={place['figure']}][data-ready=yes]").wait_for()
                    self.assertGreater(figure.locator("input[type=range]").count(), 0)
                    self.assertIn(said, figure.locator(".pg-guessed").inner_text())
                    self.assertEqual((visitor.complaints, visitor.outside), ([], []))

    def test_a_number_out_of_reason_is_no_guess(self):
        _, page = self.visit(self.place("fewest-units"))
        figure = shown(page, self.place("fewest-units"))
        for text in ("0", "100", "2.5"):
            figure.locator("form input").fill(text)
            figure.locator("form button").click()
            self.assertEqual(figure.locator(".pg-guessed").count(), 0, text)

    def test_the_plane_says_with_how_many_units_it_closed(self):
        page, figure, said = self.guessed("fewest-units")
        figure.get_by_role("button", name="Bend it").click()
        said.get_by_text("no border has closed yet").wait_for(timeout=PATIENCE)
        for _ in range(6):
            figure.get_by_label("Hidden units").press("ArrowRight")
        figure.get_by_role("button", name="Bend it").click()
        said.get_by_text("the border closed with 8 units; you guessed 1.").wait_for(timeout=PATIENCE)

    def test_the_rate_and_the_units_are_compared_run_by_run(self):
        page, figure, said = self.guessed("bouncing-rate")
        figure.get_by_role("button", name="Train", exact=True).click()
        said.get_by_text("up to a rate of 0.01").wait_for(timeout=PATIENCE)
        figure.get_by_label("Learning rate").press("End")
        figure.get_by_role("button", name="Train", exact=True).click()
        said.get_by_text("it bounced at 10").wait_for(timeout=PATIENCE)
        page, figure, said = self.guessed("twice-the-units")
        figure.get_by_role("button", name="Train", exact=True).click()
        said.get_by_text("64 units reach").wait_for(timeout=PATIENCE)
        figure.get_by_label("Units in each").press("ArrowRight")
        figure.get_by_role("button", name="Train", exact=True).click()
        said.get_by_text("points with seed 0; you guessed").wait_for(timeout=PATIENCE)

    def test_who_starts_here_sees_how_far_the_guess_was(self):
        visitor = Visitor()
        self.addCleanup(visitor.close)
        page = visitor.visit("start.html")
        figure = shown(page, {"figure": "train"})
        guess(figure)
        figure.get_by_role("button", name="Train", exact=True).click()
        figure.locator(".pg-outcome", has_text="% of the test images after epoch 20; you guessed 0 %").wait_for(timeout=PATIENCE)
        self.assertEqual(visitor.complaints, [])

    def test_the_weight_and_the_brightness_are_compared(self):
        page, figure, said = self.guessed("first-change")
        figure.get_by_label("Show the weights").check()
        weight = figure.get_by_label("W_h[1, 1]", exact=True)
        for key in ["PageUp"] * 3:
            weight.press(key)
        said.get_by_text("it has changed; you guessed").wait_for(timeout=PATIENCE)
        page, figure, said = self.guessed("least-moved")
        figure.get_by_label("Brighter by").press("ArrowRight")
        said.get_by_text("Least: per image").wait_for(timeout=PATIENCE)
        # Who comes by a link has not seen the picture as it is.
        page, figure, said = self.guessed("least-moved", "brighter=40")
        said.get_by_text("brighter by 40").wait_for(timeout=PATIENCE)

    def test_a_figure_says_where_its_cell_is_and_leads_there_only_from_this_machine(self):
        for base in self.bases:
            for place in PLACES:
                visitor, page = self.visit(place, base)
                notebook = json.loads((PROJECT / f"notebooks/{place['notebook']}.ipynb").read_text())
                text = "\n".join("".join(cell["source"]) for cell in notebook["cells"])
                back = page.locator(f".playground-place:has([data-figure={place['figure']}]) .playground-back")
                words = back.locator("p").first.inner_text()
                self.assertIn(f"{place['notebook']}.ipynb", words)
                for heading in words.split("“")[1].split("”")[0].split(": "):
                    self.assertIn(f"# {heading}", text)
                download = back.locator("a").first
                self.assertTrue((SITE / "notebooks" / download.get_attribute("href")).is_file())
                # The figure above it has its height before somebody clicks.
                shown(page, place)
                back.locator("summary").click()
                back.get_by_text("cargo lab").wait_for()
                link = back.locator(".jupyterlab-here a")
                self.assertTrue(link.is_visible(), "the page is read on this machine")
                self.assertTrue(link.get_attribute("href").endswith(f"{place['notebook']}.ipynb#cell-id={place['after']}"))

    def test_who_reads_on_the_web_gets_no_link_to_a_machine_of_their_own(self):
        place = PLACES[0]
        visitor = Visitor(base="http://course.example/")
        self.addCleanup(visitor.close)
        visitor.page.route("http://course.example/**", lambda route: route.fulfill(path=SITE / urlsplit(route.request.url).path[1:]))
        page = visitor.visit(f"notebooks/{place['notebook']}.html")
        back = page.locator(f".playground-place:has([data-figure={place['figure']}]) .playground-back")
        shown(page, place)
        back.locator("summary").click()
        back.get_by_text("cargo lab").wait_for()
        self.assertEqual(back.locator(".jupyterlab-here a").count(), 1)
        self.assertFalse(back.locator(".jupyterlab-here a").is_visible())

    def test_a_link_to_settings_opens_the_lesson_itself(self):
        place = self.place("fewest-units")
        page, figure, _ = self.guessed("fewest-units")
        for _ in range(3):
            figure.get_by_label("Hidden units").press("ArrowRight")
        link = figure.locator(".pg-send")
        self.assertEqual(link.get_attribute("href"), "#figure=plane&units=5")
        figure.get_by_role("button", name="Bend it").click()
        page.wait_for_function("figure => figure.dataset.steps >= 600", arg=figure.element_handle(), timeout=PATIENCE)
        link.click()
        page.wait_for_timeout(300)
        self.assertEqual(figure.get_attribute("data-steps"), "600", "its own link leaves the figure as it is")
        other = Visitor(base=self.bases["file"])
        self.addCleanup(other.close)
        page = other.visit(f"notebooks/{place['notebook']}.html#figure=plane&units=5")
        figure = page.locator(".playground-figure[data-figure=plane]")
        figure.locator("form button").wait_for()
        self.assertTrue(figure.evaluate("figure => Math.abs(figure.getBoundingClientRect().top) < innerHeight"))
        guess(figure)
        figure.get_by_label("Hidden units").wait_for()
        self.assertEqual(figure.locator("output").first.inner_text(), "5")

    def test_an_address_of_the_figures_own_page_leads_to_the_sites(self):
        visitor = Visitor(base=self.bases["server"])
        self.addCleanup(visitor.close)
        page = visitor.visit("_static/playground/index.html#figure=plane&units=3")
        page.wait_for_url("**/playground.html#figure=plane&units=3")


if __name__ == "__main__":
    unittest.main()
