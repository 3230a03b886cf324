//! “A difference with its spread”: solved, unsolved, and wrong in known ways.

use super::super::prove;

mod solution {
    use mlp::check::Verdict;
    fn paired(a: &[f64], b: &[f64], t: f64) -> (f64, f64) {
        let d: Vec<f64> = a.iter().zip(b).map(|(a, b)| a - b).collect();
        let n = d.len() as f64;
        let mean = d.iter().sum::<f64>() / n;
        let squares: f64 = d.iter().map(|x| (x - mean).powi(2)).sum();
        (mean, t * (squares / (n - 1.0)).sqrt() / n.sqrt())
    }

    pub(super) fn check() -> Verdict {
        mlp::check::best_rates::paired(paired)
    }
}

mod unsolved {
    use mlp::check::Verdict;
    fn paired(a: &[f64], b: &[f64], t: f64) -> (f64, f64) {
        todo!()
    }

    pub(super) fn check() -> Verdict {
        mlp::check::best_rates::paired(paired)
    }
}

mod not_paired {
    use mlp::check::Verdict;
    fn paired(a: &[f64], b: &[f64], t: f64) -> (f64, f64) {
        let n = a.len() as f64;
        let mean = |x: &[f64]| x.iter().sum::<f64>() / n;
        let variance = |x: &[f64]| x.iter().map(|v| (v - mean(x)).powi(2)).sum::<f64>() / (n - 1.0);
        (
            mean(a) - mean(b),
            t * (variance(a) + variance(b)).sqrt() / n.sqrt(),
        )
    }

    pub(super) fn check() -> Verdict {
        mlp::check::best_rates::paired(paired)
    }
}

mod of_one_run {
    use mlp::check::Verdict;
    fn paired(a: &[f64], b: &[f64], t: f64) -> (f64, f64) {
        let d: Vec<f64> = a.iter().zip(b).map(|(a, b)| a - b).collect();
        let n = d.len() as f64;
        let mean = d.iter().sum::<f64>() / n;
        let squares: f64 = d.iter().map(|x| (x - mean).powi(2)).sum();
        (mean, t * (squares / (n - 1.0)).sqrt())
    }

    pub(super) fn check() -> Verdict {
        mlp::check::best_rates::paired(paired)
    }
}

mod divided_by_n {
    use mlp::check::Verdict;
    fn paired(a: &[f64], b: &[f64], t: f64) -> (f64, f64) {
        let d: Vec<f64> = a.iter().zip(b).map(|(a, b)| a - b).collect();
        let n = d.len() as f64;
        let mean = d.iter().sum::<f64>() / n;
        let squares: f64 = d.iter().map(|x| (x - mean).powi(2)).sum();
        (mean, t * (squares / n).sqrt() / n.sqrt())
    }

    pub(super) fn check() -> Verdict {
        mlp::check::best_rates::paired(paired)
    }
}

prove! {
    "lab_1_best_rates/paired", 2.0;
    not_paired: 1.0, "as if they were independent";
    of_one_run: 1.0, "√n is missing";
    divided_by_n: 1.0, "s is divided by n";
}
