//! Which of a data set's files a folder holds, and reading them.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use ndarray::{Array1, Array3, Array4, Axis, concatenate};

use super::{DatasetKind, Samples, cifar, idx, published};
use crate::{Error, Result};

/// A data set's training and test part.
pub(crate) type Parts = (Samples, Samples);

/// What was read of a folder that the user named.
pub(crate) struct Found {
    /// Where the files lie.
    pub(crate) folder: PathBuf,
    /// In the order of their published names.
    pub(crate) files: Vec<PathBuf>,
    /// What they hold.
    pub(crate) parts: Parts,
}

/// What a folder has of a data set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Holding {
    /// All files, in the order of their published names.
    Whole { folder: PathBuf, files: Vec<PathBuf> },
    /// Some of them.
    Part { folder: PathBuf, missing: Vec<String> },
    /// None.
    Nothing,
}

/// Looks in the subfolder named after the data set, then in the folder itself, then where other tools unpack the files.
pub(crate) fn look(kind: DatasetKind, root: &Path) -> Holding {
    let others = match kind {
        DatasetKind::FashionMnist => "FashionMNIST/raw",
        DatasetKind::Mnist => "MNIST/raw",
        DatasetKind::Cifar10 => "cifar-10-batches-bin",
    };
    let mut best = Holding::Nothing;
    let own = root.join(kind.id());
    for folder in [
        own.clone(),
        own.join(others),
        root.to_path_buf(),
        root.join(others),
    ] {
        if named_after_another(kind, &folder).is_some() {
            continue;
        }
        match look_directly(kind, folder) {
            whole @ Holding::Whole { .. } => return whole,
            part @ Holding::Part { .. } if best == Holding::Nothing => best = part,
            _ => {}
        }
    }
    best
}

fn look_directly(kind: DatasetKind, folder: PathBuf) -> Holding {
    let mut names: Vec<&str> = match kind {
        DatasetKind::Cifar10 => cifar::TRAIN_FILES.into(),
        _ => kind.files().iter().map(|file| file.name).collect(),
    };
    if kind == DatasetKind::Cifar10 {
        names.push(cifar::TEST_FILE);
    }
    let (mut files, mut missing) = (Vec::new(), Vec::new());
    for name in names {
        // A file without the ending is preferred: nothing is left to decompress.
        let candidates = [folder.join(name.trim_end_matches(".gz")), folder.join(name)];
        match candidates.into_iter().find(|path| path.is_file()) {
            Some(path) => files.push(path),
            None => missing.push(name.to_owned()),
        }
    }
    let mut archives = cifar::ARCHIVES.iter().map(|name| folder.join(name));
    let archive = archives
        .find(|path| path.is_file())
        .filter(|_| kind == DatasetKind::Cifar10);
    match (files.is_empty(), missing.is_empty(), archive) {
        (_, true, _) => Holding::Whole { folder, files },
        (_, _, Some(archive)) => Holding::Whole {
            folder,
            files: vec![archive],
        },
        (true, ..) => Holding::Nothing,
        (false, false, None) => Holding::Part { folder, missing },
    }
}

/// Reads a folder that the user named: whatever is wrong with it is an error.
pub(crate) fn read_named(kind: DatasetKind, root: &Path) -> Result<Found> {
    if !root.exists() {
        return Err(Error::file(
            root,
            "there is no such folder",
            "Correct the name; no other place is searched when one is named",
        ));
    }
    if !root.is_dir() {
        return Err(Error::file(
            root,
            "is a file, and a folder is wanted",
            format!("Name the folder that holds the files of {kind}"),
        ));
    }
    let wanted = kind
        .files()
        .iter()
        .map(|file| file.name)
        .collect::<Vec<_>>()
        .join(", ");
    match look(kind, root) {
        Holding::Whole { folder, files } => {
            let parts = read(kind, &files)?;
            match published::as_another(kind, &files) {
                None => Ok(Found { folder, files, parts }),
                Some(other) => Err(belongs_to(other, kind, &folder)),
            }
        }
        Holding::Part { folder, missing } => {
            let problem = format!(
                "holds only a part of {kind}: missing {} (with or without .gz)",
                missing.join(", ")
            );
            Err(Error::file(folder, problem, "Add the missing files"))
        }
        Holding::Nothing => {
            if let Some(other) = named_after_another(kind, root) {
                return Err(belongs_to(other, kind, root));
            }
            let problem = if kind == DatasetKind::Cifar10 && holds_cifar_for_python(root) {
                format!("holds {kind} as Python has it, and the binary version is wanted")
            } else {
                format!(
                    "holds no file of {kind}, neither itself nor in a subfolder {}",
                    kind.id()
                )
            };
            Err(Error::file(
                root,
                problem,
                format!("Put {wanted} there (with or without .gz)"),
            ))
        }
    }
}

