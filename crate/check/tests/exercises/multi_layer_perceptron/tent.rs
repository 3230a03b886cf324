//! “A tent of ReLUs”: solved, unsolved, and wrong in known ways.

use super::super::prove;

mod solution {
    use mlp::check::Verdict;
    fn tent(center: f64, half_width: f64) -> Vec<(f64, f64, f64)> {
        let slope = 1.0 / half_width;
        vec![
            (1.0, half_width - center, slope),
            (1.0, -center, -2.0 * slope),
            (1.0, -center - half_width, slope),
        ]
    }

    pub(super) fn check() -> Verdict {
        mlp::check::multi_layer_perceptron::tent(tent)
    }
}

mod unsolved {
    use mlp::check::Verdict;
    fn tent(center: f64, half_width: f64) -> Vec<(f64, f64, f64)> {
        todo!()
    }

    pub(super) fn check() -> Verdict {
        mlp::check::multi_layer_perceptron::tent(tent)
    }
}

mod never_falls {
    use mlp::check::Verdict;
    fn tent(center: f64, half_width: f64) -> Vec<(f64, f64, f64)> {
        let slope = 1.0 / half_width;
        vec![(1.0, half_width - center, slope), (1.0, -center, -slope)]
    }

    pub(super) fn check() -> Verdict {
        mlp::check::multi_layer_perceptron::tent(tent)
    }
}

mod never_stops {
    use mlp::check::Verdict;
    fn tent(center: f64, half_width: f64) -> Vec<(f64, f64, f64)> {
        let slope = 1.0 / half_width;
        vec![(1.0, half_width - center, slope), (1.0, -center, -2.0 * slope)]
    }

    pub(super) fn check() -> Verdict {
        mlp::check::multi_layer_perceptron::tent(tent)
    }
}

mod slope_of_one {
    use mlp::check::Verdict;
    fn tent(center: f64, half_width: f64) -> Vec<(f64, f64, f64)> {
        let slope = 1.0;
        vec![
            (1.0, half_width - center, slope),
            (1.0, -center, -2.0 * slope),
            (1.0, -center - half_width, slope),
        ]
    }

    pub(super) fn check() -> Verdict {
        mlp::check::multi_layer_perceptron::tent(tent)
    }
}

mod other_side {
    use mlp::check::Verdict;
    fn tent(center: f64, half_width: f64) -> Vec<(f64, f64, f64)> {
        let slope = 1.0 / half_width;
        vec![
            (1.0, half_width + center, slope),
            (1.0, center, -2.0 * slope),
            (1.0, center - half_width, slope),
        ]
    }

    pub(super) fn check() -> Verdict {
        mlp::check::multi_layer_perceptron::tent(tent)
    }
}

prove! {
    "04_multi_layer_perceptron/tent", 4.0;
    never_falls: 2.0, "the rise only ends";
    never_stops: 2.0, "below 0 behind its right foot";
    slope_of_one: 2.0, "the slope is 1 whatever the width";
    other_side: 2.0, "the bias has the other sign";
}
