//! The notebook that nbgrader keeps for a submission: the release with the student's answers in it.

use lab::notebook::source_of;
use serde_json::Value;

use crate::problem_set::ProblemSet;
use crate::submission::Submission;

/// `release` with what the student wrote in the cells that are theirs to write.
pub(crate) fn rebuild(release: &ProblemSet, submission: &Submission) -> Value {
    let mut rebuilt = release.notebook.clone();
    for cell in rebuilt["cells"].as_array_mut().into_iter().flatten() {
        let grader = &cell["metadata"]["nbgrader"];
        if grader["solution"] != true {
            continue;
        }
        let Some(id) = grader["grade_id"].as_str() else {
            continue;
        };
        let stub = source_of(cell);
        let copies = submission.worked_on(&[(id.to_owned(), stub.clone())]);
        if cell["cell_type"] == "code" && copies.len() > 1 {
            cell["source"] = copies.join("\n").into();
        } else if let Some(answer) = submission.written(id, &stub) {
            cell["source"] = answer.text.as_str().into();
            if cell["cell_type"] == "markdown" && !answer.pictures.is_empty() {
                cell["attachments"] = answer.pictures.clone().into();
            }
        }
    }
    rebuilt
}
