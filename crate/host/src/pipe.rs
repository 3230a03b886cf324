//! The end of a program whose reader has gone, as in `… | head -1`.

/// What a shell reports of a program that ended because nobody reads it: 128 and the number of SIGPIPE.
const NOBODY_READS: i32 = 141;

/// Ends this program without a word when `println!` or `eprintln!` finds that nobody reads it any more. Rust makes that
/// a panic. The signal's own way, to end at every such write, would also take the pipes to programs that we started.
pub fn end_quietly_with_the_reader() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if panic.payload_as_str().is_some_and(is_about_the_reader) {
            std::process::exit(NOBODY_READS);
        }
        usual(panic);
    }));
}

fn is_about_the_reader(words: &str) -> bool {
    words.starts_with("failed printing to std") && words.contains("Broken pipe")
}

#[cfg(test)]
mod tests {
    use super::is_about_the_reader;

    #[test]
    fn only_a_closed_pipe_of_our_own_is_no_mistake() {
        assert!(is_about_the_reader(
            "failed printing to stdout: Broken pipe (os error 32)"
        ));
        assert!(!is_about_the_reader(
            "failed printing to stdout: No space left on device (os error 28)"
        ));
        assert!(!is_about_the_reader(
            "the answer's stdin: Broken pipe (os error 32)"
        ));
    }
}
