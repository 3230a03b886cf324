//! Formulas of a page as MathML, which browsers draw themselves: a page that fetched a program for it would tell somebody
//! who reads it.

use std::panic::AssertUnwindSafe;

use pulldown_latex::config::DisplayMode;
use pulldown_latex::event::Content;
use pulldown_latex::{Event, Parser, RenderConfig, Storage, push_mathml};

use super::outputs::escape;

// What stands around a formula in the pages of `nbgrader.py`.
const INLINE: char = '\u{e000}';
const BLOCK: char = '\u{e001}';
const END: char = '\u{e002}';

/// What a formula may take; the longest of ours has some two hundred characters. What is more stays as it was typed.
const LONGEST: usize = 2_000;
const MOST_EVENTS: usize = 10_000;
/// Formulas of one page that are drawn; the largest page of ours has some hundred.
const MOST: usize = 2_000;
/// Commands that make commands, with which a short formula becomes an endless one.
const MAKERS: [&str; 6] = [
    "\\def",
    "\\gdef",
    "\\let",
    "\\newcommand",
    "\\renewcommand",
    "\\futurelet",
];

/// `page` with its formulas drawn.
pub(super) fn drawn(page: &str) -> String {
    let mut drawn = String::with_capacity(page.len());
    let mut rest = page;
    let mut room = MOST;
    while let Some(at) = rest.find([INLINE, BLOCK, END]) {
        drawn.push_str(&rest[..at]);
        let mut after = rest[at..].chars();
        let mark = after.next().unwrap_or(END);
        let text = after.as_str();
        let end = text.find([INLINE, BLOCK, END]).filter(|_| mark != END);
        rest = match end {
            Some(end) if text[end..].starts_with(END) && !is_inside_a_tag(&drawn) => {
                let typed = unescape(&text[..end]);
                drawn.push_str(&formula(&typed, mark == BLOCK, room > 0));
                room = room.saturating_sub(1);
                &text[end + END.len_utf8()..]
            }
            // A mark that a student typed, or one in an attribute.
            _ => text,
        };
    }
    drawn.push_str(rest);
    drawn
}

fn is_inside_a_tag(before: &str) -> bool {
    before
        .rfind(['<', '>'])
        .is_some_and(|at| before[at..].starts_with('<'))
}

fn formula(typed: &str, is_block: bool, has_room: bool) -> String {
    let mathml = if has_room { mathml(typed, is_block) } else { None };
    mathml.unwrap_or_else(|| {
        let marks = if is_block { "$$" } else { "$" };
        format!("<code>{marks}{}{marks}</code>", escape(typed))
    })
}

/// The formula as MathML; none where it is not understood, so that a reader sees what was typed.
fn mathml(typed: &str, is_block: bool) -> Option<String> {
    if typed.len() > LONGEST || MAKERS.iter().any(|maker| typed.contains(maker)) {
        return None;
    }
    // Names and signs are not escaped by the library, nor is what it says of a wrong formula.
    let is_name =
        |event: &Event| matches!(event, Event::Content(Content::Function(name)) if name.contains(['<', '&']));
    let draw = || -> Option<String> {
        let storage = Storage::new();
        let events: Vec<Event> = Parser::new(typed, &storage)
            .take(MOST_EVENTS)
            .collect::<Result<_, _>>()
            .ok()?;
        if events.len() >= MOST_EVENTS || events.iter().any(is_name) {
            return None;
        }
        let settings = RenderConfig {
            display_mode: if is_block {
                DisplayMode::Block
            } else {
                DisplayMode::Inline
            },
            ..RenderConfig::default()
        };
        let mut drawn = String::new();
        let events = events.into_iter().map(Ok::<_, std::convert::Infallible>);
        push_mathml(&mut drawn, events, settings).ok()?;
        Some(drawn.replace("><</", ">&lt;</").replace(">></", ">&gt;</"))
    };
    std::panic::catch_unwind(AssertUnwindSafe(draw)).ok().flatten()
}

fn unescape(html: &str) -> String {
    [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#x27;", "'"),
        ("&#39;", "'"),
        ("&amp;", "&"),
    ]
    .iter()
    .fold(html.to_owned(), |text, (escaped, plain)| {
        text.replace(escaped, plain)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(latex: &str) -> String {
        drawn(&format!("<p>a {INLINE}{latex}{END} b</p>"))
    }

    #[test]
    fn formulas_are_drawn_by_the_browser_itself() {
        let shown = page("w_{ij} &lt; \\frac{\\partial L}{\\partial w}");
        assert!(
            shown.starts_with("<p>a <math") && shown.ends_with("</math> b</p>"),
            "{shown}"
        );
        assert!(shown.contains("<mfrac>") && shown.contains("&lt;"), "{shown}");
        let block = drawn(&format!(
            "{BLOCK}\\begin{{align}}a &amp;= 1\\\\b &amp;= 2\\end{{align}}{END}"
        ));
        assert!(
            block.contains("display=\"block\"") && block.contains("<mtable"),
            "{block}"
        );
    }

    #[test]
    fn what_is_no_formula_stays_as_it_was_typed_and_does_no_harm() {
        for latex in [
            "\\frac{",
            "\\text{&lt;script&gt;} &amp;",
            "\\def\\a{\\a\\a}\\a",
            "\\newcommand\\a{xx}\\a",
            "\\unknown &lt;b&gt;",
            "\\operatorname{&lt;b&gt;}",
            &"{".repeat(1_900),
            &"x".repeat(3_000),
        ] {
            let shown = page(latex);
            assert!(
                shown.starts_with("<p>a <code>$") && shown.ends_with("$</code> b</p>"),
                "{shown}"
            );
            assert!(!shown.contains("<script") && !shown.contains("<b>"), "{shown}");
        }
        let shown = page("\\text{&lt;script&gt;} &lt; x &gt; \\mathrm{&lt;b&gt;}");
        assert!(!shown.contains("<script") && !shown.contains("<b>"), "{shown}");
    }

    #[test]
    fn marks_that_somebody_typed_are_only_left_out() {
        assert_eq!(drawn(&format!("a{END}b{INLINE}c{BLOCK}d")), "abcd");
        let tag = format!("<h1 id=\"{INLINE}x{END}\">x</h1>");
        assert_eq!(drawn(&tag), "<h1 id=\"x\">x</h1>");
    }

    #[test]
    fn deeply_nested_formulas_end() {
        for latex in ["\\sqrt{", "{", "\\left(", "^{", "\\frac{"] {
            let times = LONGEST / latex.len() / 2;
            let closing = if latex.ends_with('(') { "\\right)" } else { "}" };
            let _ = page(&format!("{}x{}", latex.repeat(times), closing.repeat(times)));
        }
    }
}
