//! `cargo lab site`: the course as a folder of static files that any web server shows, and that opens as files too.
//!
//! Sphinx makes the pages ([`sphinx`]), with what `sphinx/course` beside this folder adds to it; this crate gives it its
//! tools ([`tools`]), the notebooks and pages in one folder ([`source`]), formulas ([`formulas`]), and puts the library's
//! pages ([`api`], whose dead links become words in [`links`]) and the playground ([`playground`]) beside what comes out.

pub mod api;
pub mod build;
pub mod formulas;
pub mod links;
pub mod playground;
pub mod source;
pub mod sphinx;
pub mod tools;
