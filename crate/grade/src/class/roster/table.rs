//! A roster's table: headings, and rows that are all as long as they.

use anyhow::{Result, bail};

use crate::class::separated::Separated;

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
        let Separated { delimiter, rows } = Separated::read(text)?;
        let trimmed =
            |row: Vec<String>| -> Vec<String> { row.iter().map(|cell| cell.trim().to_owned()).collect() };
        let mut all = rows.into_iter().map(|(line, row)| (line, trimmed(row)));
        let Some((_, headings)) = all.next() else {
            bail!("it is empty: name its columns in the first line, such as id,name,moodle");
        };
        let mut rows = Vec::new();
        for (line, mut row) in all {
            if row.iter().all(String::is_empty) {
                continue;
            }
            // Rows may end with an empty column more, and with columns fewer.
            if row.iter().skip(headings.len()).any(|cell| !cell.is_empty()) {
                bail!(
                    "line {line} has {} columns, and the headings are {}: put what holds the delimiter “{delimiter}” in quotes",
                    row.len(),
                    headings.len(),
                );
            }
            row.resize(headings.len(), String::new());
            rows.push((line, row));
        }
        Ok(Self { headings, rows })
    }
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
