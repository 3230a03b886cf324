//! Proof over all questions that an answer which gives the same whatever it is given earns nothing.

use std::cell::RefCell;

use super::{Answer, Outcome, Part, Row, guard, matches_right};
use crate::{best_rates, color_images, components, image_data, multi_layer_perceptron, normalization};
use crate::{softmax_regression, step_by_step, training_strategy, with_seed};

/// What anybody can write who knows nothing of a question.
const BLANKS: [f64; 4] = [0.0, 1.0, -1.0, f64::NAN];

thread_local! {
    /// How many parts were looked at, and which constants earn something in them.
    static FOUND: RefCell<(usize, Vec<String>)> = const { RefCell::new((0, Vec::new())) };
}

impl<I: 'static> Part<I> {
    /// Looks which constants would earn something: every result that is right or a mistake's in some case, and blank ones.
    /// A part without any input asks for a constant; there the blank ones alone are nobody's answer.
    pub(super) fn look_for_constants(&self, right: &[Answer]) {
        let is_asked = right.iter().all(|one| one.agrees(&right[0]));
        let blanks = BLANKS.iter().map(|blank| vec![*blank; right.len()]);
        let mut tries: Vec<Vec<Answer>> = blanks
            .map(|values| {
                right
                    .iter()
                    .zip(values)
                    .map(|(right, value)| filled(right, value))
                    .collect()
            })
            .collect();
        if !is_asked {
            let mistaken = |case: &I| {
                let all = self.mistakes.iter();
                all.filter_map(|mistake| guard(|| (mistake.gives)(case)).ok())
                    .collect::<Vec<_>>()
            };
            let known = self.cases.iter().flat_map(|(_, case)| mistaken(case));
            let constants = known.chain(right.iter().cloned());
            tries.extend(constants.map(|one| vec![one; right.len()]));
        }
        for tried in tries {
            let is_right = tried.iter().zip(right).all(|(tried, right)| tried.agrees(right));
            let shown = tried[0].to_string();
            let got: Vec<Outcome> = tried.into_iter().map(Ok).collect();
            let rows: Vec<Row> = self
                .cases
                .iter()
                .zip(got.iter().zip(right))
                .map(|((label, _), (got, right))| Row {
                    case: label.clone(),
                    expected: right.to_string(),
                    got: shown.clone(),
                    right: matches_right(got, right),
                })
                .collect();
            let (_, credit, reason, _) = self.judge(right, &got, &rows);
            if credit > 0.0 && !(is_right && is_asked) {
                let line = format!("{}: {shown} earns {credit} of it: {reason}", self.name);
                FOUND.with_borrow_mut(|(_, found)| found.push(line));
            }
        }
        FOUND.with_borrow_mut(|(parts, _)| *parts += 1);
    }
}

/// An answer of this shape that is made of one number.
fn filled(like: &Answer, value: f64) -> Answer {
    match like {
        Answer::Number(_) => Answer::Number(value),
        Answer::Text(text) => Answer::Text(text.chars().map(|_| '?').collect()),
        Answer::Array(shape, values) => Answer::Array(shape.clone(), vec![value; values.len()]),
        Answer::Several(all) => Answer::Several(all.iter().map(|one| filled(one, value)).collect()),
    }
}

/// What a stub does; who answers nothing has every part looked at all the same.
fn none<T>() -> T {
    panic!("not yet implemented")
}

#[test]
fn no_question_gives_anything_for_a_constant() {
    let ask_all = || {
        let _ = [
            image_data::pixel(|_, _, _, _| none(), |_| none()),
            image_data::channels(|_| none(), |_| none(), |_, _| none()),
            image_data::idx_header(|_| none()),
            image_data::batches(|_, _| none()),
            image_data::batch_size(|_, _| none()),
            image_data::flatten(|_, _| none(), |_, _, _, _| none()),
            softmax_regression::softmax(|_, _| none()),
            softmax_regression::cross_entropy(|_, _| none()),
            softmax_regression::jacobian(|_| none()),
            softmax_regression::gradients(|_, _, _, _| none()),
            softmax_regression::predict(|_| none(), |_, _, _| none()),
            normalization::z_score(|_, _| none()),
            normalization::mean_std(|_, _| none(), |_, _| none(), |_, _| none()),
            normalization::per_image(|_| none()),
            normalization::counter_examples(|_| none(), |_, _| none()),
            normalization::equal_rate(|_, _, _| none(), |_, _, _| none(), |_, _, _| none()),
            best_rates::paired(|_, _, _| none()),
            best_rates::fold(|_, _, _, _| none()),
            multi_layer_perceptron::parameters(|_, _, _, _| none()),
            multi_layer_perceptron::tent(|_, _| none()),
            multi_layer_perceptron::forward(|_, _| none()),
            multi_layer_perceptron::backward(|_, _, _, _, _, _| none()),
            multi_layer_perceptron::dead_units(|_| none(), |_, _| none()),
            step_by_step::order(|_| none()),
            step_by_step::train_epoch(|_, _, _, _, _| none()),
            step_by_step::accuracy(|_, _| none()),
            step_by_step::confusion(|_, _, _| none(), |_| none()),
            step_by_step::bugs(|_| none(), none),
            training_strategy::split(|_, _, _| none()),
            training_strategy::initial_scale(|_| none(), |_, _| none()),
            training_strategy::choose(|_, _, _| none()),
            training_strategy::precision_recall(|_, _| none()),
            training_strategy::difference(|_, _| none(), |_| none()),
            components::drop(|_, _, _| none()),
            components::stop(|_, _| none()),
            color_images::record(|_, _, _| none()),
            color_images::standardize(|_, _| none()),
            color_images::reorder(|_, _, _, _| none()),
        ];
    };
    let seeds = 30;
    for seed in 0..seeds {
        with_seed(seed, ask_all);
    }
    let (parts, mut found) = FOUND.take();
    assert!(parts >= 30 * seeds as usize, "{parts} parts");
    found.sort();
    found.dedup();
    assert!(
        found.is_empty(),
        "{} constants:\n{}",
        found.len(),
        found.join("\n")
    );
}
