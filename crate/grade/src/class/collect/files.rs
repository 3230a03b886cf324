//! The files of a hand-in, a folder or a zip: listed first, and read one at a time. What cannot be read is the fault of that
//! file alone, and a reason in words.

use std::fs::File;
use std::io::{Cursor, Read, Seek};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use zip::ZipArchive;
use zip::result::ZipError;

use super::list::List;
use super::unread::Unread;
use crate::notebook::LARGEST;

/// The largest zip inside of a hand-in that is opened, and how many files of it.
const LARGEST_ZIP: u64 = 16 << 20;
const ZIPPED: usize = 1_000;
/// One file that was handed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Handed {
    /// Its path inside the folder or zip, with `/`.
    pub(super) path: String,
    /// Where to read it, or why it is not read.
    pub(super) at: Result<At, Unread>,
}

/// Where a file is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum At {
    /// In a folder.
    File(PathBuf),
    /// In the zip of the class.
    Entry(usize),
    /// In a zip that somebody handed in.
    Inside(Box<At>, usize),
    /// Here.
    #[cfg(test)]
    Held(Vec<u8>),
}

/// All that a class handed in. Nothing is unpacked and no link is followed.
#[derive(Debug)]
pub(super) struct HandIn {
    zip: Option<ZipArchive<File>>,
    pub(super) files: Vec<Handed>,
    /// How many files were left out that programs leave behind.
    pub(super) junk: usize,
}

impl HandIn {
    /// Lists the files at `from`.
    pub(super) fn open(from: &Path) -> Result<Self> {
        let mut list = List::default();
        let mut zip = None;
        if from.is_dir() {
            list.folder(from);
        } else {
            let context = || {
                format!(
                    "{}: is neither a folder nor a zip that can be opened",
                    from.display()
                )
            };
            let mut file = File::open(from).with_context(context)?;
            let mut start = [0; 4];
            if file.read_exact(&mut start).is_err() || !start.starts_with(b"PK") {
                bail!(
                    "{}: is neither a folder nor a zip. Unpack it, or name the folder in which each student has one",
                    from.display()
                );
            }
            file.rewind().with_context(context)?;
            let mut archive = ZipArchive::new(file)
                .with_context(|| format!("{}: cannot be read as a zip. Download it again", from.display()))?;
            list.zip(&mut archive, At::Entry);
            zip = Some(archive);
        }
        let (files, junk) = list.finish();
        Ok(Self { zip, files, junk })
    }

    /// All of a file, unless it is larger than any notebook is.
    pub(super) fn read(&mut self, at: &At) -> Result<Vec<u8>, Unread> {
        match at {
            At::File(path) => {
                let file = File::open(path).map_err(|error| Unread::of("cannot be opened", &error))?;
                bounded(file, LARGEST)
            }
            At::Entry(index) => match &mut self.zip {
                Some(zip) => entry(zip, *index, LARGEST),
                None => Err("is in no zip".into()),
            },
            At::Inside(outer, index) => entry(&mut self.inner_zip(outer)?, *index, LARGEST),
            #[cfg(test)]
            At::Held(bytes) => Ok(bytes.clone()),
        }
    }

    /// The files of a zip that somebody handed in.
    pub(super) fn inside(&mut self, path: &str, at: &At) -> Result<Vec<Handed>, Unread> {
        if matches!(at, At::Inside(..)) {
            return Err("is a zip in a zip, and was not opened: ask for the notebook itself".into());
        }
        let mut zip = self.inner_zip(at)?;
        if zip.len() > ZIPPED {
            return Err(format!(
                "holds {} files, and was not opened: ask for the notebook itself",
                zip.len()
            )
            .into());
        }
        let mut list = List::default();
        list.zip(&mut zip, |index| At::Inside(Box::new(at.clone()), index));
        for file in &mut list.files {
            file.path = format!("{path}/{}", file.path);
        }
        Ok(list.files)
    }

    fn inner_zip(&mut self, at: &At) -> Result<ZipArchive<Cursor<Vec<u8>>>, Unread> {
        let bytes = self.read(at)?;
        if bytes.len() as u64 > LARGEST_ZIP {
            return Err(format!(
                "is a zip larger than {} MB, and was not opened: ask for the notebook itself",
                LARGEST_ZIP >> 20
            )
            .into());
        }
        ZipArchive::new(Cursor::new(bytes))
            .map_err(|error| format!("cannot be read as a zip ({error}): ask for the notebook itself").into())
    }

    #[cfg(test)]
    pub(super) fn of(files: &[(&str, &str)]) -> Self {
        let files = files.iter().map(|(path, text)| Handed {
            path: (*path).to_owned(),
            at: Ok(At::Held(text.as_bytes().to_vec())),
        });
        Self {
            zip: None,
            files: files.collect(),
            junk: 0,
        }
    }
}

fn entry<R: Read + Seek>(zip: &mut ZipArchive<R>, index: usize, largest: u64) -> Result<Vec<u8>, Unread> {
    let entry = zip.by_index(index).map_err(|error| match error {
        ZipError::Io(error) => Unread::of("cannot be read in the zip", &error),
        error => format!("cannot be read in the zip: {error}").into(),
    })?;
    // A zip may lie about a size; what counts is what comes.
    bounded(entry, largest)
}

