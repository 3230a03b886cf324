//! “Is the difference real?”: solved, unsolved, and wrong in known ways.

use super::super::prove;

mod solution {
    use mlp::check::Verdict;
    fn standard_error(a_right: &[bool], b_right: &[bool]) -> f64 {
        let n = a_right.len() as f64;
        let pairs = a_right.iter().zip(b_right);
        let d: Vec<f64> = pairs.map(|(&a, &b)| f64::from(b) - f64::from(a)).collect();
        let mean = d.iter().sum::<f64>() / n;
        let square = d.iter().map(|d| d * d).sum::<f64>() / n;
        ((square - mean * mean) / n).sqrt()
    }

    fn needed(disputed: usize) -> Option<usize> {
        let m = disputed as f64;
        (0..=disputed).find(|&won| won as f64 > m / 2.0 + m.sqrt())
    }

    pub(super) fn check() -> Verdict {
        mlp::check::training_strategy::difference(standard_error, needed)
    }
}

mod unsolved {
    use mlp::check::Verdict;
    fn standard_error(a_right: &[bool], b_right: &[bool]) -> f64 {
        todo!()
    }

    fn needed(disputed: usize) -> Option<usize> {
        todo!()
    }

    pub(super) fn check() -> Verdict {
        mlp::check::training_strategy::difference(standard_error, needed)
    }
}

mod independent {
    use mlp::check::Verdict;
    fn standard_error(a_right: &[bool], b_right: &[bool]) -> f64 {
        let n = a_right.len() as f64;
        let share = |right: &[bool]| right.iter().filter(|&&right| right).count() as f64 / n;
        let (a, b) = (share(a_right), share(b_right));
        ((a * (1.0 - a) + b * (1.0 - b)) / n).sqrt()
    }

    fn needed(disputed: usize) -> Option<usize> {
        let m = disputed as f64;
        (0..=disputed).find(|&won| won as f64 > m / 2.0 + m.sqrt())
    }

    pub(super) fn check() -> Verdict {
        mlp::check::training_strategy::difference(standard_error, needed)
    }
}

mod no_mean {
    use mlp::check::Verdict;
    fn standard_error(a_right: &[bool], b_right: &[bool]) -> f64 {
        let n = a_right.len() as f64;
        let pairs = a_right.iter().zip(b_right);
        let d: Vec<f64> = pairs.map(|(&a, &b)| f64::from(b) - f64::from(a)).collect();
        let mean = d.iter().sum::<f64>() / n;
        let square = d.iter().map(|d| d * d).sum::<f64>() / n;
        ((square) / n).sqrt()
    }

    fn needed(disputed: usize) -> Option<usize> {
        let m = disputed as f64;
        (0..=disputed).find(|&won| won as f64 > m / 2.0 + m.sqrt())
    }

    pub(super) fn check() -> Verdict {
        mlp::check::training_strategy::difference(standard_error, needed)
    }
}

mod no_root {
    use mlp::check::Verdict;
    fn standard_error(a_right: &[bool], b_right: &[bool]) -> f64 {
        let n = a_right.len() as f64;
        let pairs = a_right.iter().zip(b_right);
        let d: Vec<f64> = pairs.map(|(&a, &b)| f64::from(b) - f64::from(a)).collect();
        let mean = d.iter().sum::<f64>() / n;
        let square = d.iter().map(|d| d * d).sum::<f64>() / n;
        (square - mean * mean) / n
    }

    fn needed(disputed: usize) -> Option<usize> {
        let m = disputed as f64;
        (0..=disputed).find(|&won| won as f64 > m / 2.0 + m.sqrt())
    }

    pub(super) fn check() -> Verdict {
        mlp::check::training_strategy::difference(standard_error, needed)
    }
}

mod of_one_image {
    use mlp::check::Verdict;
    fn standard_error(a_right: &[bool], b_right: &[bool]) -> f64 {
        let n = a_right.len() as f64;
        let pairs = a_right.iter().zip(b_right);
        let d: Vec<f64> = pairs.map(|(&a, &b)| f64::from(b) - f64::from(a)).collect();
        let mean = d.iter().sum::<f64>() / n;
        let square = d.iter().map(|d| d * d).sum::<f64>() / n;
        (square - mean * mean).sqrt()
    }

    fn needed(disputed: usize) -> Option<usize> {
        let m = disputed as f64;
        (0..=disputed).find(|&won| won as f64 > m / 2.0 + m.sqrt())
    }

    pub(super) fn check() -> Verdict {
        mlp::check::training_strategy::difference(standard_error, needed)
    }
}

mod at_least_two {
    use mlp::check::Verdict;
    fn standard_error(a_right: &[bool], b_right: &[bool]) -> f64 {
        let n = a_right.len() as f64;
        let pairs = a_right.iter().zip(b_right);
        let d: Vec<f64> = pairs.map(|(&a, &b)| f64::from(b) - f64::from(a)).collect();
        let mean = d.iter().sum::<f64>() / n;
        let square = d.iter().map(|d| d * d).sum::<f64>() / n;
        ((square - mean * mean) / n).sqrt()
    }

    fn needed(disputed: usize) -> Option<usize> {
        let m = disputed as f64;
        (0..=disputed).find(|&won| won as f64 >= m / 2.0 + m.sqrt())
    }

    pub(super) fn check() -> Verdict {
        mlp::check::training_strategy::difference(standard_error, needed)
    }
}

mod one_of_them {
    use mlp::check::Verdict;
    fn standard_error(a_right: &[bool], b_right: &[bool]) -> f64 {
        let n = a_right.len() as f64;
        let pairs = a_right.iter().zip(b_right);
        let d: Vec<f64> = pairs.map(|(&a, &b)| f64::from(b) - f64::from(a)).collect();
        let mean = d.iter().sum::<f64>() / n;
        let square = d.iter().map(|d| d * d).sum::<f64>() / n;
        ((square - mean * mean) / n).sqrt()
    }

    fn needed(disputed: usize) -> Option<usize> {
        let m = disputed as f64;
        (0..=disputed).find(|&won| won as f64 > m / 2.0 + m.sqrt() / 2.0)
    }

    pub(super) fn check() -> Verdict {
        mlp::check::training_strategy::difference(standard_error, needed)
    }
}

prove! {
    "06_training_strategy/difference", 3.0;
    independent: 2.0, "the accuracies are taken for independent";
    no_mean: 2.0, "the mean difference is not taken out";
    no_root: 2.0, "the variance is given for the standard error";
    of_one_image: 2.0, "this is the spread of one image";
    at_least_two: 2.5, "just two standard deviations count already";
    one_of_them: 2.5, "one standard deviation is taken for two";
}
