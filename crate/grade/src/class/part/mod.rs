//! A class in parts, so that many machines share it: each grades every so manieth submission into a folder of its own, and a
//! merge writes down what one machine would have.
//!
//! ```text
//! PART/part.json     which part of which class it is, and how answers were tried
//! PART/results/      as in the folder of a whole class
//! ```

mod grading;
mod merge;
mod missing;
mod slip;
mod union;

use std::fmt;
use std::path::Path;
use std::str::FromStr;

use anyhow::{Result, bail};

pub(super) use grading::grade;
pub use merge::{MergeArguments, merge};
use slip::Slip;

/// One of several parts of a class, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Part {
    /// How many parts there are.
    of: usize,
    number: usize,
}

impl Part {
    /// What this part has of `all`, whose order decides: like cards, one each in turn.
    fn share<T>(self, all: impl IntoIterator<Item = T>) -> impl Iterator<Item = T> {
        all.into_iter().skip(self.number - 1).step_by(self.of)
    }

    /// The part that has the submission at this place.
    fn with(place: usize, of: usize) -> Self {
        Self {
            of,
            number: place % of + 1,
        }
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.number, self.of)
    }
}

impl FromStr for Part {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> Result<Self> {
        let numbers = text.split_once('/');
        let numbers = numbers.and_then(|(number, of)| Some((number.parse().ok()?, of.parse().ok()?)));
        match numbers {
            Some((number, of)) if (1..=of).contains(&number) => Ok(Self { of, number }),
            Some((_, of)) => bail!("parts are counted from 1, as in 1/{0} to {0}/{0}", of.max(1)),
            None => bail!("write 3/20 for the third of twenty"),
        }
    }
}

/// An error where a part was graded into `out`: a whole class's results go elsewhere.
pub(super) fn is_none_here(out: &Path) -> Result<()> {
    if Slip::path(out).exists() {
        bail!(
            "{}: holds a part of a class's results. Name another folder with --out; `cargo lab grade merge` makes a class's results \
             of all parts",
            out.display()
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_submission_is_in_one_part() {
        let all: Vec<usize> = (0..10).collect();
        let part = |text: &str| text.parse::<Part>().unwrap();
        assert_eq!(part("2/3").share(&all).collect::<Vec<_>>(), [&1, &4, &7]);
        assert_eq!(part("10/10").share(&all).collect::<Vec<_>>(), [&9]);
        assert_eq!(part("11/12").share(&all).count(), 0);
        for place in all {
            let part = Part::with(place, 3);
            assert!(
                part.share(0..10).any(|other| other == place),
                "{place} is in {part}"
            );
        }
    }

    #[test]
    fn what_is_no_part_is_refused_with_an_example() {
        for (text, words) in [
            ("0/3", "1/3 to 3/3"),
            ("4/3", "1/3 to 3/3"),
            ("1/0", "1/1"),
            ("three", "3/20"),
            ("-1/3", "3/20"),
        ] {
            let error = text.parse::<Part>().unwrap_err().to_string();
            assert!(error.contains(words), "{text}: {error}");
        }
    }
}
