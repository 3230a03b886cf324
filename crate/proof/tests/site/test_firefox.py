"""The same pages in Firefox, which draws formulas and styles in its own way. By hand, where Firefox is installed:

    pip install --target target/site-work/firefox marionette-driver==3.7.1
    FIREFOX=$(command -v firefox-esr) PYTHONPATH=target/site-work/firefox …
"""

import base64
import gc
import os
import unittest

from website import OUT, PAGES, SHOWN, SITE, Server

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

        cls.firefox = Marionette(bin=FIREFOX, headless=True, gecko_log=os.devnull)
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
                self.assertEqual(self.complaints(places), [])
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
