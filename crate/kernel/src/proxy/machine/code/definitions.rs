//! What a notebook has defined, and what running a cell does to it.
//!
//! evcxr keeps the items of past cells and compiles them with each new one. It knows them by name, which serves functions
//! and types; an `impl` gets a name here, a constant that the kernel puts before it.

mod aside;

use std::collections::{BTreeMap, BTreeSet};

use quote::ToTokens;
use syn::{Item, Stmt};

use super::cell::{Statement, commands, statements};
use super::edit::{Insertion, Lines, apply};
use super::implementation::{Implementation, Rest};
use super::outdated::{Change, parts};
use super::shape::{Shapes, derived, shapes, words};
use super::state::{self, Statics};
use super::value;

/// How the names begin that the kernel gives: of the constant before an `impl`, for instance.
pub(in crate::proxy::machine) const MARKER: &str = "__CELL_";

/// The items that the notebook has now.
#[derive(Debug, Clone, Default)]
pub(in crate::proxy::machine) struct Definitions {
    implementations: BTreeMap<u64, Known<Implementation>>,
    /// Functions, constants and statics, by name.
    values: BTreeMap<String, Known<TokenText>>,
    shapes: Shapes,
    /// The number of the module that each macro of the notebook is in.
    macros: BTreeMap<String, u64>,
    parts: BTreeMap<String, Vec<(String, String)>>,
    /// Counts names that the kernel gives, and runs.
    count: u64,
}

#[derive(Debug, Clone)]
struct Known<T> {
    what: T,
    /// The number of its cell, as the reader sees it.
    cell: u64,
    /// Counts runs: two silent cells have one number.
    run: u64,
}

/// Tokens as text: the state is handed from thread to thread, which tokens cannot be.
#[derive(Debug, Clone)]
struct TokenText {
    mentions: BTreeSet<String>,
    body: String,
}

/// A cell as evcxr shall get it.
#[derive(Debug, Clone)]
pub(in crate::proxy::machine) struct Prepared {
    pub(in crate::proxy::machine) code: String,
    pub(in crate::proxy::machine) lines: Lines,
    /// What the reader has to know about it, before it runs and once it has.
    pub(in crate::proxy::machine) notes: Vec<String>,
    pub(in crate::proxy::machine) late_notes: Vec<String>,
    /// The same with each static as it is written, for a cell that does not compile with shared ones: what the reader
    /// reads about it then is about the reader's own code.
    pub(in crate::proxy::machine) plain: Option<Box<Self>>,
    /// The same with its last value shown by a statement of its own, for a cell that does not compile because of evcxr's
    /// way to show it.
    pub(in crate::proxy::machine) shown: Option<Box<Self>>,
    /// The types whose variables must be gone before it runs.
    pub(in crate::proxy::machine) changed: BTreeSet<String>,
    /// What the notebook has defined once it has run.
    pub(in crate::proxy::machine) after: Definitions,
}

impl Definitions {
    /// What to do with the cell number `cell`. `notebook` is the path of the crate with `notebook::Kept`.
    pub(in crate::proxy::machine) fn prepare(&self, code: &str, cell: u64, notebook: &str) -> Prepared {
        // What cannot be taken apart is the compiler's to judge.
        let statements = statements(code).unwrap_or_default();
        let mut work = Work {
            cell,
            run: 0,
            code,
            notebook,
            shares: true,
            kept: Vec::new(),
            insertions: Vec::new(),
            before: Vec::new(),
            notes: Vec::new(),
            changed: BTreeSet::new(),
        };
        let mut plain = work.clone();
        let last_value = value::shown_by_a_statement(code, &statements);
        let mut shown = (!last_value.is_empty()).then(|| work.clone());
        let mut prepared = self.prepared(&statements, &mut work);
        if let Some(shown) = &mut shown {
            shown.insertions = last_value;
            let mut other = self.prepared(&statements, shown);
            other.notes.clear();
            prepared.shown = Some(Box::new(other));
        }
        if !work.kept.is_empty() {
            plain.shares = false;
            let mut other = self.prepared(&statements, &mut plain);
            other.notes.clear();
            other.late_notes = work
                .kept
                .iter()
                .map(|name| begins_anew(name, "as it is used here, it"))
                .collect();
            prepared.plain = Some(Box::new(other));
        }
        prepared
    }

    fn prepared(&self, statements: &[Statement], work: &mut Work) -> Prepared {
        let code = work.code;
        let is_cleared = commands(code).any(|command| command == ":clear");
        let mut after = if is_cleared { Self::default() } else { self.clone() };
        after.count += 1;
        work.run = after.count;
        after.take(statements, work);
        let first = statements.first().map(|statement| statement.range.start);
        if let (Some(first), false) = (first, work.before.is_empty()) {
            let lines = work.before.join("\n");
            work.insertions
                .insert(0, Insertion::lines_before(code, first, &lines));
        }
        let (code, lines) = apply(code, std::mem::take(&mut work.insertions));
        Prepared {
            code,
            lines,
            notes: std::mem::take(&mut work.notes),
            late_notes: Vec::new(),
            plain: None,
            shown: None,
            changed: std::mem::take(&mut work.changed),
            after,
        }
    }
}

fn begins_anew(name: &str, why: &str) -> String {
    format!(
        "note: {name} begins anew in each cell ({why} cannot be shared by them). Keep it in a variable: `let {} = …;`",
        name.to_lowercase()
    )
}

/// A cell on its way.
#[derive(Clone)]
struct Work<'a> {
    cell: u64,
    run: u64,
    code: &'a str,
    notebook: &'a str,
    /// Whether cells share the statics that they can, and which are.
    shares: bool,
    kept: Vec<String>,
    insertions: Vec<Insertion>,
    /// Lines before all of it.
    before: Vec<String>,
    notes: Vec<String>,
    changed: BTreeSet<String>,
}

