//! Question 3.5: one network on any two scales.

use crate::{Verdict, draw::Draw, part::Part, verdict::Graded};

type Case = (f64, f64, f64);
type Rule = fn(f64, f64, f64) -> f64;

/// What does on p/`to` the same as `raw` on p/`from`: `rate` of learning rates, `weight` of initial weights, `decay` of the
/// factor λ of the penalty λ/2·Σw².
pub fn equal_rate(rate: Rule, weight: Rule, decay: Rule) -> Verdict {
    Verdict::new("Equal rates", [rates(rate), weights(weight), decays(decay)])
}

fn cases(stream: u64, unit: f64) -> Vec<(String, Case)> {
    let mut draw = Draw::new(stream);
    let scales = [(1.0, 255.0), (127.5, 255.0), (255.0, 15.0)];
    let mut cases: Vec<Case> = scales
        .map(|(from, to)| (unit * draw.number(0.2..0.9), from, to))
        .to_vec();
    cases.push((unit, draw.number(2.0..50.0), draw.number(60.0..300.0)));
    cases
        .into_iter()
        .map(|case| {
            (
                format!("{:.3e} on p/{:.1}, wanted on p/{:.1}", case.0, case.1, case.2),
                case,
            )
        })
        .collect()
}

fn rates(rate: Rule) -> Graded {
    Part::new("rate", 1.0, cases(35, 0.01))
        .mistake(
            "only one factor",
            "the weights grow by to/from, *and* the gradient shrinks by it: the rate must make up for both",
            |&(raw, from, to): &Case| raw * to / from,
        )
        .mistake(
            "the quotient is upside down",
            "smaller inputs make smaller gradients; the rate must be larger to do the same",
            |&(raw, from, to)| raw * (from / to).powi(2),
        )
        .mistake(
            "the quotient is upside down, and only one factor",
            "smaller inputs make smaller gradients; the rate must be larger to do the same, by the square",
            |&(raw, from, to)| raw * from / to,
        )
        .mistake(
            "the factor is always 255²",
            "65 025 belongs to raw pixels and Image/255; here both scales are given",
            |&(raw, _, _)| raw * 65_025.0,
        )
        .grade(
            |&(raw, from, to)| raw * (to / from).powi(2),
            |&(raw, from, to)| rate(raw, from, to),
        )
}

fn weights(weight: Rule) -> Graded {
    Part::new("weight", 1.0, cases(135, -0.03))
        .mistake(
            "the initial weights are forgotten",
            "w·x must be the same number at the start: where x becomes smaller w must become larger",
            |&(raw, _, _): &Case| raw,
        )
        .without_credit()
        .mistake(
            "the quotient is upside down",
            "p/to is from/to times p/from, so the weight is to/from times as large for the same w·x",
            |&(raw, from, to)| raw * from / to,
        )
        .mistake(
            "the factor is squared",
            "the square belongs to the rate; w·x stays the same with one factor",
            |&(raw, from, to)| raw * (to / from).powi(2),
        )
        .grade(
            |&(raw, from, to)| raw * to / from,
            |&(raw, from, to)| weight(raw, from, to),
        )
}

fn decays(decay: Rule) -> Graded {
    Part::new("decay", 1.0, cases(235, 0.001))
        .mistake(
            "the penalty is forgotten",
            "λ/2·Σw² must be the same number, and the weights are others: λ changes as well",
            |&(raw, _, _): &Case| raw,
        )
        .without_credit()
        .mistake(
            "the quotient is upside down",
            "where weights are larger their squares are, too: λ must be smaller",
            |&(raw, from, to)| raw * (to / from).powi(2),
        )
        .mistake(
            "only one factor",
            "the penalty has the square of the weight: λ makes up for the factor twice",
            |&(raw, from, to)| raw * from / to,
        )
        .grade(
            |&(raw, from, to)| raw * (from / to).powi(2),
            |&(raw, from, to)| decay(raw, from, to),
        )
}
