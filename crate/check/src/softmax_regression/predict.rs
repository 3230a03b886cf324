//! Question 2.5: losses that need no computer.

use crate::{Verdict, draw::Draw, part::Part, verdict::Graded};

/// `loss_of_guessing(counts)` is the lowest loss of a model that looks at no pixel; `loss_of_confidence(confidence, accuracy,
/// classes)` that of one that is always equally sure.
pub fn predict(
    loss_of_guessing: fn(&[usize]) -> f64,
    loss_of_confidence: fn(f64, f64, usize) -> f64,
) -> Verdict {
    Verdict::new(
        "Predict the loss",
        [guessing(loss_of_guessing), confidence(loss_of_confidence)],
    )
}

fn guessing(loss_of_guessing: fn(&[usize]) -> f64) -> Graded {
    let mut draw = Draw::new(25);
    let mut cases = vec![vec![6000; 10], vec![90, 10], vec![1, 3], vec![50, 0, 150]];
    cases.push((0..4).map(|_| draw.index(5..200)).collect());
    cases.push(vec![draw.index(100..900), 1, draw.index(20..80)]);
    let cases = cases
        .into_iter()
        .map(|counts| (format!("{counts:?} samples of each class"), counts))
        .collect();
    Part::new("loss_of_guessing", 2.0, cases)
        .mistake(
            "all classes are taken for equally frequent",
            "whoever knows the counts says 0.9 for a class that has 90 of 100: the loss is below ln K",
            |counts: &Vec<usize>| (counts.len() as f64).ln(),
        )
        .mistake(
            "the largest class is said with certainty",
            "to be certain and wrong costs an infinite loss: say each class as often as it is there",
            |counts| {
                let most = shares(counts).fold(0.0, f64::max);
                -most.ln()
            },
        )
        .mistake(
            "a class without samples makes NaN",
            "0 · ln 0 counts as 0: a class that never comes costs nothing",
            |counts| -shares(counts).map(|p| p * p.ln()).sum::<f64>(),
        )
        .mistake(
            "the losses of the classes are averaged alike",
            "a class's loss −ln p comes as often as its samples do: weigh it with p",
            |counts| {
                let there = shares(counts).filter(|p| *p > 0.0);
                let (sum, n) = there.fold((0.0, 0.0), |(sum, n), p| (sum - p.ln(), n + 1.0));
                sum / n
            },
        )
        .mistake(
            "the logarithm has base 2",
            "log in the lecture is the natural logarithm, f64::ln",
            |counts| entropy(counts) / std::f64::consts::LN_2,
        )
        .mistake(
            "the sign is wrong",
            "ln of a probability is negative, and the loss is minus that",
            |counts| -entropy(counts),
        )
        .grade(|counts| entropy(counts), |counts| loss_of_guessing(counts))
}

fn confidence(loss_of_confidence: fn(f64, f64, usize) -> f64) -> Graded {
    let mut draw = Draw::new(125);
    // Also less than half sure, and less than half right.
    let mut cases = vec![(0.9, 0.9, 10), (0.4, 0.3, 10), (0.6, 1.0, 2)];
    cases.push((draw.number(0.5..0.99), draw.number(0.1..0.9), draw.index(3..9)));
    cases.push((draw.number(0.5..0.99), draw.number(0.1..0.9), 2));
    let cases = cases
        .into_iter()
        .map(|case| {
            (
                format!("{:.2} sure, right in {:.2}, {} classes", case.0, case.1, case.2),
                case,
            )
        })
        .collect();
    Part::new("loss_of_confidence", 1.0, cases)
        .mistake(
            "wrong answers cost nothing",
            "a wrong answer costs −ln of what is left for the right class, which is a lot",
            |&(c, a, _): &(f64, f64, usize)| -a * c.ln(),
        )
        .mistake(
            "what is left is not shared",
            "1 − c is left for all other classes together; each of them has a (K − 1)-th of it",
            |&(c, a, _)| -a * c.ln() - (1.0 - a) * (1.0 - c).ln(),
        )
        .mistake(
            "what is left is shared by all classes",
            "the chosen class has its own probability: the rest is shared by the K − 1 others",
            |&(c, a, k)| -a * c.ln() - (1.0 - a) * ((1.0 - c) / k as f64).ln(),
        )
        .mistake(
            "the accuracy is not looked at",
            "−ln c is the loss of a right answer; wrong answers cost more",
            |&(c, _, _)| -c.ln(),
        )
        .mistake(
            "right and wrong are exchanged",
            "a is the share of right answers, in which the right class has the probability c",
            |&(c, a, k)| sure(c, 1.0 - a, k),
        )
        .grade(
            |&(c, a, k)| sure(c, a, k),
            |&(c, a, k)| loss_of_confidence(c, a, k),
        )
}

fn sure(c: f64, a: f64, k: usize) -> f64 {
    -a * c.ln() - (1.0 - a) * ((1.0 - c) / (k - 1) as f64).ln()
}

fn shares(counts: &[usize]) -> impl Iterator<Item = f64> + '_ {
    let total: usize = counts.iter().sum();
    counts.iter().map(move |&count| count as f64 / total as f64)
}

fn entropy(counts: &[usize]) -> f64 {
    let there = shares(counts).filter(|p| *p > 0.0);
    -there.map(|p| p * p.ln()).sum::<f64>()
}
