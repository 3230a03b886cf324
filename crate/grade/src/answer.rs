//! What counts of an answer: its items, functions and `use` above all. Experiments beside them, such as a call to look at
//! its result, are left out: an endless one costs nothing.
//!
//! What runs in the notebook shall earn its points, so an answer is read as evcxr reads a cell: evcxr's own commands
//! (`:vars`), `#![allow(…)]` and `//!` are passed over; a cell that was split or copied is put together, the later of two
//! functions of one name counts; what an answer uses from the student's other cells is taken along; a closure in a variable
//! stands for the function that was asked for.
//!
//! An answer is safe Rust, and of `mlp` it uses what the problem set allows: the library could solve most questions. None of
//! this keeps an answer from its points ([`crate::trial`] does), so it is told by tokens.
//!
//! Reading happens in a process of its own ([`crate::reading`]): a text can be written that no parser survives.

mod cell;
mod forbidden;
mod parse;

use std::collections::BTreeSet;
use std::fmt::Write;

use serde::{Deserialize, Serialize};

use cell::{Cell, Piece};
pub(crate) use parse::items_of;

/// What is to be read.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
pub(crate) struct Order {
    /// The cell, or what it was split or copied into, in order.
    pub(crate) own: Vec<String>,
    /// The student's other cells, the nearest last.
    pub(crate) others: Vec<String>,
    /// The functions that are asked for.
    pub(crate) wanted: Vec<Wanted>,
    /// What may be used of `mlp`.
    pub(crate) allowed: Vec<String>,
}

impl Order {
    /// All that the student wrote for it, cell by cell: two answers that differ in anything, if only in where a cell ends, have
    /// different texts.
    pub(crate) fn written(&self) -> String {
        format!("{:?}", (&self.own, &self.others))
    }
}

/// A function that is asked for.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Wanted {
    pub(crate) name: String,
    /// `fn f(a0: f64) -> f64`
    pub(crate) head: String,
    /// `f(a0)`
    pub(crate) call: String,
}

/// An answer as it is compiled.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Answer {
    /// The items of its own cell, each where it stood, so that a compiler's line numbers are the cell's.
    pub(crate) code: String,
    /// What it uses from elsewhere.
    pub(crate) more: String,
    /// What a person should know about how it was read.
    pub(crate) notes: Vec<String>,
}

/// Why an answer is not tried.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Refusal {
    /// It is no Rust.
    Unreadable(String),
    /// It uses what it may not use.
    Forbidden(String),
}

/// Puts an answer together.
pub(crate) fn read(order: &Order) -> Result<Answer, Refusal> {
    let mut answer = Answer::default();
    let mut own = Vec::new();
    let mut first_problem = None;
    for text in &order.own {
        match Cell::read(text) {
            Ok(cell) => own.push(cell),
            Err(problem) => drop(first_problem.get_or_insert(problem)),
        }
    }
    let has = |cells: &[Cell], name: &str| cells.iter().any(|cell| cell.defines(name));
    if let Some(problem) = first_problem {
        // A copy that is no Rust costs nothing where another one answers.
        if own.is_empty() || !order.wanted.iter().all(|wanted| has(&own, &wanted.name)) {
            return Err(Refusal::Unreadable(problem));
        }
        answer
            .notes
            .push("a copy of the answer that is no Rust was passed over".to_owned());
    }
    let mut others: Vec<Cell> = order
        .others
        .iter()
        .filter_map(|text| Cell::read(text).ok())
        .collect();
    for wanted in &order.wanted {
        // A stub that still stands is no answer where there is one.
        if own.iter().chain(&others).any(|cell| cell.answers(&wanted.name)) {
            own.iter_mut()
                .chain(&mut others)
                .for_each(|cell| cell.drop_stub(&wanted.name));
        }
    }
    drop_repeated(&mut own);
    answer
        .notes
        .extend(own.iter().flat_map(|cell| cell.notes.iter().cloned()));
    answer.code = own.iter().map(Cell::kept).collect::<Vec<_>>().join("\n");

    drop_repeated(&mut others);
    let closures = closures(order, &own, &others, &mut answer);
    let borrowed = borrowed(order, &own, &others, &closures);
    if !borrowed.is_empty() {
        let names: Vec<&str> = borrowed
            .iter()
            .flat_map(|piece| piece.names.iter().map(String::as_str))
            .collect();
        answer
            .notes
            .push(format!("taken from other cells: {}", names.join(", ")));
    }
    for piece in &borrowed {
        answer.more.push_str(&piece.text);
        answer.more.push('\n');
    }
    answer.more.push_str(&closures);
    forbidden::look(&[&answer.code, &answer.more], &order.allowed)?;
    Ok(answer)
}

