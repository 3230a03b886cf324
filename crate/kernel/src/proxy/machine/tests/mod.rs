//! Stories of a kernel, each told to a machine in events and checked by what it does. No kernel runs in any of them.

mod running;
mod story;
