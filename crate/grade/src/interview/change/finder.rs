//! Looking for what can be changed among the tokens of functions.

use std::ops::Range;

use proc_macro2::{Delimiter, Group, Literal, Punct, Spacing, TokenStream, TokenTree};

use super::{Change, Kind};

/// The changes that can be made, in the order of the text.
pub(super) fn look(tokens: TokenStream) -> Vec<Change> {
    let mut finder = Finder {
        found: Vec::new(),
        function: (0, 0),
    };
    finder.items(tokens);
    finder.found
}

struct Finder {
    found: Vec<Change>,
    function: (usize, usize),
}

impl Finder {
    /// Looks for functions, also those of an `impl` and of a module.
    fn items(&mut self, tokens: TokenStream) {
        let mut first_line = None;
        for token in tokens {
            match token {
                TokenTree::Ident(word) if word == "fn" => first_line = Some(word.span().start().line - 1),
                TokenTree::Punct(mark) if mark.as_char() == ';' => first_line = None,
                TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => match first_line.take() {
                    Some(first) => {
                        self.function = (first, group.span().end().line - 1);
                        self.body(&group);
                    }
                    None => self.items(group.stream()),
                },
                _ => {}
            }
        }
    }

    fn body(&mut self, group: &Group) {
        let tokens: Vec<TokenTree> = group.stream().into_iter().collect();
        for (index, token) in tokens.iter().enumerate() {
            let (before, after) = (&tokens[..index], &tokens[index + 1..]);
            match token {
                TokenTree::Group(inner) => {
                    let is_axis =
                        is_word(before.last(), "Axis") && inner.delimiter() == Delimiter::Parenthesis;
                    // Of `#[…]` nothing runs.
                    let is_attribute = is_mark(before.last(), '#');
                    if is_axis {
                        self.axis(inner);
                    } else if !is_attribute {
                        self.body(inner);
                    }
                }
                TokenTree::Punct(mark) => self.mark(mark, before, after),
                TokenTree::Ident(name) if is_mark(before.last(), '.') => {
                    let (kind, other) = match name.to_string().as_str() {
                        "max" => (Kind::Extremum, "min"),
                        "min" => (Kind::Extremum, "max"),
                        "nrows" => (Kind::Extent, "ncols"),
                        "ncols" => (Kind::Extent, "nrows"),
                        _ => continue,
                    };
                    self.replace(kind, name.span().byte_range(), other);
                }
                TokenTree::Literal(number) if !is_field(before) => {
                    if let Some(next) = one_more(number) {
                        self.replace(Kind::Number, number.span().byte_range(), &next);
                    }
                }
                _ => {}
            }
        }
    }

    fn axis(&mut self, inside: &Group) {
        let tokens: Vec<TokenTree> = inside.stream().into_iter().collect();
        if let [TokenTree::Literal(number)] = &tokens[..] {
            let other = match number.to_string().as_str() {
                "0" => "1",
                "1" => "0",
                _ => return,
            };
            self.replace(Kind::Axis, number.span().byte_range(), other);
        }
    }

    fn mark(&mut self, mark: &Punct, before: &[TokenTree], after: &[TokenTree]) {
        let at = mark.span().byte_range();
        let is_alone = mark.spacing() == Spacing::Alone;
        let is_assigning = !is_alone && is_mark(after.first(), '=');
        // The second of two signs, such as that of `->`, is no operator of its own.
        if is_joint(before.last()) {
            return;
        }
        let has_left = before.last().is_some_and(is_operand);
        let is_binary = has_left && (is_alone || is_assigning);
        match mark.as_char() {
            '+' if is_binary => self.replace(Kind::Sign, at, "-"),
            '-' if is_binary => self.replace(Kind::Sign, at, "+"),
            '*' if is_binary => self.replace(Kind::Factor, at, "/"),
            '/' if is_binary => self.replace(Kind::Factor, at, "*"),
            '-' if is_alone => self.replace(Kind::Minus, at, ""),
            sign @ ('<' | '>') if has_left && !is_type(before.last()) => {
                if is_alone {
                    self.replace(Kind::Comparison, at, &format!("{sign}="));
                } else if is_assigning {
                    self.replace(Kind::Comparison, at.start..at.end + 1, &sign.to_string());
                }
            }
            '.' if !is_alone && is_mark(after.first(), '.') => {
                let until = after.get(1);
                let is_closed = is_mark(until, '=') && is_joint(after.first());
                if is_closed {
                    self.replace(Kind::Bound, at.start..at.end + 2, "..");
                } else if until.is_some_and(is_operand) {
                    self.replace(Kind::Bound, at.start..at.end + 1, "..=");
                }
            }
            _ => {}
        }
    }

    fn replace(&mut self, kind: Kind, at: Range<usize>, by: &str) {
        self.found.push(Change {
            kind,
            at,
            by: by.to_owned(),
            function: self.function,
        });
    }
}

fn is_mark(token: Option<&TokenTree>, sign: char) -> bool {
    matches!(token, Some(TokenTree::Punct(mark)) if mark.as_char() == sign)
}

/// Whether it is a sign that the next one follows at once.
fn is_joint(token: Option<&TokenTree>) -> bool {
    matches!(token, Some(TokenTree::Punct(mark)) if mark.spacing() == Spacing::Joint)
}

fn is_word(token: Option<&TokenTree>, word: &str) -> bool {
    matches!(token, Some(TokenTree::Ident(name)) if name == word)
}

/// Whether `.` stands before, and is no part of a bound such as `..3`.
fn is_field(before: &[TokenTree]) -> bool {
    match before {
        [.., last, dot] if is_mark(Some(dot), '.') => !is_mark(Some(last), '.'),
        _ => false,
    }
}

/// Whether an expression may end, or begin, with it.
fn is_operand(token: &TokenTree) -> bool {
    match token {
        TokenTree::Literal(_) => true,
        TokenTree::Group(group) => group.delimiter() != Delimiter::Brace,
        TokenTree::Ident(name) => {
            let name = name.to_string();
            ![
                "return", "in", "if", "else", "match", "while", "break", "as", "mut", "let", "move",
            ]
            .contains(&name.as_str())
        }
        TokenTree::Punct(mark) => mark.as_char() == '?',
    }
}

/// By its name: both of `Vec<f64>`.
fn is_type(token: Option<&TokenTree>) -> bool {
    let Some(TokenTree::Ident(name)) = token else {
        return false;
    };
    let name = name.to_string();
    let is_number = name.starts_with(['f', 'i', 'u']) && name[1..].parse::<u8>().is_ok();
    is_number
        || name.starts_with(char::is_uppercase)
        || ["_", "usize", "isize", "bool", "char", "str"].contains(&name.as_str())
}

/// The number that is greater by one, written the same way.
fn one_more(number: &Literal) -> Option<String> {
    let text = number.to_string();
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (whole, rest) = text.split_at(digits);
    let is_plain = rest.chars().all(|c| c.is_ascii_alphanumeric() || c == '.');
    let is_other_base = whole == "0" && rest.starts_with(['x', 'b', 'o']);
    // Of 1e12 nobody would see it; the e of `usize` is none.
    let is_power = rest
        .split(['e', 'E'])
        .skip(1)
        .any(|power| power.starts_with(|c: char| c.is_ascii_digit()));
    if whole.len() > 9 || !is_plain || is_other_base || is_power {
        return None;
    }
    let next = whole.parse::<u64>().ok()? + 1;
    Some(format!("{next}{rest}"))
}
