//! “Two claims to refute”: solved, unsolved, and wrong in known ways.

use super::super::prove;

mod solution {
    use mlp::check::Verdict;
    use mlp::ndarray::Array2;

    fn beyond(limit: f64) -> Vec<f64> {
        let black = (limit * limit) as usize + 1;
        let mut image = vec![0.0; 1 + black];
        image[0] = 255.0;
        image
    }
    fn disagree(labels: &[usize], classes: usize) -> (Array2<f64>, Array2<f64>) {
        let shape = (labels.len(), classes);
        let mut near = Array2::from_elem(shape, 0.1 / (classes - 2) as f64);
        let mut hesitant = Array2::from_elem(shape, 0.99 / classes as f64);
        for (n, &y) in labels.iter().enumerate() {
            near[[n, y]] = 0.4;
            near[[n, (y + 1) % classes]] = 0.5;
            hesitant[[n, y]] += 0.01;
        }
        (near, hesitant)
    }

    pub(super) fn check() -> Verdict {
        mlp::check::normalization::counter_examples(beyond, disagree)
    }
}

mod unsolved {
    use mlp::check::Verdict;
    use mlp::ndarray::Array2;

    fn beyond(limit: f64) -> Vec<f64> {
        todo!()
    }
    fn disagree(labels: &[usize], classes: usize) -> (Array2<f64>, Array2<f64>) {
        todo!()
    }

    pub(super) fn check() -> Verdict {
        mlp::check::normalization::counter_examples(beyond, disagree)
    }
}

mod one_pixel_short {
    use mlp::check::Verdict;
    use mlp::ndarray::Array2;

    fn beyond(limit: f64) -> Vec<f64> {
        let mut image = vec![0.0; (limit * limit) as usize + 1];
        image[0] = 255.0;
        image
    }
    fn disagree(labels: &[usize], classes: usize) -> (Array2<f64>, Array2<f64>) {
        let shape = (labels.len(), classes);
        let mut near = Array2::from_elem(shape, 0.1 / (classes - 2) as f64);
        let mut hesitant = Array2::from_elem(shape, 0.99 / classes as f64);
        for (n, &y) in labels.iter().enumerate() {
            near[[n, y]] = 0.4;
            near[[n, (y + 1) % classes]] = 0.5;
            hesitant[[n, y]] += 0.01;
        }
        (near, hesitant)
    }

    pub(super) fn check() -> Verdict {
        mlp::check::normalization::counter_examples(beyond, disagree)
    }
}

mod far_more_than_needed {
    use mlp::check::Verdict;
    use mlp::ndarray::Array2;

    fn beyond(limit: f64) -> Vec<f64> {
        let mut image = vec![0.0; 10_000];
        image[0] = 255.0;
        image[1] = limit.min(0.0);
        image
    }
    fn disagree(labels: &[usize], classes: usize) -> (Array2<f64>, Array2<f64>) {
        let shape = (labels.len(), classes);
        let mut near = Array2::from_elem(shape, 0.1 / (classes - 2) as f64);
        let mut hesitant = Array2::from_elem(shape, 0.99 / classes as f64);
        for (n, &y) in labels.iter().enumerate() {
            near[[n, y]] = 0.4;
            near[[n, (y + 1) % classes]] = 0.5;
            hesitant[[n, y]] += 0.01;
        }
        (near, hesitant)
    }

    pub(super) fn check() -> Verdict {
        mlp::check::normalization::counter_examples(beyond, disagree)
    }
}

mod exchanged {
    use mlp::check::Verdict;
    use mlp::ndarray::Array2;

    fn beyond(limit: f64) -> Vec<f64> {
        let black = (limit * limit) as usize + 1;
        let mut image = vec![0.0; 1 + black];
        image[0] = 255.0;
        image
    }
    fn disagree(labels: &[usize], classes: usize) -> (Array2<f64>, Array2<f64>) {
        let shape = (labels.len(), classes);
        let mut near = Array2::from_elem(shape, 0.1 / (classes - 2) as f64);
        let mut hesitant = Array2::from_elem(shape, 0.99 / classes as f64);
        for (n, &y) in labels.iter().enumerate() {
            near[[n, y]] = 0.4;
            near[[n, (y + 1) % classes]] = 0.5;
            hesitant[[n, y]] += 0.01;
        }
        (hesitant, near)
    }

    pub(super) fn check() -> Verdict {
        mlp::check::normalization::counter_examples(beyond, disagree)
    }
}

mod no_probabilities {
    use mlp::check::Verdict;
    use mlp::ndarray::Array2;

    fn beyond(limit: f64) -> Vec<f64> {
        let black = (limit * limit) as usize + 1;
        let mut image = vec![0.0; 1 + black];
        image[0] = 255.0;
        image
    }
    fn disagree(labels: &[usize], classes: usize) -> (Array2<f64>, Array2<f64>) {
        let mut near = Array2::zeros((labels.len(), classes));
        let mut hesitant = Array2::from_elem((labels.len(), classes), 0.9 / classes as f64);
        for (n, &y) in labels.iter().enumerate() {
            near[[n, y]] = 0.4;
            near[[n, (y + 1) % classes]] = 0.6;
            hesitant[[n, y]] += 0.1;
        }
        (near, hesitant)
    }

    pub(super) fn check() -> Verdict {
        mlp::check::normalization::counter_examples(beyond, disagree)
    }
}

prove! {
    "03_normalization/counter-examples", 3.0;
    one_pixel_short: 2.25, "one pixel is missing";
    far_more_than_needed: 1.5, "10000";
    exchanged: 2.25, "are exchanged";
    no_probabilities: 1.5, "is not above 0";
}
