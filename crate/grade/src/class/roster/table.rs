//! A table as spreadsheets and learning platforms write it: whatever separates its columns.

use anyhow::{Context, Result, bail};

/// What stands between columns.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// How many rows are asked which delimiter it is.
const ASKED: usize = 50;

/// A table with its headings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Table {
    pub(super) headings: Vec<String>,
    /// Each row with the line that it begins in; all as long as the headings.
    pub(super) rows: Vec<(u64, Vec<String>)>,
}

impl Table {
    /// Reads the text of a table.
    pub(super) fn parse(text: &str) -> Result<Self> {
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
        let mut reader = reader(text, delimiter);
        let mut records = reader.records();
        let Some(headings) = records.next() else {
            bail!("it is empty: name its columns in the first line, such as id,name,moodle");
        };
        let headings: Vec<String> = headings?.iter().map(str::to_owned).collect();
        let mut rows = Vec::new();
        for record in records {
            let record = record.context("a row of it cannot be read")?;
            let line = record.position().map_or(0, csv::Position::line) + skipped;
            let mut row: Vec<String> = record.iter().map(str::to_owned).collect();
            if row.iter().all(String::is_empty) {
                continue;
            }
            // Rows may end with an empty column more, and with columns fewer.
            if row.iter().skip(headings.len()).any(|cell| !cell.is_empty()) {
                bail!(
                    "line {line} has {} columns, and the headings are {}: put what holds the delimiter “{}” in quotes",
                    row.len(),
                    headings.len(),
                    char::from(delimiter)
                );
            }
            row.resize(headings.len(), String::new());
            rows.push((line, row));
        }
        Ok(Self { headings, rows })
    }
}

fn reader(text: &str, delimiter: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .trim(csv::Trim::All)
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

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> (Vec<String>, Vec<Vec<String>>) {
        let table = Table::parse(text).unwrap();
        (
            table.headings,
            table.rows.into_iter().map(|(_, row)| row).collect(),
        )
    }

    #[test]
    fn columns_are_found_whatever_separates_them() {
        let expected = parsed("id,name\ns1,Zoë\ns2,Jo\n");
        for text in [
            "id;name\r\ns1;Zoë\r\ns2;Jo\r\n",
            "sep=;\nid;name\ns1;Zoë\ns2;Jo",
            "\u{feff}\"sep=|\"\nid|name\ns1|Zoë\ns2|Jo",
            "id\tname\ns1\tZoë\ns2\tJo\n",
            "id, name\n\"s1\", Zoë,\n\ns2,Jo\n,,\n",
        ] {
            assert_eq!(parsed(text), expected, "{text}");
        }
        assert_eq!(parsed("id;name, given\ns1;Zoë\n").0, ["id", "name, given"]);
        assert_eq!(parsed("id;\"name; given\"\ns1;Zoë\n").0, ["id", "name; given"]);
        assert_eq!(parsed("id\ns1\n"), (vec!["id".into()], vec![vec!["s1".into()]]));
        assert_eq!(parsed("id,name,moodle\ns1,Zoë\n").1, [["s1", "Zoë", ""]]);
    }

    #[test]
    fn a_row_that_is_too_long_is_refused_with_its_line() {
        let error = Table::parse("sep=,\nid,name\ns1,Zoë\ns2,Meier, Jo\n")
            .unwrap_err()
            .to_string();
        assert!(error.contains("line 4") && error.contains("quotes"), "{error}");
        assert!(
            Table::parse("\n")
                .unwrap_err()
                .to_string()
                .contains("id,name,moodle")
        );
    }
}
