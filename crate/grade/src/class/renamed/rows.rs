//! The tables that markers fill in, once a student of theirs is called otherwise.

use std::path::Path;

use anyhow::Result;
use host::file;

use crate::class::markers::{Renamed, tables};
use crate::class::sheet::{Sheet, Table, as_written};

/// Gives the rows of all markers to the students' new names; what stands in their other columns stays.
pub(super) fn rename(out: &Path, renamed: &Renamed) -> Result<()> {
    for path in tables(out)? {
        let sheet = Sheet::read(&path)?;
        let (Some(student), Some(set)) = (sheet.column(&["student"]), sheet.column(&["set"])) else {
            continue;
        };
        let mut table = Table::new(&sheet.headings)?;
        let mut is_changed = false;
        for row in &sheet.rows {
            let mut row: Vec<String> = row.iter().map(|cell| as_written(cell).into_owned()).collect();
            let cell = |at: usize| row.get(at).map_or("", |cell| cell.trim());
            if let Some(to) = renamed(cell(student), cell(set)) {
                let old = format!("feedback/{}/", cell(student));
                if let Some(page) = sheet.column(&["page"]).and_then(|at| row.get_mut(at)) {
                    *page = page.replacen(&old, &format!("feedback/{to}/"), 1);
                }
                row[student] = to;
                is_changed = true;
            }
            table.row(&row)?;
        }
        if is_changed {
            file::write(&path, &table.finish()?)?;
        }
    }
    Ok(())
}
