"""The playground: trained in the page, moved by hand, opened as a file and from a server."""

import json
import os
import pathlib
import statistics
import time
import unittest

from website import PHONE, Server, Visitor

REACHED = json.loads((pathlib.Path(os.environ["PROJECT"]) / "crate/playground/tests/reached.json").read_text())
PAGE = "playground.html"
# Seconds that a busy machine may take for what takes one.
PATIENCE = 60_000


def place(page, figure):
    """The figure's place, in sight and with its module in it."""
    root = page.locator(f'[data-figure="{figure}"]').last
    root.scroll_into_view_if_needed()
    page.wait_for_function("root => root.dataset.ready", arg=root.element_handle(), timeout=PATIENCE)
    return root


def address(question):
    words = {name: value for name, value in question.items() if name != "ask"}
    return "&".join(f"{name}={','.join(map(str, value)) if isinstance(value, list) else value}" for name, value in words.items())


def move(slider, keys):
    for key in keys:
        slider.press(key)


class Playground:
    """Both ways to open it: `base` says which."""

    base = None

    def setUp(self):
        self.visitor = Visitor(**({"base": self.base} if self.base else {}))
        self.addCleanup(self.visitor.close)

    def tearDown(self):
        self.assertEqual(self.visitor.complaints, [])
        self.assertEqual(self.visitor.outside, [])

    def test_it_reaches_what_the_library_reaches(self):
        page = self.visitor.visit(f"{PAGE}#figure=train&{address(REACHED['question'])}&epochs={REACHED['epochs']}")
        root = place(page, "train")
        root.get_by_role("button", name="Train", exact=True).click()
        done = f"root => root.dataset.epochs === '{REACHED['epochs']}'"
        page.wait_for_function(done, arg=root.element_handle(), timeout=PATIENCE)
        accuracy = float(root.get_attribute("data-accuracy"))
        self.assertAlmostEqual(accuracy, REACHED["test_accuracy"], delta=0.01)
        # Every view opens, and a drawing gets an answer.
        for view in ("Weights of the first layer", "Which class is taken for which", "Wrong answers"):
            root.get_by_text(view).click()
        root.locator(".pg-view .pg-picture").nth(1).wait_for(timeout=PATIENCE)
        self.assertIn("Trouser", root.locator("table").inner_text())
        root.get_by_text("Draw something").click()
        canvas = root.locator("canvas")
        canvas.scroll_into_view_if_needed()
        box = canvas.bounding_box()
        page.mouse.move(box["x"] + 60, box["y"] + 60)
        page.mouse.down()
        page.mouse.move(box["x"] + 150, box["y"] + 150, steps=5)
        page.mouse.up()
        root.locator('.pg-said [aria-label^="The answer is"]').wait_for(timeout=PATIENCE)

    def test_a_weight_changes_the_loss_and_the_address_tells_it(self):
        page = self.visitor.visit(PAGE)
        root = place(page, "worked-example")
        page.wait_for_function("root => root.dataset.loss === '1.2731'", arg=root.element_handle(), timeout=PATIENCE)
        asleep = root.get_by_label("W_h[1, 1]", exact=True)
        self.assertFalse(asleep.is_visible())
        root.get_by_label("Show the weights").check()
        move(asleep, ["ArrowRight"] * 5)
        self.assertEqual(root.get_attribute("data-loss"), "1.2731")
        move(root.get_by_label("W_h[1, 0]", exact=True), ["ArrowRight"] * 5)
        page.wait_for_function("root => root.dataset.loss !== '1.2731'", arg=root.element_handle(), timeout=PATIENCE)
        self.assertIn("figure=worked-example", page.url)
        moved = root.get_attribute("data-loss")
        again = Visitor(**({"base": self.base} if self.base else {}))
        self.addCleanup(again.close)
        other = place(again.visit(page.url.removeprefix(self.visitor.base)), "worked-example")
        again.page.wait_for_function(f"root => root.dataset.loss === '{moved}'", arg=other.element_handle(), timeout=PATIENCE)


