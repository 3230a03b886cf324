//! Rows of a roster that are no students.

use super::columns::Meaning;
use super::is_canvas;
use super::table::Table;
use crate::class::names::{folded, harmless};

/// Canvas has a row for the possible points and a student for tests, and tables end with sums.
pub(super) fn drop_what_is_no_student(table: &mut Table, meanings: &[Option<Meaning>]) -> Vec<String> {
    let is_canvas = is_canvas(table);
    let name = meanings
        .iter()
        .position(|meaning| *meaning == Some(Meaning::Name));
    let mut skipped = Vec::new();
    table.rows.retain(|(line, row)| {
        let called = name.map(|name| folded(&row[name])).unwrap_or_default();
        let is_empty = row
            .iter()
            .zip(meanings)
            .all(|(cell, meaning)| meaning.is_none() || cell.is_empty());
        // Students may call themselves so. Whatever is theirs has a number, and but for Canvas's own one of the university's.
        let has = |is_id: &dyn Fn(Meaning) -> bool| {
            let mut cells = row.iter().zip(meanings);
            cells.any(|(cell, meaning)| meaning.is_some_and(is_id) && !cell.is_empty())
        };
        let is_none = is_empty
            || called == "points possible" && !has(&|meaning| meaning <= Meaning::Platform)
            || is_canvas
                && ["student test", "test student"].contains(&called.as_str())
                && !has(&|meaning| meaning == Meaning::Number);
        if is_none {
            skipped.push(match name.map(|name| row[name].as_str()) {
                Some(name) if !name.is_empty() => format!("“{}”", harmless(name)),
                _ => format!("line {line}"),
            });
        }
        !is_none
    });
    skipped
}
