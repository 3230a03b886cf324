//! Whether two texts that a cell printed say the same, on machines that compute and round differently.

use std::sync::LazyLock;

use regex::Regex;

/// How far numbers may lie apart. Words are the same in all cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tolerance {
    /// What follows from the data in few steps, and what a convex training reaches: whole numbers are equal, decimals
    /// up to a thousandth or one unit of the last digit printed.
    Repeats,
    /// What training a network with hidden layers leads to: it amplifies the last bit in which processors differ, as
    /// another order of the images would. Shares up to 0.01, all else up to a tenth.
    Trained,
    /// Numbers that another processor need not reach at all: of runs that bounce or diverge, of rounding errors.
    Unstable,
}

/// The first line in which the texts differ, as (expected, got); `tolerance` is that of an expected line.
pub(super) fn difference(
    expected: &str,
    got: &str,
    tolerance: &dyn Fn(&str) -> Tolerance,
) -> Option<(String, String)> {
    let (expected, got) = (lines(expected), lines(got));
    for at in 0..expected.len().max(got.len()) {
        match (expected.get(at), got.get(at)) {
            (Some(a), Some(b)) if same_line(a, b, tolerance(a)) => {}
            (a, b) => {
                let show = |line: Option<&String>| line.map_or("(nothing)", String::as_str).trim().to_owned();
                return Some((show(a), show(b)));
            }
        }
    }
    None
}

/// What no machine repeats, with what stands in for it.
static MASKS: LazyLock<Vec<(Regex, &str)>> = LazyLock::new(|| {
    [
        (r"(?m)^(\s*source\s).*$", "${1}<place>"),
        (r"\d{4}-\d\d-\d\d([ T]\d\d:\d\d(:\d\d(\.\d+)?)?Z?)?", "<date>"),
        (
            r"\d+(\.\d+)? ?(epochs|images|samples|batches|steps|[kMG]?B)/s\b",
            "<speed>",
        ),
        (
            r"\d+(\.\d+)? ?(ns|µs|us|ms|s|min|minutes?|seconds?)\b( \d+ ?s\b)?",
            "<time>",
        ),
        // An absolute path of two names or more.
        (
            r#"(^|[\s"'(=])(~|[A-Z]:)?([/\\][\w.+@-]*[A-Za-z][\w.+@-]*){2,}"#,
            "${1}<path>",
        ),
    ]
    .into_iter()
    .filter_map(|(pattern, mask)| Some((Regex::new(pattern).ok()?, mask)))
    .collect()
});

/// The lines that say something, without what no machine repeats.
fn lines(text: &str) -> Vec<String> {
    let masked = MASKS.iter().fold(text.to_owned(), |text, (pattern, mask)| {
        pattern.replace_all(&text, *mask).into_owned()
    });
    let kept = masked.lines().map(str::trim_end);
    kept.filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// A piece of a line. Spaces are not kept: numbers of other widths move what follows them.
#[derive(Debug, PartialEq)]
enum Token<'a> {
    Word(&'a str),
    Number(&'a str),
}

fn tokens(line: &str) -> Vec<Token<'_>> {
    static NUMBER: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"\d+(\.\d+)?([eE][-+]?\d+)?|\b(NaN|inf)\b").ok());
    let mut tokens = Vec::new();
    let mut end = 0;
    for number in NUMBER.iter().flat_map(|pattern| pattern.find_iter(line)) {
        let start = number.start() - sign_before(&line[end..number.start()]);
        tokens.extend(line[end..start].split_whitespace().map(Token::Word));
        tokens.push(Token::Number(&line[start..number.end()]));
        end = number.end();
    }
    tokens.extend(line[end..].split_whitespace().map(Token::Word));
    tokens
}

/// How many bytes of sign the text ends with: a minus that follows nothing it could subtract from.
fn sign_before(text: &str) -> usize {
    for minus in ["-", "−"] {
        if let Some(rest) = text.strip_suffix(minus) {
            let alone = rest
                .chars()
                .next_back()
                .is_none_or(|c| c.is_whitespace() || "([,:=".contains(c));
            return if alone { minus.len() } else { 0 };
        }
    }
    0
}

fn same_line(expected: &str, got: &str, tolerance: Tolerance) -> bool {
    let (expected, got) = (tokens(expected), tokens(got));
    expected.len() == got.len()
        && expected
            .iter()
            .zip(&got)
            .enumerate()
            .all(|(at, pair)| match pair {
                (Token::Word(a), Token::Word(b)) => a == b,
                (Token::Number(a), Token::Number(b)) => {
                    let percent =
                        matches!(expected.get(at + 1), Some(Token::Word(word)) if word.starts_with('%'));
                    close(a, b, percent, tolerance)
                }
                // NaN and infinity are words.
                (Token::Word(_), Token::Number(_)) | (Token::Number(_), Token::Word(_)) => {
                    tolerance == Tolerance::Unstable
                }
            })
}

