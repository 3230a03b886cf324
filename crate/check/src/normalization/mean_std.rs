//! Question 3.2: the lecture's forms as `Normalize(mean, std)` after /255.

use crate::{Verdict, draw::Draw, part::Part};

type MeanStd = (f64, f64);

/// The (mean, std) that give \[0, 1\], \[−1, 1\], and the z-score whose μ and σ are known on 0..255.
pub fn mean_std(
    unit_range: fn() -> MeanStd,
    symmetric: fn() -> MeanStd,
    z_score_after_255: fn(f64, f64) -> MeanStd,
) -> Verdict {
    let mut draw = Draw::new(32);
    let statistics = [
        (72.9404, 90.0212),
        (draw.number(40.0..120.0), draw.number(30.0..90.0)),
    ]
    .map(|case| (format!("μ = {:.4}, σ = {:.4} on 0..255", case.0, case.1), case))
    .to_vec();
    let once = |label: &str| vec![(label.to_owned(), ())];
    Verdict::new(
        "Every form as mean and std",
        [
            Part::new("unit_range", 1.0, once("Image/255 → [0, 1]"))
                .secret()
                .mistake(
                    "/255 is done twice",
                    "the image was divided by 255 before Normalize sees it: what is left to do?",
                    |()| (0.0, 255.0),
                )
                .grade(|()| (0.0, 1.0), |()| unit_range()),
            Part::new("symmetric", 1.0, once("Image/127.5 − 1 → [−1, 1]"))
                .secret()
                .mistake(
                    "127.5 is used after /255",
                    "μ and σ belong to a scale: after /255 white is 1, not 255",
                    |()| (127.5, 127.5),
                )
                .mistake(
                    "std is the whole range instead of half of it",
                    "try it with white: (1 − mean)/std must be 1",
                    |()| (0.5, 1.0),
                )
                .grade(|()| (0.5, 0.5), |()| symmetric()),
            Part::new("z_score_after_255", 1.0, statistics)
                .mistake(
                    "statistics of 0..255 are applied after /255",
                    "after /255 every pixel is 255 times smaller, and so are μ and σ",
                    |&(mu, sigma)| (mu, sigma),
                )
                .mistake(
                    "1/σ is given for σ",
                    "Normalize divides by std: give σ itself, not its inverse",
                    |&(mu, sigma)| (mu / 255.0, 255.0 / sigma),
                )
                .mistake(
                    "1/σ is given for σ",
                    "Normalize divides by std: give σ itself, not its inverse",
                    |&(mu, sigma)| (mu / 255.0, 1.0 / sigma),
                )
                .grade(
                    |&(mu, sigma)| (mu / 255.0, sigma / 255.0),
                    |&(mu, sigma)| z_score_after_255(mu, sigma),
                ),
        ],
    )
}
