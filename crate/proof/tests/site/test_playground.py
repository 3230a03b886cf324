"""The playground: trained in the page, moved by hand, opened as a file and from a server."""

import gzip
import re
import statistics
import time
import unittest

from figures import PAGE, draw, move, place
from website import PATIENCE, REACHED, SITE, Server, Visitor, address


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
        draw(page, root, (60, 60), (150, 150))
        root.locator('.pg-said [aria-label^="The answer is"]').wait_for(timeout=PATIENCE)

    def test_a_weight_changes_the_loss_and_the_address_tells_it(self):
        page = self.visitor.visit(PAGE)
        root = place(page, "worked-example")
        page.wait_for_function("root => root.dataset.loss === '1.2731'", arg=root.element_handle(), timeout=PATIENCE)
        board = root.locator(".pg-picture").get_attribute("aria-label")
        self.assertEqual(len(re.findall(r"W_[hz]\[", board)), 15, board)
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

    def test_bending_stops_goes_on_and_starts_again_as_training_does(self):
        page = self.visitor.visit(f"{PAGE}#figure=plane&units=3")
        root = place(page, "plane")
        after = "([root, steps]) => Number(root.dataset.steps) >= steps"
        root.get_by_role("button", name="Bend it").click()
        page.wait_for_function(after, arg=[root.element_handle(), 60], timeout=PATIENCE)
        root.get_by_role("button", name="Stop").click()
        page.wait_for_timeout(500)
        stopped = int(root.get_attribute("data-steps"))
        self.assertLess(stopped, 600)
        page.wait_for_timeout(300)
        self.assertEqual(int(root.get_attribute("data-steps")), stopped, "it goes on though it was stopped")
        seen = root.evaluate("""root => new Promise(resolve => {
            const seen = [];
            new MutationObserver(() => seen.push(Number(root.dataset.steps))).observe(root, { attributeFilter: ["data-steps"] });
            [...root.querySelectorAll("button")].find(one => one.textContent === "Bend it").click();
            setTimeout(() => resolve(seen), 1500);
        })""")
        self.assertGreater(len(seen), 1)
        self.assertEqual(seen[0], stopped + 15, "it goes on from where it was")
        page.wait_for_function(after, arg=[root.element_handle(), stopped + 600], timeout=PATIENCE)
        root.locator(".pg-status", has_text=f"After {stopped + 600} steps").wait_for(timeout=PATIENCE)
        root.get_by_role("button", name="Start again").click()
        page.wait_for_function("root => root.dataset.steps === '0'", arg=root.element_handle(), timeout=PATIENCE)
        self.assertEqual(root.locator(".pg-status").inner_text(), "", "what was reached before is no longer said")
        # Another setting is another plane.
        root.get_by_role("button", name="Bend it").click()
        page.wait_for_function(after, arg=[root.element_handle(), 15], timeout=PATIENCE)
        root.get_by_label("Hidden units").press("ArrowRight")
        page.wait_for_function("root => root.dataset.steps === '0'", arg=root.element_handle(), timeout=PATIENCE)
        page.wait_for_timeout(300)
        self.assertEqual(root.get_attribute("data-steps"), "0")

    def test_layers_of_several_widths_are_said_and_kept(self):
        page = self.visitor.visit(f"{PAGE}#figure=train&hidden=8,64&epochs=1")
        root = place(page, "train")
        width, layers = root.get_by_label("Units in each"), root.get_by_label("Hidden layers")
        said = root.locator(".pg-control", has=page.get_by_label("Units in each")).locator("output")
        self.assertEqual(said.inner_text(), "8, 64")
        self.assertEqual(width.get_attribute("aria-valuetext"), "8, 64")
        root.get_by_text("784-8-64-10").wait_for(timeout=PATIENCE)
        layers.press("ArrowRight")
        root.get_by_text("784-8-64-64-10").wait_for(timeout=PATIENCE)
        self.assertIn("hidden=8,64,64", page.url)
        width.press("ArrowRight")
        self.assertEqual(said.inner_text(), "16")
        root.get_by_text("784-16-16-16-10").wait_for(timeout=PATIENCE)
        layers.press("Home")
        self.assertEqual(said.inner_text(), "no hidden layer")
        root.get_by_text("784-10").wait_for(timeout=PATIENCE)

    def test_how_many_of_the_wrong_answers_are_shown_is_said(self):
        page = self.visitor.visit(f"{PAGE}#figure=train")
        root = place(page, "train")
        root.get_by_role("button", name="One epoch").click()
        page.wait_for_function("root => root.dataset.epochs === '1'", arg=root.element_handle(), timeout=PATIENCE)
        root.get_by_text("Wrong answers", exact=True).click()
        said = root.get_by_text("are answered wrongly")
        said.wait_for(timeout=PATIENCE)
        wrong = said.inner_text().split()[0]
        self.assertEqual(said.inner_text(), f"{wrong} of 1000 test images are answered wrongly. Here are the first 16 of {wrong}.")
        self.assertEqual(root.locator(".pg-view .pg-picture svg image").count(), 16)

    def test_without_motion_the_plane_comes_bent(self):
        visitor = Visitor(base=self.base, reduced_motion="reduce")
        self.addCleanup(visitor.close)
        page = visitor.visit(PAGE)
        root = place(page, "plane")
        root.get_by_role("button", name="Bend it").click()
        page.wait_for_function("root => root.dataset.steps === '600'", arg=root.element_handle(), timeout=PATIENCE)

    def test_settings_that_no_page_can_use_are_refused_in_words(self):
        """Each names the setting, says what it takes, and what is taken in its place."""
        for figure, setting, takes, instead in [
            ("train", "hidden=9000", "whole number from 1 to 1024", "64"),
            ("train", "hidden=8,8,8,8,8", "up to 4 widths", "64"),
            ("train", "batch=1.5", "whole number from 1 to 2000", "128"),
            ("train", "lr=fast", "number from 0.000001 to 1000", "0.1"),
            ("train", "seed=12345678901234567890", "whole number from 0 to 9007199254740991", "0"),
            ("train", "activation=swish", "one of relu, sigmoid", "relu"),
            ("train", "speed=3", "no setting", "lr"),
            ("worked-example", "hidden=1e30,0,0,0,0,0", "6 numbers of W_h", "0,0,0.86,-1.04,0.41,-0.65"),
            ("worked-example", "hidden=1,2", "6 numbers of W_h", "0,0,0.86"),
            ("normalization", "position=4000", "whole number from 0 to 1999", "0"),
            ("plane", "units=-1", "whole number from 1 to 32", "2"),
        ]:
            with self.subTest(setting):
                page = self.visitor.visit(f"about.html")
                page = self.visitor.visit(f"{PAGE}#figure={figure}&{setting}")
                said = page.locator(f'[data-figure="{figure}"] .pg-refused').inner_text(timeout=PATIENCE)
                self.assertIn(setting.split("=")[0], said)
                self.assertIn(takes, said)
                self.assertIn(instead, said)
                place(page, figure).locator("svg").first.wait_for(timeout=PATIENCE)

    def test_a_figure_that_is_not_there_is_said(self):
        page = self.visitor.visit(f"{PAGE}#figure=cube")
        said = page.locator(".playground-figure > .pg-trouble").inner_text(timeout=PATIENCE)
        self.assertIn("no figure “cube”", said)
        self.assertIn("worked-example", said)

    def test_an_address_that_is_pasted_into_the_open_page_is_followed(self):
        page = self.visitor.visit(f"{PAGE}#figure=train&epochs=2")
        place(page, "train")
        for figure, label, value in [("plane", "Hidden units", "5"), ("plane", "Hidden units", "7"), ("train", "Hidden layers", "2")]:
            setting = f"units={value}" if figure == "plane" else "hidden=32,32"
            page.evaluate("hash => { location.hash = hash; }", f"figure={figure}&{setting}")
            page.wait_for_function(
                "([figure, value]) => [...document.querySelectorAll(`[data-figure=${figure}] output`)].some(output => output.textContent === value)",
                arg=[figure, value], timeout=PATIENCE)
            root = place(page, figure)
            page.wait_for_function("root => { const { top, bottom } = root.getBoundingClientRect(); return top < innerHeight && bottom > 0; }", arg=root.element_handle())
            root.locator("svg").first.wait_for(timeout=PATIENCE)

    def test_start_again_forgets_and_trains_as_often_as_asked(self):
        page = self.visitor.visit(f"{PAGE}#figure=train&epochs=5")
        root = place(page, "train")
        train = root.get_by_role("button", name="Train", exact=True)
        train.click()
        root.get_by_text("After epoch 5").wait_for(timeout=PATIENCE)
        press = """root => { const press = name => [...root.querySelectorAll("button")].find(one => one.textContent === name).click();
            press("Start again"); press("Train"); }"""
        root.evaluate(press)
        self.assertEqual(root.locator(".pg-status").inner_text(), "", "what was reached before is no longer said")
        root.get_by_text("After epoch 5").wait_for(timeout=PATIENCE)
        self.assertEqual(root.get_attribute("data-epochs"), "5")
        # Stopped and begun again at once, no epoch is lost and none is counted twice.
        root.evaluate(press.replace("Start again", "Train").replace('press("Train"); }', 'press("Stop"); press("Train"); }'))
        root.get_by_text("After epoch 1").wait_for(timeout=PATIENCE)
        page.wait_for_timeout(500)
        epochs = root.get_attribute("data-epochs")
        self.assertIn(f"Epoch {epochs}:", root.locator(".pg-numbers").inner_text())
        root.get_by_label("Seed").press("ArrowRight")
        self.assertEqual(root.locator(".pg-status").inner_text(), "")

    def test_a_loss_beyond_the_chart_is_said(self):
        page = self.visitor.visit(f"{PAGE}#figure=train&epochs=5&lr=10&normalization=z-score")
        root = place(page, "train")
        self.assertEqual(root.locator(".pg-cut").count(), 0)
        root.get_by_role("button", name="Train", exact=True).click()
        root.locator(".pg-cut", has_text="above 10 drawn at the edge").first.wait_for(timeout=PATIENCE)

    def test_a_unit_that_wakes_is_not_called_dead(self):
        page = self.visitor.visit(f"{PAGE}#figure=worked-example&hidden=0,0,0.86,1,0.41,-0.65")
        root = place(page, "worked-example")
        root.get_by_text("it is above 0 on sample").wait_for(timeout=PATIENCE, state="attached")
        self.assertFalse(root.get_by_text("it is above 0 on sample").is_visible(), "it would answer the question")
        root.get_by_label("Show the weights").check()
        root.get_by_text("it is above 0 on sample 1").wait_for(timeout=PATIENCE)
        root.get_by_role("button", name="The lecture's weights").click()
        root.get_by_text("it is 0 on all three samples").wait_for(timeout=PATIENCE)
        root.get_by_role("button", name="A hundred steps").click()
        page.wait_for_function("() => location.hash.includes('hidden')", timeout=PATIENCE)
        self.assertLess(len(page.url.split("#")[1]), 180, page.url)
        for number in page.url.split("hidden=")[1].split("&")[0].split(","):
            self.assertLessEqual(len(number.lstrip("-").replace(".", "").lstrip("0")), 6, page.url)

    def test_digits_are_learned_and_a_drawn_one_is_named(self):
        page = self.visitor.visit(f"{PAGE}#figure=train&optimizer=adam&lr=0.001&normalization=z-score")
        root = place(page, "train")
        root.get_by_label("Pictures").select_option("digits")
        self.assertIn("data=digits", page.url)
        root.get_by_role("button", name="Train", exact=True).click()
        page.wait_for_function("root => root.dataset.epochs === '20'", arg=root.element_handle(), timeout=PATIENCE)
        self.assertGreater(float(root.get_attribute("data-accuracy")), 0.85)
        root.get_by_text("Draw something").click()
        # A seven.
        draw(page, root, (40, 40), (160, 40), (90, 185))
        root.locator('.pg-said [aria-label^="The answer is 7"]').wait_for(timeout=PATIENCE)

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


class Sizes(unittest.TestCase):
    def test_the_module_is_small_enough_for_a_server(self):
        module = (SITE / "_static/playground/playground.wasm").read_bytes()
        self.assertLessEqual(len(gzip.compress(module, 9)), 600_000)

    def test_a_figure_fetches_no_sample_that_it_does_not_show(self):
        server = Server()
        self.addCleanup(server.close)
        visitor = Visitor(base=server.address)
        self.addCleanup(visitor.close)
        fetched = []
        visitor.page.on("request", lambda request: fetched.append(request.url))
        place(visitor.visit(PAGE), "train")
        self.assertTrue(any("/garments/" in url for url in fetched))
        self.assertFalse(any("/digits/" in url for url in fetched))


if __name__ == "__main__":
    unittest.main()
