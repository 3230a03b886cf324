//! Brackets, strings and comments, in text that need not be whole.

/// What the text is in the middle of, at its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Open {
    Bracket(char),
    Text,
    Comment,
}

/// What a look over some code has found.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Scan {
    /// What is open at the end, with the place where it began, the innermost last.
    pub(super) open: Vec<(Open, usize)>,
    /// A closing bracket that closes nothing.
    pub(super) stray: bool,
    /// How deep brackets stand in one another at most.
    pub(super) depth: usize,
}

/// Looks over `code`.
pub(super) fn scan(code: &str) -> Scan {
    let mut found = Scan::default();
    let mut at = 0;
    let mut after_word = false;
    while let Some(character) = code[at..].chars().next() {
        let rest = &code[at..];
        let literal = match character {
            '/' if rest.starts_with("//") => {
                Some((Some(rest.find('\n').unwrap_or(rest.len())), Open::Comment))
            }
            '/' if rest.starts_with("/*") => Some((block_comment(rest), Open::Comment)),
            '"' => Some((string(rest), Open::Text)),
            'r' if !after_word && raw_string_start(rest).is_some() => Some((raw_string(rest), Open::Text)),
            '\'' => char_literal(rest).map(|length| (Some(length), Open::Text)),
            _ => None,
        };
        let length = match literal {
            Some((Some(length), _)) => length,
            Some((None, open)) => {
                found.open.push((open, at));
                return found;
            }
            None => {
                bracket(character, at, &mut found);
                character.len_utf8()
            }
        };
        if found.stray {
            return found;
        }
        // `br"…"` and `cr"…"` are raw strings as well.
        after_word = literal.is_none()
            && (character.is_alphanumeric() || character == '_')
            && (after_word || !matches!(character, 'b' | 'c'));
        at += length;
    }
    found
}

fn bracket(character: char, at: usize, found: &mut Scan) {
    match character {
        '(' | '[' | '{' => {
            found.open.push((Open::Bracket(character), at));
            found.depth = found.depth.max(found.open.len());
        }
        ')' | ']' | '}' => {
            let fits = matches!(
                (found.open.pop(), character),
                (Some((Open::Bracket('('), _)), ')')
                    | (Some((Open::Bracket('['), _)), ']')
                    | (Some((Open::Bracket('{'), _)), '}')
            );
            found.stray = !fits;
        }
        _ => {}
    }
}

/// The length of the block comment that begins here; comments nest.
fn block_comment(code: &str) -> Option<usize> {
    let (mut depth, mut at) = (0_usize, 0);
    loop {
        let rest = code.get(at..)?;
        if rest.starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest.starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return Some(at);
            }
        } else {
            at += rest.chars().next()?.len_utf8();
        }
    }
}

/// The length of the string literal that begins here.
fn string(code: &str) -> Option<usize> {
    let mut escaped = false;
    for (at, character) in code.char_indices().skip(1) {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// The number of hashes if a raw string begins here.
fn raw_string_start(code: &str) -> Option<usize> {
    let hashes = code[1..]
        .chars()
        .take_while(|character| *character == '#')
        .count();
    code[1 + hashes..].starts_with('"').then_some(hashes)
}

fn raw_string(code: &str) -> Option<usize> {
    let hashes = raw_string_start(code)?;
    let end = format!("\"{}", "#".repeat(hashes));
    let body = hashes + 2;
    code[body..].find(&end).map(|at| body + at + end.len())
}

/// The length of the character literal that begins here; `None` for a lifetime.
fn char_literal(code: &str) -> Option<usize> {
    let mut characters = code.char_indices().skip(1);
    let (_, first) = characters.next()?;
    if first == '\\' {
        return code[2..]
            .char_indices()
            .skip(1)
            .find(|(_, character)| *character == '\'')
            .map(|(at, _)| at + 3);
    }
    characters
        .next()
        .filter(|(_, character)| *character == '\'')
        .map(|(at, _)| at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_in_texts_and_comments_are_none() {
        for code in [
            "fn f<'a>(x: &'a str) -> char { '}' }",
            "let s = \"{\"; // (",
            "r#\"\"(\"#; br\"[\"; c\"(\"; for r in 0..1 {}",
            "'\\''",
            "b'\\''",
            "/* { /* */ */",
        ] {
            assert_eq!(scan(code).open, [], "{code}");
        }
    }

    #[test]
    fn what_is_open_is_told_with_its_place() {
        assert_eq!(
            scan("é(\"a\", [1,").open,
            [(Open::Bracket('('), 2), (Open::Bracket('['), 8)]
        );
        assert_eq!(scan("f(\"a").open.last(), Some(&(Open::Text, 2)));
        assert_eq!(scan("let r = r#\"\"").open, [(Open::Text, 8)]);
        assert_eq!(scan("1; /* a").open, [(Open::Comment, 3)]);
        assert!(scan("fn f() { ) }").stray);
    }
}
