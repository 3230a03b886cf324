//! A wrong letter says what to look at, and never the key.

use std::cell::Cell;

use check::multi_layer_perceptron::{dead_units, forward};
use check::step_by_step::{bugs, order};
use check::training_strategy::{difference, initial_scale};
use check::{Status, Verdict};

thread_local! {
    /// What the functions below answer: a check takes plain functions.
    static LETTER: Cell<char> = const { Cell::new('a') };
}

/// A question with one letter, its key, and words of which each would give it away.
type Question = (fn() -> Verdict, char, &'static [&'static str]);

fn letter() -> char {
    LETTER.get()
}

/// What a question with one letter says of a wrong one, all of it as a reader sees it.
fn said(wrong: char, check: fn() -> Verdict) -> String {
    LETTER.set(wrong);
    let verdict = check();
    format!("{verdict}\n{}\n{:?}", verdict.to_html(), verdict.misconceptions)
}

#[test]
fn the_reason_of_a_letter_is_not_the_key() {
    let questions: [Question; 7] = [
        (
            || dead_units(|_| todo!(), letter),
            'd',
            &["nothing", "gradient is 0", "exactly 0", "for every sample"],
        ),
        (
            || forward(|_, _, _, _| todo!(), letter),
            'b',
            &["z as printed", "the printed z", "from z"],
        ),
        (
            || initial_scale(|_, _| todo!(), letter),
            'c',
            &["no gradient", "no weight", "nothing", "never", "is 0"],
        ),
        (
            || difference(|_, _, _| todo!(), letter),
            'd',
            &["chance", "smaller than", "0.46", "turn it round"],
        ),
        (
            || bugs(|| [letter(), 'b', 'c']),
            'a',
            &["too high", "minimum", "learning rate"],
        ),
        (
            || bugs(|| ['a', letter(), 'c']),
            'b',
            &["step is never", "forgotten", "optimizer"],
        ),
        (
            || bugs(|| ['a', 'b', letter()]),
            'c',
            &["softmax", "twice", "1.46"],
        ),
    ];
    for (check, key, words) in questions {
        for wrong in ('a'..='e').filter(|letter| *letter != key) {
            let said = said(wrong, check);
            for word in words {
                assert!(!said.contains(word), "({wrong}) is told “{word}”:\n{said}");
            }
            let told = [format!("({key})"), format!("“{key}”"), format!("'{key}'")];
            assert!(
                !told.iter().any(|told| said.contains(told)),
                "({wrong}) is told ({key}):\n{said}"
            );
        }
    }
}

#[test]
fn letters_in_a_row_are_not_told_either() {
    for (said, key) in [(
        order(|| ['d', 'b', 'c', 'e', 'a']),
        ["d, b, e", "(e)", "'e'", "after cross_entropy", "e, c"],
    )] {
        assert_ne!(said.status, Status::Full);
        for row in &said.rows {
            assert_eq!(row.expected, "not shown");
        }
        for told in key {
            assert!(!said.reason.contains(told), "{told}: {}", said.reason);
        }
    }
}

#[test]
fn a_letter_outside_of_the_choice_is_only_not_right() {
    let text = said('x', || difference(|_, _, _| todo!(), letter));
    assert!(text.contains("x is not right"), "{text}");
}