impl Work<'_> {
    fn known<T>(&self, what: T) -> Known<T> {
        Known {
            what,
            cell: self.cell,
            run: self.run,
        }
    }
}

impl Definitions {
    fn take(&mut self, statements: &[Statement], work: &mut Work) {
        let items = || {
            statements.iter().filter_map(|statement| match &statement.parsed {
                Stmt::Item(item) => Some((item, statement)),
                _ => None,
            })
        };
        let mut changes = Vec::new();
        for (item, _) in items() {
            changes.extend(self.take_type(item, work));
        }
        // The cell's own items are new; what they replace steps aside in any case.
        for (item, statement) in items() {
            match item {
                Item::Impl(item) => self.take_implementation(item, statement, work),
                Item::Static(item) => self.take_static(item, work),
                Item::Macro(item) => self.take_macro(item, statement, work),
                _ => {}
            }
            if let Some((name, what)) = named_value(item) {
                self.values.insert(name, work.known(what));
            }
        }
        for statement in statements {
            let module = format!("{MARKER}{}", self.count + 1);
            let (names, insertions) = state::thread_locals(&statement.parsed, &module);
            self.count += u64::from(!names.is_empty());
            work.insertions.extend(insertions);
            let notes = names.iter().map(|name| begins_anew(name, "a `thread_local!`"));
            work.notes.extend(notes);
        }
        self.step_aside(&changes, work);
        work.changed = self.shapes.made_of(&work.changed);
    }

    fn take_type(&mut self, item: &Item, work: &mut Work) -> Option<Change> {
        let traits = derived(item);
        let mut change = None;
        for (name, tokens) in shapes(item) {
            if !traits.is_empty() {
                self.drop_derived(&name, &traits, work);
            }
            let new = parts(item);
            let old = self.parts.insert(name.clone(), new.clone());
            if self.shapes.define(name.clone(), tokens) {
                change = old.map(|old| Change::new(&name, &old, &new));
                work.changed.insert(name);
            }
        }
        change
    }

    /// What the type's definition derives now, it needs no `impl` for.
    fn drop_derived(&mut self, name: &str, traits: &[String], work: &mut Work) {
        let numbers: Vec<u64> = self
            .implementations
            .iter()
            .filter(|(_, known)| known.what.is_derived(name, traits))
            .map(|(number, _)| *number)
            .collect();
        for number in numbers {
            self.implementations.remove(&number);
            work.before.push(marker(number));
        }
    }

    fn take_implementation(&mut self, item: &syn::ItemImpl, statement: &Statement, work: &mut Work) {
        let new = Implementation::new(item, work.code);
        let mut before = Vec::new();
        self.implementations.retain(|number, known| {
            // Two of one cell are the compiler's to judge.
            if known.run == work.run {
                return true;
            }
            match known.what.beside(&new) {
                Rest::All => return true,
                Rest::Nothing => before.push(marker(*number)),
                Rest::Part(text) => {
                    before.push(marker(*number));
                    before.push(text.clone());
                    if let Ok(item) = syn::parse_str(&text) {
                        known.what = Implementation::new(&item, &text);
                    }
                    return true;
                }
            }
            false
        });
        work.before.extend(before);
        self.count += 1;
        let lines = marker(self.count);
        work.insertions
            .push(Insertion::lines_before(work.code, statement.range.start, &lines));
        self.implementations.insert(self.count, work.known(new));
    }

    fn take_static(&mut self, item: &syn::ItemStatic, work: &mut Work) {
        self.count += 1;
        match state::look(item, work.notebook, self.count, |name| self.shapes.has(name)) {
            Statics::Constant => {}
            Statics::Kept(insertions) => {
                work.kept.push(item.ident.to_string());
                if work.shares {
                    work.insertions.extend(insertions);
                }
            }
            Statics::BeginsAnew(what) => work.notes.push(begins_anew(&item.ident.to_string(), what)),
        }
    }

    /// evcxr puts items in any order, and a macro is known only after the line that defines it; one that comes out of a
    /// module is known everywhere.
    fn take_macro(&mut self, item: &syn::ItemMacro, statement: &Statement, work: &mut Work) {
        let Some(name) = item.ident.as_ref().filter(|_| item.attrs.is_empty()) else {
            return;
        };
        self.count += 1;
        let number = *self.macros.entry(name.to_string()).or_insert(self.count);
        let module = format!("{MARKER}{number}");
        let insertion = |at: usize, text: String| Insertion { at, text };
        work.insertions.extend([
            insertion(statement.range.start, format!("mod {module} {{ ")),
            insertion(
                statement.range.end,
                format!(" pub(crate) use {name}; }} use {module}::{name};"),
            ),
        ]);
    }
}

/// The item that gives the `impl` after it a name.
fn marker(number: u64) -> String {
    format!("const {MARKER}{number}: () = ();")
}

/// A function, constant or static.
fn named_value(item: &Item) -> Option<(String, TokenText)> {
    let (name, all, body) = match item {
        Item::Fn(item) => (
            &item.sig.ident,
            item.to_token_stream(),
            item.block.to_token_stream(),
        ),
        Item::Const(item) => (&item.ident, item.to_token_stream(), item.expr.to_token_stream()),
        Item::Static(item) => (&item.ident, item.to_token_stream(), item.expr.to_token_stream()),
        _ => return None,
    };
    let what = TokenText {
        mentions: words(all),
        body: body.to_string(),
    };
    Some((name.to_string(), what))
}

#[cfg(test)]
mod tests;
