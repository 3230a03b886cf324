"""nbgrader's own steps, without its running of notebooks: releases, the gradebook, pages of feedback.

The task comes as JSON on stdin; what was done and read is reported as lines of JSON on stdout.
  action    "release", "prepare", "record"
  course    the folder with nbgrader_config.py and source/
  sets      the problem sets' names (release, prepare)
  record    for each submission whose results are new: student, name, set, and each graded cell's outputs
  feedback  for each page: student, set
"""

import json
import logging
import os
import sys

import nbformat
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde, GenerateAssignment, GenerateFeedback
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import (
    AssignLatePenalties,
    CheckCellMetadata,
    ClearHiddenTests,
    GetGrades,
    NbGraderPreprocessor,
    SaveAutoGrades,
)
from nbconvert.preprocessors import CSSHTMLHeaderPreprocessor
from traitlets import List
from traitlets.config import PyFileConfigLoader

# (student, set) -> graded cell -> its outputs
OUTPUTS = {}
NO_RESULT = {"output_type": "error", "ename": "NoResult", "evalue": "the question was not graded", "traceback": []}


class Results(NbGraderPreprocessor):
    """Puts what grading found where running the cells would put their outputs."""

    def preprocess(self, nb, resources):
        found = OUTPUTS[resources["nbgrader"]["student"], resources["nbgrader"]["assignment"]]
        for cell in nb.cells:
            if cell.cell_type != "code":
                continue
            grader = cell.metadata.get("nbgrader", {})
            # A check without outputs would earn all points.
            missing = [NO_RESULT] if grader.get("grade") else []
            outputs = found.get(grader.get("grade_id"), missing)
            cell.outputs = [nbformat.from_dict(output) for output in outputs]
            cell.execution_count = None
        return nb, resources


class Record(Autograde):
    autograde_preprocessors = List([Results, SaveAutoGrades, AssignLatePenalties, CheckCellMetadata])


class Feedback(GenerateFeedback):
    # A student sees what was found, not what is hidden to find it.
    preprocessors = List([ClearHiddenTests, GetGrades, CSSHTMLHeaderPreprocessor])


def report(**event):
    print(json.dumps(event, ensure_ascii=False), flush=True)


def course_directory(course):
    loader = PyFileConfigLoader("nbgrader_config.py", path=course)
    config = loader.load_config() if os.path.exists(loader.full_filename or os.path.join(course, "nbgrader_config.py")) else loader.config
    # The folder is the one that was named, whatever the settings say.
    for key in ("root", "db_url"):
        config.CourseDirectory.pop(key, None)
    directory = CourseDirectory(config=config)
    directory.root = course
    return directory, config


def generate(course, sets, database):
    directory, config = course_directory(course)
    if not database:
        config.SaveCells.enabled = False
    for name in sets:
        directory.assignment_id = name
        step = GenerateAssignment(coursedir=directory, config=config)
        step.no_database = not database
        step.force = True
        step.start()
        report(event="set", set=name)


def one(step_class, directory, config, student, name):
    directory.student_id = student
    directory.assignment_id = name
    step = step_class(coursedir=directory, config=config)
    step.force = True
    step.start()


def record(course, submissions, pages):
    directory, config = course_directory(course)
    for submission in submissions:
        student, name = submission["student"], submission["set"]
        OUTPUTS[student, name] = submission["outputs"]
        one(Record, directory, config, student, name)
        if submission["name"]:
            with Gradebook(directory.db_url, directory.course_id) as book:
                book.update_or_create_student(student, last_name=submission["name"])
        report(event="recorded", student=student, set=name)
    for page in pages:
        one(Feedback, directory, config, page["student"], page["set"])
        report(event="page", student=page["student"], set=page["set"])


def grades(course):
    """Everything that the gradebook knows of points."""
    directory, _ = course_directory(course)
    with Gradebook(directory.db_url, directory.course_id) as book:
        for submission in (s for a in book.assignments for s in a.submissions):
            for notebook in submission.notebooks:
                for grade in notebook.grades:
                    report(
                        event="grade",
                        student=submission.student.id,
                        set=submission.assignment.name,
                        question=grade.name,
                        auto=grade.auto_score,
                        manual=grade.manual_score,
                        score=grade.score,
                        open=bool(grade.needs_manual_grade),
                    )


def main():
    logging.basicConfig(level=logging.ERROR, stream=sys.stderr)
    task = json.load(sys.stdin)
    course = task["course"]
    os.chdir(course)
    if task["action"] == "release":
        generate(course, task["sets"], database=False)
    elif task["action"] == "prepare":
        generate(course, task["sets"], database=True)
        grades(course)
    else:
        record(course, task["record"], task["feedback"])
        grades(course)


if __name__ == "__main__":
    main()
