//! The cells of a table as spreadsheets and learning platforms write it: whatever separates its columns.

use anyhow::{Context, Result};

/// What stands between columns.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// How many rows are asked which delimiter it is.
const ASKED: usize = 50;

/// A table's rows, its headings first.
#[derive(Debug)]
pub(super) struct Separated {
    pub(super) delimiter: char,
    /// Each row as it is written, with the line that it begins in.
    pub(super) rows: Vec<(u64, Vec<String>)>,
}

impl Separated {
    /// Reads the text of a table.
    pub(super) fn read(text: &str) -> Result<Self> {
        let text = text.trim_start_matches('\u{feff}');
        // Excel names its delimiter in a line of its own.
        let (named, skipped, text) = match text.split_once('\n') {
            Some((first, rest)) => match first.trim_end().trim_matches('"').strip_prefix("sep=") {
                Some(delimiter) => (delimiter.bytes().next(), 1, rest),
                None => (None, 0, text),
            },
            None => (None, 0, text),
        };
        let delimiter = named.unwrap_or_else(|| delimiter(text));
        let row = |record: csv::Result<csv::StringRecord>| {
            let record = record.context("a row of it cannot be read")?;
            let line = record.position().map_or(0, csv::Position::line) + skipped;
            Ok((line, record.iter().map(str::to_owned).collect()))
        };
        Ok(Self {
            delimiter: char::from(delimiter),
            rows: reader(text, delimiter)
                .records()
                .map(row)
                .collect::<Result<_>>()?,
        })
    }
}

fn reader(text: &str, delimiter: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes())
}

/// The delimiter that gives the most rows as many columns as there are headings; of those the one with more columns.
fn delimiter(text: &str) -> u8 {
    let quality = |delimiter: u8| {
        let mut widths = reader(text, delimiter)
            .into_records()
            .take(ASKED)
            .map(|record| record.map_or(0, |record| record.len()));
        let width = widths.next().unwrap_or_default();
        let (mut all, mut same) = (0_usize, 0_usize);
        for found in widths {
            all += 1;
            same += usize::from(found == width);
        }
        // Without a second column, any delimiter fits every row.
        (width > 1, 100 * same / all.max(1), width)
    };
    let best = DELIMITERS
        .into_iter()
        .rev()
        .max_by_key(|delimiter| quality(*delimiter));
    best.unwrap_or(b',')
}
