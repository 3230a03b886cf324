//! Letters that count together: a wrong try says nothing of the key.

use check::step_by_step::bugs;

/// Two right letters of three earn as little as none, and nothing is said that tells them apart.
#[test]
fn letters_that_count_together_are_told_nothing_apart() {
    let key = ['b', 'f', 'e'];
    for wrong in [['b', 'f', 'a'], ['b', 'a', 'e'], ['a', 'f', 'e'], ['a', 'c', 'd']] {
        let verdict = answered(wrong);
        let letters: String = wrong.iter().collect();
        assert_eq!(verdict.points.to_bits(), 0_f64.to_bits(), "{verdict}");
        assert!(
            verdict.reason.ends_with(&format!("{letters} is not right")),
            "{verdict}"
        );
        assert!(verdict.misconceptions.is_empty(), "{verdict}");
        let told = format!("{verdict}{}", verdict.to_html());
        assert!(!told.contains("bfe"), "{told}");
    }
    assert_eq!(answered(key).points.to_bits(), 1_f64.to_bits());
}

/// A check takes a plain function, which cannot hold the letters.
fn answered(letters: [char; 3]) -> check::Verdict {
    thread_local! {
        static LETTERS: std::cell::Cell<[char; 3]> = const { std::cell::Cell::new(['a'; 3]) };
    }
    LETTERS.set(letters);
    bugs(|_| -1.0, || LETTERS.get())
}
