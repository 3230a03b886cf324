//! What can stand before a closure: one control, or a tuple of them.

use serde_json::Value;

use super::widget::Widget;

/// Something that a reader moves, and its value.
///
/// ```
/// use notebook::controls::{Control, Widget};
/// use serde_json::{Value, json};
///
/// /// A field for a few words.
/// struct Field(&'static str);
///
/// impl Control for Field {
///     type Value = String;
///
///     fn name(&self) -> &str {
///         self.0
///     }
///
///     fn widget(&self) -> Widget {
///         Widget::new("Text", json!({ "value": "", "description": self.0 }))
///     }
///
///     fn value(&self, state: &Value) -> String {
///         state["value"].as_str().unwrap_or_default().to_owned()
///     }
///
///     fn words(&self, value: &String) -> String {
///         value.clone()
///     }
/// }
///
/// assert_eq!(Field("town").value(&json!({ "value": "Hue" })), "Hue");
/// ```
pub trait Control {
    /// What a closure gets of it.
    type Value;

    /// What stands before it.
    fn name(&self) -> &str;

    /// Its widget, with the state at the beginning.
    fn widget(&self) -> Widget;

    /// The value that a state of the widget stands for.
    fn value(&self, state: &Value) -> Self::Value;

    /// The value for people to read.
    fn words(&self, value: &Self::Value) -> String;
}

/// A control, or a tuple of up to six.
pub trait Controls {
    /// What a closure gets of them, a tuple for a tuple.
    type Values;

    /// Their names and widgets, from top to bottom.
    fn widgets(&self) -> Vec<(String, Widget)>;

    /// Their values; `states` are in the order of [`Controls::widgets`].
    fn values(&self, states: &[Value]) -> Self::Values;

    /// Their values for people to read, such as “lr = 0.1, hidden = 16”.
    fn words(&self, states: &[Value]) -> String;
}

fn named<C: Control>(control: &C) -> (String, Widget) {
    (control.name().to_owned(), control.widget())
}

fn said<C: Control>(control: &C, state: &Value) -> String {
    format!("{} = {}", control.name(), control.words(&control.value(state)))
}

impl<C: Control> Controls for C {
    type Values = C::Value;

    fn widgets(&self) -> Vec<(String, Widget)> {
        vec![named(self)]
    }

    fn values(&self, states: &[Value]) -> C::Value {
        self.value(states.first().unwrap_or(&Value::Null))
    }

    fn words(&self, states: &[Value]) -> String {
        said(self, states.first().unwrap_or(&Value::Null))
    }
}

macro_rules! tuples {
    ($(($($control:ident $index:tt),+)),+ $(,)?) => {$(
        impl<$($control: Control),+> Controls for ($($control,)+) {
            type Values = ($($control::Value,)+);

            fn widgets(&self) -> Vec<(String, Widget)> {
                vec![$(named(&self.$index)),+]
            }

            fn values(&self, states: &[Value]) -> Self::Values {
                ($(self.$index.value(states.get($index).unwrap_or(&Value::Null)),)+)
            }

            fn words(&self, states: &[Value]) -> String {
                [$(said(&self.$index, states.get($index).unwrap_or(&Value::Null))),+].join(", ")
            }
        }
    )+};
}

tuples!(
    (A 0),
    (A 0, B 1),
    (A 0, B 1, C 2),
    (A 0, B 1, C 2, D 3),
    (A 0, B 1, C 2, D 3, E 4),
    (A 0, B 1, C 2, D 3, E 4, F 5),
);

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::controls::{Controls, checkbox, slider};

    #[test]
    fn a_tuple_of_controls_gives_a_tuple_of_values() {
        let controls = (slider("n", 1..=9), checkbox("bold", false));
        let states = [json!({ "value": 4 }), json!({ "value": true })];
        assert_eq!(controls.values(&states), (4, true));
        assert_eq!(controls.words(&states), "n = 4, bold = true");
        assert_eq!(controls.widgets().len(), 2);
    }
}
