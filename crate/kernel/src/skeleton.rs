//! What of a source file types come from: its items and their signatures.
//!
//! rust-analyzer keeps what it reads in memory, in every kernel, and of another crate it needs no more than that. Left out
//! are the bodies of functions, and whole functions that are private or implement a trait (whoever calls one asks the
//! trait). Of the pages of others a paragraph stays, for the help under the cursor; none within macros, since core defines its
//! integers by macros, which repeat each method's page for all twelve of them.

use std::ops::Range;
use std::str::FromStr;

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

/// How much documentation stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pages {
    /// All of it, and the comments.
    Whole,
    /// The first paragraph, and no comment.
    Summaries,
}

/// `source` without what no type comes from. What cannot be read as Rust stays as it is.
pub(crate) fn of(source: &str, pages: Pages) -> String {
    let Ok(tokens) = TokenStream::from_str(source) else {
        return source.to_owned();
    };
    let mut cuts = Cuts {
        source,
        pages,
        ranges: Vec::new(),
        end: 0,
        told: None,
    };
    cuts.look_through(tokens, Within::Items);
    // It would keep every file's text.
    proc_macro2::extra::invalidate_current_thread_spans();
    cuts.made()
}

/// What surrounds a piece of code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Within {
    /// Plain code.
    Items,
    /// The definition of a trait.
    Trait,
    /// The rules of a macro: patterns, each before an arrow, and what they become.
    Rules,
    /// What a macro is given or becomes.
    Macro,
    /// What a macro repeats.
    Repeated,
    /// The implementation of a trait; whether in a macro.
    Implementation { in_macro: bool },
}

impl Within {
    fn is_macro(self) -> bool {
        !matches!(
            self,
            Self::Items | Self::Trait | Self::Implementation { in_macro: false }
        )
    }
}

/// Attributes that no type depends on.
const IDLE: [&str; 6] = [
    "inline",
    "must_use",
    "rustc_const_stable",
    "rustc_inherit_overflow_checks",
    "stable",
    "track_caller",
];

struct Cuts<'a> {
    source: &'a str,
    pages: Pages,
    /// In the order of the file.
    ranges: Vec<Range<usize>>,
    /// Where the last token ended.
    end: usize,
    /// The first paragraph is over of the page that we are in; whether it is a page inside of what it is about.
    told: Option<bool>,
}

