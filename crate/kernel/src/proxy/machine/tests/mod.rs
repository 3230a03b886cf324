//! Stories of a kernel, each told to a machine in events and checked by what it does. No kernel runs in any of them.

mod any_order;
mod asking;
mod controls;
mod crashing;
mod failing;
mod fakes;
mod interrupting;
mod printing;
mod queueing;
mod running;
mod spare;
mod starting;
mod story;
mod tell;
