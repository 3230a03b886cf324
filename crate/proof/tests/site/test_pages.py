"""Each page, as a file and from a server, wide and narrow, light and dark."""

import base64
import unittest

from figures import place
from website import OUT, PAGES, PHONE, SHOWN, Case, Server, guess

# Elements that stick out of the page to the right, but for those inside of something that scrolls on its own.
TOO_WIDE = """() => {
  const scrolls = element => {
    for (; element; element = element.parentElement)
      if (element !== document.documentElement && element !== document.body && ["auto", "scroll", "hidden"].includes(getComputedStyle(element).overflowX))
        return true;
    return false;
  };
  const out = [...document.querySelectorAll("main *")].filter(
    element => element.getBoundingClientRect().right > innerWidth + 1 && !scrolls(element.parentElement)
      && element.checkVisibility({ visibilityProperty: true }));
  const page = document.documentElement.scrollWidth > innerWidth ? [`page of ${document.documentElement.scrollWidth}`] : [];
  return page.concat(out.slice(0, 3).map(element => element.outerHTML.slice(0, 120)));
}"""


# The brightness of a picture's pixel inside of its upper left corner, 0 to 255: the ground on which it is drawn.
CORNER = """async url => {
  const image = new Image();
  image.src = url;
  await image.decode();
  const pen = Object.assign(document.createElement("canvas"), { width: image.width, height: image.height }).getContext("2d");
  pen.drawImage(image, 0, 0);
  const [red, green, blue] = pen.getImageData(14, 14, 1, 1).data;
  return (red + green + blue) / 3;
}"""


def brightness(figure):
    """How bright the ground of a figure is as the reader sees it; in the middle, since a bar stays at the top of the window."""
    figure.evaluate("figure => figure.scrollIntoView({ block: 'center', behavior: 'instant' })")
    seen = base64.b64encode(figure.screenshot()).decode()
    return figure.page.evaluate(CORNER, f"data:image/png;base64,{seen}")


class Pages(Case):
    def each(self, look, settle=False, **settings):
        visitor = self.visitor(**settings)
        self.assertGreater(len(PAGES), 20)
        for name in PAGES:
            with self.subTest(page=name):
                look(visitor, visitor.visit(name, settle), name)

    def test_as_files_no_page_complains_or_asks_another_host(self):
        def look(visitor, page, name):
            self.quiet(visitor, name)
            broken = "() => [...document.images].filter(image => image.complete && !image.naturalWidth).map(image => image.src)"
            self.assertEqual(page.evaluate(broken), [])

        self.each(look, settle=True)

    def test_from_a_server_no_page_complains_or_asks_another_host(self):
        server = Server()
        self.addCleanup(server.close)
        self.each(lambda visitor, _, name: self.quiet(visitor, name), settle=True, base=server.address)

    def test_on_a_phone_nothing_sticks_out(self):
        def look(visitor, page, name):
            if name in SHOWN:
                visitor.picture(f"phone-{name.replace('/', '-').removesuffix('.html')}")
            self.assertEqual(page.evaluate(TOO_WIDE), [])

        self.each(look, size=PHONE)


