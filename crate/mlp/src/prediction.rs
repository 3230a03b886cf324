//! A guess before a result: what a reader expects, then how far off it was.

use notebook::display;

/// What stands for a number until the reader has guessed one.
pub const NO_GUESS: f64 = f64::NAN;

/// What stands for a count, or the number of a case, until the reader has chosen one.
pub const NO_CHOICE: usize = usize::MAX;

/// Scores a guess against the answer and shows both.
///
/// ```
/// use mlp::prelude::*;
/// reveal("loss before any training", 2.0, 10f64.ln());
/// reveal("loss before any training", NO_GUESS, 10f64.ln()); // says that nobody has guessed
/// ```
pub fn reveal(question: &str, my_guess: f64, answer: f64) {
    if my_guess.is_finite() {
        let verdict = verdict(my_guess, answer);
        show(question, Some(&short(my_guess)), &short(answer), &verdict);
    } else {
        show(question, None, &short(answer), "");
    }
}

/// Scores a guess where there is no near miss: a count, a name, a yes or no, the number of a case.
///
/// ```
/// use mlp::prelude::*;
/// reveal_choice("Which image is the boot?", "the third", "the first");
/// reveal_choice("How many batches?", NO_CHOICE, 59); // says that nobody has guessed
/// ```
#[allow(clippy::needless_pass_by_value)] // a notebook passes plain words and numbers
pub fn reveal_choice<T: PartialEq + std::fmt::Display>(question: &str, my_guess: T, answer: T) {
    let guess = my_guess.to_string();
    let made = guess != NO_CHOICE.to_string();
    let verdict = if my_guess == answer {
        "that is it"
    } else {
        "worth finding out why"
    };
    show(question, made.then_some(&guess), &answer.to_string(), verdict);
}

/// The question has a line of its own: JupyterLab shows the first line of an output that is folded away.
fn show(question: &str, my_guess: Option<&String>, answer: &str, verdict: &str) {
    let text = words(question, my_guess, answer, verdict);
    display::content(&[("text/plain", &text)]);
}

fn words(question: &str, my_guess: Option<&String>, answer: &str, verdict: &str) -> String {
    match my_guess {
        Some(guess) => format!("{question}\n    you guessed {guess}, it is {answer}; {verdict}"),
        None => format!("{question}\n    you have not guessed; it is {answer}"),
    }
}

/// How near the guess came, in words.
fn verdict(guess: f64, answer: f64) -> String {
    let off = (guess - answer).abs() / answer.abs().max(1e-12);
    // A count is right or it is not; of other numbers the first digits are enough.
    let counts = guess.fract() == 0.0 && answer.fract() == 0.0;
    if off == 0.0 || (!counts && off < 0.02) {
        "that is it".into()
    } else if off < 0.1 {
        format!("near: {:.0} % off", (100.0 * off).max(1.0))
    } else if guess > 0.0 && answer > 0.0 && off >= 1.0 {
        format!("{:.3} times the answer: worth finding out why", guess / answer)
    } else {
        format!("{:.0} % off: worth finding out why", 100.0 * off)
    }
}

/// Four digits that matter, no zeros that do not.
fn short(value: f64) -> String {
    let text = if value != 0.0 && (value.abs() < 1e-3 || value.abs() >= 1e6) {
        return format!("{value:.3e}");
    } else {
        format!("{value:.4}")
    };
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verdicts_tell_a_hit_from_a_near_miss_and_a_far_one() {
        assert_eq!(verdict(2.31, 10f64.ln()), "that is it");
        assert_eq!(verdict(2.4, 10f64.ln()), "near: 4 % off");
        assert_eq!(verdict(1.15, 10f64.ln()), "50 % off: worth finding out why");
        assert!(verdict(10.0, 1.0).starts_with("10.000 times"));
    }

    #[test]
    fn a_count_that_is_near_is_not_right() {
        assert_eq!(verdict(60.0, 59.0), "near: 2 % off");
        assert_eq!(verdict(59.0, 59.0), "that is it");
        assert_eq!(verdict(20_001.0, 20_000.0), "near: 1 % off");
    }

    #[test]
    fn who_has_not_guessed_is_told_so() {
        let text = words("batches", None, "59", "");
        assert_eq!(text, "batches\n    you have not guessed; it is 59");
        assert!(!words("batches", Some(&"58".to_owned()), "59", "no").contains("not guessed"));
    }

    #[test]
    fn numbers_are_short() {
        assert_eq!(
            [short(0.5), short(10.0), short(0.0), short(1e-5)],
            ["0.5", "10", "0", "1.000e-5"]
        );
    }
}
