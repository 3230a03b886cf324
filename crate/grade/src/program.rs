//! The two programs of a question: the answer's, and the check's, which is the same for a whole class.
//!
//! The right answers, the expected values, the points and the words of a verdict are in the check's program alone. It calls
//! stand-ins of the functions that the stub declares; the answer's program runs the student's. Neither is ever in the
//! other's process, file or folder.

use std::fmt::Write;

use crate::problem_set::{Check, ProblemSet, Question};
use crate::signature::{self, Function};
use crate::stand_in;
use crate::{answer, answer::Answer};

/// The file that holds an answer; it is read as a file of its own, so that no text in it can close what stands around.
pub(crate) const ANSWER: &str = "answer.rs";
/// What an answer takes from the student's other cells.
pub(crate) const MORE: &str = "more.rs";
/// The file around them.
pub(crate) const MAIN: &str = "program.rs";

/// A question as both programs need it.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) functions: Vec<Function>,
    /// The stub's `use` lines.
    uses: String,
    /// What earlier cells give.
    given: String,
    /// The check, with hidden tests marked.
    code: String,
}

impl Asked {
    /// Reads a question; an error says what cannot be graded, for whoever made the problem set.
    pub(crate) fn of(set: &ProblemSet, check: &Check) -> Result<Self, String> {
        let stub: Vec<String> = check.answers.iter().map(|id| set.text(id)).collect();
        let (items, _) = answer::items_of(&stub.join("\n"))?;
        let functions = signature::functions(&items)?;
        let mut uses = String::new();
        for item in &items {
            if let syn::Item::Use(item) = item {
                let _ = writeln!(uses, "{}", quote::ToTokens::to_token_stream(item));
            }
        }
        let (_, given) = answer::items_of(&check.given)
            .map_err(|problem| format!("a cell before it, which gives code, does not compile: {problem}"))?;
        Ok(Self {
            functions,
            uses,
            given,
            code: marked(&check.code),
        })
    }

    /// The functions that are asked for, as reading needs them.
    pub(crate) fn wanted(&self) -> Vec<answer::Wanted> {
        self.functions
            .iter()
            .map(|function| {
                let (head, call) = stand_in::head_and_call(function);
                answer::Wanted {
                    name: function.name.clone(),
                    head,
                    call,
                }
            })
            .collect()
    }

    /// The answer's program, as files. The glue stands before the answer: a macro counts from where it is written, so
    /// none of the answer's can stand in for one of it.
    pub(crate) fn for_answer(&self, answer: &Answer) -> Vec<(String, String)> {
        self.answers_program(answer, false)
    }

    /// The same, which can also say what a person reads of arguments and results.
    pub(crate) fn for_interview(&self, answer: &Answer) -> Vec<(String, String)> {
        self.answers_program(answer, true)
    }

    fn answers_program(&self, answer: &Answer, is_shown: bool) -> Vec<(String, String)> {
        let mut text = format!(
            "#![allow(unused)]\n{}\nmod answer {{\nuse super::*;\npub mod line_to_the_check {{\n{}\n",
            self.given, self.uses
        );
        for function in &self.functions {
            text.push_str(&stand_in::for_answer(function));
        }
        let shown = self
            .functions
            .iter()
            .filter(|function| is_shown && function.takes_data());
        let shown: Vec<stand_in::Shown> = shown.map(stand_in::shown).collect();
        text.extend(shown.iter().map(|shown| shown.code.as_str()));
        text.push_str("pub fn serve() { ::mlp::answer::serve(&[");
        for function in &self.functions {
            let _ = write!(text, "({0:?}, {0}), ", function.name);
        }
        for (name, function) in shown.iter().flat_map(|shown| &shown.served) {
            let _ = write!(text, "({name:?}, {function}), ");
        }
        let _ = write!(
            text,
            "]) }}\n}}\ninclude!({MORE:?});\ninclude!({ANSWER:?});\n}}\nfn main() {{ answer::line_to_the_check::serve() }}\n"
        );
        vec![
            (MAIN.to_owned(), text),
            (ANSWER.to_owned(), answer.code.clone()),
            (MORE.to_owned(), answer.more.clone()),
        ]
    }

    /// A module that holds the check.
    fn for_check(&self, question: &Question) -> String {
        let stand_ins: String = self.functions.iter().map(stand_in::for_check).collect();
        format!(
            "{given}\npub mod check_of_the_question {{\nuse super::*;\n{uses}\n{stand_ins}\npub fn verdict() -> ::mlp::check::Verdict {{\n\
             ::mlp::check::grader::judged({id:?}, {max:?}, || {{\n{code}\n}})\n}}\n}}\n",
            given = self.given,
            uses = self.uses,
            id = question.id,
            max = question.points,
            code = self.code,
        )
    }
}

/// The check's program, as files: one a question, so that an error tells which.
pub(crate) fn for_check(asked: &[(&Question, &Asked)]) -> Vec<(String, String)> {
    let mut main = String::from("#![allow(unused)]\n");
    let mut table = String::new();
    let mut files = Vec::new();
    for (index, (question, asked)) in asked.iter().enumerate() {
        let _ = writeln!(main, "mod q{index};");
        let _ = write!(
            table,
            "({:?}, q{index}::check_of_the_question::verdict), ",
            question.id
        );
        files.push((format!("q{index}.rs"), asked.for_check(question)));
    }
    let _ = writeln!(main, "fn main() {{ ::mlp::check::grader::examine(&[{table}]) }}");
    files.push((MAIN.to_owned(), main));
    files
}

/// Hidden tests say when they begin and end, so that of their failure nothing is told; all lines stay where they are.
fn marked(code: &str) -> String {
    let lines: Vec<&str> = code
        .split('\n')
        .map(|line| {
            if line.contains("BEGIN HIDDEN TESTS") {
                "::mlp::check::grader::hidden(true);"
            } else if line.contains("END HIDDEN TESTS") {
                "::mlp::check::grader::hidden(false);"
            } else {
                line
            }
        })
        .collect();
    lines.join("\n")
}
