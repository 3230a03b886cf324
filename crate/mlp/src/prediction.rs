//! A guess before a result: what a reader expects, then how far off it was.

use notebook::display;

/// Scores a guess against the answer and shows both.
///
/// ```
/// use mlp::prelude::*;
/// reveal("loss before any training", 2.0, 10f64.ln());
/// ```
pub fn reveal(question: &str, my_guess: f64, answer: f64) {
    show(
        question,
        &short(my_guess),
        &short(answer),
        &verdict(my_guess, answer),
    );
}

/// Scores a guess where there is no near miss: a name, a yes or no, the number of a case.
///
/// ```
/// use mlp::prelude::*;
/// reveal_choice("Which image is the boot?", "the third", "the first");
/// ```
#[allow(clippy::needless_pass_by_value)] // a notebook passes plain words and numbers
pub fn reveal_choice<T: PartialEq + std::fmt::Display>(question: &str, my_guess: T, answer: T) {
    let verdict = if my_guess == answer {
        "that is it"
    } else {
        "worth finding out why"
    };
    show(question, &my_guess.to_string(), &answer.to_string(), verdict);
}

/// The question has a line of its own: JupyterLab shows the first line of an output that is folded away.
fn show(question: &str, my_guess: &str, answer: &str, verdict: &str) {
    let text = format!("{question}\n    you guessed {my_guess}, it is {answer}; {verdict}");
    display::content(&[("text/plain", &text)]);
}

/// How near the guess came, in words.
fn verdict(guess: f64, answer: f64) -> String {
    if !guess.is_finite() {
        return "a guess is a number: change my_guess and run this cell again".into();
    }
    let off = (guess - answer).abs() / answer.abs().max(1e-12);
    if off < 0.02 {
        "that is it".into()
    } else if off < 0.1 {
        format!("near: {:.0} % off", 100.0 * off)
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
        assert!(verdict(f64::NAN, 1.0).contains("is a number"));
    }

    #[test]
    fn numbers_are_short() {
        assert_eq!(
            [short(0.5), short(10.0), short(0.0), short(1e-5)],
            ["0.5", "10", "0", "1.000e-5"]
        );
    }
}
