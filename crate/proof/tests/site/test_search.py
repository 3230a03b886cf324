"""The search: what it finds, where its hits lead, and what it keeps to itself."""

import json
import re
import unittest

from website import PROJECT, Case, Server

# In view, below what stays at the top of the window.
IN_VIEW = "place => { const { top } = place.getBoundingClientRect(); return top >= 0 && top < innerHeight / 2; }"
TEXT = "async page => Search.htmlToText(await (await fetch(page)).text(), '')"
# Of the words' stems those that stand nowhere else, and of these those that the search knows.
KNOWN = """([folded, others]) => {
  const stemmer = new Stemmer();
  const stems = words => new Set(words.map(word => stemmer.stemWord(word)));
  const seen = stems(others);
  const secret = [...stems(folded)].filter(stem => !seen.has(stem));
  return [secret.length, secret.filter(stem => Object.hasOwn(Search._index.terms, stem) || Object.hasOwn(known.words, stem))];
}"""
ANSWER = re.compile("(?<=</summary>).*?(?=</details>)", re.DOTALL)


def words(text):
    return set(re.findall(r"[^\W\d_]{3,}", text.lower()))


def answers():
    """The words of folded answers in all notebooks, and all other words."""
    folded, others = set(), set()
    notebooks = PROJECT / "notebooks"
    for path in [*notebooks.glob("*.ipynb"), *notebooks.glob("exercises/release/*/*.ipynb"), *PROJECT.glob("crate/site/pages/*.md")]:
        text = path.read_text()
        for cell in json.loads(text)["cells"] if path.suffix == ".ipynb" else [{"source": text}]:
            source = "".join(cell["source"])
            folded |= words(" ".join(ANSWER.findall(source)))
            others |= words(ANSWER.sub("", source)) | words(json.dumps(cell.get("outputs", []), ensure_ascii=False))
    return sorted(folded), sorted(others)


class Search(Case):
    def bases(self):
        """As files, and from a server."""
        server = Server()
        self.addCleanup(server.close)
        return [{}, {"base": server.address}]

    def test_a_hit_opens_the_section_that_holds_the_words(self):
        for base in self.bases():
            visitor = self.visitor(**base)
            page = visitor.visit("search.html?q=confusion+matrix")
            # No heading names it.
            hit = page.locator("#search-results li", has_text="5. Step by step > 8. How the model fails")
            hit.locator("p.context", has_text="confusion").wait_for()
            hit.locator("a").click()
            page.wait_for_url("**/05_step_by_step.html#how-the-model-fails")
            section = page.locator("section#how-the-model-fails")
            page.wait_for_function(IN_VIEW, arg=section.locator("h2").element_handle())
            self.assertIn("confusion matrix", section.inner_text())
            self.quiet(visitor, "search")

    def test_a_place_is_found_once_and_a_page_by_its_title_as_a_whole(self):
        page = self.visitor().visit("search.html?q=normalization")
        page.locator("#search-results .search-summary", has_text="found").wait_for()
        links = [link.get_attribute("href") for link in page.locator("#search-results li a").all()]
        self.assertEqual(len(links), len(set(links)), links)
        self.assertIn("notebooks/03_normalization.html", links)
        self.assertIn("notebooks/06_training_strategy.html#normalization", links)

    def test_what_is_folded_is_neither_shown_nor_found(self):
        for base in self.bases():
            page = self.visitor(**base).visit("search.html")
            text = page.evaluate(TEXT, "notebooks/03_normalization.html")
            self.assertIn("How many batches of 1024 do 60 000 images make?", text)
            self.assertNotIn("the last one with 608", text)
            self.assertNotIn("you have not guessed", text)
            self.assertNotIn("Show the output", text)
        secrets, found = page.evaluate(KNOWN, answers())
        self.assertGreater(secrets, 20)
        self.assertEqual(found, [])

    def test_the_search_finds_dead_units(self):
        for base in self.bases():
            visitor = self.visitor(**base)
            page = visitor.visit("search.html?q=dead+unit")
            page.locator("#search-results li a").first.wait_for()
            found = page.locator("#search-results li a").all_inner_texts()
            self.assertTrue(any("multi-layer perceptron" in title for title in found), found)
            # The words around what was found, as a file too.
            page.locator("#search-results p.context", has_text="dead").first.wait_for()
            self.quiet(visitor, "search")

    def test_a_heading_is_found_with_its_words(self):
        for base in self.bases():
            visitor = self.visitor(**base)
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
