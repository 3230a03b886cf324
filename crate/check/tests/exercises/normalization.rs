//! Problem set “Normalization”.

mod counter_examples;
mod equal_rate;
mod mean_std;
mod per_image;
mod z_score;
