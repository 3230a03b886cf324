//! Problem set “Normalization”.

mod equal_rate;
mod match_curves;
mod mean_std;
mod per_image;
mod z_score;
