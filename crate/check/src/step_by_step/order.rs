//! Question 5.1: which call of a training loop comes too early.

use crate::{Verdict, draw::Draw, part::Part};

/// The calls of a training step in their order: a batch, forward, loss, backward, step.
const CALLS: &str = "xflbs";

/// What is left to build on after a call: 0 nothing, 1 a batch, 2 its logits, 3 their loss, 4 its gradients.
type Stage = usize;

/// Logs with a place where a good stretch may stand before them, and what they show.
const LOGS: [(&str, &str); 12] = [
    ("", "nothing at all"),
    ("xflbs", "a whole step"),
    ("xflxflbs", "a batch that is only measured"),
    ("xflbsflbs", "two steps on one batch"),
    ("xflbs s", "another step on the same gradients"),
    ("xflbs lbs", "a loss of logits from before the step"),
    ("x lbs", "a loss without a forward pass"),
    ("xf bs", "gradients without a loss"),
    ("xfl s", "a step without gradients"),
    ("xflf bs", "a forward pass whose loss is missing"),
    ("xflbl s", "a loss whose gradients are missing"),
    ("xflx bs", "gradients of the batch before"),
];

/// `first_fault(log)` gives the place of the first call for which what it needs is missing or out of date.
pub fn order(first_fault: fn(&str) -> Option<usize>) -> Verdict {
    let mut draw = Draw::new(51);
    let mut cases: Vec<(String, String)> = LOGS
        .iter()
        .map(|(log, shows)| {
            let good = "xflbs".repeat(draw.index(0..3)) + &log.replace(' ', "");
            (format!("“{good}”, {shows}"), good)
        })
        .collect();
    cases.push(("“fxlbs”, a forward pass without a batch".into(), "fxlbs".into()));
    Verdict::new(
        "What comes too early",
        [Part::new("first_fault", 3.0, cases)
            .mistake(
                "a step is thought to leave everything up to date",
                "after a step the weights are others: logits, loss and gradients belong to the old ones",
                |log: &String| told(fault(log, |_, call| call + 1 - usize::from(call == 4))),
            )
            .mistake(
                "a new batch is thought to bring its logits along",
                "with another batch the logits that are there belong to the one before",
                |log| told(fault(log, |stage, call| if call == 0 { stage.max(1) } else { after(call) })),
            )
            .mistake(
                "what was computed before stays good",
                "new logits have no loss yet, and a new loss has no gradients: what hangs on the old ones is out of date",
                |log| {
                    told(fault(log, |stage, call| {
                        if (1..4).contains(&call) { stage.max(call + 1) } else { after(call) }
                    }))
                },
            )
            .mistake(
                "every batch is expected to be trained on",
                "a batch may also be measured only, or used twice: look at what a call needs, not at what came before it",
                |log| told(in_turn(log)),
            )
            .mistake(
                "places are counted from 1",
                "the first call stands at 0",
                |log| told(fault(log, |_, call| after(call)).map(|place| place + 1)),
            )
            .grade(
                |log| told(fault(log, |_, call| after(call))),
                |log| told(first_fault(log)),
            )],
    )
}

/// What there is after a call that had what it needs.
fn after(call: usize) -> Stage {
    if call == 4 { 1 } else { call + 1 }
}

/// The first call for which the stage before it is missing.
fn fault(log: &str, after: impl Fn(Stage, usize) -> Stage) -> Option<usize> {
    let mut stage = 0;
    for (place, letter) in log.chars().enumerate() {
        let call = CALLS.find(letter)?;
        if stage < call {
            return Some(place);
        }
        stage = after(stage, call);
    }
    None
}

/// The first call that is not the next of x f l b s x f l b s …
fn in_turn(log: &str) -> Option<usize> {
    log.chars()
        .zip(CALLS.chars().cycle())
        .position(|(letter, expected)| letter != expected)
}

fn told(place: Option<usize>) -> String {
    place.map_or_else(|| "None".to_owned(), |place| format!("Some({place})"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_with_a_gap_is_at_fault_there() {
        for (log, shows) in LOGS {
            let found = fault(&log.replace(' ', ""), |_, call| after(call));
            assert_eq!(found, log.find(' '), "{shows}");
        }
    }
}
