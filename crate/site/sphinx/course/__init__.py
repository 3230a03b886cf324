"""What the course adds to Sphinx, one concern a module."""

from . import anchors, contents, descriptions, figures, folding, formulas, pictures, project, texts


def setup(app):
    for module in (anchors, contents, descriptions, figures, folding, formulas, pictures, project, texts):
        module.setup(app)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
