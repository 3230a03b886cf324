//! A student's notebook, read against its problem set: only what stands in its answers counts. Check cells, locked cells
//! and metadata are the problem set's own, whatever became of them in the notebook.

use serde_json::Value;

use super::notebook::{self, Cell};
use super::problem_set::ProblemSet;

/// The student's part of a notebook.
#[derive(Debug, Clone, Default)]
pub(crate) struct Submission {
    cells: Vec<Cell>,
    /// What a person should know about it.
    pub(crate) notes: Vec<String>,
}

impl Submission {
    /// Reads `notebook`, whose release `set` is.
    pub(crate) fn read(notebook: &Value, set: &ProblemSet) -> Self {
        let cells = notebook::cells(notebook);
        let mut notes = Vec::new();
        let kernel = notebook["metadata"]["kernelspec"]["name"].as_str();
        if let Some(kernel) = kernel.filter(|kernel| *kernel != lab::project::KERNEL) {
            notes.push(format!("was written for the kernel {kernel}"));
        }
        for theirs in notebook::cells(&set.notebook) {
            let Some(id) = &theirs.id else { continue };
            let found: Vec<&Cell> = cells.iter().filter(|cell| cell.id.as_ref() == Some(id)).collect();
            match found.len() {
                0 => notes.push(format!("the cell {id} is missing")),
                1 => {}
                n => notes.push(format!("the cell {id} is there {n} times")),
            }
            let is_changed = |cell: &&Cell| cell.text.trim() != theirs.text.trim();
            if !theirs.is_solution && found.iter().any(is_changed) {
                notes.push(format!(
                    "the locked cell {id} was changed, which counts for nothing"
                ));
            }
        }
        Self { cells, notes }
    }

    /// What stands in the cell `id`, whose stub is `stub`; None where the cell is missing.
    pub(crate) fn answer(&self, id: &str, stub: &str) -> Option<&str> {
        self.cell(id, stub).map(|cell| cell.text.as_str())
    }

    /// The cell `id`, whose stub is `stub`: of several copies the last that was worked on.
    pub(crate) fn cell(&self, id: &str, stub: &str) -> Option<&Cell> {
        let mut found = self
            .cells
            .iter()
            .filter(|cell| cell.id.as_deref() == Some(id))
            .rev();
        let last = found.clone().next()?;
        let worked_on = found.find(|cell| cell.text.trim() != stub.trim());
        Some(worked_on.unwrap_or(last))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set() -> ProblemSet {
        ProblemSet::new(
            "one",
            serde_json::json!({"cells": [
                {"cell_type": "code", "source": "todo!()", "metadata": {"nbgrader": {"grade_id": "a-answer", "solution": true}}},
                {"cell_type": "code", "source": "check(a)", "metadata": {"nbgrader": {"grade_id": "a", "grade": true, "points": 1}}},
            ]}),
        )
        .unwrap()
    }

    fn answer(id: &str, source: &str) -> Value {
        serde_json::json!({"cell_type": "code", "source": source, "metadata": {"nbgrader": {"grade_id": id, "solution": true}}})
    }

    #[test]
    fn of_several_copies_the_last_that_was_worked_on_counts() {
        let notebook = serde_json::json!({"cells": [
            answer("a-answer", "1"), answer("a-answer", "2"), answer("a-answer", "todo!()\n"), answer("a", "3.0"),
        ], "metadata": {"kernelspec": {"name": "python3"}}});
        let submission = Submission::read(&notebook, &set());
        assert_eq!(submission.answer("a-answer", "todo!()"), Some("2"));
        assert_eq!(
            submission.notes,
            [
                "was written for the kernel python3",
                "the cell a-answer is there 3 times",
                "the locked cell a was changed, which counts for nothing"
            ]
        );
    }

    #[test]
    fn what_is_missing_is_no_answer() {
        let submission = Submission::read(&serde_json::json!({"cells": []}), &set());
        assert_eq!(submission.answer("a-answer", "todo!()"), None);
        assert_eq!(submission.notes.len(), 2);
    }
}