class Reading(Case):
    def test_dark_is_dark_and_light_is_light_and_the_button_changes_it(self):
        for scheme in ("light", "dark"):
            visitor = self.visitor(scheme=scheme)
            for name in SHOWN:
                page = visitor.visit(name)
                self.assertEqual(page.locator("html").get_attribute("data-theme"), scheme)
                light = page.evaluate("() => getComputedStyle(document.body).backgroundColor.match(/\\d+/g).slice(0, 3).map(Number)")
                (self.assertGreater if scheme == "light" else self.assertLess)(sum(light), 3 * 128)
                visitor.picture(f"laptop-{scheme}-{name.replace('/', '-').removesuffix('.html')}")
        visitor.page.locator("button.theme-switch-button:visible").first.click()
        visitor.page.locator("button.theme-change-button[data-mode=light]:visible").click()
        self.assertEqual(visitor.page.locator("html").get_attribute("data-theme"), "light")

    def test_in_the_dark_figures_are_dark_and_what_has_shades_lies_on_gray(self):
        """The brightest that a figure's corner may be, by what it shows."""
        brightest = {"figure-lines": 60, "figure-dark": 60, "figure-card": 215}
        seen = set()
        for name in ("01_image_data", "02_softmax_regression", "03_normalization", "04_multi_layer_perceptron"):
            # Higher than the highest figure.
            page = self.visitor(scheme="dark", size={"width": 1366, "height": 1500}).visit(f"notebooks/{name}.html")
            for folded in page.locator("details.hide").all():
                folded.evaluate("details => { details.open = true; }")
            for figure in page.locator(".cell_output img").all():
                if not figure.is_visible():
                    continue
                [kind] = brightest.keys() & set(figure.get_attribute("class").split())
                seen.add(kind)
                words = figure.get_attribute("alt")[:60]
                figure.evaluate("async image => { image.loading = 'eager'; await image.decode(); }")
                self.assertLess(brightness(figure), brightest[kind], f"{name}: {words}")
                if kind == "figure-dark":
                    self.assertGreater(brightness(figure), 20, f"{name}: {words}: dimmed once more")
                if "half-planes" in words:
                    seen.add("a plane")
                    self.assertEqual(kind, "figure-lines")
        self.assertEqual(seen, {*brightest, "a plane"})
        page = self.visitor().visit("notebooks/03_normalization.html")
        self.assertEqual(brightness(page.locator(".cell_output img:visible").first), 255)
        self.assertEqual(page.locator(".figure-dark:visible").count(), 0)
        self.assertGreater(page.locator(".figure-light").count(), 0)

    def test_in_the_dark_the_playgrounds_plane_is_dark_too(self):
        root = place(self.visitor(scheme="dark").visit("playground.html"), "plane")
        root.locator(".pg-picture svg").wait_for()
        self.assertLess(brightness(root.locator(".pg-picture svg")), 60)

    def test_on_paper_a_figure_asks_and_leaves_room_for_a_guess(self):
        visitor = self.visitor()
        page = visitor.visit("notebooks/04_multi_layer_perceptron.html")
        page.emulate_media(media="print")
        figure = page.locator(".playground-place:has([data-figure=plane])")
        self.assertTrue(figure.locator(".playground-question").is_visible())
        figure.locator(".pg-on-paper").wait_for()
        self.assertFalse(figure.locator("form").is_visible())
        page.emulate_media(media="screen")
        guess(figure)
        figure.locator(".pg-picture svg").wait_for()
        page.emulate_media(media="print")
        self.assertTrue(figure.locator(".pg-picture svg").is_visible())
        self.assertFalse(figure.locator("input[type=range]").first.is_visible())
        page.pdf(path=OUT / "paper-04.pdf")

    def test_a_result_is_folded_until_the_reader_opens_it(self):
        page = self.visitor().visit("notebooks/03_normalization.html")
        folded = page.locator("details.hide.below-input")
        self.assertGreater(folded.count(), 5)
        result = folded.first.locator(".cell_output")
        self.assertFalse(result.is_visible())
        folded.first.locator("summary").first.click()
        self.assertTrue(result.first.is_visible())

    def test_lessons_lead_to_the_next_and_to_their_notebooks(self):
        server = Server()
        self.addCleanup(server.close)
        page = self.visitor(base=server.address).visit("notebooks/00_start_here.html")
        for _ in range(3):
            page.locator("a.right-next").click()
            page.wait_for_load_state()
        self.assertIn("2. Softmax regression", page.title())
        notebook = page.locator("a.btn-download-source-button").first.get_attribute("href")
        response = page.request.get(f"{server.address}notebooks/{notebook}")
        self.assertEqual(response.json()["cells"][0]["id"], "title")

    def test_formulas_are_drawn_without_a_program(self):
        page = self.visitor(java_script_enabled=False).visit("notebooks/02_softmax_regression.html")
        self.assertGreater(page.locator("math").count(), 30)
        heights = [formula.bounding_box()["height"] for formula in page.locator("math[display=block]").all()]
        self.assertGreater(max(heights), 40, "a fraction is higher than a line")
        self.assertNotIn("$$", page.locator("main").inner_text())
        page = self.visitor(java_script_enabled=False).visit("notebooks/03_normalization.html")
        self.assertGreater(page.locator("summary math").count(), 0, "in the question of a folded answer")
        self.assertEqual(page.locator("summary", has_text="$").count(), 0)

    def test_on_paper_there_is_the_text_alone_black_on_white_with_its_results(self):
        page = self.visitor(scheme="dark").visit("notebooks/03_normalization.html")
        folded = page.locator("details.hide").first
        page.emulate_media(media="print")
        for hidden in [".bd-sidebar-primary", ".bd-sidebar-secondary", ".bd-header-article"]:
            self.assertFalse(page.locator(hidden).first.is_visible(), hidden)
        self.assertTrue(page.locator("#forms h2").first.is_visible())
        page.wait_for_function("document.documentElement.dataset.theme === 'light'")
        self.assertTrue(folded.evaluate("details => details.open"))
        page.emulate_media(media="screen")
        page.wait_for_function("document.documentElement.dataset.theme === 'dark'")
        self.assertFalse(folded.evaluate("details => details.open"))


if __name__ == "__main__":
    unittest.main()
