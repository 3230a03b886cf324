"""The search: what it finds, where its hits lead, and what it keeps to itself."""

import unittest

from website import Case, Server


class Search(Case):
    def test_the_search_finds_dead_units(self):
        server = Server()
        self.addCleanup(server.close)
        for base in [None, server.address]:
            visitor = self.visitor(**({"base": base} if base else {}))
            page = visitor.visit("search.html?q=dead+unit")
            page.locator("#search-results li a").first.wait_for()
            found = page.locator("#search-results li a").all_inner_texts()
            self.assertTrue(any("multi-layer perceptron" in title for title in found), found)
            # The words around what was found, as a file too.
            page.locator("#search-results p.context", has_text="dead").first.wait_for()
            self.quiet(visitor, "search")

    def test_a_heading_is_found_with_its_words(self):
        server = Server()
        self.addCleanup(server.close)
        for base in [None, server.address]:
            visitor = self.visitor(**({"base": base} if base else {}))
            page = visitor.visit("search.html?q=ReLU+and+its+derivative")
            page.locator("#search-results li a", has_text="4. ReLU and its derivative").first.wait_for()
            # Each result has its own, also the two that lead into the same page.
            page.wait_for_function("() => document.querySelectorAll('#search-results li').length === document.querySelectorAll('#search-results p.context').length")
            self.quiet(visitor, "search")

    def test_what_a_reader_types_into_the_page_is_searched(self):
        visitor = self.visitor()
        page = visitor.visit("notebooks/03_normalization.html")
        page.keyboard.press("Control+k")
        page.keyboard.type("confusion")
        page.keyboard.press("Enter")
        page.locator("#search-results li a").first.wait_for()


if __name__ == "__main__":
    unittest.main()
