//! Formulas of a page as MathML, which browsers draw themselves: a page that fetched a program for it would tell somebody
//! who reads it.

use std::io;
use std::panic::AssertUnwindSafe;

use pulldown_latex::config::DisplayMode;
use pulldown_latex::event::Content;
use pulldown_latex::{Event, Parser, RenderConfig, Storage, write_mathml};

use super::outputs::escape;

// What stands around a formula in the pages of `nbgrader.py`.
const INLINE: char = '\u{e000}';
const BLOCK: char = '\u{e001}';
const END: char = '\u{e002}';

/// What a formula may take; the longest of ours has some two hundred characters. What is more stays as it was typed.
const LONGEST: usize = 2_000;
const MOST_EVENTS: usize = 10_000;
/// Bytes that a formula may become, of which a table's borders can write thousands for one sign; the largest of ours has some
/// thousand.
const LARGEST: usize = 100_000;
/// Bytes of a page with its formulas drawn, the same that `nbgrader.py` allows it before.
const LARGEST_PAGE: usize = 16 << 20;
/// Formulas of one page that are drawn; the largest page of ours has some hundred.
const MOST: usize = 2_000;
/// Commands that make commands, with which a short formula becomes an endless one.
const MAKERS: [&str; 7] = [
    "\\def",
    "\\gdef",
    "\\let",
    "\\newcommand",
    "\\renewcommand",
    "\\providecommand",
    "\\futurelet",
];

/// `page` with its formulas drawn.
pub(super) fn drawn(page: &str) -> String {
    let mut drawn = String::with_capacity(page.len());
    let mut rest = page;
    let mut room = MOST;
    let mut bytes = LARGEST_PAGE.saturating_sub(page.len());
    while let Some(at) = rest.find([INLINE, BLOCK, END]) {
        drawn.push_str(&rest[..at]);
        let mut after = rest[at..].chars();
        let mark = after.next().unwrap_or(END);
        let text = after.as_str();
        let end = text.find([INLINE, BLOCK, END]).filter(|_| mark != END);
        rest = match end {
            Some(end) if text[end..].starts_with(END) && !is_inside_a_tag(&drawn) => {
                let typed = unescape(&text[..end]);
                let most = if room > 0 { bytes.min(LARGEST) } else { 0 };
                let shown = formula(&typed, mark == BLOCK, most);
                room = room.saturating_sub(1);
                bytes = bytes.saturating_sub(shown.len());
                drawn.push_str(&shown);
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

/// The formula drawn in `most` bytes, or as it was typed.
fn formula(typed: &str, is_block: bool, most: usize) -> String {
    mathml(typed, is_block, most).unwrap_or_else(|| {
        let marks = if is_block { "$$" } else { "$" };
        format!("<code>{marks}{}{marks}</code>", escape(typed))
    })
}

/// The formula as MathML; none where it is not understood, so that a reader sees what was typed.
fn mathml(typed: &str, is_block: bool, most: usize) -> Option<String> {
    if most == 0 || typed.len() > LONGEST || MAKERS.iter().any(|maker| typed.contains(maker)) {
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
        let mut bounded = Bounded {
            written: Vec::new(),
            most,
        };
        let events = events.into_iter().map(Ok::<_, std::convert::Infallible>);
        write_mathml(&mut bounded, events, settings).ok()?;
        let drawn = String::from_utf8(bounded.written).ok()?;
        Some(drawn.replace("><</", ">&lt;</").replace(">></", ">&gt;</"))
    };
    std::panic::catch_unwind(AssertUnwindSafe(draw)).ok().flatten()
}

/// What is written, up to a bound at which writing fails.
struct Bounded {
    written: Vec<u8>,
    most: usize,
}

impl io::Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.written.len() + bytes.len() > self.most {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.written.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
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
            "\\providecommand{\\a}[0]{xx}\\a",
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

    /// `rows` of a table with `borders`, each of which is an element a row.
    fn table(rows: usize, borders: usize) -> String {
        let borders = "|".repeat(borders);
        format!(
            "\\begin{{array}}{{{borders}c}}{}x\\end{{array}}",
            "x\\\\".repeat(rows)
        )
    }

    #[test]
    fn a_short_formula_that_becomes_a_large_one_is_shown_as_it_was_typed() {
        let small = page(&table(3, 2));
        assert!(small.contains("<mtable"), "{small}");
        // 1900 characters, of which 14 MB would come.
        let typed = table(300, 900);
        let shown = page(&typed);
        assert!(shown.contains("<code>$\\begin{array}{|||"), "{}", &shown[..200]);
        assert!(shown.len() < typed.len() + 100);
    }

    #[test]
    fn a_page_of_many_formulas_has_a_bound_as_well() {
        let formula = format!("{INLINE}{}{END}", table(20, 80));
        let one = drawn(&formula).len();
        let times = 400;
        assert!(one > 50_000 && one < LARGEST && one * times > LARGEST_PAGE);
        let page = drawn(&formula.repeat(times));
        assert!(page.len() <= LARGEST_PAGE, "{}", page.len());
        assert!(page.starts_with("<math") && page.ends_with("$</code>"));
    }
}
