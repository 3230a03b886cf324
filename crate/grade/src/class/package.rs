//! `feedback.zip`: the pages of feedback, each in the folder that its submission came in, as learning platforms take them
//! back.

use std::fs::File;
use std::io::BufWriter;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use anyhow::{Context, Result};
use zip::write::SimpleFileOptions;

mod entries;

/// A page: where it lies, and the path of the submission that it is about.
#[derive(Debug)]
pub(crate) struct Packed<'a> {
    pub(crate) page: &'a Path,
    pub(crate) submission: &'a str,
}

/// Writes the zip, a page after the other; what could not be packed, in words.
pub(crate) fn write(path: &Path, pages: &[Packed]) -> Result<Vec<String>> {
    let context = || format!("{}: cannot be written", path.display());
    let folder = path.parent().with_context(context)?;
    let mut aside = tempfile::Builder::new()
        .prefix(".part-")
        // What the user's umask leaves of it.
        .permissions(std::fs::Permissions::from_mode(0o666))
        .tempfile_in(folder)
        .with_context(context)?;
    let mut zip = zip::ZipWriter::new(BufWriter::new(aside.as_file_mut()));
    let submissions: Vec<&str> = pages.iter().map(|packed| packed.submission).collect();
    let mut missing = Vec::new();
    for (packed, name) in pages.iter().zip(entries::of(&submissions)) {
        let mut page = match File::open(packed.page) {
            Ok(page) => page,
            Err(error) => {
                missing.push(format!("{}: {error}", packed.page.display()));
                continue;
            }
        };
        zip.start_file(name, SimpleFileOptions::default())
            .with_context(context)?;
        std::io::copy(&mut page, &mut zip).with_context(context)?;
    }
    let file = zip.finish().with_context(context)?;
    file.into_inner()
        .map_err(std::io::IntoInnerError::into_error)
        .with_context(context)?;
    aside.persist(path).with_context(context)?;
    Ok(missing)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_that_is_there_gets_a_name_of_its_own_inside_the_zip() {
        let folder = tempfile::tempdir().unwrap();
        let page = folder.path().join("page.html");
        std::fs::write(&page, "x".repeat(100_000)).unwrap();
        let gone = folder.path().join("gone.html");
        let submissions = [
            (&page, "Ada_12_file_/a.ipynb"),
            (&page, "Ada_12_file_/A.ipynb"),
            (&page, "../../etc/cron.ipynb"),
            (&page, "Ada L._4711_file_/answers"),
            (&gone, "Bea_13_file_/a.ipynb"),
        ];
        let pages: Vec<Packed> = submissions
            .iter()
            .map(|(page, submission)| Packed { page, submission })
            .collect();
        let path = folder.path().join("feedback.zip");
        let missing = write(&path, &pages).unwrap();
        assert!(
            missing.len() == 1 && missing[0].contains("gone.html"),
            "{missing:?}"
        );
        let mut zip = zip::ZipArchive::new(File::open(&path).unwrap()).unwrap();
        let names: Vec<String> = (0..zip.len())
            .map(|index| zip.by_index(index).unwrap().name().unwrap().into_owned())
            .collect();
        assert_eq!(
            names,
            [
                "Ada_12_file_/a.html",
                "Ada_12_file_/A (2).html",
                "etc/cron.html",
                "Ada L._4711_file_/answers.html"
            ]
        );
    }
}
