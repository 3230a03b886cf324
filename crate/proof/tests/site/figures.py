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


def draw(page, root, *points):
    """A line on the canvas, from point to point."""
    canvas = root.locator("canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    first, *others = [(box["x"] + x, box["y"] + y) for x, y in points]
    page.mouse.move(*first)
    page.mouse.down()
    for point in others:
        page.mouse.move(*point, steps=8)
    page.mouse.up()


def move(slider, keys):
    for key in keys:
        slider.press(key)
