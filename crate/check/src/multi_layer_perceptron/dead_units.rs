//! Question 4.5: units that no longer learn.

use ndarray::{Array2, ArrayView1, Axis};

use crate::{Verdict, draw::Draw, part::Part};

/// The weights and the bias of a hidden unit.
type Unit = (Vec<f64>, f64);

/// `dead(h)` gives the hidden units (columns of h before ReLU) that are dead on every sample; `wake(w, b)` an image with pixels
/// from 0 to 1 on which the unit is on, if there is one.
pub fn dead_units(
    dead: fn(&Array2<f64>) -> Vec<usize>,
    wake: fn(&[f64], f64) -> Option<Vec<f64>>,
) -> Verdict {
    let mut draw = Draw::new(45);
    let lecture = ndarray::arr2(&[[1.373, -1.696], [4.708, -5.951], [5.731, -7.281]]);
    let mut cases = vec![("the lecture's h".to_owned(), lecture)];
    for (n, units) in [(4, 6), (5, 8)] {
        let mut h = draw.matrix(n, units, 3.0);
        let order = draw.permutation(units);
        // One unit all negative, one with a single 0 among negatives, one negative on the mean but alive, one alive.
        h.column_mut(order[0]).mapv_inplace(|h| -h.abs() - 0.1);
        h.column_mut(order[1]).mapv_inplace(|h| -h.abs() - 0.1);
        h[[0, order[1]]] = 0.0;
        h.column_mut(order[2]).mapv_inplace(|h| -h.abs() - 1.0);
        h[[1, order[2]]] = 0.5;
        h.column_mut(order[3]).mapv_inplace(|h| h.abs() + 0.1);
        cases.push((format!("{n} samples, {units} units"), h));
    }
    let mut single = draw.matrix(1, 4, 3.0).mapv(|h| h.abs() + 0.1);
    single[[0, draw.index(0..4)]] *= -1.0;
    cases.push(("a single sample, 4 units".to_owned(), single));
    // The first and the last of four.
    let mut ends = draw.matrix(3, 4, 3.0).mapv(|h| h.abs() + 0.1);
    for unit in [0, 3] {
        ends.column_mut(unit).mapv_inplace(|h| -h);
    }
    cases.push(("3 samples, 4 units".to_owned(), ends));
    let mut alive = draw.matrix(4, 3, 3.0).mapv(|h| -h.abs() - 0.1);
    alive.row_mut(draw.index(0..4)).fill(0.2);
    cases.push(("3 units, each of which is on once".to_owned(), alive));
    Verdict::new(
        "Dead units",
        [
            Part::new("dead", 2.0, cases)
                .any_length()
                .mistake(
                    "a unit is called dead that is off on some sample",
                    "being off for some samples is what ReLU is for; a dead unit is off for all of them",
                    |h| units(h, |column| column.iter().any(|h| *h <= 0.0)),
                )
                .mistake(
                    "a unit is judged by its mean",
                    "one sample with h > 0 is enough to learn from, whatever the mean",
                    |h| units(h, |column| column.sum() <= 0.0),
                )
                .mistake(
                    "h = 0 is taken for alive",
                    "at h = 0 ReLU gives 0 and its derivative is 0: the unit gives and learns nothing there",
                    |h| units(h, |column| column.iter().all(|h| *h < 0.0)),
                )
                .mistake(
                    "the living units are listed",
                    "asked for are the units whose h is 0 or less for every sample",
                    |h| units(h, |column| column.iter().any(|h| *h > 0.0)),
                )
                .grade(|h| units(h, |column| column.iter().all(|h| *h <= 0.0)), dead),
            Part::new("wake", 2.0, units_to_wake(&mut draw))
                .mistake(
                    "an image with h = 0 is taken for one that wakes",
                    "at h = 0 ReLU gives 0 and its slope is 0: the unit is not on there",
                    |unit| {
                        let image = lit(unit, |w| w > 0.0);
                        woken(unit, (h(unit, &image) >= 0.0).then_some(image))
                    },
                )
                .mistake(
                    "a white image is taken for the one that wakes most",
                    "pixels with a negative weight pull h down: which value of such a pixel costs least?",
                    |unit: &Unit| woken(unit, of_image(unit, vec![1.0; unit.0.len()])),
                )
                .mistake(
                    "the pixels with negative weights are lit",
                    "h = b + Σ wᵢxᵢ is to be large: which pixels push it up?",
                    |unit| woken(unit, of_image(unit, lit(unit, |w| w < 0.0))),
                )
                // To give None whatever the unit comes to the same.
                .without_credit()
                .mistake(
                    "the bias is left out",
                    "the unit is on where w·x + b > 0, not where w·x is",
                    |(w, b)| {
                        let image = lit(&(w.clone(), *b), |w| w > 0.0);
                        let found = (h(&(w.clone(), 0.0), &image) > 0.0).then_some(image);
                        woken(&(w.clone(), *b), found)
                    },
                )
                .grade(
                    |unit| woken(unit, of_image(unit, lit(unit, |w| w > 0.0))),
                    |unit| woken(unit, wake(&unit.0, unit.1)),
                ),
        ],
    )
}

