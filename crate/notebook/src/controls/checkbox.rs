//! Yes or no.

use serde_json::{Value, json};

use super::control::Control;
use super::widget::Widget;

/// Yes or no; see [`checkbox()`].
#[derive(Debug, Clone)]
pub struct Checkbox {
    name: String,
    start: bool,
}

/// A box that is checked or not.
///
/// ```
/// use notebook::controls::{Control, checkbox};
/// use serde_json::json;
///
/// let grid = checkbox("grid lines", true);
/// assert!(!grid.value(&json!({ "value": false })));
/// ```
pub fn checkbox(name: impl Into<String>, start: bool) -> Checkbox {
    Checkbox {
        name: name.into(),
        start,
    }
}

impl Control for Checkbox {
    type Value = bool;

    fn name(&self) -> &str {
        &self.name
    }

    fn widget(&self) -> Widget {
        Widget::new(
            "Checkbox",
            json!({ "description": self.name, "value": self.start, "indent": false }),
        )
    }

    fn value(&self, state: &Value) -> bool {
        state["value"].as_bool().unwrap_or(self.start)
    }

    fn words(&self, value: &bool) -> String {
        value.to_string()
    }
}
