//! Whether the difference between two runs means anything: chance alone, another seed, makes differences too.

use super::{History, Outcome, RunSettings, ledger::Entry};

/// What a difference in held-out accuracy is measured against.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Noise {
    /// How far two runs lie apart that differ in nothing but their seeds, in 95 of 100 pairs: t·√2·s, with s the standard deviation
    /// between `seeds` such runs and t that of so few.
    Seeds { bound: f64, seeds: usize },
    /// How far two shares lie apart that are measured on n images each, in 95 of 100 pairs: 2·√(2·p·(1 − p)/n). It knows nothing of
    /// what another seed would do.
    Sampling { bound: f64 },
}

impl Noise {
    /// For the difference of `now` to `before`, from all of `entries`: between seeds, where a setting of either was run with several.
    pub(super) fn between(now: &Entry, before: &Entry, entries: &[Entry]) -> Option<Self> {
        let groups = [accuracies_like(now, entries), accuracies_like(before, entries)];
        // Two runs that differ only in their seeds are of one group.
        let groups = if same_but_for_seeds(now, before) {
            &groups[..1]
        } else {
            &groups[..]
        };
        let freedom: usize = groups.iter().map(|group| group.len().saturating_sub(1)).sum();
        if freedom > 0 {
            let squares: f64 = groups.iter().map(|group| squared_deviations(group)).sum();
            let s = (squares / freedom as f64).sqrt();
            let seeds = groups.iter().map(Vec::len).max().unwrap_or_default();
            return Some(Self::Seeds {
                bound: t(freedom) * std::f64::consts::SQRT_2 * s,
                seeds,
            });
        }
        let p = accuracy(&now.history)?;
        let n = now.history.settings.test_samples.max(1) as f64;
        Some(Self::Sampling {
            bound: 2.0 * (2.0 * p * (1.0 - p) / n).sqrt(),
        })
    }

    /// The difference that chance alone makes as well.
    pub(super) fn bound(self) -> f64 {
        let (Self::Seeds { bound, .. } | Self::Sampling { bound }) = self;
        bound
    }

    /// Behind a difference that is within it.
    pub(super) fn words(self) -> String {
        match self {
            Self::Seeds { seeds, .. } => format!("within the spread of {seeds} seeds"),
            Self::Sampling { .. } => "within sampling noise".to_owned(),
        }
    }
}

pub(super) fn accuracy(history: &History) -> Option<f64> {
    let last = history.epochs.last()?.test_accuracy;
    last.is_finite().then_some(last)
}

/// The accuracies of all whole runs whose settings are those of `entry` but for the seeds.
fn accuracies_like(entry: &Entry, entries: &[Entry]) -> Vec<f64> {
    let alike = entries.iter().filter(|other| same_but_for_seeds(other, entry));
    // The same seeds again give the same number again, which says nothing.
    let mut seen: Vec<(Option<u64>, Option<u64>)> = Vec::new();
    alike
        .filter(|other| {
            let seeds = seeds(&other.history.settings);
            let new = !seen.contains(&seeds);
            seen.push(seeds);
            new
        })
        .filter_map(|other| accuracy(&other.history))
        .collect()
}

fn seeds(settings: &RunSettings) -> (Option<u64>, Option<u64>) {
    let of_model = settings.model.as_ref().and_then(|model| model.init);
    (of_model.map(|(_, seed)| seed), settings.shuffle_seed)
}

fn same_but_for_seeds(a: &Entry, b: &Entry) -> bool {
    let whole = |entry: &Entry| {
        entry.continues.is_none()
            && matches!(
                entry.history.outcome,
                Outcome::Finished | Outcome::StoppedEarly { .. }
            )
    };
    let length = |entry: &Entry| match entry.history.outcome {
        Outcome::Finished => Some(entry.history.epochs.len()),
        _ => None,
    };
    let settings = |entry: &Entry| {
        let mut settings = entry.history.settings.clone();
        settings.shuffle_seed = settings.shuffle_seed.map(|_| 0);
        if let Some(model) = &mut settings.model {
            model.init = model.init.map(|(init, _)| (init, 0));
        }
        settings
    };
    whole(a) && whole(b) && length(a) == length(b) && settings(a) == settings(b)
}

fn squared_deviations(values: &[f64]) -> f64 {
    let mean = values.iter().sum::<f64>() / values.len().max(1) as f64;
    values.iter().map(|value| (value - mean).powi(2)).sum()
}

/// The two-sided 95 % point of Student's t distribution.
fn t(freedom: usize) -> f64 {
    const T: [f64; 12] = [
        12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179,
    ];
    T.get(freedom - 1).copied().unwrap_or(2.1)
}

#[cfg(test)]
mod tests {
    use super::{super::ledger::tests::entry, *};
    use crate::{Activation, Init, model::ModelSettings};

    fn seeded(run: usize, lr: f64, accuracy: f64, seed: u64) -> Entry {
        let mut entry = entry(run, lr, accuracy, None);
        entry.history.settings.model = Some(ModelSettings {
            sizes: vec![4, 2],
            activation: Activation::Relu,
            init: Some((Init::Default, seed)),
            dropout: 0.0,
        });
        entry
    }

    /// Accuracies 0.85, 0.86, 0.87: s = 0.01, t = 4.303, so t·√2·s = 0.0609.
    #[test]
    fn three_seeds_are_worth_four_point_three_standard_deviations() {
        let mut runs: Vec<Entry> = [0.85, 0.86, 0.87]
            .into_iter()
            .enumerate()
            .map(|(seed, accuracy)| seeded(seed + 1, 0.1, accuracy, seed as u64))
            .collect();
        runs.push(seeded(4, 0.5, 0.82, 0));
        let noise = Noise::between(&runs[3], &runs[0], &runs).unwrap();
        assert!(matches!(noise, Noise::Seeds { seeds: 3, .. }));
        assert!((noise.bound() - 0.060_85).abs() < 1e-4, "{noise:?}");
    }

    #[test]
    fn the_same_seed_again_is_no_second_seed() {
        let runs = [
            seeded(1, 0.1, 0.85, 0),
            seeded(2, 0.1, 0.85, 0),
            seeded(3, 0.5, 0.86, 0),
        ];
        let noise = Noise::between(&runs[2], &runs[0], &runs).unwrap();
        assert!(matches!(noise, Noise::Sampling { .. }), "{noise:?}");
    }

    #[test]
    fn other_data_is_no_second_seed() {
        let mut runs = [seeded(1, 0.1, 0.85, 0), seeded(2, 0.1, 0.80, 1)];
        runs[1].history.settings.train_checksum = Some(7);
        let noise = Noise::between(&runs[1], &runs[0], &runs).unwrap();
        assert!(matches!(noise, Noise::Sampling { .. }), "{noise:?}");
    }
}
