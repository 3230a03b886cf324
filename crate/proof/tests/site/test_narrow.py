"""The playground's figures in the width of a phone, and under a finger."""

import unittest

from figures import FIGURES, PAGE, draw, place
from website import LAPTOP, OUT, PATIENCE, PHONE, Visitor

# What of a figure sticks out of its frame to the right, or is hidden within something that scrolls.
STICKS_OUT = """root => {
  const frame = root.getBoundingClientRect();
  const all = [...root.querySelectorAll("*")].filter(element => element.checkVisibility({ visibilityProperty: true }));
  const out = all.filter(element => element.getBoundingClientRect().right > frame.right + 0.5
    || (element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0 && getComputedStyle(element).overflowX !== "visible"));
  return out.map(element => `${element.tagName} ${element.className.baseVal ?? element.className}: ${element.textContent.slice(0, 60)}`);
}"""


class Narrow(unittest.TestCase):
    def test_no_element_of_a_figure_is_wider_than_its_frame(self):
        for size in (PHONE, LAPTOP):
            visitor = Visitor(size=size)
            self.addCleanup(visitor.close)
            page = visitor.visit(PAGE)
            for figure in FIGURES:
                with self.subTest(figure=figure, width=size["width"]):
                    root = place(page, figure)
                    if figure == "train":
                        root.get_by_role("button", name="One epoch").click()
                        page.wait_for_function("root => root.dataset.epochs === '1'", arg=root.element_handle(), timeout=PATIENCE)
                        for summary in root.locator("summary").all():
                            summary.click()
                        draw(page, root, (60, 60), (150, 150))
                        root.locator('.pg-said [aria-label^="The answer is"]').wait_for(timeout=PATIENCE)
                        root.locator(".pg-matrix tbody tr").nth(9).wait_for(timeout=PATIENCE)
                    else:
                        root.locator(".pg-picture svg").first.wait_for(timeout=PATIENCE)
                    self.assertEqual(root.evaluate(STICKS_OUT), [])
                    smallest = "root => Math.min(...[...root.querySelectorAll('td, th')].map(cell => parseFloat(getComputedStyle(cell).fontSize)), 99)"
                    self.assertGreater(root.evaluate(smallest), 9, "letters that nobody can read")
            self.assertEqual(page.evaluate("() => document.documentElement.scrollWidth - innerWidth"), 0)
            page.locator("main").screenshot(path=OUT / f"figures-{size['width']}.png")

    def test_what_sticks_out_would_be_found(self):
        visitor = Visitor(size=PHONE)
        self.addCleanup(visitor.close)
        root = place(visitor.visit(PAGE), "plane")
        root.evaluate("root => root.insertAdjacentHTML('beforeend', '<p style=\"width: 600px\">wide</p><div style=\"overflow-x: auto; width: 9rem\"><p style=\"width: 600px\">hidden</p></div>')")
        self.assertEqual(len(root.evaluate(STICKS_OUT)), 3)

    def test_a_finger_draws_and_moves_sliders(self):
        visitor = Visitor(size=PHONE, has_touch=True, is_mobile=True)
        self.addCleanup(visitor.close)
        page = visitor.visit(f"{PAGE}#figure=train&data=digits&optimizer=adam&lr=0.001&normalization=z-score")
        root = place(page, "train")
        root.get_by_role("button", name="Train", exact=True).tap()
        page.wait_for_function("root => root.dataset.epochs === '20'", arg=root.element_handle(), timeout=PATIENCE)
        root.get_by_text("Draw something").tap()
        canvas = root.locator("canvas")
        canvas.scroll_into_view_if_needed()
        before = page.evaluate("() => scrollY")
        box = canvas.bounding_box()
        touch = page.context.new_cdp_session(page)
        x, y = box["x"] + box["width"] / 2, box["y"]
        points = [{"x": x, "y": y + 20 + 17 * step} for step in range(11)]
        touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": points[:1]})
        for point in points[1:]:
            touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
        touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        root.locator('.pg-said [aria-label^="The answer is 1"]').wait_for(timeout=PATIENCE)
        self.assertEqual(page.evaluate("() => scrollY"), before, "the page stays while one draws")
        slider = root.get_by_label("Seed")
        slider.scroll_into_view_if_needed()
        box = slider.bounding_box()
        page.touchscreen.tap(box["x"] + box["width"] - 2, box["y"] + box["height"] / 2)
        page.wait_for_function("() => location.hash.includes('seed=9')", timeout=PATIENCE)
        self.assertEqual(visitor.complaints, [])


if __name__ == "__main__":
    unittest.main()
