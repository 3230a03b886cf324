"""nbgrader's own steps, without its running of notebooks: releases, the gradebook, pages of feedback.

Each line of stdin is a task in JSON; what was done and read is reported as lines of JSON on stdout, and the last line
about a task says that it is done or why it failed. A task that fails leaves the others as they are.
  action    "release", "prepare"  makes the release of a set, without and with the gradebook
            "record"              enters a submission's results: student, name, outputs and points of each graded cell
            "mark"                enters points that a person gave: student, question, points
            "move"                gives submissions to other students: moves, each with student, set and to;
                            whoever is left and has none any more goes
            "feedback"            writes a student's page: the penalty, what is said of lateness, and the questions that
                                  the machine failed at
            "grades"              reads the gradebook
  course    the folder with nbgrader_config.py and source/
  set       the problem set's name
The page's template is the first argument.
"""

import contextlib
import functools
import html
import json
import logging
import os
import re
import resource
import signal
import sys
from urllib.parse import quote

import nbformat
from jinja2 import DictLoader
from nbconvert.exporters import HTMLExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer
from nbconvert.preprocessors import CSSHTMLHeaderPreprocessor
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.converters import Autograde, GenerateAssignment, GenerateFeedback
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import (
    CheckCellMetadata,
    ClearHiddenTests,
    ClearSolutions,
    GetGrades,
    NbGraderPreprocessor,
    SaveAutoGrades,
)
from traitlets import List, default
from traitlets.config import Config, ConfigFileNotFound, PyFileConfigLoader

MEMORY = 3 << 29  # bytes of address space; without a submission it takes a tenth of it
PICTURES = 8 << 20  # bytes of a page that may be pictures
PAGE = 16 << 20  # bytes of a whole page
CELL = 4  # seconds of the processor that one cell of a page may take; an honest one takes a tenth of one
LONGEST = 100_000  # characters of a cell that are shown as they were typed
SLOW = f"(shown as it was typed: to lay it out took more than {CELL} seconds)"
LEFT_OUT = "<em>(a picture was left out: the page may hold 8 MB of them)</em>"
NO_RESULT = {"output_type": "error", "ename": "NoResult", "evalue": "the question was not graded", "traceback": []}


class ClearAttachments(NbGraderPreprocessor):
    """Takes out the pictures whose text was taken out, such as those of a solution, and the state of widgets."""

    def preprocess(self, nb, resources):
        nb.metadata.pop("widgets", None)
        for cell in nb.cells:
            shown = {
                name: kinds
                for name, kinds in cell.get("attachments", {}).items()
                if any(f"attachment:{way}" in cell.source for way in (name, quote(name)))
            }
            cell.pop("attachments", None)
            if shown:
                cell["attachments"] = shown
        return nb, resources


class Release(GenerateAssignment):
    def __init__(self, **settings):
        super().__init__(**settings)
        # Once more at the end: a marking scheme or a hidden test may have had a picture too.
        at = self.preprocessors.index(ClearSolutions) + 1
        self.preprocessors = [*self.preprocessors[:at], ClearAttachments, *self.preprocessors[at:], ClearAttachments]


class Results(NbGraderPreprocessor):
    """Puts what grading found where running the cells would put their outputs."""

    found = {}

    def preprocess(self, nb, resources):
        for cell in nb.cells:
            if cell.cell_type != "code":
                continue
            grader = cell.metadata.get("nbgrader", {})
            # A check without outputs would earn all points.
            missing = [NO_RESULT] if grader.get("grade") else []
            outputs = self.found.get(grader.get("grade_id"), missing)
            cell.outputs = [nbformat.from_dict(output) for output in outputs]
            cell.execution_count = None
        return nb, resources


class SaveResults(SaveAutoGrades):
    """Enters the points that grading found; none where a person has to look."""

    points = {}

    def _add_score(self, cell, resources):
        name = cell.metadata["nbgrader"]["grade_id"]
        grade = self.gradebook.find_grade(name, self.notebook_id, self.assignment_id, self.student_id)
        grade.auto_score = self.points.get(name)
        grade.needs_manual_grade = grade.auto_score is None or grade.manual_score is not None
        self.gradebook.db.commit()


class Record(Autograde):
    autograde_preprocessors = List([Results, SaveResults, CheckCellMetadata])


class HideTests(ClearHiddenTests):
    """A student sees what was found, not what is hidden to find it. In an answer the marks are only text."""

    def preprocess_cell(self, cell, resources, cell_index):
        grader = cell.metadata.get("nbgrader", {})
        if grader.get("grade") and not grader.get("solution"):
            return super().preprocess_cell(cell, resources, cell_index)
        return cell, resources


