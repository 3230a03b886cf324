//! Values as a person reads them and computes them by hand.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use crate::stand_in::BETWEEN;

/// What `ndarray` says of an array beside its numbers.
static DETAILS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r", shape=\[[\d, ]*\], strides=\[[\d, -]*\], layout=\w+ \(0x[0-9a-f]+\), (const|dynamic) ndim=\d+",
    )
    .ok()
});
/// What only a computer tells from 0.
static MINUS_ZERO: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(^|[^\d.e])-0(\.0+)?([^\d.]|$)").ok());
/// A number with more places than anybody computes.
static LONG: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\d+\.\d{5,}(e-?\d+)?").ok());

/// Whether a value is one that a person would give as an answer, as far as its text tells.
pub(super) fn is_plain(text: &str) -> bool {
    // What is that small is nothing but rounding.
    let is_rounding = text
        .split("e-")
        .skip(1)
        .any(|rest| rest.starts_with('1') && rest[1..].starts_with(|c: char| c.is_ascii_digit()));
    !is_rounding && !["[]", "NaN", "inf"].iter().any(|odd| text.contains(odd))
}

/// Whether there is something to compute: a text of zeros alone is guessed.
pub(super) fn is_telling(text: &str) -> bool {
    let value = text.split_once(" = ").map_or(text, |(_, value)| value);
    let is_word = value.chars().any(char::is_alphabetic);
    is_word || value.chars().any(|c| ('1'..='9').contains(&c)) || !value.contains('0')
}

/// Whether two texts say the same: −0 is 0.
pub(super) fn is_same(one: &str, other: &str) -> bool {
    let plain = |text: &str| match &*MINUS_ZERO {
        // Twice, for a comma can end one and begin another.
        Some(zero) => (0..2).fold(text.to_owned(), |text, _| {
            zero.replace_all(&text, "${1}0${2}${3}").into_owned()
        }),
        None => text.to_owned(),
    };
    plain(one) == plain(other)
}

/// The values of a text that the answer's program made: arrays as rows, numbers with five places that count.
pub(super) fn values(text: &str) -> Vec<String> {
    text.split(BETWEEN).map(plain).collect()
}

fn plain(text: &str) -> String {
    let text = match &*DETAILS {
        Some(details) => details.replace_all(text, ""),
        None => text.into(),
    };
    match &*LONG {
        Some(long) => long
            .replace_all(&text, |found: &Captures| rounded(&found[0]))
            .into_owned(),
        None => text.into_owned(),
    }
}

fn rounded(number: &str) -> String {
    let Ok(value) = number.parse::<f64>() else {
        return number.to_owned();
    };
    // `{:.4e}` has five places that count, whatever its size.
    match format!("{value:.4e}").parse::<f64>() {
        Ok(value) => format!("{value:?}"),
        Err(_) => number.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrays_are_rows_and_numbers_are_short() {
        let array = "x = [[1.0, 2.25],\n [0.30000000000000004, 12345.678901]], shape=[2, 2], strides=[2, 1], layout=Cc (0x5), const ndim=2";
        assert_eq!(plain(array), "x = [[1.0, 2.25],\n [0.3, 12346.0]]");
        assert_eq!(plain("-0.00012345678 1.2345678e-20"), "-0.00012346 1.2346e-20");
        assert_eq!(plain("\"1.5\" 255 0.1234"), "\"1.5\" 255 0.1234");
    }

    #[test]
    fn zeros_are_guessed_and_minus_zero_is_zero() {
        for text in ["0", "-0.0", "[0.0, -0.0, 0.0]", "x = [[0, 0]]"] {
            assert!(!is_telling(text), "{text}");
        }
        for text in ["[0.0, 0.5]", "true", "\"\"", "'c'", "Some(0)"] {
            assert!(is_telling(text), "{text}");
        }
        assert!(is_same("(-0.0, -0.0)", "(0.0, 0.0)") && is_same("[-0.0,-0.0,-0]", "[0.0,0.0,0]"));
        assert!(!is_same("-0.05", "0.05") && !is_same("[-0.0, -1.0]", "[0.0, 1.0]"));
    }

    #[test]
    fn values_stand_apart() {
        assert_eq!(values("n = 10\u{1f}b = 3"), ["n = 10", "b = 3"]);
        assert!(is_plain("[1, 2]") && !is_plain("[]") && !is_plain("NaN") && !is_plain("-inf"));
        assert!(is_plain("1e-5") && !is_plain("[0.5, 1.1102e-16]"));
    }
}