/// Of two items of one name in different cells, the later one counts.
fn drop_repeated(cells: &mut [Cell]) {
    let mut later: BTreeSet<String> = BTreeSet::new();
    for cell in cells.iter_mut().rev() {
        cell.pieces.retain(|piece| {
            piece.is_use || piece.names.is_empty() || !piece.names.iter().all(|name| later.contains(name))
        });
        let names = cell.pieces.iter().filter(|piece| !piece.is_use);
        later.extend(names.flat_map(|piece| piece.names.iter().cloned()));
    }
}

/// Functions made of closures: the variables before them come along, since they may use them.
fn closures(order: &Order, own: &[Cell], others: &[Cell], answer: &mut Answer) -> String {
    let mut made = String::new();
    for wanted in &order.wanted {
        let is_function = own.iter().chain(others).any(|cell| cell.defines(&wanted.name));
        let cell = own
            .iter()
            .rev()
            .find(|cell| cell.variables.iter().any(|(name, _)| *name == wanted.name));
        let (false, Some(cell)) = (is_function, cell) else {
            continue;
        };
        let until = cell.variables.iter().rposition(|(name, _)| *name == wanted.name);
        let variables: Vec<&str> = cell.variables[..=until.unwrap_or_default()]
            .iter()
            .map(|(_, text)| text.as_str())
            .collect();
        let body = variables.join(
            "
",
        );
        let _ = writeln!(
            made,
            "{} {{
{body}
{}
}}",
            wanted.head, wanted.call
        );
        answer.notes.push(format!(
            "{} is a closure in a variable, and was taken for the function",
            wanted.name
        ));
    }
    made
}

