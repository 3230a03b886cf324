"""The playground's page and its figures, as tests handle them."""

from website import PATIENCE

PAGE = "playground.html"
FIGURES = ("train", "worked-example", "normalization", "plane")


def place(page, figure):
    """The figure's place, in sight and with its module in it."""
    root = page.locator(f'[data-figure="{figure}"]').last
    root.scroll_into_view_if_needed()
    page.wait_for_function("root => root.dataset.ready", arg=root.element_handle(), timeout=PATIENCE)
    return root


def draw(page, root):
    """A line on the canvas."""
    canvas = root.locator("canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    page.mouse.move(box["x"] + 60, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + 150, box["y"] + 150, steps=5)
    page.mouse.up()


def move(slider, keys):
    for key in keys:
        slider.press(key)
