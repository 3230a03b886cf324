//! Numbers of a range.

use std::ops::RangeInclusive;

use serde_json::{Value, json};

use super::control::Control;
use super::widget::Widget;

/// A number that a slider can give.
pub trait Number: Copy + PartialOrd + 'static {
    /// Whether there is nothing between two neighbors.
    const WHOLE: bool;

    /// As a front end has it.
    fn to_f64(self) -> f64;

    /// The number at or nearest to this one.
    fn from_f64(number: f64) -> Self;
}

macro_rules! numbers {
    ($whole:literal: $($type:ty),+) => {$(
        #[allow(clippy::cast_lossless, reason = "one macro for all widths")]
        impl Number for $type {
            const WHOLE: bool = $whole;

            fn to_f64(self) -> f64 {
                self as f64
            }

            fn from_f64(number: f64) -> Self {
                (if $whole { number.round() } else { number }) as $type
            }
        }
    )+};
}

// Sliders have a few hundred places: no number that one can stand on is too large for f64.
numbers!(true: u8, u16, u32, u64, usize, i8, i16, i32, i64, isize);
numbers!(false: f32, f64);

/// A number of a range; see [`slider()`].
#[derive(Debug, Clone)]
pub struct Slider<N> {
    name: String,
    range: RangeInclusive<N>,
    step: Option<f64>,
    log: bool,
    start: Option<N>,
}

/// A slider over `range`. It begins in the middle.
///
/// ```
/// use notebook::controls::{Control, slider};
///
/// let rate = slider("lr", 0.001..=1.0).log().at(0.1);
/// assert_eq!(rate.words(&0.0316227766), "0.0316");
/// let units = slider("hidden", 1..=64); // whole numbers, as the range has them
/// assert_eq!(units.words(&16), "16");
/// ```
///
/// # Panics
/// Where the range holds no number.
#[track_caller]
pub fn slider<N: Number>(name: impl Into<String>, range: RangeInclusive<N>) -> Slider<N> {
    let name = name.into();
    let (low, high) = (range.start().to_f64(), range.end().to_f64());
    assert!(
        low <= high,
        "the slider “{name}” has no place to stand on: its range {low}..={high} is empty. Put the smaller number first"
    );
    Slider {
        name,
        range,
        step: None,
        log: false,
        start: None,
    }
}

impl<N: Number> Slider<N> {
    /// Equal ways along the slider are equal factors, not equal differences. Needs a range above 0.
    #[must_use]
    pub fn log(mut self) -> Self {
        self.log = true;
        self
    }

    /// Where it begins.
    #[must_use]
    pub fn at(mut self, value: N) -> Self {
        self.start = Some(value);
        self
    }

    /// The distance between two places; without it a hundredth of the range, or 1 for whole numbers.
    #[must_use]
    pub fn step(mut self, step: N) -> Self {
        self.step = Some(step.to_f64());
        self
    }

    fn ends(&self) -> (f64, f64) {
        (self.range.start().to_f64(), self.range.end().to_f64())
    }

    fn is_log(&self) -> bool {
        self.log && self.ends().0 > 0.0
    }

    fn step_size(&self) -> f64 {
        let (low, high) = self.ends();
        self.step
            .unwrap_or(if N::WHOLE { 1.0 } else { (high - low) / 100.0 })
    }

    fn first(&self) -> N {
        let (low, high) = self.ends();
        let middle = if self.is_log() {
            (low * high).sqrt()
        } else {
            let step = self.step_size();
            low + ((high - low) / 2.0 / step).round() * step
        };
        let start = self.start.map_or(middle, Number::to_f64);
        N::from_f64(start.min(high).max(low))
    }
}

impl<N: Number> Control for Slider<N> {
    type Value = N;

    fn name(&self) -> &str {
        &self.name
    }

    fn widget(&self) -> Widget {
        let ((low, high), value) = (self.ends(), self.first());
        let common = json!({
            "description": self.name, "continuous_update": true, "readout": true, "orientation": "horizontal",
        });
        let (kind, own) = if N::WHOLE && !self.is_log() {
            let whole = |number: f64| number.round() as i64;
            let own = json!({
                "min": whole(low), "max": whole(high), "step": whole(self.step_size()).max(1), "value": whole(value.to_f64()),
                "readout_format": "d",
            });
            ("IntSlider", own)
        } else if self.is_log() {
            let own = json!({
                "base": 10.0, "min": low.log10(), "max": high.log10(), "step": (high / low).log10() / 100.0,
                "value": value.to_f64(), "readout_format": ".3g",
            });
            ("FloatLogSlider", own)
        } else {
            let own = json!({
                "min": low, "max": high, "step": self.step_size(), "value": value.to_f64(), "readout_format": ".3g",
            });
            ("FloatSlider", own)
        };
        let mut widget = Widget::new(kind, own);
        for (key, value) in common.as_object().into_iter().flatten() {
            widget.set(key, value.clone());
        }
        widget
    }

    fn value(&self, state: &Value) -> N {
        let Some(number) = state["value"].as_f64() else {
            return self.first();
        };
        let (low, high) = self.ends();
        N::from_f64(number.min(high).max(low))
    }

    fn words(&self, value: &N) -> String {
        let number = value.to_f64();
        if N::WHOLE || number == 0.0 {
            return number.to_string();
        }
        // Three digits that count, as beside the slider.
        let digits = (2 - number.abs().log10().floor() as i32).max(0) as usize;
        let text = format!("{number:.digits$}");
        if text.contains('.') {
            text.trim_end_matches('0').trim_end_matches('.').to_owned()
        } else {
            text
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state<N: Number>(slider: &Slider<N>) -> Value {
        slider.widget().into_state()
    }

    #[test]
    fn whole_numbers_have_a_slider_of_their_own() {
        let widget = state(&slider("hidden", 1_usize..=64));
        assert_eq!(widget["_model_name"], "IntSliderModel");
        assert_eq!((&widget["value"], &widget["step"]), (&json!(33), &json!(1)));
    }

    #[test]
    fn a_logarithmic_slider_begins_in_the_middle_of_its_scale() {
        let widget = state(&slider("lr", 0.01..=1.0).log());
        assert_eq!(widget["_model_name"], "FloatLogSliderModel");
        assert_eq!((&widget["min"], &widget["max"]), (&json!(-2.0), &json!(0.0)));
        let start = widget["value"].as_f64().unwrap();
        assert!((start - 0.1).abs() < 1e-12, "{start}");
    }

    #[test]
    fn a_value_never_leaves_the_range() {
        let units = slider("hidden", 1_i32..=64);
        assert_eq!(units.value(&json!({ "value": 999 })), 64);
        assert_eq!(units.value(&json!({ "value": "many" })), 33);
        let high = slider("x", 0.0..=1.0).at(7.0).value(&Value::Null);
        assert!((high - 1.0_f64).abs() < 1e-12, "{high}");
        // A scale that begins at 0 has no logarithm.
        assert_eq!(
            state(&slider("x", 0.0..=1.0).log())["_model_name"],
            "FloatSliderModel"
        );
    }

    #[test]
    #[should_panic(expected = "range 9..=0 is empty")]
    fn a_range_without_numbers_is_refused() {
        let (low, high) = (9, 0);
        let _ = slider("n", low..=high);
    }

    #[test]
    fn words_have_three_digits_that_count() {
        let any = slider("x", -1e6..=1e6);
        let words = [0.1, 0.031_622_776, 12.5, 1234.5, -0.5, 0.0].map(|value| any.words(&value));
        assert_eq!(words, ["0.1", "0.0316", "12.5", "1234", "-0.5", "0"]);
    }
}
