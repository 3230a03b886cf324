//! Colours of evcxr's compile errors. They come in shades made for one background, a code for each character; front
//! ends know sixteen colours that suit their theme.

use std::fmt::Write;

/// `line` with the sixteen basic colours instead of shades, and a code only where the colour changes.
pub(super) fn basic(line: &str) -> String {
    let (mut out, mut wanted, mut current) = (String::with_capacity(line.len()), "", "");
    let mut rest = line;
    while let Some(character) = rest.chars().next() {
        if let Some(code) = rest.strip_prefix("\u{1b}[")
            && let Some(end) = code.find('m')
        {
            wanted = basic_code(&code[..end]);
            rest = &code[end + 1..];
            continue;
        }
        // A space looks alike in every colour.
        if wanted != current && character != ' ' {
            let code = if wanted.is_empty() { "0" } else { wanted };
            // Writing to a String cannot fail.
            let _ = write!(out, "\u{1b}[{code}m");
            current = wanted;
        }
        out.push(character);
        rest = &rest[character.len_utf8()..];
    }
    if !current.is_empty() {
        out.push_str("\u{1b}[0m");
    }
    out
}

/// `line` without any colour.
pub(super) fn plain(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(start) = rest.find("\u{1b}[") {
        out.push_str(&rest[..start]);
        let code = &rest[start..];
        rest = code.find('m').map_or("", |end| &code[end + 1..]);
    }
    out.push_str(rest);
    out
}

fn basic_code(code: &str) -> &'static str {
    match code.strip_prefix("38;5;").unwrap_or(code) {
        // Source that no label points at; the end of a colour.
        "249" | "0" | "" => "",
        // Frames and line numbers.
        "246" | "240" => "90",
        // The labels of evcxr's theme in their order.
        "54" | "31" | "91" => "31",
        "100" | "34" | "94" => "34",
        "68" | "36" => "36",
        "37" | "32" => "32",
        _ => "35",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_for_each_character_becomes_one_for_each_run() {
        let line = "\u{1b}[38;5;249ml\u{1b}[0m\u{1b}[38;5;249me\u{1b}[0m \u{1b}[38;5;54mx\u{1b}[0m\u{1b}[38;5;54my\u{1b}[0m.";
        assert_eq!(basic(line), "le \u{1b}[31mxy\u{1b}[0m.");
        assert_eq!(plain(line), "le xy.");
    }
}
