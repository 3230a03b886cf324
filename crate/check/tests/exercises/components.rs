//! Problem set “Do components help?”.

mod baseline;
mod drop;
mod stop;
