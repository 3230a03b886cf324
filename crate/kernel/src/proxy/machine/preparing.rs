//! What happens to a cell before evcxr gets it: its code is looked at and changed, and variables go whose type it changes.

use std::collections::BTreeSet;

use serde_json::json;

use super::Machine;
use super::action::Channel;
use super::code::{Prepared, awaits, broken_off, commands};
use super::heard::Heard;
use super::message::Message;

/// A request of our own that a cell waits for.
#[derive(Debug)]
pub(super) struct Preparation {
    id: String,
    heard: Heard,
    step: Step,
}

#[derive(Debug)]
enum Step {
    /// evcxr lists the variables.
    List(String),
    /// They are dropped, while their types are as they were.
    Drop,
}

impl Preparation {
    pub(super) fn is(&self, id: &str) -> bool {
        self.id == id
    }

    /// What evcxr says of it, if `id` is its.
    pub(super) fn heard_of(&mut self, id: &str) -> Option<&mut Heard> {
        (self.id == id).then_some(&mut self.heard)
    }

    /// Takes what evcxr publishes about it.
    pub(super) fn iopub(&mut self, message: Message) {
        let Some(message) = self.heard.iopub(message) else {
            return;
        };
        if let (Step::List(list), Some(text)) =
            (&mut self.step, message.content["data"]["text/plain"].as_str())
        {
            list.push_str(text);
        }
    }
}

impl Machine {
    /// Looks at the cell whose turn it is; false while something has to happen first, or if it cannot run at all.
    pub(super) fn is_prepared(&mut self) -> bool {
        let Some(cell) = self.execution.cell_mut() else {
            return false;
        };
        if cell.prepared.is_none() {
            let code = cell.request.text("code");
            if let Some(broken) = broken_off(code).or_else(|| awaits(code)) {
                cell.broken_off = Some(broken);
                return false;
            }
            let prepared = self
                .definitions
                .prepare(code, cell.count, &self.statements.notebook);
            let asks = !prepared.changed.is_empty();
            cell.prepared = Some(prepared);
            if asks {
                self.ask_of_our_own(":vars", Step::List(String::new()));
                return false;
            }
        }
        self.preparation.is_none()
    }

    fn ask_of_our_own(&mut self, code: &str, step: Step) {
        let content = json!({
            "code": code, "silent": true, "store_history": false,
            "user_expressions": {}, "allow_stdin": false, "stop_on_error": false,
        });
        let request = self.out.message("execute_request", content);
        self.preparation = Some(Preparation {
            id: request.id().to_owned(),
            heard: Heard::default(),
            step,
        });
        self.out.ask(Channel::Shell, request);
    }

    /// Goes on once evcxr has done what the cell waits for.
    pub(super) fn finish_preparation(&mut self) {
        let Some(done) = self.preparation.take_if(|it| it.heard.is_complete()) else {
            return;
        };
        if self.starting.connected && done.heard.termination().is_some() {
            // Dropping them has ended the process, and so they are gone.
            self.cells.expect(&mut self.out);
        }
        let Step::List(list) = done.step else {
            return;
        };
        let Some(prepared) = self.execution.cell().and_then(|cell| cell.prepared.as_ref()) else {
            return;
        };
        let lost = variables_of(&list, &prepared.changed);
        if lost.is_empty() {
            return;
        }
        let names = lost.join(", ");
        let types: Vec<&str> = prepared.changed.iter().map(String::as_str).collect();
        let note = format!(
            "note: {} is another type now, so these variables are gone: {names}. Run the cells that make them again.\n",
            types.join(", ")
        );
        self.outputs.late_text(&note, &mut self.out);
        // Moved into a call, they are no longer evcxr's.
        let drops: Vec<String> = lost
            .iter()
            .map(|name| format!("::core::mem::drop({name});"))
            .collect();
        self.ask_of_our_own(&drops.join(" "), Step::Drop);
    }

    /// What the reader has to know about the cell, before its own outputs.
    pub(super) fn tell_notes(&mut self, code: &str, prepared: &Prepared) {
        let (library, comes_with) = (&self.statements.library, &self.statements.comes_with);
        if let Some(name) = second_copy(code, comes_with) {
            let text = format!(
                "note: {name} comes with {library}, as {library}::{}. A second one has types of its own, which do not \
                 fit those of {library}\n",
                name.replace('-', "_")
            );
            self.outputs.late_text(&text, &mut self.out);
        }
        for note in &prepared.notes {
            self.outputs.late_text(&format!("{note}\n"), &mut self.out);
        }
    }
}

/// The crate that a `:dep` of the cell asks for though it is there already.
fn second_copy(code: &str, comes_with: &[String]) -> Option<String> {
    let asked = commands(code).filter_map(|command| command.strip_prefix(":dep"));
    let mut names = asked.map(|words| {
        words
            .split('=')
            .next()
            .unwrap_or_default()
            .trim()
            .replace('_', "-")
    });
    names.find(|name| comes_with.iter().any(|there| there.replace('_', "-") == *name))
}

/// The names of the variables whose type mentions one of `types`, or may hold a value of any type.
fn variables_of(list: &str, types: &BTreeSet<String>) -> Vec<String> {
    let concerns = |kind: &str| {
        kind.split(|character: char| !(character.is_alphanumeric() || character == '_'))
            .any(|word| types.contains(word) || word == "Any")
    };
    let mut names: Vec<String> = list
        .lines()
        .filter_map(|line| line.split_once(": "))
        .filter(|(_, kind)| concerns(kind))
        .map(|(name, _)| name.to_owned())
        .collect();
    names.sort();
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_go_whose_type_mentions_a_changed_one() {
        let list =
            "nets: Vec<Net>\na: f64\nany: Box<dyn std::any::Any>\nnetwork: Network\nf: Box<dyn Fn(&Net)>\n";
        let types = BTreeSet::from(["Net".to_owned()]);
        assert_eq!(variables_of(list, &types), ["any", "f", "nets"]);
    }

    #[test]
    fn a_crate_that_the_library_brings_is_known_however_it_is_asked_for() {
        let there = ["candle-core".to_owned()];
        for code in [
            ":dep candle-core",
            "// why\n:dep candle_core = \"0.9\"\nlet a = 1;",
        ] {
            assert_eq!(
                second_copy(code, &there).as_deref(),
                Some("candle-core"),
                "{code}"
            );
        }
        assert_eq!(second_copy(":dep serde = \"1\"", &there), None);
    }
}