impl Cuts<'_> {
    fn made(self) -> String {
        let mut text = String::with_capacity(self.source.len());
        let mut end = 0;
        for range in self.ranges {
            if range.start < end {
                // Within one that goes as a whole.
                continue;
            }
            text.push_str(self.source.get(end..range.start).unwrap_or_default());
            end = range.end;
        }
        text.push_str(self.source.get(end..).unwrap_or_default());
        text
    }

    fn look_through(&mut self, tokens: TokenStream, within: Within) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let (mut body, mut implementation, mut is_trait) = (None, None, false);
        // Where the item begins that we are in, and how much was cut before it.
        let (mut start, mut before) = (0, self.ranges.len());
        for (index, token) in tokens.iter().enumerate() {
            let mut is_end = is_mark(Some(token), ';');
            let place = token.span().byte_range();
            if place.start >= self.end {
                self.arrive(place.start);
                self.told = self.told.filter(|_| self.is_page(place.start));
            }
            match token {
                TokenTree::Ident(word) if word == "fn" => body = body_of(&tokens, index, within),
                TokenTree::Ident(word) if word == "impl" && implementation.is_none() => {
                    implementation = implementation_at(&tokens, index, within);
                }
                TokenTree::Punct(mark) if mark.as_char() == '#' && within.is_macro() => {
                    self.ranges.extend(self.idle_attribute(&tokens, index));
                }
                TokenTree::Punct(mark) if mark.as_char() == '#' => self.turn_over(token),
                TokenTree::Ident(word) if word == "trait" => is_trait = within == Within::Items,
                // What is in a body that stays has to stay with it.
                TokenTree::Group(_) if body == Some((index, true)) => is_end = true,
                TokenTree::Group(group) if body == Some((index, false)) => {
                    is_end = true;
                    let item = tokens.get(start..index).unwrap_or_default();
                    let is_ours = match within {
                        Within::Implementation { .. } => true,
                        Within::Items => !is_public(item),
                        _ => false,
                    };
                    if let (true, Some(first)) = (is_ours, item.first()) {
                        self.ranges.truncate(before);
                        let first = first.span().byte_range().start;
                        self.ranges.push(first..group.span().byte_range().end);
                    } else {
                        let inside =
                            group.span_open().byte_range().end..group.span_close().byte_range().start;
                        self.ranges.push(inside);
                    }
                }
                TokenTree::Group(group) => {
                    is_end = group.delimiter() == Delimiter::Brace;
                    let inner = match implementation.take_if(|(place, _)| *place == index) {
                        Some((_, inner)) => Some(inner),
                        None if is_end && is_trait => Some(Within::Trait),
                        None => inner(&tokens, index, within),
                    };
                    if let Some(inner) = inner
                        && !self.is_page(place.start)
                    {
                        self.end = group.span_open().byte_range().end;
                        self.look_through(group.stream(), inner);
                        self.arrive(group.span_close().byte_range().start);
                    }
                }
                _ => {}
            }
            self.end = self.end.max(place.end);
            if is_end {
                is_trait = false;
                (start, before) = (index + 1, self.ranges.len());
            }
        }
    }

    /// Cuts the comment between the last token and `place`.
    fn arrive(&mut self, place: usize) {
        let between = self.source.get(self.end..place).unwrap_or_default();
        if self.pages == Pages::Summaries
            && let Some(comment) = between.find('/')
            && comment > 0
        {
            let line = between.rfind('\n').filter(|line| *line > comment);
            self.ranges
                .push(self.end + comment..self.end + line.unwrap_or(between.len()));
        }
        self.end = self.end.max(place);
    }

    /// Whether a line of documentation begins at `place`; it is several tokens in one place.
    fn is_page(&self, place: usize) -> bool {
        self.source
            .get(place..)
            .is_some_and(|rest| rest.starts_with("//"))
    }

    /// Cuts the line of documentation that begins at `token` if its page's first paragraph is over.
    fn turn_over(&mut self, token: &TokenTree) {
        let place = token.span().byte_range();
        let line = self.source.get(place.clone()).unwrap_or_default();
        if self.pages == Pages::Whole || !line.starts_with("//") {
            return;
        }
        let is_inside = line.starts_with("//!");
        if line.trim_end().len() == "///".len() {
            self.told = Some(is_inside);
        }
        if self.told == Some(is_inside) {
            self.ranges.push(place);
        }
    }

    /// The attribute or the comment that begins with the `#` at `index`, if it can go.
    fn idle_attribute(&self, tokens: &[TokenTree], index: usize) -> Option<Range<usize>> {
        let start = tokens.get(index)?.span().byte_range().start;
        // An inner one has a `!` between the two.
        let group = tokens.get(index + 1..)?.iter().take(2).find_map(group)?;
        let mut inside = group.stream().into_iter();
        let Some(TokenTree::Ident(name)) = inside.next() else {
            return None;
        };
        let can_go = if name == "doc" {
            // A pattern may name the attribute, with something to be filled in: that stays.
            let is_comment = self.source.get(start..)?.starts_with('/');
            is_comment
                || matches!(inside.nth(1), Some(TokenTree::Ident(made)) if made == "concat" || made == "include_str")
        } else {
            IDLE.iter().any(|idle| name == idle)
        };
        can_go.then(|| start..group.span().byte_range().end)
    }
}

/// What is inside the group at `index`; nothing where no cut may be made in it.
fn inner(tokens: &[TokenTree], index: usize, within: Within) -> Option<Within> {
    let back = |steps: usize| index.checked_sub(steps).and_then(|index| tokens.get(index));
    let is_word = |steps, word: &str| matches!(back(steps), Some(TokenTree::Ident(found)) if found == word);
    if is_word(3, "macro_rules") && is_mark(back(2), '!') || is_word(2, "macro") {
        return Some(Within::Rules);
    }
    if is_word(3, "macro") {
        return Some(Within::Macro);
    }
    match within {
        // A pattern has to stay what its uses are.
        Within::Rules if is_mark(tokens.get(index + 1), '=') => None,
        Within::Rules => Some(Within::Macro),
        _ if within.is_macro() && is_mark(back(1), '$') => Some(Within::Repeated),
        _ if is_mark(back(1), '!') => Some(Within::Macro),
        Within::Implementation { in_macro: true } => Some(Within::Macro),
        Within::Trait | Within::Implementation { in_macro: false } => Some(Within::Items),
        Within::Items | Within::Macro | Within::Repeated => Some(within),
    }
}

