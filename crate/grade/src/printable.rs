//! Text of a student's, or a file's name, made fit for a terminal, a table and a page.

/// One line: what would move the cursor, color the screen or turn the writing's direction stands there as its code.
pub(crate) fn line(text: &str) -> String {
    let mut printable = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\r' | '\t' => printable.push(' '),
            c if is_control(c) => printable.extend(c.escape_unicode()),
            c => printable.push(c),
        }
    }
    printable
}

/// Several lines, without what no reader sees.
pub(crate) fn text(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    text.chars()
        .filter(|c| matches!(c, '\n' | '\t') || !is_control(*c))
        .collect()
}

/// The beginning, of at most `length` characters, and that something was cut.
pub(crate) fn beginning(text: &str, length: usize) -> String {
    match text.char_indices().nth(length) {
        None => text.to_owned(),
        Some((at, _)) => format!("{}… ({} more bytes)", &text[..at], text.len() - at),
    }
}

/// Control characters, those that turn the direction of what follows, and those that pages have around formulas
/// (`class/formulas.rs`), for what is drawn as one shall not be an answer's output.
fn is_control(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{e000}'..='\u{e002}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_is_not_told_what_to_do() {
        let hostile = "ada\u{1b}[2J\u{9b}31m\r\nfull: \u{202e}5 points\u{7}";
        assert_eq!(
            line(hostile),
            "ada\\u{1b}[2J\\u{9b}31m  full: \\u{202e}5 points\\u{7}"
        );
        assert_eq!(text(hostile), "ada[2J31m\nfull: 5 points");
        assert_eq!(line("Zoë Müller, 阮"), "Zoë Müller, 阮");
    }

    #[test]
    fn nothing_that_is_printed_is_drawn_as_a_formula() {
        assert_eq!(text("a\u{e000}x^2\u{e002}\u{e001}b"), "ax^2b");
    }

    #[test]
    fn a_long_text_is_cut_between_two_characters() {
        assert_eq!(beginning("éé", 2), "éé");
        assert_eq!(beginning("ééé", 1), "é… (4 more bytes)");
    }
}