fn units(h: &Array2<f64>, dead: fn(&ArrayView1<f64>) -> bool) -> Vec<usize> {
    h.axis_iter(Axis(1))
        .enumerate()
        .filter(|(_, column)| dead(column))
        .map(|(unit, _)| unit)
        .collect()
}

/// Units that some image wakes, and units that none does; what is drawn is how strong they are.
fn units_to_wake(draw: &mut Draw) -> Vec<(String, Unit)> {
    let mut strong = |weights: &[f64]| -> (Vec<f64>, f64) {
        let by = draw.number(0.8..1.2);
        (weights.iter().map(|w| w * by).collect(), by)
    };
    let mut cases = Vec::new();
    let mut add = |label: &str, (w, by): (Vec<f64>, f64), b: f64| {
        cases.push((format!("{} pixels, {label}", w.len()), (w, b * by)));
    };
    add("a bias below 0", strong(&[0.6, -0.9]), -0.3);
    add("mostly positive weights", strong(&[0.9, -0.2, 0.1]), -0.4);
    add("mostly negative weights", strong(&[-0.8, -0.5, 0.7, -0.3]), -0.4);
    add("weights too weak for their bias", strong(&[0.3, -0.9, 0.2]), -0.7);
    add("a bias above 0", strong(&[-0.5, -0.6, -0.7]), 0.2);
    add("many weights", strong(&[0.4, -0.7, 0.5, -0.2, 0.6]), -1.2);
    // Halves and quarters add up exactly: the brightest image leads to h = 0.
    cases.push((
        "4 pixels, weights that only make up for the bias".to_owned(),
        (vec![0.5, -1.0, 0.25, -0.25], -0.75),
    ));
    cases
}

fn h((w, b): &Unit, image: &[f64]) -> f64 {
    b + w.iter().zip(image).map(|(w, x)| w * x).sum::<f64>()
}

/// The image that is 1 where the weight is such, and 0 elsewhere.
fn lit((w, _): &Unit, is_lit: fn(f64) -> bool) -> Vec<f64> {
    w.iter().map(|&w| f64::from(u8::from(is_lit(w)))).collect()
}

fn of_image(unit: &Unit, image: Vec<f64>) -> Option<Vec<f64>> {
    (h(unit, &image) > 0.0).then_some(image)
}

/// What was found, in words: many images are right.
fn woken(unit: &Unit, found: Option<Vec<f64>>) -> String {
    let Some(image) = found else {
        return "None".to_owned();
    };
    if image.len() != unit.0.len() {
        return format!("{} pixels in place of {}", image.len(), unit.0.len());
    }
    if let Some(pixel) = image.iter().find(|pixel| !(0.0..=1.0).contains(*pixel)) {
        return format!("a pixel of {pixel:.4}, outside of 0 to 1");
    }
    match h(unit, &image) {
        h if h > 0.0 => "an image on which it is on".to_owned(),
        h => format!("an image with h = {h:.6}"),
    }
}