class Points(GetGrades):
    """Says what was earned. nbgrader counts as 0 what nobody has marked."""

    lateness = []
    not_graded = []

    def preprocess(self, nb, resources):
        self.known = self.reached = self.open = 0
        nb, resources = super().preprocess(nb, resources)
        page = resources["nbgrader"]
        said = f"{number(self.reached - page['late_penalty'])} of {number(self.known)} points"
        if self.open:
            said += f" so far; answers worth {number(self.open)} more are not marked yet"
        page.update(reached=said, lateness=self.lateness)
        return nb, resources

    def _get_score(self, cell, resources):
        super()._get_score(cell, resources)
        grader = cell.metadata.nbgrader
        grade = self.gradebook.find_grade(grader["grade_id"], self.notebook_id, self.assignment_id, self.student_id)
        if grade.auto_score is None and grade.manual_score is None:
            self.open += grade.max_score
            is_failed = grader["grade_id"] in self.not_graded
            grader["earned"] = f"not {'graded' if is_failed else 'marked'} yet ({number(grade.max_score)} point{'s' * (grade.max_score != 1)})"
        else:
            self.known += grade.max_score
            self.reached += grade.score
            grader["earned"] = f"{number(grade.score)} of {number(grade.max_score)} points"


def number(points):
    return f"{points:.2f}".rstrip("0").rstrip(".")


class TooLong(BaseException):
    """Not an Exception: what shows a text as it was typed whatever happens shall not take this for its own."""


def too_long(*_):
    raise TooLong


class Page(HTMLExporter):
    """A page of our own template, on which no cell takes long."""

    bounded = ("markdown2html", "highlight_code")

    @default("extra_loaders")
    def _own_template(self):
        return [DictLoader({"index.html.j2": sys.argv[1]})]

    def _register_filter(self, environ, name, jinja_filter):
        if name in self.bounded and callable(jinja_filter):
            jinja_filter = in_time(jinja_filter)
        return super()._register_filter(environ, name, jinja_filter)


def in_time(convert):
    """The same, or the text as it was typed where that takes too long."""

    @functools.wraps(convert)  # With the marks by which Jinja knows what to give it.
    def bounded(*words, **named):
        signal.signal(signal.SIGPROF, too_long)
        signal.setitimer(signal.ITIMER_PROF, CELL)
        try:
            return convert(*words, **named)
        except TooLong:
            text = next((word for word in words if isinstance(word, str)), "")
            return f"<p><em>{SLOW}</em></p><pre>{html.escape(text[:LONGEST])}</pre>"
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)

    return bounded


class Feedback(GenerateFeedback):
    preprocessors = List([HideTests, Points, CSSHTMLHeaderPreprocessor])

    @default("export_class")
    def _exporter_class_default(self):
        return Page


class Formulas:
    """Between characters that stand for nothing else, so that the grading finds them and writes them as MathML: a page
    loads nothing that could."""

    INLINE, BLOCK, END = "\ue000", "\ue001", "\ue002"

    def inline(renderer, body):
        return f"{Formulas.INLINE}{renderer.escape_html(body)}{Formulas.END}"

    def block(renderer, body):
        return f"{Formulas.BLOCK}{renderer.escape_html(body)}{Formulas.END}"

    def environment(renderer, name, body):
        return Formulas.block(renderer, f"\\begin{{{name}}}{body}\\end{{{name}}}")


IPythonRenderer.inline_math = Formulas.inline
IPythonRenderer.block_math = Formulas.block
IPythonRenderer.latex_environment = Formulas.environment


class Pictures:
    """How much of a page pictures take: one that is pasted once can be shown a thousand times."""

    taken = 0
    left_out = 0
    image = IPythonRenderer.image

    @classmethod
    def begin(cls):
        cls.taken = cls.left_out = 0

    def show(renderer, *words, **named):
        shown = Pictures.image(renderer, *words, **named)
        if Pictures.taken + len(shown) > PICTURES:
            Pictures.left_out += 1
            return LEFT_OUT
        Pictures.taken += len(shown)
        return shown


IPythonRenderer.image = Pictures.show


class Log(logging.Handler):
    """Keeps what nbgrader says of an error, because what it raises then tells only that there was one."""

    def __init__(self):
        super().__init__(logging.ERROR)
        self.said = []

    def emit(self, record):
        self.said.append(record.getMessage())

    def reason(self, error):
        traces = [text for text in self.said if text.startswith("Traceback")]
        said = traces[-1] if traces else f"{type(error).__name__}: {error}"
        line = next((line for line in reversed(said.split("\n")) if line.strip()), said)
        return re.sub(r"^[\w.]+\.(?=\w+:)", "", line.strip())[:300]


