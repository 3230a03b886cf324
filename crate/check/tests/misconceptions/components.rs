//! Lab 2.

use check::components::{drop, stop};

use super::leaves;

#[test]
fn an_end_after_rises_in_a_row() {
    leaves(1.0, "each loss is compared with the one before", || {
        stop(|losses, patience| {
            let lowest =
                |until: usize| (0..=until).fold(0, |best, i| if losses[i] < losses[best] { i } else { best });
            let mut rises = 0;
            for epoch in 1..losses.len() {
                rises = if losses[epoch] < losses[epoch - 1] {
                    0
                } else {
                    rises + 1
                };
                if rises == patience {
                    return (epoch, lowest(epoch));
                }
            }
            (losses.len() - 1, lowest(losses.len() - 1))
        })
    });
}

#[test]
fn a_layer_that_was_handed_back() {
    leaves(0.0, "was expected", || drop(|h, _, _| h.clone()));
}
