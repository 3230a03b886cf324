//! A grid in parts, so that many machines share its runs.

use std::{collections::BTreeMap, fmt, str::FromStr};

use super::work;
use crate::{Error, Result, train::Trial};

/// One of several parts of a grid, counted from 1.
///
/// ```
/// use mlp::grid::Part;
/// let part: Part = "3/20".parse()?;
/// assert_eq!(part.to_string(), "3/20");
/// assert!("21/20".parse::<Part>().is_err());
/// # Ok::<(), mlp::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    number: usize,
    of: usize,
}

impl Part {
    /// The only part: all of it.
    pub const WHOLE: Self = Self { number: 1, of: 1 };

    /// Part `number` of `of`.
    ///
    /// # Errors
    /// There is no such part.
    pub fn new(number: usize, of: usize) -> Result<Self> {
        if (1..=of).contains(&number) {
            return Ok(Self { number, of });
        }
        Err(Error::argument(
            "part",
            format!("{number}/{of}"),
            format!("parts are counted from 1, as in 1/{0} to {0}/{0}", of.max(1)),
        ))
    }

    pub(super) fn number(self) -> usize {
        self.number
    }

    pub(super) fn of(self) -> usize {
        self.of
    }

    /// Which of `trials` the part trains, in their order, each once; `keys` tell the trials apart. They are dealt out like
    /// cards, the largest first, so that parts are about equally long. Nothing but the trials decides who gets what: machines
    /// that were given the same lists in another order agree.
    pub(super) fn share(self, trials: &[Trial], keys: &[String]) -> Vec<usize> {
        let mut first = BTreeMap::new();
        for (index, key) in keys.iter().enumerate() {
            first.entry(key).or_insert(index);
        }
        let mut deck: Vec<usize> = first.into_values().collect();
        // A stable sort: equal ones stay in the order of their keys.
        deck.sort_by(|&a, &b| work(&trials[b]).total_cmp(&work(&trials[a])));
        let mut share: Vec<usize> = deck.into_iter().skip(self.number - 1).step_by(self.of).collect();
        share.sort_unstable();
        share
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.number, self.of)
    }
}

impl FromStr for Part {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let numbers = text
            .split_once('/')
            .and_then(|(number, of)| Some((number.trim().parse().ok()?, of.trim().parse().ok()?)));
        match numbers {
            Some((number, of)) => Self::new(number, of),
            None => Err(Error::argument(
                "part",
                text,
                "write 3/20 for the third of twenty",
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grid::Grid;

    /// The trials of every part, as their seeds and widths.
    fn dealt(grid: &Grid, of: usize) -> Vec<Vec<(usize, u64)>> {
        let trials = grid.trials();
        let keys: Vec<String> = trials
            .iter()
            .map(|trial| serde_json::to_string(trial).unwrap())
            .collect();
        (1..=of)
            .map(|number| {
                let share = Part { number, of }.share(trials, &keys);
                assert!(share.is_sorted());
                let mut share: Vec<_> = share
                    .into_iter()
                    .map(|index| (trials[index].hidden[0], trials[index].seed))
                    .collect();
                share.sort_unstable();
                share
            })
            .collect()
    }

    #[test]
    fn every_run_is_in_one_part_whatever_the_order_of_the_lists() {
        let grid = |widths: &[usize], seeds: &[u64]| Grid::over(Trial::default()).nodes(widths).seeds(seeds);
        let parts = dealt(&grid(&[8, 512], &[0, 1, 2, 3]), 3);
        assert_eq!(parts.iter().map(Vec::len).collect::<Vec<_>>(), [3, 3, 2]);
        let mut all = parts.concat();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), 8);
        assert_eq!(parts, dealt(&grid(&[512, 8, 8], &[3, 1, 0, 2, 1]), 3));
        // The large ones do not all meet in one part.
        for part in parts {
            let large = part.iter().filter(|(width, _)| *width == 512).count();
            assert!((1..=2).contains(&large), "{large} of 4");
        }
        assert_eq!(dealt(&grid(&[8], &[0]), 2)[1], []);
    }

    #[test]
    fn what_is_no_part_is_refused_with_an_example() {
        for (text, words) in [
            ("0/3", "1/3 to 3/3"),
            ("4/3", "1/3 to 3/3"),
            ("1/0", "1/1"),
            ("3", "3/20"),
        ] {
            let error = text.parse::<Part>().unwrap_err().to_string();
            assert!(error.contains(words), "{error}");
        }
    }
}
