//! A student's notebook, read against its problem set: only what stands in its answers counts. Check cells, locked cells
//! and metadata are the problem set's own, whatever became of them in the notebook.

use serde_json::Value;

use super::notebook::{self, Cell};
use super::problem_set::{ProblemSet, Question};

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

    /// The answer that is written in words: of several copies the last that was worked on.
    pub(crate) fn written(&self, id: &str, stub: &str) -> Option<&Cell> {
        let mut found = self
            .cells
            .iter()
            .filter(|cell| cell.id.as_deref() == Some(id))
            .rev();
        let last = found.clone().next()?;
        let worked_on = found.find(|cell| {
            (cell.text.trim() != stub.trim() && !cell.text.trim().is_empty()) || !cell.pictures.is_empty()
        });
        Some(worked_on.unwrap_or(last))
    }

    /// What a person reads who marks `question`, whose release `set` is: the written answer, or the cells of the one that its
    /// check could not judge.
    pub(crate) fn text_to_mark(&self, question: &Question, set: &ProblemSet) -> String {
        let Some(check) = &question.check else {
            let cell = self.written(&question.id, &set.text(&question.id));
            return cell.map(|cell| cell.text.clone()).unwrap_or_default();
        };
        let stub = |id: &String| (id.clone(), set.text(id));
        let stubs: Vec<_> = check.answers.iter().map(stub).collect();
        self.worked_on(&stubs).join("\n")
    }

    /// All cells with one of these names, but for those where the stub still stands and those that are empty.
    pub(crate) fn worked_on(&self, stubs: &[(String, String)]) -> Vec<String> {
        let is_own = |cell: &&Cell| {
            stubs
                .iter()
                .any(|(id, stub)| cell.id.as_deref() == Some(id) && !is_same(&cell.text, stub))
        };
        let own = self.cells.iter().filter(is_own);
        own.filter(|cell| !cell.text.trim().is_empty())
            .map(|cell| cell.text.clone())
            .collect()
    }

    /// The student's other code, which an answer may use as it does in the notebook: cells of their own, and the other
    /// answers.
    pub(crate) fn other_cells(&self, set: &ProblemSet, stubs: &[(String, String)]) -> Vec<String> {
        let known = notebook::cells(&set.notebook);
        let is_other = |cell: &&Cell| {
            let Some(id) = &cell.id else {
                return !known.iter().any(|known| is_same(&known.text, &cell.text));
            };
            let theirs = known.iter().find(|known| known.id.as_ref() == Some(id));
            !stubs.iter().any(|(own, _)| own == id)
                && theirs.is_none_or(|theirs| theirs.is_solution && !is_same(&theirs.text, &cell.text))
        };
        let code = self.cells.iter().filter(|cell| cell.is_code);
        code.filter(is_other).map(|cell| cell.text.clone()).collect()
    }
}

/// Whether two texts differ in nothing but white space.
fn is_same(a: &str, b: &str) -> bool {
    let signs = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    signs(a) == signs(b)
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
    fn all_copies_that_were_worked_on_count() {
        let notebook = serde_json::json!({"cells": [
            answer("a-answer", "1"), answer("a-answer", "2"), answer("a-answer", "todo!()\n"), answer("a", "3.0"),
        ], "metadata": {"kernelspec": {"name": "python3"}}});
        let submission = Submission::read(&notebook, &set());
        let stubs = [("a-answer".to_owned(), "todo!()".to_owned())];
        assert_eq!(submission.worked_on(&stubs), ["1", "2"]);
        assert_eq!(submission.other_cells(&set(), &stubs), Vec::<String>::new());
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
    fn who_marks_a_number_reads_the_cell_that_it_was_typed_into() {
        let set = set();
        let notebook = serde_json::json!({"cells": [answer("a-answer", "fn a() -> f64 { 0.2 }")]});
        let submission = Submission::read(&notebook, &set);
        let text = submission.text_to_mark(&set.questions[0], &set);
        assert_eq!(text, "fn a() -> f64 { 0.2 }");
    }

    #[test]
    fn what_is_missing_is_no_answer() {
        let submission = Submission::read(&serde_json::json!({"cells": []}), &set());
        assert!(submission.written("a-answer", "todo!()").is_none());
        assert_eq!(submission.notes.len(), 2);
    }
}
