//! Lab 2.

use check::components::{drop, stop};
use ndarray::Array2;

use super::earns_everything;

#[test]
fn drop_with_whole_arrays() {
    mod way {
        use ndarray::Array2;

        pub(super) fn drop(h: &Array2<f64>, kept: &Array2<bool>, p: f64) -> Array2<f64> {
            let mask = kept.mapv(|kept| f64::from(kept) / (1.0 - p)); // 0, or the factor
            h * mask
        }
    }
    earns_everything(|| drop(way::drop));
}

#[test]
fn stop_by_the_lowest_so_far() {
    mod way {
        pub(super) fn stop(losses: &[f64], patience: usize) -> (usize, usize) {
            let lowest = |until: usize| {
                let so_far = losses[..=until].iter().enumerate();
                so_far.min_by(|a, b| a.1.total_cmp(b.1)).expect("an epoch").0 // the first of equal ones
            };
            let end = (0..losses.len()).find(|&epoch| epoch >= lowest(epoch) + patience);
            let end = end.unwrap_or(losses.len() - 1);
            (end, lowest(end))
        }
    }
    earns_everything(|| stop(way::stop));
}

#[test]
fn dropout_by_a_weighted_sum() {
    fn by_rows(h: &Array2<f64>, kept: &Array2<bool>, p: f64) -> Array2<f64> {
        let mut result = h / (1.0 - p);
        result.zip_mut_with(kept, |h, kept| {
            if !kept {
                *h = 0.0;
            }
        });
        result
    }
    earns_everything(|| drop(by_rows));
}

#[test]
fn an_end_by_counting_down() {
    fn counting(losses: &[f64], patience: usize) -> (usize, usize) {
        let (mut best, mut left) = ((0, losses[0]), patience);
        for (epoch, &loss) in losses.iter().enumerate().skip(1) {
            if loss < best.1 {
                best = (epoch, loss);
                left = patience;
                continue;
            }
            left -= 1;
            if left == 0 {
                return (epoch, best.0);
            }
        }
        (losses.len() - 1, best.0)
    }
    earns_everything(|| stop(counting));
}
