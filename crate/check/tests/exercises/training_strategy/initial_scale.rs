//! “The first weights”: solved, unsolved, and wrong in known ways.

use super::super::prove;

mod solution {
    use mlp::check::Verdict;
    use mlp::ndarray::Array2;

    fn std(x: &Array2<f64>) -> f64 {
        (x.nrows() as f64 / x.mapv(|x| x * x).sum()).sqrt()
    }

    fn distinct(w_1: &Array2<f64>, w_2: &Array2<f64>) -> usize {
        let unit = |i: usize| (w_1.row(i), w_2.column(i));
        (0..w_1.nrows())
            .filter(|&i| (0..i).all(|j| unit(j) != unit(i)))
            .count()
    }

    pub(super) fn check() -> Verdict {
        mlp::check::training_strategy::initial_scale(std, distinct)
    }
}

mod unsolved {
    use mlp::check::Verdict;
    use mlp::ndarray::Array2;

    fn std(x: &Array2<f64>) -> f64 {
        todo!()
    }

    fn distinct(w_1: &Array2<f64>, w_2: &Array2<f64>) -> usize {
        todo!()
    }

    pub(super) fn check() -> Verdict {
        mlp::check::training_strategy::initial_scale(std, distinct)
    }
}

mod variance {
    use mlp::check::Verdict;
    use mlp::ndarray::Array2;

    fn std(x: &Array2<f64>) -> f64 {
        x.nrows() as f64 / x.mapv(|x| x * x).sum()
    }

    fn distinct(w_1: &Array2<f64>, w_2: &Array2<f64>) -> usize {
        let unit = |i: usize| (w_1.row(i), w_2.column(i));
        (0..w_1.nrows())
            .filter(|&i| (0..i).all(|j| unit(j) != unit(i)))
            .count()
    }

    pub(super) fn check() -> Verdict {
        mlp::check::training_strategy::initial_scale(std, distinct)
    }
}

mod kaiming {
    use mlp::check::Verdict;
    use mlp::ndarray::Array2;

    fn std(x: &Array2<f64>) -> f64 {
        (2.0 / x.ncols() as f64).sqrt()
    }

    fn distinct(w_1: &Array2<f64>, w_2: &Array2<f64>) -> usize {
        let unit = |i: usize| (w_1.row(i), w_2.column(i));
        (0..w_1.nrows())
            .filter(|&i| (0..i).all(|j| unit(j) != unit(i)))
            .count()
    }

    pub(super) fn check() -> Verdict {
        mlp::check::training_strategy::initial_scale(std, distinct)
    }
}

mod no_fan_in {
    use mlp::check::Verdict;
    use mlp::ndarray::Array2;

    fn std(x: &Array2<f64>) -> f64 {
        (x.len() as f64 / x.mapv(|x| x * x).sum()).sqrt()
    }

    fn distinct(w_1: &Array2<f64>, w_2: &Array2<f64>) -> usize {
        let unit = |i: usize| (w_1.row(i), w_2.column(i));
        (0..w_1.nrows())
            .filter(|&i| (0..i).all(|j| unit(j) != unit(i)))
            .count()
    }

    pub(super) fn check() -> Verdict {
        mlp::check::training_strategy::initial_scale(std, distinct)
    }
}

mod without_the_mean {
    use mlp::check::Verdict;
    use mlp::ndarray::Array2;

    fn std(x: &Array2<f64>) -> f64 {
        1.0 / (x.var(0.0) * x.ncols() as f64).sqrt()
    }

    fn distinct(w_1: &Array2<f64>, w_2: &Array2<f64>) -> usize {
        let unit = |i: usize| (w_1.row(i), w_2.column(i));
        (0..w_1.nrows())
            .filter(|&i| (0..i).all(|j| unit(j) != unit(i)))
            .count()
    }

    pub(super) fn check() -> Verdict {
        mlp::check::training_strategy::initial_scale(std, distinct)
    }
}

mod incoming_only {
    use mlp::check::Verdict;
    use mlp::ndarray::Array2;

    fn std(x: &Array2<f64>) -> f64 {
        (x.nrows() as f64 / x.mapv(|x| x * x).sum()).sqrt()
    }

    fn distinct(w_1: &Array2<f64>, w_2: &Array2<f64>) -> usize {
        let unit = |i: usize| w_1.row(i);
        (0..w_1.nrows())
            .filter(|&i| (0..i).all(|j| unit(j) != unit(i)))
            .count()
    }

    pub(super) fn check() -> Verdict {
        mlp::check::training_strategy::initial_scale(std, distinct)
    }
}

mod outgoing_only {
    use mlp::check::Verdict;
    use mlp::ndarray::Array2;

    fn std(x: &Array2<f64>) -> f64 {
        (x.nrows() as f64 / x.mapv(|x| x * x).sum()).sqrt()
    }

    fn distinct(w_1: &Array2<f64>, w_2: &Array2<f64>) -> usize {
        let unit = |i: usize| w_2.column(i);
        (0..w_1.nrows())
            .filter(|&i| (0..i).all(|j| unit(j) != unit(i)))
            .count()
    }

    pub(super) fn check() -> Verdict {
        mlp::check::training_strategy::initial_scale(std, distinct)
    }
}

prove! {
    "06_training_strategy/initial-scale", 2.0;
    variance: 1.5, "the variance is used as the standard deviation";
    kaiming: 1.5, "this is Kaiming's rule";
    no_fan_in: 1.5, "the number of inputs is left out";
    without_the_mean: 1.5, "the mean of the inputs is taken out";
    incoming_only: 1.5, "only the weights into a unit are compared";
    outgoing_only: 1.5, "only the weights out of a unit are compared";
}
