//! The library in a browser: a page's worker trains with it, on the same source and by the same seeds as a notebook, and gets the
//! figures that notebooks draw.
//!
//! | module | for |
//! | --- | --- |
//! | [`mod@line`] | the line to the page: bytes in, bytes out |
//! | [`session`] | what a page has at hand, and its questions |
//! | [`figures`] | what each figure of the page asks for |
//!
//! The page itself, its scripts and its style stand in `page/`; the crate `bundle` puts them beside the module. Nothing here
//! draws: pictures come from [`mlp::figures`], whose SVG a notebook shows as well. Only curves and the confusion matrix are the page's
//! own: plotters asks a window how wide words are, and a worker has none.

pub mod figures;
pub mod line;
pub mod sample;
pub mod session;
