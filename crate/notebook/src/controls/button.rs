//! Something to press.

use serde_json::{Value, json};

use super::control::Control;
use super::widget::Widget;

/// Something to press; see [`button()`].
#[derive(Debug, Clone)]
pub struct Button {
    name: String,
}

/// A button. Its value is how often it was pressed, which makes a good seed.
///
/// ```
/// use notebook::controls::{Control, button};
/// use serde_json::json;
///
/// let shuffle = button("shuffle");
/// assert_eq!(shuffle.value(&json!({ "pressed": 2 })), 2);
/// ```
pub fn button(name: impl Into<String>) -> Button {
    Button { name: name.into() }
}

/// Where a button's state counts. Front ends do not look at it.
pub(super) const PRESSED: &str = "pressed";

impl Control for Button {
    type Value = u64;

    fn name(&self) -> &str {
        &self.name
    }

    fn widget(&self) -> Widget {
        Widget::new("Button", json!({ "description": self.name, PRESSED: 0 }))
    }

    fn value(&self, state: &Value) -> u64 {
        state[PRESSED].as_u64().unwrap_or_default()
    }

    fn words(&self, value: &u64) -> String {
        match value {
            1 => "pressed once".into(),
            times => format!("pressed {times} times"),
        }
    }
}
