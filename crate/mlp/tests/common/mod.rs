//! A small made-up data set that a linear model can learn: what the tests of training run on.

use mlp::{
    Samples,
    ndarray::{Array1, Array4},
};

/// `n` images of 4 × 4 pixels in three classes; class c has its bright row at height c.
pub(crate) fn stripes(n: usize) -> Samples {
    let mut images = Array4::<u8>::zeros((n, 4, 4, 1));
    let mut labels = Array1::<u8>::zeros(n);
    for i in 0..n {
        let class = i % 3;
        labels[i] = class as u8;
        for row in 0..4 {
            for col in 0..4 {
                // Noise from a small congruence, so that no two images are alike.
                let noise = ((i * 31 + row * 17 + col * 7) % 60) as u8;
                images[[i, row, col, 0]] = noise + if row == class { 180 } else { 0 };
            }
        }
    }
    Samples::new(images, labels, ["top", "middle", "bottom"].map(String::from))
        .expect("consistent by construction")
}
