//! Question 4.1: counting what is learned.

use crate::{Verdict, draw::Draw, part::Part};

/// `parameters(sizes)` counts the weights and biases of a network such as `[784, 256, 10]`.
pub fn parameters(parameters: fn(&[usize]) -> usize) -> Verdict {
    let mut draw = Draw::new(41);
    let mut nets = vec![vec![784, 256, 10], vec![784, 10], vec![784, 256, 128, 10]];
    for layers in 2..5 {
        nets.push((0..=layers).map(|_| draw.index(2..50)).collect());
    }
    let cases = nets
        .into_iter()
        .map(|sizes| (format!("{sizes:?}"), sizes))
        .collect();
    let weights = |sizes: &[usize]| sizes.windows(2).map(|pair| pair[0] * pair[1]).sum::<usize>();
    let biases = |sizes: &[usize]| sizes[1..].iter().sum::<usize>();
    Verdict::new(
        "Counting parameters",
        [Part::new("parameters", 3.0, cases)
            .mistake(
                "the biases are left out",
                "each unit has one bias beside its weights: 784-256-10 has 266 of them",
                move |sizes: &Vec<usize>| weights(sizes),
            )
            .mistake(
                "one bias a layer",
                "a layer has a bias for each of its units, not one for all",
                move |sizes| weights(sizes) + sizes.len() - 1,
            )
            .mistake(
                "one bias for the whole network",
                "each unit has a bias of its own: 784-256-10 has 266 of them",
                move |sizes| weights(sizes) + 1,
            )
            .mistake(
                "the input is counted as a layer",
                "the inputs are given, not learned: they have no biases",
                move |sizes| weights(sizes) + biases(sizes) + sizes[0],
            )
            .mistake(
                "only the output layer has biases",
                "hidden units have biases too",
                move |sizes| weights(sizes) + sizes[sizes.len() - 1],
            )
            .grade(
                move |sizes| weights(sizes) + biases(sizes),
                |sizes| parameters(sizes),
            )],
    )
}
