"""The same pages in Firefox, which draws formulas and styles in its own way. By hand, where Firefox is installed:

    pip install --target target/site-work/firefox marionette-driver==3.7.1
    FIREFOX=$(command -v firefox-esr) PYTHONPATH=target/site-work/firefox …
"""

import base64
import gc
import os
import unittest

from website import OUT, PAGES, REACHED, SHOWN, SITE, Server, address

FIREFOX = os.environ.get("FIREFOX")

COMPLAINTS = """return Services.console.getMessageArray()
  .filter(message => message instanceof Ci.nsIScriptError && !(message.flags & Ci.nsIScriptError.warningFlag))
  .filter(message => arguments[0].some(place => message.sourceName.startsWith(place)))
  .map(message => message.errorMessage);"""
FETCHED = "return performance.getEntriesByType('resource').map(entry => entry.name);"


@unittest.skipUnless(FIREFOX, "FIREFOX names no Firefox")
class Firefox(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        from marionette_driver.marionette import Marionette

        # A file of its own: marionette removes what is there before, and as root that would be /dev/null itself.
        cls.firefox = Marionette(bin=FIREFOX, headless=True, gecko_log=str(OUT / "firefox.log"))
        cls.firefox.start_session()
        # Its profile is removed while Python still can.
        cls.addClassCleanup(lambda: (cls.firefox.cleanup(), delattr(cls, "firefox"), gc.collect()))

    def complaints(self, places):
        with self.firefox.using_context("chrome"):
            found = self.firefox.execute_script(COMPLAINTS, script_args=(places,))
            self.firefox.execute_script("Services.console.reset();")
        return found

    def each(self, base, places):
        self.complaints(places)
        for name in PAGES:
            with self.subTest(page=name):
                self.firefox.navigate(base + name)
                found = self.complaints(places)
                if any("Invalid markup" in complaint for complaint in found):
                    # On a busy machine Firefox may draw a formula of which it has read a half. A wrong one is wrong again.
                    self.firefox.navigate(base + name)
                    found = self.complaints(places)
                self.assertEqual(found, [])
                outside = [url for url in self.firefox.execute_script(FETCHED) if not url.startswith((base, "data:", "blob:"))]
                self.assertEqual(outside, [])
                if name in SHOWN:
                    picture = base64.b64decode(self.firefox.screenshot(full=False))
                    (OUT / f"firefox-{name.replace('/', '-').removesuffix('.html')}.png").write_bytes(picture)

    def test_as_files_no_page_complains_or_asks_another_host(self):
        self.each(SITE.as_uri() + "/", [SITE.as_uri()])

    def test_from_a_server_no_page_complains_or_asks_another_host(self):
        server = Server()
        self.addCleanup(server.close)
        self.each(server.address, [server.address])

    def test_the_search_finds_dead_units(self):
        from marionette_driver import By, Wait

        self.firefox.navigate(SITE.as_uri() + "/search.html?q=dead+unit")
        Wait(self.firefox, timeout=20).until(lambda firefox: firefox.find_elements(By.CSS_SELECTOR, "#search-results li a"))

    def wait(self, script, *arguments):
        """Until a script says so of the page."""
        from marionette_driver import Wait

        Wait(self.firefox, timeout=60).until(lambda firefox: firefox.execute_script(script, script_args=arguments))

    def test_the_playground_reaches_what_the_library_reaches(self):
        server = Server()
        self.addCleanup(server.close)
        for base in (SITE.as_uri() + "/", server.address):
            self.firefox.navigate(f"{base}about.html")
            self.firefox.navigate(f"{base}playground.html#figure=train&{address(REACHED['question'])}&epochs={REACHED['epochs']}")
            self.wait("return document.querySelector('[data-figure=train]')?.dataset.ready === 'yes';")
            self.firefox.execute_script("document.querySelector('[data-figure=train] .pg-main').click();")
            self.wait("return document.querySelector('[data-figure=train]').dataset.epochs === arguments[0];", str(REACHED["epochs"]))
            accuracy = self.firefox.execute_script("return document.querySelector('[data-figure=train]').dataset.accuracy;")
            self.assertAlmostEqual(float(accuracy), REACHED["test_accuracy"], delta=0.01)
            print("Firefox:", self.firefox.execute_script("return document.querySelector('[data-figure=train] .pg-numbers').textContent;"))
            for figure, setting in [("plane", "units=5"), ("normalization", "brighter=40"), ("worked-example", "")]:
                self.firefox.execute_script("location.hash = arguments[0];", script_args=(f"figure={figure}&{setting}",))
                self.wait("return document.querySelector(`[data-figure=${arguments[0]}] svg`) !== null;", figure)
                wide = self.firefox.execute_script("return document.documentElement.scrollWidth - innerWidth;")
                self.assertLessEqual(wide, 0, figure)

    def test_a_guess_opens_a_figure_in_a_lesson(self):
        self.firefox.navigate(f"{SITE.as_uri()}/notebooks/04_multi_layer_perceptron.html")
        self.firefox.execute_script("document.querySelector('[data-figure=plane]').scrollIntoView();")
        self.wait("return document.querySelector('[data-figure=plane] form') !== null;")
        self.firefox.execute_script(
            "const form = document.querySelector('[data-figure=plane] form'); form.querySelector('input').value = 3; form.querySelector('button').click();"
        )
        self.wait("return document.querySelector('[data-figure=plane] svg') !== null;")

    def test_a_complaint_would_be_heard(self):
        places = [SITE.as_uri()]
        self.firefox.navigate(SITE.as_uri() + "/index.html")
        self.complaints(places)
        self.firefox.execute_script(
            "const script = document.createElement('script'); script.textContent = 'nothing.at.all'; document.head.append(script);"
        )
        self.assertEqual(len(self.complaints(places)), 1)


if __name__ == "__main__":
    unittest.main()
