//! Controls as Jupyter's front ends know them: models of `@jupyter-widgets/controls` 2.0 with a state of JSON.

use serde_json::{Map, Value, json};

const CONTROLS: &str = "@jupyter-widgets/controls";
const BASE: &str = "@jupyter-widgets/base";

/// A control's model: what it is, and its state at the beginning.
#[derive(Debug, Clone, PartialEq)]
pub struct Widget {
    module: &'static str,
    kind: &'static str,
    view: Option<&'static str>,
    state: Map<String, Value>,
}

impl Widget {
    /// A control of this kind, such as `FloatSlider`, whose model is `FloatSliderModel` and whose view is `FloatSliderView`.
    pub fn new(kind: &'static str, state: Value) -> Self {
        Self {
            module: CONTROLS,
            kind,
            view: None,
            state: match state {
                Value::Object(state) => state,
                _ => Map::new(),
            },
        }
    }

    /// How a control is laid out, in CSS's words.
    pub(super) fn layout(state: Value) -> Self {
        Self {
            module: BASE,
            ..Self::new("Layout", state)
        }
    }

    /// The style of controls of one kind, such as `SliderStyle`.
    pub(super) fn style(kind: &'static str) -> Self {
        Self {
            view: Some("StyleView"),
            ..Self::new(kind, json!({ "description_width": "initial" }))
        }
    }

    /// The style that controls of this kind have, for those that have one.
    pub(super) fn style_of(&self) -> Option<Self> {
        match self.kind {
            "FloatSlider" | "FloatLogSlider" | "IntSlider" => Some(Self::style("SliderStyle")),
            "Dropdown" => Some(Self::style("DescriptionStyle")),
            "Checkbox" => Some(Self::style("CheckboxStyle")),
            _ => None,
        }
    }

    /// Adds to the state.
    pub(super) fn set(&mut self, key: &str, value: impl Into<Value>) {
        self.state.insert(key.into(), value.into());
    }

    /// The state whole, with the names by which front ends find the code.
    pub(super) fn into_state(self) -> Value {
        let mut state = self.state;
        let view_module = if self.view.is_some() { BASE } else { self.module };
        let view = self
            .view
            .map_or_else(|| format!("{}View", self.kind), str::to_owned);
        for (key, value) in [
            ("_model_module", json!(self.module)),
            ("_model_module_version", json!("2.0.0")),
            ("_model_name", json!(format!("{}Model", self.kind))),
            ("_view_module", json!(view_module)),
            ("_view_module_version", json!("2.0.0")),
            ("_view_name", json!(view)),
        ] {
            state.insert(key.into(), value);
        }
        Value::Object(state)
    }
}

/// How one model's state names another model.
pub(super) fn reference(id: &str) -> Value {
    Value::from(format!("IPY_MODEL_{id}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_names_its_code() {
        let state = Widget::new("Checkbox", json!({ "value": true })).into_state();
        assert_eq!(
            (&state["_model_name"], &state["_view_name"], &state["value"]),
            (&json!("CheckboxModel"), &json!("CheckboxView"), &json!(true))
        );
        let style = Widget::style("SliderStyle").into_state();
        assert_eq!(
            (
                &style["_model_module"],
                &style["_view_module"],
                &style["_view_name"]
            ),
            (&json!(CONTROLS), &json!(BASE), &json!("StyleView"))
        );
    }
}
