//! All controls of this process: their states, which a front end may ask for at any time, and what has been moved.
//!
//! Messages arrive on the thread that answers the kernel, also while a cell runs; closures run on another one
//! ([`follow`](super::follow)).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use protocol::cells::Report;
use protocol::comms::{CONTROL, Comm, WIDGET};
use serde_json::{Map, Value, json};

use super::button::PRESSED;
use super::widget::{Widget, reference};
use crate::{interrupt, live};

static BOARD: Mutex<Board> = Mutex::new(Board::new());

fn board() -> MutexGuard<'static, Board> {
    BOARD.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Takes a message of a front end's.
pub(crate) fn received(comm: Comm) {
    let (replies, moved) = board().receive(comm);
    // Not while the board is held: somebody may print, and look at the board while they do.
    for reply in replies {
        live::report(&Report::Comm(reply));
    }
    if moved {
        live::something_is_due();
    }
}

/// Puts the controls of one [`interact`](super::interact()) on the board and tells the front ends; gives their name.
pub(super) fn open(controls: Vec<(String, Widget)>, picture: &str, cell: Option<String>) -> String {
    let (name, opened) = board().open(controls, picture, cell);
    for comm in opened {
        live::report(&Report::Comm(comm));
    }
    name
}

/// The name of the model that holds all of a group.
pub(super) fn box_of(group: &str) -> String {
    format!("{group}-box")
}

/// Takes a group whose closure shall run, with the newest states of its controls.
pub(super) fn take_due() -> Option<(String, Vec<Value>)> {
    board().take_due()
}

/// Whether a group waits.
pub(super) fn is_due() -> bool {
    board().groups.values().any(|group| group.due)
}

/// The closure of the group that was taken is done. True if its controls have been moved since.
pub(super) fn put_back(group: &str) -> bool {
    let mut board = board();
    board.running = None;
    board.groups.get(group).is_some_and(|group| group.due)
}

/// Has the group's closure run once more.
pub(super) fn due_again(group: &str) {
    if let Some(group) = board().groups.get_mut(group) {
        group.due = true;
    }
}

/// Shows a group's new picture.
pub(super) fn show(group: &str, html: &str) {
    let id = format!("{group}-picture");
    if let Some(state) = board().models.get_mut(&id) {
        state["value"] = html.into();
    } else {
        return;
    }
    let data = json!({ "method": "update", "state": { "value": html }, "buffer_paths": [] });
    live::report(&Report::Comm(Comm::Message { id, data }));
}

/// Takes away what an earlier run of the cell has put here.
pub(super) fn retire(cell: &str) {
    let closed = board().retire(cell);
    for id in closed {
        live::report(&Report::Comm(Comm::Close { id }));
    }
}

/// Whether this group is still there.
pub(super) fn has(group: &str) -> bool {
    board().groups.contains_key(group)
}

#[derive(Debug)]
struct Board {
    /// The state of each model.
    models: BTreeMap<String, Value>,
    groups: BTreeMap<String, Group>,
    /// How many groups there were.
    count: u64,
    /// The group whose closure runs.
    running: Option<String>,
}

/// The controls of one closure.
#[derive(Debug)]
struct Group {
    /// The cell that made it.
    cell: Option<String>,
    /// The models that are moved.
    controls: Vec<String>,
    /// All of its models.
    models: BTreeSet<String>,
    /// Its closure has not seen the newest states.
    due: bool,
}

impl Board {
    const fn new() -> Self {
        Self {
            models: BTreeMap::new(),
            groups: BTreeMap::new(),
            count: 0,
            running: None,
        }
    }

    /// The replies, and whether a closure has to run.
    fn receive(&mut self, comm: Comm) -> (Vec<Comm>, bool) {
        match comm {
            Comm::Open { target, .. } if target == CONTROL => (Vec::new(), false),
            // Front ends make no controls here.
            Comm::Open { id, .. } => (vec![Comm::Close { id }], false),
            Comm::Close { id } => (self.closed(&id), false),
            Comm::Message { id, data } => match data["method"].as_str() {
                Some("update") => (Vec::new(), self.update(&id, &data["state"])),
                Some("custom") if data["content"]["event"] == "click" => (Vec::new(), self.press(&id)),
                Some("request_state") => (self.state(id), false),
                Some("request_states") => (vec![self.states(id)], false),
                _ => (Vec::new(), false),
            },
        }
    }

    fn update(&mut self, id: &str, new: &Value) -> bool {
        let Some(state) = self.models.get_mut(id).and_then(Value::as_object_mut) else {
            return false;
        };
        for (key, value) in new.as_object().into_iter().flatten() {
            state.insert(key.clone(), value.clone());
        }
        self.moved(id)
    }

    fn press(&mut self, id: &str) -> bool {
        let Some(state) = self.models.get_mut(id) else {
            return false;
        };
        state[PRESSED] = (state[PRESSED].as_u64().unwrap_or_default() + 1).into();
        self.moved(id)
    }

