//! Figures for a notebook: drawn as SVG on a white ground, so that they read alike in light and dark themes.

mod bars;
mod chart;
mod curves;
mod figure;
mod gallery;
mod heatmap;
mod legend;
pub mod palette;
mod pixel_maps;
mod plane;

pub use bars::bars;
pub use chart::{Chart, panels, row};
pub use curves::{curves, curves_of};
pub use figure::Figure;
pub(crate) use figure::escape;
pub use gallery::gallery;
pub use heatmap::{heat_map, heat_map_from};
pub use pixel_maps::pixel_maps;
pub use plane::{Plane, planes};
