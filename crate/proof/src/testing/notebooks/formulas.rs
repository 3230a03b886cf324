//! The formulas of a text cell: each must be one that can be drawn.

use pulldown_cmark::{Event, Options, Parser as Markdown};
use pulldown_latex::{Parser as Latex, Storage};

/// What is wrong with the formulas of a text, `$…$` and `$$…$$`, each with its words.
pub(super) fn problems(text: &str) -> Vec<String> {
    let mut problems = Vec::new();
    for event in Markdown::new_ext(text, Options::ENABLE_MATH | Options::ENABLE_TABLES) {
        let formula = match event {
            Event::InlineMath(formula) | Event::DisplayMath(formula) => formula,
            Event::Text(words) if has_command(&words) => {
                problems.push(format!("“{words}” holds a formula that does not begin or end"));
                continue;
            }
            _ => continue,
        };
        let storage = Storage::new();
        if let Some(error) = Latex::new(&formula, &storage).find_map(Result::err) {
            let error = error.to_string();
            let reason = error.lines().next().unwrap_or_default();
            problems.push(format!("the formula {formula} cannot be drawn: {reason}"));
        } else if doubled(&formula) {
            problems.push(format!(
                "the formula {formula} has a command behind a line break: a backslash too many"
            ));
        }
    }
    problems
}

/// A command of a formula among the words: its dollars or braces are not in pairs, and it is shown as it is written.
fn has_command(words: &str) -> bool {
    words
        .split('\\')
        .skip(1)
        .any(|after| after.chars().take_while(char::is_ascii_alphabetic).count() > 1)
}

/// `\\hat` is a line break followed by the word hat: nearly always a `\hat` that was escaped twice. A break of a table's line is
/// followed by a space, a number, a bracket or a command of its own.
fn doubled(formula: &str) -> bool {
    formula
        .split("\\\\")
        .skip(1)
        .any(|after| after.chars().take_while(char::is_ascii_alphabetic).count() > 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_that_can_be_drawn_pass() {
        for text in [
            "no formula at 5 $ a piece",
            r"$\frac{\partial L}{\partial z_i} = \hat y_i - y_i$ and $$x \cdot w = \sum_j x_j w_j$$",
            r"$$\begin{cases} 0 & x < 0 \\ x & x \ge 0 \end{cases}$$",
            "`$not\\a{formula$`",
        ] {
            assert_eq!(problems(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn a_formula_that_cannot_be_drawn_is_named() {
        for text in [
            r"$\frac{1}{2$",
            r"$\nosuchthing x$",
            r"$$\\hat y = \\frac{1}{2}$$",
        ] {
            assert_eq!(problems(text).len(), 1, "{text}");
        }
    }
}
