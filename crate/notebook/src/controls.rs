//! Sliders and other controls below a cell, and what follows the hand on them.
//!
//! [`interact()`] shows controls and a picture; each move draws the picture again. Nothing is compiled for that: the
//! closure is a value in the process that holds the notebook's variables, and runs on the thread that runs cells.
//!
//! | control | its value |
//! | --- | --- |
//! | [`slider()`] | a number of a range, also on a logarithmic scale |
//! | [`dropdown()`] | one of a list |
//! | [`checkbox()`] | true or false |
//! | [`button()`] | how often it was pressed |
//!
//! A control of another kind is a [`Control`] with the state of a widget that Jupyter's front ends know.

mod board;
mod button;
mod checkbox;
mod control;
mod dropdown;
mod follow;
mod interact;
mod picture;
mod slider;
mod widget;

pub use button::{Button, button};
pub use checkbox::{Checkbox, checkbox};
pub use control::{Control, Controls};
pub use dropdown::{Dropdown, dropdown};
pub use interact::interact;
pub use slider::{Number, Slider, slider};
pub use widget::Widget;

#[cfg(unix)]
pub(crate) use board::received;
pub(crate) use follow::{is_following, panicked};
#[cfg(unix)]
pub(crate) use follow::{make_way, settle, take_turn};
