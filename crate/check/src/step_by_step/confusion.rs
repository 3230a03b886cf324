//! Question 5.4: what a confusion matrix says about classes that could be one.

use ndarray::{Array2, Axis, s};

use crate::{Verdict, draw::Draw, part::Part};

/// A matrix and two of its classes.
type Merge = (Array2<usize>, usize, usize);

/// `merged(matrix, a, b)` is the matrix of the same answers when class b is called a as well; `pair(matrix)` gives the two
/// classes whose merging raises the accuracy most.
pub fn confusion(
    merged: fn(&Array2<usize>, usize, usize) -> Array2<usize>,
    pair: fn(&Array2<usize>) -> (usize, usize),
) -> Verdict {
    let mut draw = Draw::new(54);
    let merges = [(4, 1, 2), (5, 0, 4), (3, 0, 1), (6, 2, 4)]
        .map(|(classes, a, b)| {
            let matrix = Array2::from_shape_fn((classes, classes), |(t, p)| {
                draw.index(1..9) + if t == p { 20 } else { 0 }
            });
            (format!("{classes} classes, {b} merged into {a}"), (matrix, a, b))
        })
        .to_vec();
    // The pair with the most mistakes: neighbors at both ends, two that are far apart, drawn ones, and the only one.
    let mut matrices: Vec<_> = [
        (4, 0, 1, Mistakes::OneWayAbove),
        (5, 3, 4, Mistakes::OneWayBelow),
        (5, 0, 4, Mistakes::BothWays),
        (6, 1, 4, Mistakes::OneWayAbove),
    ]
    .map(|case| {
        (
            format!("{} classes", case.0),
            mistaken_for_each_other(&mut draw, case),
        )
    })
    .to_vec();
    let only = Array2::from_shape_fn((2, 2), |_| draw.index(1..9));
    matrices.push(("2 classes".to_owned(), only));
    Verdict::new(
        "Classes that could be one",
        [
            Part::new("merged", 2.0, merges)
                .mistake(
                    "class b is left out",
                    "its samples are still there, and the answers b as well: both are called a now",
                    |(matrix, _, b): &Merge| without(matrix, *b),
                )
                .mistake(
                    "what a and b are taken for each other is lost",
                    "an a that was called b is right now: all four numbers of the pair go to one place",
                    |(matrix, a, b)| {
                        let mut result = merge(matrix, *a, *b);
                        result[[*a, *a]] -= matrix[[*a, *b]] + matrix[[*b, *a]];
                        result
                    },
                )
                .mistake(
                    "only the samples are merged, not the answers",
                    "whoever answered b has answered a: add up the columns as well as the rows",
                    |(matrix, a, b)| {
                        let mut rows = matrix.clone();
                        let row = rows.row(*b).to_owned();
                        let mut target = rows.row_mut(*a);
                        target += &row;
                        without(&rows, *b)
                    },
                )
                .grade(
                    |(matrix, a, b)| merge(matrix, *a, *b),
                    |(matrix, a, b)| merged(matrix, *a, *b),
                ),
            Part::new("pair", 1.0, matrices)
                .mistake(
                    "mistakes are counted in one direction only",
                    "merging turns both into right answers: a taken for b, and b taken for a",
                    |matrix: &Array2<usize>| most(matrix, |matrix, a, b| matrix[[a, b]].max(matrix[[b, a]])),
                )
                .mistake(
                    "mistakes are counted in one direction only",
                    "merging turns both into right answers: a taken for b, and b taken for a",
                    |matrix| most(matrix, |matrix, a, b| matrix[[a, b]]),
                )
                .mistake(
                    "right answers are counted along",
                    "what is right already stays right: only the mistakes between the two are gained",
                    |matrix| {
                        most(matrix, |matrix, a, b| {
                            matrix[[a, a]] + matrix[[b, b]] + matrix[[a, b]] + matrix[[b, a]]
                        })
                    },
                )
                .grade(|matrix| most(matrix, both_ways), pair),
        ],
    )
}

/// Where the mistakes lie that merging the best pair turns into right answers, and where those of the pair that tempts.
#[derive(Clone, Copy)]
enum Mistakes {
    /// The best is mistaken in both directions alike; the other more often in one, that above or below the diagonal.
    OneWayAbove,
    OneWayBelow,
    /// The best is mistaken in one direction only, the other in both.
    BothWays,
}

/// A matrix in which merging a and b gains most, another pair tempts, and yet another has more right answers.
fn mistaken_for_each_other(
    draw: &mut Draw,
    (classes, a, b, mistakes): (usize, usize, usize, Mistakes),
) -> Array2<usize> {
    let mut matrix = Array2::from_shape_fn((classes, classes), |_| draw.index(0..5));
    for class in 0..classes {
        matrix[[class, class]] = 20 + draw.index(0..20);
    }
    let others: Vec<usize> = (0..classes).filter(|class| *class != a && *class != b).collect();
    let (c, d) = (others[0], others[1]);
    let mut about = |least: usize| least + draw.index(0..5);
    let numbers = match mistakes {
        Mistakes::OneWayAbove => [about(30), about(30), about(45), about(0)],
        Mistakes::OneWayBelow => [about(30), about(30), about(0), about(45)],
        Mistakes::BothWays => [about(75), about(0), about(30), about(30)],
    };
    for (place, number) in [[a, b], [b, a], [c, d], [d, c]].into_iter().zip(numbers) {
        matrix[place] = number;
    }
    matrix[[a, a]] += 120;
    matrix[[c, c]] += 120;
    matrix
}

/// The pair for which `count` is largest.
fn most(matrix: &Array2<usize>, count: fn(&Array2<usize>, usize, usize) -> usize) -> (usize, usize) {
    let classes = matrix.nrows();
    (0..classes)
        .flat_map(|a| (a + 1..classes).map(move |b| (a, b)))
        .max_by_key(|&(a, b)| count(matrix, a, b))
        .unwrap_or((0, 0))
}

fn both_ways(matrix: &Array2<usize>, a: usize, b: usize) -> usize {
    matrix[[a, b]] + matrix[[b, a]]
}

fn merge(matrix: &Array2<usize>, a: usize, b: usize) -> Array2<usize> {
    let mut all = matrix.clone();
    let row = all.row(b).to_owned();
    let mut target = all.row_mut(a);
    target += &row;
    let column = all.column(b).to_owned();
    let mut target = all.column_mut(a);
    target += &column;
    without(&all, b)
}

fn without(matrix: &Array2<usize>, class: usize) -> Array2<usize> {
    let rest: Vec<usize> = (0..matrix.nrows()).filter(|other| *other != class).collect();
    matrix
        .slice(s![.., ..])
        .select(Axis(0), &rest)
        .select(Axis(1), &rest)
}
