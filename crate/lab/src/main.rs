//! `cargo lab`: Jupyter, one word.

fn main() {}
