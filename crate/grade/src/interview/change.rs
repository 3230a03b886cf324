//! Small changes to a student's own code: a sign, an axis, a bound. What a line does then, only who understands it can say.
//!
//! They are found among the tokens of function bodies, so that nothing else of the text moves; whether one compiles and
//! what it does is tried later. As all reading of answers, this happens in a process of its own ([`crate::reading`]).

mod finder;

use std::ops::Range;
use std::str::FromStr;

use proc_macro2::TokenStream;
use serde::{Deserialize, Serialize};

/// So many are looked for in one answer; the longest solution of ours has about fifty.
const MOST: usize = 200;
/// The longest function whose lines are shown to a student.
const LONGEST_FUNCTION: usize = 60;

/// What kind of change it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    /// `+` for `-`, or the other way.
    Sign,
    /// `*` for `/`, or the other way.
    Factor,
    /// `Axis(0)` for `Axis(1)`, or the other way.
    Axis,
    /// `<` for `<=`, `>` for `>=`, or the other way.
    Comparison,
    /// `..` for `..=`, or the other way.
    Bound,
    /// A number that is one greater.
    Number,
    /// A minus sign that is gone.
    Minus,
    /// `max` for `min`, or the other way.
    Extremum,
    /// `nrows` for `ncols`, or the other way.
    Extent,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Change {
    pub(crate) kind: Kind,
    /// Which bytes of the text are replaced.
    pub(crate) at: Range<usize>,
    /// By what.
    pub(crate) by: String,
    /// The lines of the function around it, counted from 0, the last one included.
    pub(crate) function: (usize, usize),
}

impl Change {
    /// The text with the change made; none where it is no text that the change was made for.
    pub(crate) fn apply(&self, code: &str) -> Option<String> {
        let (before, after) = (code.get(..self.at.start)?, code.get(self.at.end..)?);
        Some(format!("{before}{}{after}", self.by))
    }

    /// The line that it is in, counted from 0.
    pub(crate) fn line(&self, code: &str) -> usize {
        code.get(..self.at.start)
            .map_or(0, |before| before.matches('\n').count())
    }
}

/// The changes that can be made to `code`; none where it is no Rust.
pub(crate) fn of(code: &str) -> Vec<Change> {
    let Ok(tokens) = TokenStream::from_str(code) else {
        return Vec::new();
    };
    let mut found = finder::look(tokens);
    let is_short = |change: &Change| change.function.1 - change.function.0 < LONGEST_FUNCTION;
    // Within one line: the sheet shows it before and after.
    found.retain(|change| {
        is_short(change) && code.get(change.at.clone()).is_some_and(|old| !old.contains('\n'))
    });
    found.truncate(MOST);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The changed bodies of `fn f() { BODY }`, with the kinds of change.
    fn changed(body: &str) -> Vec<(Kind, String)> {
        let code = format!("fn f() {{ {body} }}");
        of(&code)
            .iter()
            .map(|change| {
                let text = change.apply(&code).unwrap();
                let inside = text
                    .strip_prefix("fn f() { ")
                    .and_then(|text| text.strip_suffix(" }"));
                (change.kind, inside.unwrap().to_owned())
            })
            .collect()
    }

    fn only(body: &str, kind: Kind) -> Vec<String> {
        let of_kind = changed(body).into_iter().filter(|(found, _)| *found == kind);
        of_kind.map(|(_, text)| text).collect()
    }

    #[test]
    fn each_operator_changes_what_it_names() {
        for (body, kind, after) in [
            ("a + b", Kind::Sign, "a - b"),
            ("a[i] - b", Kind::Sign, "a[i] + b"),
            ("s += x;", Kind::Sign, "s -= x;"),
            ("n * f(x)", Kind::Factor, "n / f(x)"),
            ("s /= n;", Kind::Factor, "s *= n;"),
            ("x.sum_axis(Axis(0))", Kind::Axis, "x.sum_axis(Axis(1))"),
            ("a < b", Kind::Comparison, "a <= b"),
            ("a >= b", Kind::Comparison, "a > b"),
            ("g(0..n)", Kind::Bound, "g(0..=n)"),
            ("g(1..=n)", Kind::Bound, "g(1..n)"),
            ("&x[..3]", Kind::Bound, "&x[..=3]"),
            ("-x", Kind::Minus, "x"),
            ("return -x", Kind::Minus, "return x"),
            ("h.max(0.0)", Kind::Extremum, "h.min(0.0)"),
            ("x.nrows()", Kind::Extent, "x.ncols()"),
            ("255.0", Kind::Number, "256.0"),
            ("7usize", Kind::Number, "8usize"),
        ] {
            assert_eq!(only(body, kind), [after], "{body}");
        }
    }

    #[test]
    fn what_only_looks_like_an_operator_stays() {
        for body in [
            "*x",
            "&mut x",
            "let f: fn(u8) -> u8 = g;",
            "let v: Vec<f64> = Vec::new();",
            "match x { Some(y) => y, None => z }",
            "x.0",
            "0xff",
            "1e-12",
            "1e12",
            "\"a + b, 1\"",
            "// a + b\n",
            "#[allow(unused)] x",
            "&x[..]",
            "a == b",
            "a && b",
            "|x| x",
            "a::<f64>()",
        ] {
            assert_eq!(changed(body), [], "{body}");
        }
    }

    #[test]
    fn only_bodies_are_changed_and_their_lines_are_known() {
        let code = "const N: usize = 3;\nfn half(x: [f64; 2]) -> f64 {\n    // é\n    x[0] / 2.0\n}\nimpl A {\n    fn g() {\n        1 }\n}";
        let found = of(code);
        let factor = found.iter().find(|change| change.kind == Kind::Factor).unwrap();
        assert_eq!((factor.line(code), factor.function), (3, (1, 4)));
        assert_eq!(factor.apply(code).unwrap(), code.replace("/ 2.0", "* 2.0"));
        let last = found.last().unwrap();
        assert_eq!((last.line(code), last.function), (7, (6, 7)));
        assert!(found.iter().all(|change| change.line(code) > 1));
    }

    #[test]
    fn a_text_that_is_no_rust_or_another_one_has_no_changes() {
        assert_eq!(of("fn f() {"), []);
        let change = of("fn f() { 1 + 2 }").remove(0);
        assert_eq!(change.apply("fn"), None);
        assert_eq!(change.apply(""), None);
    }
}
