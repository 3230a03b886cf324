//! Controls, and a picture that follows them.

use std::error::Error;
use std::rc::Rc;

use serde_json::Value;

use super::control::Controls;
use super::follow::{self, Drawn, Follower, Still};
use super::{board, picture};
use crate::display::{self, Live, Show, display};
use crate::live;

/// Shows controls and below them what `draw` makes of their values, anew with each move.
///
/// ```
/// use notebook::controls::{checkbox, interact, slider};
///
/// // A train ticket: what it costs, and how that changes.
/// let base = 2.5;
/// interact(
///     (slider("kilometers", 1..=400), checkbox("return", false)),
///     move |(kilometers, there_and_back)| {
///         let one_way = base + 0.18 * f64::from(kilometers);
///         Ok(format!("{:.2} €", if there_and_back { 2.0 * one_way } else { one_way }))
///     },
/// );
/// ```
///
/// `draw` is kept in the process that holds the notebook's variables and runs between cells, never beside one:
///
/// - It owns what it needs (`move`), as it is now. A clone is as deep as its type makes it: several kinds of handles
///   share what they stand for. A function that a later cell defines anew stays the old one in here.
/// - The newest values win. If `draw` takes long, it should ask [`interrupt::requested`](crate::interrupt::requested)
///   between two steps, which is true once the controls have been moved again or a cell wants to run.
/// - An error or a panic is shown in the picture's place, and the next move tries again. Progress is not shown.
///
/// Where nobody sits (`nbconvert`, a notebook that is run as a whole) it runs once, with the values that the controls
/// begin with, and says so; an error then ends the cell.
///
/// # Panics
/// Where nobody could move the controls and `draw` gives an error.
#[track_caller]
pub fn interact<C, S>(controls: C, mut draw: impl FnMut(C::Values) -> Result<S, Box<dyn Error>> + 'static)
where
    C: Controls + 'static,
    S: Show,
{
    let controls = Rc::new(controls);
    let widgets = controls.widgets();
    let states: Vec<Value> = widgets
        .iter()
        .map(|(_, widget)| widget.clone().into_state())
        .collect();
    let for_words = Rc::clone(&controls);
    let words = move |states: &[Value]| for_words.words(states);
    let mut draw = move |states: &[Value]| -> Drawn {
        draw(controls.values(states))
            .map(|value| value.forms())
            .map_err(|error| format!("error: {error}"))
    };
    let first = follow::in_cell(|| draw(&states));
    let settings = words(&states);
    if !live::is_attended() {
        once(&settings, first);
        return;
    }
    let class = display::new_id();
    let group = board::open(widgets, &picture::shown(&class, &first), live::cell_id());
    display(&View {
        model: board::box_of(&group),
        settings: settings.clone(),
    });
    let mut still = Still {
        live: Live::new(),
        class,
        waiting: Some((settings, first)),
    };
    still.flush();
    let follower = Follower {
        draw: Box::new(draw),
        words: Box::new(words),
        still,
    };
    follow::keep(group, follower);
}

/// For those who only look.
#[track_caller]
fn once(settings: &str, drawn: Drawn) {
    let forms = match drawn {
        Ok(forms) => forms,
        Err(words) => panic!("{words} (with {settings})"),
    };
    if display::in_notebook() {
        display(&format!(
            "With {settings}, where the controls begin. In JupyterLab they can be moved: run this cell there."
        ));
    }
    display(&Ready(forms));
}

/// A value whose forms are there already.
struct Ready(Vec<(String, String)>);

impl Show for Ready {
    fn forms(&self) -> Vec<(String, String)> {
        self.0.clone()
    }
}

/// The controls on the screen.
struct View {
    model: String,
    settings: String,
}

impl Show for View {
    fn forms(&self) -> Vec<(String, String)> {
        let view = serde_json::json!({ "version_major": 2, "version_minor": 0, "model_id": self.model });
        let text = format!(
            "With {}. Run this cell to move the controls; JupyterLab shows them, with the package jupyterlab_widgets.",
            self.settings
        );
        vec![
            (
                "application/vnd.jupyter.widget-view+json".into(),
                view.to_string(),
            ),
            ("text/plain".into(), text),
        ]
    }
}