/// Items of other cells that the answer uses or lacks, and what those use in turn.
fn borrowed(order: &Order, own: &[Cell], others: &[Cell], closures: &str) -> Vec<Piece> {
    let mut defined: BTreeSet<String> = own
        .iter()
        .flat_map(|cell| cell.pieces.iter().flat_map(|piece| piece.names.iter().cloned()))
        .collect();
    let mut used: BTreeSet<String> = own
        .iter()
        .flat_map(|cell| cell.pieces.iter().flat_map(|piece| piece.uses.iter().cloned()))
        .collect();
    used.extend(parse::words(closures));
    let is_made = |name: &str| closures.contains(&format!("fn {name}"));
    used.extend(
        order
            .wanted
            .iter()
            .map(|wanted| wanted.name.clone())
            .filter(|name| !is_made(name)),
    );
    let mut taken: Vec<Piece> = Vec::new();
    loop {
        let next = others.iter().flat_map(|cell| &cell.pieces).find(|piece| {
            let lacks = |name: &String| used.contains(name) && !defined.contains(name);
            let is_new = !piece.names.iter().any(|name| defined.contains(name));
            let is_part = |of: &String| taken.iter().any(|taken| taken.names.contains(of));
            let may = || forbidden::look(&[&piece.text], &order.allowed).is_ok();
            let is_wanted = piece.names.iter().any(lacks) && is_new
                || piece.of.as_ref().is_some_and(is_part)
                || piece.is_glob && may();
            is_wanted && !taken.iter().any(|taken| taken.text == piece.text)
        });
        let Some(piece) = next else {
            return taken;
        };
        defined.extend(piece.names.iter().cloned());
        used.extend(piece.uses.iter().cloned());
        taken.push(piece.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(own: &[&str], others: &[&str], wanted: &[&str]) -> Order {
        Order {
            own: own.iter().map(ToString::to_string).collect(),
            others: others.iter().map(ToString::to_string).collect(),
            wanted: wanted
                .iter()
                .map(|name| Wanted {
                    name: (*name).to_owned(),
                    head: format!("fn {name}(a0: i64, ) -> i64"),
                    call: format!("{name}(a0, )"),
                })
                .collect(),
            allowed: vec!["ndarray".to_owned()],
        }
    }

    #[test]
    fn answers_that_join_to_the_same_text_are_told_apart() {
        let texts = [
            order(&["a\0b"], &[], &[]),
            order(&["a", "b"], &[], &[]),
            order(&["a"], &["b"], &[]),
            order(&["a\", \"b"], &[], &[]),
        ]
        .map(|order| order.written());
        let different: std::collections::BTreeSet<&String> = texts.iter().collect();
        assert_eq!(different.len(), texts.len(), "{texts:?}");
    }

    #[test]
    fn a_split_or_copied_cell_is_put_together() {
        let split = read(&order(
            &["fn half() -> i64 { 1 }", "fn f(x: i64) -> i64 { half() + x }"],
            &[],
            &["f"],
        ))
        .unwrap();
        assert!(split.code.contains("fn half") && split.code.contains("fn f"));
        let twice = read(&order(
            &["fn f(x: i64) -> i64 { 1 }", "fn f(x: i64) -> i64 { 2 }\nf(3)"],
            &[],
            &["f"],
        ))
        .unwrap();
        assert!(
            !twice.code.contains("{ 1 }") && twice.code.contains("{ 2 }") && !twice.code.contains("f(3)")
        );
        let broken = read(&order(&["fn f(x: i64) -> i64 { 1 }", "fn f( {"], &[], &["f"])).unwrap();
        assert_eq!(
            broken.notes,
            ["a copy of the answer that is no Rust was passed over"]
        );
    }

    #[test]
    fn what_an_answer_uses_from_other_cells_comes_along_and_nothing_else() {
        let answer = read(&order(
            &["fn f(x: i64) -> i64 { helper(x) }"],
            &[
                "use std::cmp::max;\nfn other() {}",
                "fn helper(x: i64) -> i64 { max(x, N) }\nconst N: i64 = 3;\nhelper(7);",
            ],
            &["f"],
        ))
        .unwrap();
        for word in ["fn helper", "const N", "use std::cmp::max"] {
            assert!(answer.more.contains(word), "{word}: {}", answer.more);
        }
        assert!(!answer.more.contains("other") && !answer.more.contains("helper(7)"));
        // Also the function itself, where it stands in a cell that lost its name.
        let stub = read(&order(
            &["fn f(x: i64) -> i64 { todo!() }"],
            &["fn f(x: i64) -> i64 { x }"],
            &["f"],
        ))
        .unwrap();
        assert!(stub.more.contains("{ x }") && !stub.code.contains("todo"));
        let moved = read(&order(&[], &["fn f(x: i64) -> i64 { x }"], &["f"])).unwrap();
        assert!(moved.more.contains("fn f") && moved.notes[0].contains("other cells: f"));
    }

    #[test]
    fn a_closure_in_a_variable_stands_for_the_function() {
        let answer = read(&order(
            &["let k = 2;\nlet f = |x: i64| k * x;\nlet y = f(2);"],
            &[],
            &["f"],
        ))
        .unwrap();
        assert!(
            answer
                .more
                .contains("fn f(a0: i64, ) -> i64 {\nlet k = 2;\nlet f = |x: i64| k * x;\nf(a0, )\n}"),
            "{}",
            answer.more
        );
    }
}
