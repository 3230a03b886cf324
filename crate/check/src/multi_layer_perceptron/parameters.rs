//! Question 4.1: what a number of parameters buys.

use crate::{Verdict, draw::Draw, part::Part};

/// A network with hidden layers that are all as wide, and how many parameters it may have.
#[derive(Clone, Copy)]
struct Plan {
    inputs: usize,
    hidden_layers: usize,
    classes: usize,
    budget: usize,
}

impl Plan {
    /// Weights and biases with hidden layers of this width.
    fn parameters(self, width: usize) -> usize {
        self.weights(width) + self.hidden_layers * width + self.classes
    }

    fn weights(self, width: usize) -> usize {
        self.inputs * width + (self.hidden_layers - 1) * width * width + width * self.classes
    }

    /// The largest width with which `count` keeps to the budget.
    fn widest(self, count: impl Fn(Self, usize) -> usize) -> usize {
        (1..=self.budget)
            .take_while(|width| count(self, *width) <= self.budget)
            .last()
            .unwrap_or(0)
    }
}

/// `widest(inputs, hidden_layers, classes, budget)` gives the largest width of all hidden layers with which a network has no
/// more than `budget` weights and biases.
pub fn parameters(widest: fn(usize, usize, usize, usize) -> usize) -> Verdict {
    let mut draw = Draw::new(41);
    let mut plans = vec![
        Plan {
            inputs: 784,
            hidden_layers: 1,
            classes: 10,
            budget: 7850,
        },
        // One parameter short of a single unit.
        Plan {
            inputs: 20,
            hidden_layers: 2,
            classes: 5,
            budget: 21 + 2 + 2 * 5 - 1,
        },
        // Just enough for a single unit in each of three layers.
        Plan {
            inputs: 12,
            hidden_layers: 3,
            classes: 4,
            budget: 13 + 2 + 2 + 2 * 4,
        },
    ];
    for (hidden_layers, short) in [(1, 1), (2, 0), (2, 1), (3, 1), (1, 0)] {
        let mut plan = Plan {
            inputs: draw.index(20..300),
            hidden_layers,
            classes: draw.index(3..12),
            budget: 0,
        };
        // Exactly what a width needs, or one less than that: every parameter that is forgotten shows.
        plan.budget = plan.parameters(draw.index(5..40)) - short;
        plans.push(plan);
    }
    // Few inputs, so that the hidden units' biases are worth some width: with exactly as many parameters as a width needs,
    // and as its weights alone need.
    for is_whole in [true, false] {
        let mut plan = Plan {
            inputs: draw.index(5..9),
            hidden_layers: 1,
            classes: draw.index(3..6),
            budget: 0,
        };
        let width = draw.index(40..60);
        plan.budget = if is_whole {
            plan.parameters(width)
        } else {
            plan.weights(width)
        };
        plans.push(plan);
    }
    let cases = plans
        .into_iter()
        .map(|plan| {
            let label = format!(
                "{} inputs, {} hidden, {} classes, {} parameters",
                plan.inputs, plan.hidden_layers, plan.classes, plan.budget
            );
            (label, plan)
        })
        .collect();
    Verdict::new(
        "What a budget buys",
        [Part::new("widest", 2.0, cases)
            .mistake(
                "the biases of the output layer are left out",
                "each class has a bias beside its weights, as each hidden unit has",
                |plan| plan.widest(|plan, width| plan.parameters(width) - plan.classes),
            )
            .mistake(
                "the biases are left out",
                "each unit has one bias beside its weights, those of the output layer too",
                |plan: &Plan| plan.widest(Plan::weights),
            )
            .mistake(
                "only the output layer has biases",
                "each hidden unit has a bias too",
                |plan| plan.widest(|plan, width| plan.weights(width) + plan.classes),
            )
            .mistake(
                "the layers between the first and the last are left out",
                "hidden layers are joined with each other as well: width · width weights and width biases each",
                |plan| {
                    let shallow = Plan {
                        hidden_layers: 1,
                        ..*plan
                    };
                    shallow.widest(Plan::parameters)
                },
            )
            .mistake(
                "this is the first width that is too much",
                "asked for is the largest width that keeps to the budget, one less than the first that does not",
                |plan| plan.widest(Plan::parameters) + 1,
            )
            .mistake(
                "the budget itself is taken for too much",
                "a network with exactly `budget` parameters keeps to it",
                |plan| plan.widest(|plan, width| plan.parameters(width) + 1),
            )
            .grade(
                |plan| plan.widest(Plan::parameters),
                |plan| widest(plan.inputs, plan.hidden_layers, plan.classes, plan.budget),
            )],
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lectures_network_is_counted_as_in_the_notebook() {
        let plan = Plan {
            inputs: 784,
            hidden_layers: 1,
            classes: 10,
            budget: 203_530,
        };
        assert_eq!(plan.parameters(256), 203_530);
        assert_eq!(plan.widest(Plan::parameters), 256);
    }
}