def report(event, **what):
    print(json.dumps({"event": event, **what}, ensure_ascii=True), flush=True)


def course_directory(task):
    course = task["course"]
    try:
        config = PyFileConfigLoader("nbgrader_config.py", path=course).load_config()
    except ConfigFileNotFound:
        config = Config()
    # The folder is the one that was named, whatever the settings say.
    for key in ("root", "db_url"):
        config.CourseDirectory.pop(key, None)
    # What a source notebook shows is its solutions' work.
    config.ClearOutput.enabled = True
    directory = CourseDirectory(config=config)
    directory.root = course
    directory.assignment_id = task.get("set", "")
    directory.student_id = task.get("student", "*")
    return directory, config


def gradebook(directory):
    return Gradebook(directory.db_url, directory.course_id)


def start(step_class, task, database=True):
    directory, config = course_directory(task)
    if not database:
        config.SaveCells.enabled = False
    step = step_class(coursedir=directory, config=config)
    step.no_database = not database
    step.force = True
    step.start()
    return directory


def record(task):
    Results.found, SaveResults.points = task["outputs"], task["points"]
    directory = start(Record, task)
    if task["name"]:
        with gradebook(directory) as book:
            book.update_or_create_student(task["student"], last_name=task["name"])


def mark(task):
    directory, _ = course_directory(task)
    with gradebook(directory) as book:
        grade = book.find_grade(task["question"], task["set"], task["set"], task["student"])
        grade.manual_score = task["points"]
        grade.needs_manual_grade = False
        book.db.commit()


def move(task):
    """Nobody is moved away from and to, so that it can be done again where it was cut off."""
    directory, _ = course_directory(task)
    with gradebook(directory) as book:
        moved = []
        for one in task["moves"]:
            with contextlib.suppress(MissingEntry):
                submission = book.find_submission(one["set"], one["student"])
                with contextlib.suppress(MissingEntry):  # Left of a run that was cut off, and without points.
                    book.remove_submission(one["set"], one["to"])
                book.update_or_create_student(one["to"])
                moved.append((submission, one["to"]))
        for submission, to in moved:
            submission.student_id = to
        book.db.commit()
        for student in sorted(set(task["left"])):
            with contextlib.suppress(MissingEntry):
                if not book.find_student(student).submissions:
                    book.remove_student(student)


def feedback(task):
    directory, _ = course_directory(task)
    name, student = task["set"], task["student"]
    with gradebook(directory) as book:
        book.find_submission_notebook(name, name, student).late_submission_penalty = task["penalty"] or None
        book.db.commit()
    Pictures.begin()
    Points.lateness, Points.not_graded = task["lateness"], task["not_graded"]
    start(Feedback, task)
    page = os.path.join(directory.format_path(directory.feedback_directory, student, name), f"{name}.html")
    size = os.path.getsize(page)
    if size > PAGE:
        os.remove(page)
        raise ValueError(f"it would have {size >> 20} MB, and may have {PAGE >> 20}")
    if Pictures.left_out:
        report("note", text=f"{Pictures.left_out} pictures were left out of the page: it may hold {PICTURES >> 20} MB of them")


def grades(task):
    """Everything that the gradebook knows of points."""
    directory, _ = course_directory(task)
    with gradebook(directory) as book:
        for submission in (s for a in book.assignments for s in a.submissions):
            for notebook in submission.notebooks:
                for grade in notebook.grades:
                    report(
                        "grade",
                        id=notebook.id,
                        student=submission.student.id,
                        set=submission.assignment.name,
                        question=grade.name,
                        auto=grade.auto_score,
                        manual=grade.manual_score,
                        extra=grade.extra_credit or 0,
                    )


ACTIONS = {
    "release": lambda task: start(Release, task, database=False),
    "prepare": lambda task: start(Release, task),
    "record": record,
    "mark": mark,
    "move": move,
    "feedback": feedback,
    "grades": grades,
}


def main():
    with contextlib.suppress(ValueError, OSError):  # A system that knows no such limit, or a lower one.
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))
    log = Log()
    logging.basicConfig(level=logging.ERROR, handlers=[log, logging.StreamHandler(sys.stderr)])
    for line in sys.stdin:
        task = json.loads(line)
        log.said.clear()
        os.chdir(task["course"])
        try:
            ACTIONS[task["action"]](task)
            report("done")
        except Exception as error:
            report("failed", reason=log.reason(error))


if __name__ == "__main__":
    main()
