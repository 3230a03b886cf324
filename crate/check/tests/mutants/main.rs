//! Proof that the checks look closely: whatever small change is made to a solution, it loses points.
//!
//! For each question every mutant is made that a fixed set of operators (`operators.rs`) finds in the solution of
//! the notebook: a constant one more or less, another operator, a dropped term, an axis, a bound, a letter. Each one must
//! lose points with every seed. What earns everything is either a gap in the check or says the same as the solution in
//! other words; the latter stand with their reasons in `equivalent.toml`. What does not compile counts for nothing.
//!
//! All of them are compiled once, as one program, and each runs in a process of its own, because some never end and some
//! end in a crash.

#![allow(clippy::float_cmp)] // points are sums of halves, which are exact

mod cells;
mod mutate;
mod operators;
mod package;

use std::collections::{BTreeMap, BTreeSet};

use cells::Question;
use package::{Fate, Package};

/// A question's mutants that say the same as its solution, with the reason of each.
type Equivalent = BTreeMap<String, BTreeMap<String, String>>;

/// A mutant that some seed lets through is not caught; a listed one must get through with all of them.
const SEEDS: [u64; 20] = [
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 1_000_003,
];

#[test]
fn every_mutant_of_a_solution_loses_points_or_is_listed_with_a_reason() {
    let listed: Equivalent = toml::from_str(include_str!("equivalent.toml")).expect("a table a question");
    let questions = cells::questions();
    let package = Package::build(&questions);
    let fates = package.try_all(&SEEDS);

    let mut faults = Vec::new();
    let mut named = BTreeSet::new();
    let (mut caught, mut equivalent, mut uncompiled) = (0, 0, 0);
    for (question, fates) in questions.iter().zip(&fates) {
        assert_eq!(
            fates[0],
            Fate::Full { seeds: SEEDS.len() },
            "{}: the solution as it is",
            question.id
        );
        for (mutant, fate) in question.mutants.iter().zip(fates).skip(1) {
            let name = (question.id.as_str(), mutant.name.as_str());
            let excused = listed.get(name.0).is_some_and(|names| names.contains_key(name.1));
            named.insert(name);
            match fate {
                Fate::DoesNotCompile => uncompiled += 1,
                Fate::LosesPoints => caught += 1,
                Fate::Full { .. } => equivalent += 1,
            }
            match (fate, excused) {
                (Fate::Full { seeds }, true) if *seeds == SEEDS.len() => {}
                (Fate::Full { seeds }, _) => faults.push(format!(
                    "{}: {} earns everything with {seeds} of {} seeds:\n    {}",
                    name.0,
                    name.1,
                    SEEDS.len(),
                    mutant.code
                )),
                (_, true) => faults.push(format!(
                    "{}: {} is listed as equivalent and does not earn everything",
                    name.0, name.1
                )),
                (_, false) => {}
            }
        }
    }
    for (question, names) in &listed {
        for name in names.keys() {
            if !named.contains(&(question.as_str(), name.as_str())) {
                faults.push(format!(
                    "{question}: {name} is listed, and there is no such mutant"
                ));
            }
        }
    }
    println!("{caught} mutants lose points, {equivalent} say the same, {uncompiled} do not compile");
    assert!(
        faults.is_empty(),
        "{} faults\n{}",
        faults.len(),
        faults.join("\n")
    );
}

#[test]
fn each_question_with_code_has_mutants() {
    let questions = cells::questions();
    assert_eq!(questions.len(), 39, "42 questions, three of them written");
    for Question { id, mutants, .. } in &questions {
        // A number that was measured is one number.
        let least = if ["gap", "baseline"].contains(&id.as_str()) {
            1
        } else {
            3
        };
        assert!(mutants.len() > least, "{id}: {} mutants", mutants.len());
        let names: BTreeSet<_> = mutants.iter().map(|mutant| &mutant.name).collect();
        assert_eq!(names.len(), mutants.len(), "{id}: two mutants have one name");
    }
}

#[test]
fn a_solution_is_changed_in_every_way_that_the_operators_know() {
    let cell = "fn cut(n: usize, share: f64, rest: f64) -> usize {\n    let _ = rest;\n    \
                if n > 1 { (n as f64 * share).round() as usize } else { s![..n, 0] }\n}";
    let made = mutate::mutants(cell).expect("Rust");
    let names: Vec<&str> = made.iter().map(|mutant| mutant.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "as it is",
            "line 3: `n > 1` negated",
            "line 3: always as if `n > 1`",
            "line 3: never as if `n > 1`",
            "line 3: `>` → `<`",
            "line 3: `>` → `<=`",
            "line 3: `>` → `>=`",
            "line 3: `>` → `==`",
            "line 3: `>` → `!=`",
            "line 3: `1` → `0`",
            "line 3: `1` → `2`",
            "line 3: `.round()` dropped",
            "line 3: `.round` → `.floor`",
            "line 3: `.round` → `.ceil`",
            "line 3: `*` → `+`",
            "line 3: `*` → `-`",
            "line 3: `*` → `/`",
            "line 3: `*` → `%`",
            "line 3: `* share` dropped",
            "line 3: `n as f64 *` dropped",
            "line 3: `share` → `rest`",
            "line 3: `..n` → `..=n`",
            "line 3: `..n` ends one earlier",
            "line 3: `..n` begins one later",
            "line 3: `0` → `1`",
        ]
    );
    assert!(
        made[17].code.contains("((n as f64 % share)) . round ()"),
        "{}",
        made[17].code
    );
}
