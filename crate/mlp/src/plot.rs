//! Charts for a notebook: drawn as SVG on a white ground, so that they read alike in light and dark themes.
//!
//! They know numbers and names; what draws a run stands in [`train`](crate::train), what draws images and models in
//! [`figures`](crate::figures).

mod axis;
mod bars;
mod chart;
mod figure;
mod heatmap;
mod legend;
pub mod palette;
mod panels;

pub use bars::bars;
pub use chart::Chart;
pub use figure::Figure;
pub(crate) use figure::PAGE;
pub use heatmap::{heat_map, heat_map_from};
pub use panels::{panels, row};
