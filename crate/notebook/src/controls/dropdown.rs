//! One of a list.

use std::fmt::Display;

use serde_json::{Value, json};

use super::control::Control;
use super::widget::Widget;

/// One of a list; see [`dropdown()`].
#[derive(Debug, Clone)]
pub struct Dropdown<T> {
    name: String,
    choices: Vec<T>,
}

/// A list of which one is chosen, at first the first.
///
/// ```
/// use notebook::controls::{Control, dropdown};
/// use serde_json::json;
///
/// let season = dropdown("season", ["spring", "summer"]);
/// assert_eq!(season.value(&json!({ "index": 1 })), "summer");
/// ```
///
/// # Panics
/// Where there is nothing to choose from.
#[track_caller]
pub fn dropdown<T: Display + Clone>(
    name: impl Into<String>,
    choices: impl IntoIterator<Item = T>,
) -> Dropdown<T> {
    let (name, choices) = (name.into(), Vec::from_iter(choices));
    assert!(
        !choices.is_empty(),
        "the dropdown “{name}” has nothing to choose from. Give it at least one choice"
    );
    Dropdown { name, choices }
}

impl<T: Display + Clone> Control for Dropdown<T> {
    type Value = T;

    fn name(&self) -> &str {
        &self.name
    }

    fn widget(&self) -> Widget {
        let labels: Vec<String> = self.choices.iter().map(T::to_string).collect();
        Widget::new(
            "Dropdown",
            json!({ "description": self.name, "_options_labels": labels, "index": 0 }),
        )
    }

    fn value(&self, state: &Value) -> T {
        let index = state["index"].as_u64().unwrap_or_default() as usize;
        self.choices[index.min(self.choices.len() - 1)].clone()
    }

    fn words(&self, value: &T) -> String {
        value.to_string()
    }
}