/// Where the body stands of the function whose `fn` is at `index`, and whether it stays because a type may come from it.
fn body_of(tokens: &[TokenTree], index: usize, within: Within) -> Option<(usize, bool)> {
    // A type has no name: `fn(f32) -> f32`.
    if group(tokens.get(index + 1)?).is_some() {
        return None;
    }
    let mut qualifiers = tokens.get(..index)?.iter().rev().take_while(|token| {
        let words = ["async", "const", "extern", "safe", "unsafe"];
        matches!(token, TokenTree::Literal(_))
            || matches!(token, TokenTree::Ident(word) if words.iter().any(|known| word == known))
    });
    // The length of an array may be computed by it.
    let is_const = qualifiers.any(|token| matches!(token, TokenTree::Ident(word) if word == "const"));
    let after = tokens.get(index + 1..)?;
    let length = after
        .iter()
        .position(|token| is_mark(Some(token), ';') || is_braces(token))?;
    let signature = after.get(..length)?;
    let result = signature.iter().position(|token| is_mark(Some(token), '>'));
    let result = result
        .and_then(|arrow| signature.get(arrow..))
        .unwrap_or_default();
    let is_hidden = any(
        result,
        &|token| matches!(token, TokenTree::Ident(word) if word == "impl"),
    );
    // What is repeated must hold what it is repeated for.
    let varies = within != Within::Repeated || any(signature, &is_variable);
    let stays = is_hidden || !varies || is_const && !within.is_macro();
    is_braces(after.get(length)?).then_some((index + 1 + length, stays))
}

/// Whether the item that begins with `tokens` is there for other crates.
fn is_public(tokens: &[TokenTree]) -> bool {
    tokens.iter().enumerate().any(|(index, token)| {
        // `pub(crate)` is not.
        let is_narrowed = tokens.get(index + 1).and_then(group).is_some();
        matches!(token, TokenTree::Ident(word) if word == "pub") && !is_narrowed
    })
}

/// Where the braces stand of the trait's implementation whose `impl` is at `index`, and what is in them.
fn implementation_at(tokens: &[TokenTree], index: usize, within: Within) -> Option<(usize, Within)> {
    let after = tokens.get(index + 1..)?;
    let length = after.iter().position(is_braces)?;
    let head = after.get(..length)?;
    let is_over = |token: &TokenTree| {
        is_mark(Some(token), ';') || matches!(token, TokenTree::Ident(word) if word == "fn")
    };
    let is_trait = head.windows(2).any(|pair| {
        // `for<'a> Fn(&'a T)` is a bound.
        matches!(&pair[0], TokenTree::Ident(word) if word == "for") && !is_mark(pair.get(1), '<')
    });
    let varies = within != Within::Repeated || any(head, &is_variable);
    let inner = Within::Implementation {
        in_macro: within.is_macro(),
    };
    (is_trait && varies && !head.iter().any(is_over)).then_some((index + 1 + length, inner))
}

fn any(tokens: &[TokenTree], is: &dyn Fn(&TokenTree) -> bool) -> bool {
    tokens.iter().any(|token| {
        let inside = || group(token).map(|group| group.stream().into_iter().collect::<Vec<_>>());
        is(token) || inside().is_some_and(|inside| any(&inside, is))
    })
}

fn is_variable(token: &TokenTree) -> bool {
    is_mark(Some(token), '$')
}

fn is_mark(token: Option<&TokenTree>, mark: char) -> bool {
    matches!(token, Some(TokenTree::Punct(found)) if found.as_char() == mark)
}

fn is_braces(token: &TokenTree) -> bool {
    group(token).is_some_and(|group| group.delimiter() == Delimiter::Brace)
}

fn group(token: &TokenTree) -> Option<&Group> {
    match token {
        TokenTree::Group(group) => Some(group),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
