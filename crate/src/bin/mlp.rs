//! `cargo mlp`: the notebooks' training from a terminal.

fn main() {}
