//! The end of a command whose reader has gone, as in `cargo mlp data list | head -1`.

/// Ends without a word, as SIGPIPE would, when `println!` finds that nobody reads any more; Rust makes that a panic.
pub(crate) fn end_quietly_with_the_reader() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let is_about_the_reader = panic.payload_as_str().is_some_and(|words| {
            words.starts_with("failed printing to std") && words.contains("Broken pipe")
        });
        if is_about_the_reader {
            std::process::exit(141);
        }
        usual(panic);
    }));
}