    fn moved(&mut self, id: &str) -> bool {
        let of = |group: &&mut Group| group.controls.iter().any(|control| control == id);
        let Some((name, group)) = self.groups.iter_mut().find(|(_, group)| of(group)) else {
            return false;
        };
        group.due = true;
        if self.running.as_ref() == Some(name) {
            interrupt::outdate();
        }
        true
    }

    fn state(&self, id: String) -> Vec<Comm> {
        let Some(state) = self.models.get(&id) else {
            return vec![Comm::Close { id }];
        };
        let data = json!({ "method": "update", "state": state, "buffer_paths": [] });
        vec![Comm::Message { id, data }]
    }

    /// What a page that has been reloaded asks for.
    fn states(&self, id: String) -> Comm {
        let model = |state: &Value| {
            json!({
                "model_name": state["_model_name"], "model_module": state["_model_module"],
                "model_module_version": state["_model_module_version"], "state": state,
            })
        };
        let states: Map<String, Value> = self
            .models
            .iter()
            .map(|(id, state)| (id.clone(), model(state)))
            .collect();
        let data = json!({ "method": "update_states", "states": states, "buffer_paths": [] });
        Comm::Message { id, data }
    }

    fn open(
        &mut self,
        controls: Vec<(String, Widget)>,
        picture: &str,
        cell: Option<String>,
    ) -> (String, Vec<Comm>) {
        self.count += 1;
        // A notebook that is opened again may name models of a kernel that is gone: those of another cell are none of them.
        let name = match &cell {
            Some(cell) => format!("controls-{}-{}", plain(cell), self.count),
            None => format!("controls-{}", self.count),
        };
        let mut group = Group {
            cell,
            controls: Vec::new(),
            models: BTreeSet::new(),
            due: false,
        };
        let mut opened = Vec::new();
        let mut add = |id: &str, widget: Widget| {
            let state = widget.into_state();
            let data = json!({ "state": state, "buffer_paths": [] });
            self.models.insert(id.into(), state);
            group.models.insert(id.into());
            let target = WIDGET.into();
            opened.push(Comm::Open {
                id: id.into(),
                target,
                data,
            });
        };
        let layout = format!("{name}-layout");
        add(&layout, Widget::layout(json!({ "width": "30em" })));
        let mut children = Vec::new();
        for (number, (word, mut widget)) in controls.into_iter().enumerate() {
            let id = format!("{name}-{number}-{}", plain(&word));
            if let Some(style) = widget.style_of() {
                let style_id = format!("{id}-style");
                add(&style_id, style);
                widget.set("style", reference(&style_id));
                widget.set("layout", reference(&layout));
            }
            add(&id, widget);
            children.push(reference(&id));
            group.controls.push(id);
        }
        let id = format!("{name}-picture");
        add(&id, Widget::new("HTML", json!({ "value": picture })));
        children.push(reference(&id));
        add(
            &box_of(&name),
            Widget::new("VBox", json!({ "children": children })),
        );
        self.groups.insert(name.clone(), group);
        (name, opened)
    }

    fn take_due(&mut self) -> Option<(String, Vec<Value>)> {
        let (name, group) = self.groups.iter_mut().find(|(_, group)| group.due)?;
        group.due = false;
        let states = group
            .controls
            .iter()
            .map(|id| self.models.get(id).cloned().unwrap_or_default());
        let taken = (name.clone(), states.collect());
        self.running = Some(name.clone());
        Some(taken)
    }

    /// A control that is closed takes its group with it; gives the other models that close.
    fn closed(&mut self, id: &str) -> Vec<Comm> {
        let name = self
            .groups
            .iter()
            .find(|(_, group)| group.models.contains(id))
            .map(|(name, _)| name.clone());
        let Some(group) = name.and_then(|name| self.groups.remove(&name)) else {
            return Vec::new();
        };
        let models = group.models.into_iter();
        let mut closed = Vec::new();
        for model in models {
            self.models.remove(&model);
            if model != id {
                closed.push(Comm::Close { id: model });
            }
        }
        closed
    }

    fn retire(&mut self, cell: &str) -> Vec<String> {
        let mut closed = Vec::new();
        let (old, kept) = std::mem::take(&mut self.groups)
            .into_iter()
            .partition(|(_, group)| group.cell.as_deref() == Some(cell));
        self.groups = kept;
        let old: BTreeMap<String, Group> = old;
        for group in old.into_values() {
            for model in group.models {
                self.models.remove(&model);
                closed.push(model);
            }
        }
        closed
    }
}

/// A word that can stand in a name.
fn plain(word: &str) -> String {
    word.chars()
        .map(|letter| if letter.is_alphanumeric() { letter } else { '_' })
        .collect()
}

#[cfg(test)]
mod tests;