fn close(expected: &str, got: &str, percent: bool, tolerance: Tolerance) -> bool {
    if expected == got {
        return true;
    }
    let value = |text: &str| text.replace('−', "-").parse::<f64>().unwrap_or(f64::NAN);
    let (a, b) = (value(expected), value(got));
    let apart = (a - b).abs();
    let size = a.abs().max(b.abs());
    match tolerance {
        Tolerance::Unstable => true,
        Tolerance::Repeats if is_whole(expected) && is_whole(got) => false,
        Tolerance::Repeats => apart <= 1e-3 * size + 1.01 * last_place(expected).max(last_place(got)),
        // A hundredth of a share, and a rounded digit.
        Tolerance::Trained if percent => apart <= 1.01,
        Tolerance::Trained if !is_whole(expected) && size <= 1.0 => apart <= 0.0101,
        Tolerance::Trained => apart <= 0.1 * size,
    }
}

fn is_whole(number: &str) -> bool {
    !number.contains(['.', 'e', 'E'])
}

/// One unit of the last digit printed: 0.001 for 1.250, 100 for 3.25e4.
fn last_place(number: &str) -> f64 {
    let (mantissa, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
    let digits = mantissa.split_once('.').map_or(0, |(_, digits)| digits.len());
    let exponent: i32 = exponent.parse().unwrap_or(0);
    10f64.powi(exponent - i32::try_from(digits).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::Tolerance::{Repeats, Trained, Unstable};
    use super::*;

    fn same(a: &str, b: &str, tolerance: Tolerance) -> bool {
        difference(a, b, &|_| tolerance).is_none()
    }

    #[test]
    fn words_are_equal_and_numbers_close() {
        assert!(same(
            "loss 2.3026, 60000 images",
            "loss 2.3027, 60000 images",
            Repeats
        ));
        assert!(
            same("   9.999  x", "  10.003  x", Repeats),
            "the width may change"
        );
        assert!(same("limit 5.58e-7", "limit 5.59e-7", Repeats));
        assert!(same("mean -0.000", "mean 0.000", Repeats));
        for (a, b) in [
            ("loss 2.3026", "loss 2.3126"),
            ("limit 5.58e-7", "limit 5.68e-7"),
            ("60000 images", "60001 images"),
            ("784-256-10", "784-255-10"),
            ("mean 0.500", "mean -0.500"),
            ("train 0.8", "test 0.8"),
            ("loss NaN", "loss 2.3"),
            ("one\ntwo", "one"),
        ] {
            assert!(!same(a, b, Repeats), "{a} and {b}");
        }
    }

    #[test]
    fn trained_numbers_may_differ_by_a_hundredth_of_a_share() {
        assert!(same("accuracy 0.8560", "accuracy 0.8655", Trained));
        assert!(!same("accuracy 0.8560", "accuracy 0.8670", Trained));
        assert!(same("85.6 % of them", "86.5 % of them", Trained));
        assert!(!same("85.6 % of them", "87.0 % of them", Trained));
        assert!(same("loss 2.10, 193 of 256", "loss 2.20, 200 of 256", Trained));
        assert!(!same("loss 2.10, 193 of 256", "loss 2.50, 193 of 256", Trained));
        assert!(!same("193 dead units", "193 units", Trained));
    }

    #[test]
    fn of_unstable_numbers_only_the_words_count() {
        assert!(same("loss 12.5, rate 0.1", "loss NaN, rate 0.1", Unstable));
        assert!(!same("loss 12.5", "accuracy 12.5", Unstable));
    }

    #[test]
    fn times_dates_and_places_are_not_compared() {
        for (a, b) in [
            ("10 epochs in 3.7 s", "10 epochs in 12.0 s"),
            ("epoch 1    0.39 s   loss 0.5", "epoch 1    1.02 s   loss 0.5"),
            ("took 1 min 20 s", "took 45 s"),
            ("12 ms and 3.5 epochs/s", "9.1 ms and 14 epochs/s"),
            ("on 2026-01-02 10:11", "on 2027-12-31 23:59"),
            ("file /home/a/model.safetensors.", "file /tmp/model.safetensors."),
            ("  source   Read from a.", "  source   Downloaded."),
        ] {
            assert!(same(a, b, Repeats), "{a} and {b}");
        }
        assert!(!same("10 epochs in 3.7 s", "11 epochs in 3.7 s", Repeats));
        assert!(!same("Image/255 at 0.1", "Image/127 at 0.1", Repeats));
        assert!(!same("or 3/4", "or 1/4", Repeats));
    }

    #[test]
    fn the_first_line_that_differs_is_shown() {
        assert_eq!(
            difference("a 1\n  b 2\nc 3", "a 1\n  b 4\nc 5", &|_| Repeats),
            Some(("b 2".into(), "b 4".into()))
        );
        assert_eq!(
            difference("a", "a\nb", &|_| Repeats),
            Some(("(nothing)".into(), "b".into()))
        );
    }
}