class FromAServer(Playground, unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        server = Server()
        cls.addClassCleanup(server.close)
        cls.base = server.address

    def test_a_plane_bends_and_a_picture_is_normalized(self):
        page = self.visitor.visit(f"{PAGE}#figure=plane&units=8")
        root = place(page, "plane")
        root.get_by_role("button", name="Bend it").click()
        page.wait_for_function("root => Number(root.dataset.steps) >= 600", arg=root.element_handle(), timeout=PATIENCE)
        self.assertGreater(float(root.get_attribute("data-right")), 0.99)
        root = place(page, "normalization")
        page.wait_for_function("root => root.dataset.mean", arg=root.element_handle(), timeout=PATIENCE)
        before = root.get_attribute("data-mean").split()
        move(root.get_by_label("Brighter by"), ["ArrowRight"] * 8)
        changed = "([root, before]) => root.dataset.mean.split(' ')[0] !== before"
        page.wait_for_function(changed, arg=[root.element_handle(), before[0]], timeout=PATIENCE)
        after = root.get_attribute("data-mean").split()
        self.assertLess(abs(float(after[4].replace("−", "-"))), 0.001)

    def test_without_motion_the_plane_comes_bent(self):
        visitor = Visitor(base=self.base, reduced_motion="reduce")
        self.addCleanup(visitor.close)
        page = visitor.visit(PAGE)
        root = place(page, "plane")
        root.get_by_role("button", name="Bend it").click()
        page.wait_for_function("root => root.dataset.steps === '600'", arg=root.element_handle(), timeout=PATIENCE)

    def test_settings_that_no_page_can_use_are_refused_in_words(self):
        page = self.visitor.visit(f"{PAGE}#figure=train&hidden=9000")
        root = page.locator('[data-figure="train"]')
        root.locator(".pg-trouble", has_text="hidden").wait_for(timeout=PATIENCE)

    def test_it_is_there_soon(self):
        """A busy machine is slower; the limits here are those that nobody would wait for."""
        first = []
        for _ in range(3):
            visitor = Visitor(base=self.base)
            begin = time.monotonic()
            page = visitor.visit(PAGE)
            root = page.locator('[data-figure="train"]')
            root.locator(".pg-curves").wait_for(timeout=PATIENCE)
            shown = time.monotonic() - begin
            root.get_by_role("button", name="One epoch").click()
            page.wait_for_function("root => root.dataset.epochs === '1'", arg=root.element_handle(), timeout=PATIENCE)
            first.append((shown, time.monotonic() - begin))
            visitor.close()
        shown, epoch = (statistics.median(column) for column in zip(*first))
        print(f"first picture after {shown:.2f} s, first epoch after {epoch:.2f} s")
        self.assertLess(shown, 5)
        self.assertLess(epoch, 10)


class AsAFile(Playground, unittest.TestCase):
    pass


class InALesson(unittest.TestCase):
    """A lesson shows nothing before the reader has guessed."""

    def test_a_figure_waits_for_a_guess(self):
        lesson = "notebooks/04_multi_layer_perceptron.html"
        visitor = Visitor()
        self.addCleanup(visitor.close)
        page = visitor.visit(lesson)
        root = page.locator('[data-figure="worked-example"]')
        root.scroll_into_view_if_needed()
        root.get_by_label("Your guess").wait_for(timeout=PATIENCE)
        self.assertEqual(root.locator(".pg-loss").count(), 0)
        root.get_by_label("Your guess").fill("the second unit's")
        root.get_by_role("button", name="Show").click()
        root.get_by_text("loss 1.2731").first.wait_for(timeout=PATIENCE)
        self.assertIn("the second unit's", root.inner_text())
        self.assertEqual(visitor.complaints, [])

    def test_on_a_phone_nothing_is_wider_than_the_page(self):
        visitor = Visitor(size=PHONE)
        self.addCleanup(visitor.close)
        page = visitor.visit(PAGE)
        for figure in ("train", "worked-example", "normalization", "plane"):
            place(page, figure)
            page.wait_for_timeout(300)
            wide = page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
            self.assertLessEqual(wide, 0, figure)


if __name__ == "__main__":
    unittest.main()
