"""How Sphinx makes the course's pages; `cargo lab site` starts it, which names the folders and programs it needs."""

import os
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

project = "Multi-layer perceptrons in Rust notebooks"
author = "the course's authors"
project_copyright = "MIT or Apache-2.0"
language = "en"

extensions = ["myst_nb", "sphinx.ext.githubpages", "course"]
include_patterns = ["*.md", "notebooks/*.ipynb", "notebooks/exercises/release/*/*.ipynb"]

# What is committed is shown; nothing is run.
nb_execution_mode = "off"
nb_merge_streams = True
nb_code_prompt_show = "Show the {type}"
nb_code_prompt_hide = "Fold the {type}"
myst_enable_extensions = ["dollarmath"]
myst_heading_anchors = 4
myst_heading_slug_func = "course.anchors.jupyterlab_id"
# A cell may begin with a smaller heading; links in the API's and the playground's folders are checked by the tests.
suppress_warnings = ["myst.header", "mystnb.unknown_mime_type"]

html_math_renderer = "mathml"
html_theme = "sphinx_book_theme"
html_title = "Multi-layer perceptrons in Rust"
html_baseurl = ""
html_static_path = [str(HERE / "static"), os.environ["SITE_STATIC"]]
html_favicon = str(HERE / "static/mark.svg")
html_css_files = ["formulas/styles.css", "course.css"]
html_js_files = ["course.js"]
templates_path = [str(HERE / "templates")]
html_show_sphinx = False
html_copy_source = True
html_sourcelink_suffix = ""
html_use_index = False
html_context = {"default_mode": "auto"}
html_theme_options = {
    "show_navbar_depth": 1,
    "max_navbar_depth": 1,
    # The sidebar holds the search; the bar above all pages would hold it once more.
    "navbar_start": [],
    "navbar_center": [],
    "navbar_end": [],
    "navbar_persistent": [],
    "toc_title": "On this page",
    "use_fullscreen_button": False,
    "use_download_button": True,
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
    "footer_content_items": ["licenses.html"],
}
