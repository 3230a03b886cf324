//! Counts of tests.

/// How many tests passed, failed and were skipped, and which.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Tally {
    /// Tests that passed.
    pub passed: usize,
    /// Tests that failed.
    pub failed: usize,
    /// Tests that could not be run here.
    pub skipped: usize,
    /// What failed and what was skipped, each with its reason.
    pub notes: Vec<String>,
}

impl Tally {
    /// A part that failed as a whole.
    pub(super) fn failure(reason: &str) -> Self {
        Self {
            failed: 1,
            notes: vec![format!("failed: {reason}")],
            ..Self::default()
        }
    }

    /// Takes up the counts of another part.
    pub(super) fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
        self.notes.extend(other.notes);
    }

    /// Counts a line that `cargo test` wrote.
    pub(super) fn read_line(&mut self, line: &str) {
        if let Some(rest) = line.strip_prefix("test result: ") {
            for part in rest.split(['.', ';']) {
                let mut words = part.split_whitespace();
                let (Some(number), Some(kind)) = (words.next(), words.next()) else {
                    continue;
                };
                let Ok(number) = number.parse::<usize>() else {
                    continue;
                };
                match kind {
                    "passed" => self.passed += number,
                    "failed" => self.failed += number,
                    "ignored" => self.skipped += number,
                    _ => {}
                }
            }
        } else if let Some(test) = line.strip_prefix("test ") {
            if let Some(name) = test.strip_suffix(" ... FAILED") {
                self.notes.push(format!("failed: {name}"));
            } else if let Some((name, reason)) = test.split_once(" ... ignored") {
                self.notes.push(format!("skipped: {name}{reason}"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargos_lines_are_counted() {
        let mut tally = Tally::default();
        for line in [
            "test a ... ok",
            "test b ... FAILED",
            "test c ... ignored, needs a GPU",
            "test result: FAILED. 1 passed; 1 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.10s",
            "test result: ok. 4 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s",
        ] {
            tally.read_line(line);
        }
        assert_eq!((tally.passed, tally.failed, tally.skipped), (5, 1, 1));
        assert_eq!(tally.notes, ["failed: b", "skipped: c, needs a GPU"]);
    }
}
