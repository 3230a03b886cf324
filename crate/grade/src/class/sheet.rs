//! Tables as spreadsheet programs write them, and tables that they can open without harm.

use std::borrow::Cow;
use std::path::Path;
use std::sync::LazyLock;

use anyhow::{Context, Result};
use regex::Regex;

use super::separated::Separated;
use crate::encoding;

/// A table with a line of headings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Sheet {
    pub(crate) headings: Vec<String>,
    pub(crate) rows: Vec<Vec<String>>,
}

impl Sheet {
    /// Reads a file in whatever way Excel, LibreOffice or a platform wrote it.
    pub(crate) fn read(path: &Path) -> Result<Self> {
        let context = || format!("{}: cannot be read as a table", path.display());
        Self::parse(&std::fs::read(path).with_context(context)?).with_context(context)
    }

    pub(crate) fn parse(bytes: &[u8]) -> Result<Self> {
        let mut rows = Separated::read(&encoding::decode(bytes))?.rows.into_iter();
        let (_, headings) = rows.next().unwrap_or_default();
        Ok(Self {
            headings,
            rows: rows.map(|(_, row)| row).collect(),
        })
    }

    /// Where the column is that is headed by one of `names`, in small letters.
    pub(crate) fn column(&self, names: &[&str]) -> Option<usize> {
        self.headings
            .iter()
            .position(|heading| names.contains(&heading.trim().to_lowercase().as_str()))
    }
}

/// What a person or a student wrote, as a cell that no spreadsheet takes for a formula.
pub(crate) fn harmless(cell: &str) -> String {
    let is_formula = cell.starts_with(['\t', '\r'])
        || cell
            .trim_start_matches(|c: char| c.is_whitespace() || c == '"')
            .starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    // A sign alone, with which Moodle says “none”, is no formula either.
    let is_number = || cell.len() == 1 || cell.trim().parse::<f64>().is_ok_and(f64::is_finite);
    let inner = INNER
        .as_ref()
        .map_or(cell.into(), |inner| inner.replace_all(cell, "$1'$2"));
    if is_formula && !is_number() {
        format!("'{inner}")
    } else {
        inner.into_owned()
    }
}

/// A formula after what spreadsheets of some countries take for the end of a cell. Where a comma parts nothing, a quote after
/// it does not either, and what it holds ends at the line's end.
static INNER: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new("([;\\t\\n\\r][\\s\"]*)([=+\\-@＝＋－＠])").ok());
/// The same as [`harmless`] writes it.
static MADE_HARMLESS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new("([;\\t\\n\\r][\\s\"]*)'([=+\\-@＝＋－＠])").ok());

/// What stood in a cell before [`harmless`].
pub(crate) fn as_written(cell: &str) -> Cow<'_, str> {
    let inner = |cell: &str| match MADE_HARMLESS.as_ref() {
        Some(made) => made.replace_all(cell, "$1$2").into_owned(),
        None => cell.to_owned(),
    };
    let outer = cell.strip_prefix('\'').map(inner);
    let written = outer.filter(|rest| harmless(rest) == cell);
    let written = written.or_else(|| Some(inner(cell)).filter(|rest| harmless(rest) == cell));
    written.map_or(Cow::Borrowed(cell), Cow::Owned)
}

/// A table that is written, whose cells do no harm.
pub(crate) struct Table(csv::Writer<Vec<u8>>);

impl Table {
    pub(crate) fn new(headings: &[impl AsRef<str>]) -> Result<Self> {
        let mut table = Self(csv::WriterBuilder::new().flexible(true).from_writer(Vec::new()));
        table.row(headings)?;
        Ok(table)
    }

    pub(crate) fn row(&mut self, cells: &[impl AsRef<str>]) -> Result<()> {
        let cells = cells.iter().map(|cell| harmless(cell.as_ref()));
        self.0.write_record(cells).context("the table cannot be written")
    }

    pub(crate) fn finish(self) -> Result<Vec<u8>> {
        self.0.into_inner().context("the table cannot be written")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula_and_numbers_stay_numbers() {
        for formula in ["=cmd|' /C calc'!A0", "@SUM(A1)", "+1+2", "-2+3", "＝1", "-inf"] {
            assert_eq!(harmless(formula), format!("'{formula}"));
            assert_eq!(as_written(&harmless(formula)), formula);
        }
        for plain in ["-1.5", "+3", "-", "Zoë", "'quoted", "", "a=b"] {
            assert_eq!(harmless(plain), plain);
            assert_eq!(as_written(plain), plain);
        }
    }

    #[test]
    fn nor_is_what_follows_where_a_cell_ends_in_other_countries() {
        for (cell, written) in [
            ("a;=1+cmd|x!A0", "a;'=1+cmd|x!A0"),
            ("a; \"@b", "a; \"'@b"),
            ("=a;-b;c", "'=a;'-b;c"),
            ("x\t+1", "x\t'+1"),
            ("\t=1", "'\t'=1"),
            (
                "I think\n=cmd|' /C calc'!A0\n@SUM(1+1)",
                "I think\n'=cmd|' /C calc'!A0\n'@SUM(1+1)",
            ),
            ("a\r\n \"\"+1", "a\r\n \"\"'+1"),
            ("- one\n- two\n2 - 1", "'- one\n'- two\n2 - 1"),
            (" =1", "' =1"),
            ("\"=1", "'\"=1"),
        ] {
            assert_eq!(harmless(cell), written);
            assert_eq!(as_written(written), cell);
        }
        assert_eq!(as_written("a;b"), "a;b");
    }

    #[test]
    fn tables_are_read_as_programs_write_them() {
        let plain = "id,name\ns1,\"Müller, Zoë\"\n";
        let utf16: Vec<u8> = std::iter::once(0xfeff)
            .chain("id\tname\r\ns1\tMüller, Zoë\r\n".encode_utf16())
            .flat_map(u16::to_le_bytes)
            .collect();
        for bytes in [
            plain.as_bytes(),
            format!("\u{feff}{plain}").as_bytes(),
            "sep=;\r\nid;name\r\ns1;Müller, Zoë\r\n".as_bytes(),
            b"id;name\ns1;M\xfcller, Zo\xeb\n",
            &utf16,
        ] {
            let sheet = Sheet::parse(bytes).unwrap();
            assert_eq!(sheet.column(&["name"]), Some(1));
            assert_eq!(sheet.rows, [["s1", "Müller, Zoë"]]);
        }
        // Of what stands in headings more often, but separates no rows, nothing is believed.
        let sheet = Sheet::parse(b"student;points (0, 1, 2, 3)\na;1\n").unwrap();
        assert_eq!(sheet.rows, [["a", "1"]]);
    }
}
