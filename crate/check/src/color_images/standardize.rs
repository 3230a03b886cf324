//! Question 7.2: a mean and a standard deviation a channel.

use ndarray::{Array4, Axis};

use crate::{Verdict, draw::Draw, part::Part};

/// Images to learn from and images to treat, (N, C, H, W).
type Case = (Array4<u8>, Array4<u8>);

/// `standardize(learn, images)` gives (p − μ)/σ with the μ and σ of the pixel's channel in `learn`; 0 where σ is 0.
pub fn standardize(standardize: fn(&Array4<u8>, &Array4<u8>) -> Array4<f64>) -> Verdict {
    let mut draw = Draw::new(72);
    let mut images = |n: usize, (channels, height, width): (usize, usize, usize), lift: bool| {
        let low: Vec<usize> = (0..channels)
            .map(|c| 30 * c + if lift { 40 } else { 0 })
            .collect();
        Array4::from_shape_fn((n, channels, height, width), |(_, c, _, _)| {
            (low[c] + draw.index(0..40 + 20 * c)) as u8
        })
    };
    let mut cases: Vec<(String, Case)> = [(4, 2, (3, 2, 4)), (3, 1, (3, 4, 2)), (5, 3, (2, 3, 3))]
        .map(|(learn, treated, size)| {
            (
                format!("{learn} images to learn from, {treated} to treat, each {size:?}"),
                (images(learn, size, false), images(treated, size, true)),
            )
        })
        .to_vec();
    let mut dark = images(3, (3, 2, 3), false);
    dark.index_axis_mut(Axis(1), 1).fill(77);
    // A channel that hardly changes: its σ is below 1.
    dark.index_axis_mut(Axis(1), 2).fill(100);
    dark[[0, 2, 0, 0]] = 101;
    cases.push((
        "a channel that is 77 in all images to learn from".to_owned(),
        (dark, images(2, (3, 2, 3), true)),
    ));
    Verdict::new(
        "A scale a channel",
        [Part::new("standardize", 3.0, cases)
            // First what goes wrong in few cases: it could look like one of the others there.
            .mistake(
                "σ = 0 is divided by",
                "a channel that never changes says nothing: the question takes 0 for it",
                |(learn, images): &Case| {
                    treat(learn, images, Axis(1), 0.0, |p, mean, sigma| (p - mean) / sigma)
                },
            )
            .mistake(
                "all channels share one μ and one σ",
                "each channel has a brightness and a contrast of its own",
                |(learn, images)| {
                    let (mean, sigma) = moments(learn.iter(), 0.0);
                    images.mapv(|p| {
                        if sigma > 0.0 {
                            (f64::from(p) - mean) / sigma
                        } else {
                            0.0
                        }
                    })
                },
            )
            .mistake(
                "the images to treat have a say in μ and σ",
                "both are learned from `learn` alone, and used for whatever comes later",
                |(_, images)| treat(images, images, Axis(1), 0.0, scaled),
            )
            .mistake(
                "the last axis is taken for the channels",
                "these images are (N, C, H, W): the channel is axis 1",
                |(learn, images)| treat(learn, images, Axis(3), 0.0, scaled),
            )
            .mistake(
                "the variance is divided by n − 1",
                "σ is the root of the plain mean of squares: std(0.0)",
                |(learn, images)| treat(learn, images, Axis(1), 1.0, scaled),
            )
            .mistake(
                "the spread is left as it is",
                "after the mean is taken out, each number is divided by its channel's σ",
                |(learn, images)| {
                    treat(learn, images, Axis(1), 0.0, |p, mean, sigma| {
                        if sigma > 0.0 { p - mean } else { 0.0 }
                    })
                },
            )
            .mistake(
                "the variance is used as the standard deviation",
                "σ is the root of the variance",
                |(learn, images)| {
                    treat(learn, images, Axis(1), 0.0, |p, mean, sigma| {
                        scaled(p, mean, sigma * sigma)
                    })
                },
            )
            .grade(
                |(learn, images)| treat(learn, images, Axis(1), 0.0, scaled),
                |(learn, images)| standardize(learn, images),
            )],
    )
}

fn scaled(p: f64, mean: f64, sigma: f64) -> f64 {
    if sigma > 0.0 { (p - mean) / sigma } else { 0.0 }
}

/// The mean and the standard deviation over n, or over n less some.
fn moments<'a>(pixels: impl Iterator<Item = &'a u8> + Clone, less: f64) -> (f64, f64) {
    let n = pixels.clone().count() as f64;
    let mean = pixels.clone().map(|p| f64::from(*p)).sum::<f64>() / n;
    let squares: f64 = pixels.map(|p| (f64::from(*p) - mean).powi(2)).sum();
    (mean, (squares / (n - less)).sqrt())
}

/// Treats what lies along an axis with what was learned there.
fn treat(
    learn: &Array4<u8>,
    images: &Array4<u8>,
    axis: Axis,
    less: f64,
    scale: impl Fn(f64, f64, f64) -> f64,
) -> Array4<f64> {
    let mut treated = images.mapv(f64::from);
    for (mut part, known) in treated.axis_iter_mut(axis).zip(learn.axis_iter(axis)) {
        let (mean, sigma) = moments(known.iter(), less);
        part.mapv_inplace(|p| scale(p, mean, sigma));
    }
    treated
}