fn bounded(file: impl Read, largest: u64) -> Result<Vec<u8>, Unread> {
    let mut bytes = Vec::new();
    file.take(largest + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| Unread::of("cannot be read", &error))?;
    if bytes.len() as u64 > largest {
        return Err(format!("is larger than {} MB, and was not read", largest >> 20).into());
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in files {
            zip.start_file(*name, zip::write::SimpleFileOptions::default())
                .unwrap();
            zip.write_all(bytes).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    fn paths(hand_in: &HandIn) -> Vec<&str> {
        hand_in.files.iter().map(|file| file.path.as_str()).collect()
    }

    #[test]
    fn a_folder_is_listed_and_what_is_not_read_says_why() {
        let folder = tempfile::tempdir().unwrap();
        let write = |path: &str| {
            let path = folder.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "x").unwrap();
        };
        for path in [
            "ada/kit.ipynb",
            "ada/.DS_Store",
            ".bea/kit.ipynb",
            "cy/__MACOSX/._kit.ipynb",
        ] {
            write(path);
        }
        write(&format!("dan/{}deep.ipynb", "d/".repeat(20)));
        std::os::unix::fs::symlink("/etc/passwd", folder.path().join("ada/link.ipynb")).unwrap();
        let odd = <std::ffi::OsStr as std::os::unix::ffi::OsStrExt>::from_bytes(b"e\xff");
        std::fs::write(folder.path().join(odd), "x").unwrap();
        let mut hand_in = HandIn::open(folder.path()).unwrap();
        let deep = format!("dan{}", "/d".repeat(11));
        assert_eq!(
            paths(&hand_in),
            [
                ".bea/kit.ipynb",
                "ada/kit.ipynb",
                "ada/link.ipynb",
                "cy",
                &deep,
                "e%FF"
            ]
        );
        assert_eq!(hand_in.junk, 1);
        let reason = |index: usize| hand_in.files[index].at.clone().unwrap_err().to_string();
        assert!(
            reason(2).contains("not followed")
                && reason(3).contains("empty folder")
                && reason(4).contains("deep")
        );
        let at = hand_in.files[0].at.clone().unwrap();
        assert_eq!(hand_in.read(&at), Ok(b"x".to_vec()));
    }

    #[test]
    fn a_zip_is_read_and_one_inside_of_it_but_none_inside_of_that() {
        let inner = zipped(&[
            ("kit/kit.ipynb", b"x"),
            ("../../out", b"x"),
            ("more.zip", &zipped(&[("a", b"a")])),
        ]);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("class.ZIP");
        std::fs::write(
            &path,
            zipped(&[("ada\\hw.zip", &inner), ("bea/no.zip", b"PK no")]),
        )
        .unwrap();
        let mut hand_in = HandIn::open(&path).unwrap();
        assert_eq!(paths(&hand_in), ["ada/hw.zip", "bea/no.zip"]);
        let files = hand_in.files.clone();
        let inside = hand_in
            .inside(&files[0].path, files[0].at.as_ref().unwrap())
            .unwrap();
        let found: Vec<&str> = inside.iter().map(|file| file.path.as_str()).collect();
        assert_eq!(
            found,
            [
                "ada/hw.zip/kit/kit.ipynb",
                "ada/hw.zip/../../out",
                "ada/hw.zip/more.zip"
            ]
        );
        assert_eq!(hand_in.read(inside[0].at.as_ref().unwrap()), Ok(b"x".to_vec()));
        assert!(inside[1].at.as_ref().unwrap_err().as_ref().contains("leads out"));
        let third = inside[2].at.clone().unwrap();
        assert!(
            hand_in
                .inside("more.zip", &third)
                .unwrap_err()
                .as_ref()
                .contains("a zip in a zip")
        );
        let broken = files[1].at.clone().unwrap();
        assert!(
            hand_in
                .inside("no.zip", &broken)
                .unwrap_err()
                .as_ref()
                .contains("ask for the notebook")
        );
    }

    #[test]
    fn only_so_much_is_read_whatever_the_zip_says() {
        let error = bounded(std::io::repeat(b' '), 1 << 20).unwrap_err();
        assert!(error.as_ref().contains("larger than 1 MB") && !error.is_machine());
    }

    #[test]
    fn what_is_no_hand_in_is_refused_with_the_remedy() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("one.ipynb");
        std::fs::write(&path, "{}").unwrap();
        let error = HandIn::open(&path).unwrap_err().to_string();
        assert!(error.contains("neither a folder nor a zip"), "{error}");
    }

    #[test]
    fn what_the_system_refuses_is_the_machines_fault_and_what_is_damaged_is_the_files() {
        let folder = tempfile::tempdir().unwrap();
        let mut hand_in = HandIn::of(&[]);
        let mut read = |at: At| hand_in.read(&at).unwrap_err();
        assert!(read(At::File(folder.path().join("gone"))).is_machine());
        // A folder in a file's place opens and does not read, as a bad block does.
        assert!(read(At::File(folder.path().to_owned())).is_machine());
        let mut damaged = zipped(&[("a", b"some words")]);
        let at = damaged.windows(4).position(|four| four == b"some").unwrap_or(31);
        damaged[at] ^= 0xff;
        let inside = At::Inside(Box::new(At::Held(damaged)), 0);
        assert!(!read(inside).is_machine());
    }
}
