"""The course's nbgrader settings; a lecturer's private course folder begins with a copy of this file."""

c = get_config()  # noqa: F821  (nbgrader provides it)

c.CourseDirectory.course_id = "multi-layer-perceptron"

# Answers are Rust: the marks are comments, and what a student starts from compiles and panics when it is called.
c.ClearSolutions.begin_solution_delimeter = "// BEGIN SOLUTION"
c.ClearSolutions.end_solution_delimeter = "// END SOLUTION"
c.ClearSolutions.code_stub = {"rust": "todo!()"}
c.ClearSolutions.text_stub = "*Write your answer here.*"
c.ClearHiddenTests.begin_test_delimeter = "// BEGIN HIDDEN TESTS"
c.ClearHiddenTests.end_test_delimeter = "// END HIDDEN TESTS"

# A kernel needs some seconds before its first cell; one that hangs is given up after a minute.
c.Execute.timeout = 60
c.Execute.startup_timeout = 180

# Where a submission lacks a cell it is put back, and the notebooks keep what their authors wrote.
c.OverwriteCells.add_missing_cells = False
c.ClearOutput.enabled = True
