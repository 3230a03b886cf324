//! Question 3.2: `Normalize(mean, std)` solved for, composed and undone.

use crate::{Verdict, draw::Draw, part::Part, verdict::Graded};

type MeanStd = (f64, f64);

/// `to_range(low, high)` is the (mean, std) that makes black `low` and white `high`; `one_for_two(first, second)` does what the
/// two do one after the other; `undo(mean, std)` takes back what (mean, std) did.
pub fn mean_std(
    to_range: fn(f64, f64) -> MeanStd,
    one_for_two: fn(MeanStd, MeanStd) -> MeanStd,
    undo: fn(f64, f64) -> MeanStd,
) -> Verdict {
    Verdict::new(
        "Normalize, solved and composed",
        [range(to_range), composed(one_for_two), undone(undo)],
    )
}

fn range(to_range: fn(f64, f64) -> MeanStd) -> Graded {
    let mut draw = Draw::new(32);
    let cases = [
        (-3.0, 1.0),
        (2.0, 6.0),
        (draw.number(-5.0..-1.0), draw.number(1.5..4.0)),
    ];
    let cases = cases.map(|case| (format!("black becomes {:.3}, white {:.3}", case.0, case.1), case));
    let right = |low: f64, high: f64| (-low / (high - low), 1.0 / (high - low));
    Part::new("to_range", 1.0, cases.to_vec())
        .mistake(
            "std is the range that comes out",
            "Normalize divides by std: a small std makes a large range. Try it with white, (1 − mean)/std",
            move |&(low, high): &MeanStd| (right(low, high).0, high - low),
        )
        .mistake(
            "pixels from 0 to 255 are meant",
            "the image was divided by 255 before: white is 1",
            move |&(low, high)| {
                let (mean, std) = right(low, high);
                (255.0 * mean, 255.0 * std)
            },
        )
        .mistake(
            "the mean has the wrong sign",
            "(0 − mean)/std is what black becomes: the mean has the other sign than `low`",
            move |&(low, high)| (-right(low, high).0, right(low, high).1),
        )
        .mistake(
            "the mean is not divided by the range",
            "(0 − mean)/std = low gives mean = −low·std, and std is 1/(high − low)",
            move |&(low, high)| (-low, right(low, high).1),
        )
        .grade(
            move |&(low, high)| right(low, high),
            |&(low, high)| to_range(low, high),
        )
}

fn composed(one_for_two: fn(MeanStd, MeanStd) -> MeanStd) -> Graded {
    let mut draw = Draw::new(132);
    let mut pair = || {
        let (first, second) = (draw.number(0.1..0.6), draw.number(-1.0..1.0));
        ((first, draw.number(0.2..0.8)), (second, draw.number(1.5..3.0)))
    };
    let cases = [((0.5, 0.5), (0.25, 2.0)), pair(), pair()];
    let cases = cases.map(|case| {
        let ((m1, s1), (m2, s2)) = case;
        (format!("({m1:.3}, {s1:.3}), then ({m2:.3}, {s2:.3})"), case)
    });
    let right = |(m1, s1): MeanStd, (m2, s2): MeanStd| (m1 + s1 * m2, s1 * s2);
    Part::new("one_for_two", 1.0, cases.to_vec())
        .mistake(
            "the means are added as they are",
            "the second mean is subtracted after the division by the first std: on the first scale it is std₁·mean₂",
            |&((m1, s1), (m2, s2)): &(MeanStd, MeanStd)| (m1 + m2, s1 * s2),
        )
        .mistake(
            "the second comes first",
            "the image meets the first pair first: (x − mean₁)/std₁ is what the second gets",
            move |&(first, second)| right(second, first),
        )
        .mistake(
            "the second mean is divided by the first std",
            "write ((x − mean₁)/std₁ − mean₂)/std₂ as one fraction: std₁·mean₂ joins mean₁",
            |&((m1, s1), (m2, s2))| (m1 + m2 / s1, s1 * s2),
        )
        .mistake(
            "the stds are added",
            "one division after the other: the stds multiply",
            |&((m1, s1), (m2, s2))| (m1 + s1 * m2, s1 + s2),
        )
        .grade(
            move |&(first, second)| right(first, second),
            |&(first, second)| one_for_two(first, second),
        )
}

fn undone(undo: fn(f64, f64) -> MeanStd) -> Graded {
    let mut draw = Draw::new(232);
    let cases = [
        (0.5, 0.25),
        (draw.number(0.1..0.9), draw.number(0.1..0.6)),
        (draw.number(-2.0..-0.5), draw.number(1.5..4.0)),
    ];
    let cases = cases.map(|case| (format!("({:.3}, {:.3}) taken back", case.0, case.1), case));
    Part::new("undo", 1.0, cases.to_vec())
        .mistake(
            "the mean is only turned round",
            "x = std·y + mean is (y − (−mean/std))/(1/std): the mean is divided by std, too",
            |&(mean, std): &MeanStd| (-mean, 1.0 / std),
        )
        .mistake(
            "the mean has the wrong sign",
            "what was subtracted is added again: y + mean/std is y − (−mean/std)",
            |&(mean, std)| (mean / std, 1.0 / std),
        )
        .mistake(
            "the mean is multiplied by std",
            "x = std·y + mean is (y − (−mean/std))/(1/std): the mean is divided by std",
            |&(mean, std)| (-mean * std, 1.0 / std),
        )
        .mistake(
            "std is not turned round",
            "what was divided by is multiplied by: 1/std",
            |&(mean, std)| (-mean / std, std),
        )
        .grade(
            |&(mean, std)| (-mean / std, 1.0 / std),
            |&(mean, std)| undo(mean, std),
        )
}