/// The same images are published once more, as pickles.
fn holds_cifar_for_python(root: &Path) -> bool {
    [
        "cifar-10-python.tar.gz",
        "cifar-10-python.tar",
        "cifar-10-batches-py",
        "batches.meta",
    ]
    .iter()
    .any(|name| root.join(name).exists())
}

/// MNIST and Fashion-MNIST use the same file names: their folder's name tells them apart, or else their labels.
fn named_after_another(kind: DatasetKind, folder: &Path) -> Option<DatasetKind> {
    let name = folder.file_name()?;
    DatasetKind::ALL
        .into_iter()
        .find(|other| *other != kind && name == other.id())
}

fn belongs_to(other: DatasetKind, kind: DatasetKind, folder: &Path) -> Error {
    let remedy = format!("Put the files of {kind} into a folder named {}", kind.id());
    Error::file(folder, format!("holds {other}, and {kind} is wanted"), remedy)
}

/// Reads the files of [`Holding::Whole`].
pub(crate) fn read(kind: DatasetKind, files: &[PathBuf]) -> Result<Parts> {
    let classes: Arc<[String]> = kind.classes().iter().map(ToString::to_string).collect();
    let (train, test) = match (kind, files) {
        (DatasetKind::Cifar10, files) => read_cifar(files, &classes)?,
        (_, [train_images, train_labels, test_images, test_labels]) => {
            // The training images take longer than all others together; they are decompressed beside them.
            let (first, ((second, third), fourth)) = rayon::join(
                || idx::read_images(train_images),
                || {
                    (
                        (idx::read_labels(train_labels), idx::read_images(test_images)),
                        idx::read_labels(test_labels),
                    )
                },
            );
            let image = |images: Array3<u8>| images.insert_axis(Axis(3));
            let train = labelled(image(first?), second?, (train_images, train_labels), &classes)?;
            let test = labelled(image(third?), fourth?, (test_images, test_labels), &classes)?;
            (train, test)
        }
        _ => {
            return Err(Error::Shape(format!(
                "{kind} has four files, not {}",
                files.len()
            )));
        }
    };
    if train.shape() != test.shape() {
        let ((h, w, _), (test_h, test_w, _)) = (train.shape(), test.shape());
        let folder = files
            .first()
            .and_then(|file| file.parent())
            .unwrap_or(Path::new(""));
        let problem =
            format!("its training images have {h} × {w} pixels, its test images {test_h} × {test_w}");
        return Err(Error::file(
            folder,
            problem,
            "Take all files from the same data set",
        ));
    }
    Ok((train, test))
}

fn read_cifar(files: &[PathBuf], classes: &Arc<[String]>) -> Result<Parts> {
    let mut batches = match files {
        [archive] => cifar::read_archive(archive)?,
        files => files
            .iter()
            .map(|file| Ok((file.clone(), cifar::read_batch(file)?)))
            .collect::<Result<Vec<_>>>()?,
    };
    for (path, (_, labels)) in &batches {
        check_labels(labels, path, classes)?;
    }
    let Some((_, test)) = batches.pop() else {
        return Err(Error::Shape("CIFAR-10 has six files, not none".into()));
    };
    let images: Vec<_> = batches.iter().map(|(_, (images, _))| images.view()).collect();
    let labels: Vec<_> = batches.iter().map(|(_, (_, labels))| labels.view()).collect();
    let train = Samples::new(
        concatenate(Axis(0), &images)?,
        concatenate(Axis(0), &labels)?,
        classes.clone(),
    )?;
    Ok((train, Samples::new(test.0, test.1, classes.clone())?))
}

fn check_labels(labels: &Array1<u8>, path: &Path, classes: &Arc<[String]>) -> Result<()> {
    let Some((position, label)) = labels
        .iter()
        .enumerate()
        .find(|&(_, &label)| usize::from(label) >= classes.len())
    else {
        return Ok(());
    };
    let last = classes.len() - 1;
    let problem = format!(
        "has the label {label} at position {position}, and the labels of {} classes end at {last}",
        classes.len()
    );
    Err(Error::file(
        path,
        problem,
        "Replace it with the data set's own file",
    ))
}

/// Puts images and labels together; what does not fit is told with the file's name.
pub(crate) fn labelled(
    images: Array4<u8>,
    labels: Array1<u8>,
    (images_path, labels_path): (&Path, &Path),
    classes: &Arc<[String]>,
) -> Result<Samples> {
    if images.len_of(Axis(0)) != labels.len() {
        let problem = format!(
            "holds {} labels, and {} holds {} images",
            labels.len(),
            images_path.display(),
            images.len_of(Axis(0))
        );
        return Err(Error::file(
            labels_path,
            problem,
            "Take both files from the same part of the same data set",
        ));
    }
    check_labels(&labels, labels_path, classes)?;
    Samples::new(images, labels, classes.clone())
}
