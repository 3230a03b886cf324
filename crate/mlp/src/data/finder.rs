//! The search for a data set: which places, in which order, and what happens where none has it.

use std::path::PathBuf;
use std::sync::Arc;

use notebook::display;

use super::download::Downloader;
use super::folder::{self, Found, Holding, Parts};
use super::{DataSource, Dataset, DatasetKind, FileCheck, Place, embedded, published};
use crate::{Error, Result};

/// Finds a data set, in this order: a folder given, the one `$MLP_DATA` names, the user's cache folder, the system's, a
/// download. A folder that was named is the only place looked at.
///
/// [`Dataset::fashion_mnist`] and its like are this with nothing changed.
///
/// ```no_run
/// use mlp::data::{DatasetKind, Finder};
///
/// let data = Finder::new(DatasetKind::Mnist).folder("/data/mnist").load()?;
/// # Ok::<(), mlp::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Finder {
    kind: DatasetKind,
    folder: Option<PathBuf>,
    environment: Option<PathBuf>,
    cache: Option<PathBuf>,
    system: Option<PathBuf>,
    download: Option<Downloader>,
    sample: bool,
}

impl Finder {
    /// The search as everyone has it; no sample in place of the whole set.
    pub fn new(kind: DatasetKind) -> Self {
        let variable = |name| {
            std::env::var_os(name)
                .filter(|value| !value.is_empty())
                .map(PathBuf::from)
        };
        let caches = variable("XDG_CACHE_HOME")
            .filter(|path| path.is_absolute())
            .or_else(|| std::env::home_dir().map(|home| home.join(".cache")));
        Self {
            kind,
            folder: None,
            environment: variable("MLP_DATA"),
            cache: caches.map(|caches| caches.join("mlp").join("data")),
            system: Some(variable("MLP_SYSTEM_DATA").unwrap_or_else(|| "/usr/share/datasets".into())),
            download: variable("MLP_OFFLINE")
                .is_none()
                .then(|| Downloader::for_kind(kind)),
            sample: false,
        }
    }

    /// Looks only here: the folder, or its subfolder named after the data set.
    pub fn folder(mut self, folder: impl Into<PathBuf>) -> Self {
        self.folder = Some(folder.into());
        self
    }

    /// What stands for `$MLP_DATA`; `None` as if it were not set.
    pub fn environment(mut self, folder: Option<PathBuf>) -> Self {
        self.environment = folder;
        self
    }

    /// Where downloads are kept, each data set in a subfolder; `None` for nowhere.
    pub fn cache(mut self, folder: Option<PathBuf>) -> Self {
        self.cache = folder;
        self
    }

    /// What stands for `/usr/share/datasets`; `None` for nothing.
    pub fn system(mut self, folder: Option<PathBuf>) -> Self {
        self.system = folder;
        self
    }

    /// How files are downloaded; `None` for not at all, as if `$MLP_OFFLINE` were set.
    pub fn download(mut self, downloader: Option<Downloader>) -> Self {
        self.download = downloader;
        self
    }

    /// Whether Fashion-MNIST's embedded sample may take the place of the whole set where that cannot be had.
    pub fn sample_instead(mut self, allowed: bool) -> Self {
        self.sample = allowed;
        self
    }

    /// Searches and reads.
    pub fn load(&self) -> Result<Dataset> {
        if let Some(root) = &self.folder {
            return Ok(self.named(folder::read_named(self.kind, root)?, DataSource::Folder));
        }
        if let Some(root) = &self.environment {
            let found = folder::read_named(self.kind, root).map_err(|error| match error {
                Error::File {
                    path,
                    problem,
                    remedy,
                } => Error::file(
                    path,
                    format!("{problem} (MLP_DATA names {})", root.display()),
                    remedy,
                ),
                other => other,
            })?;
            return Ok(self.named(found, DataSource::Environment));
        }
        let mut looked = Vec::new();
        for place in self.places() {
            if place.missing.is_empty() {
                return self.read(place.source, &place.files);
            }
            looked.push(place.to_string());
        }
        match self.download_and_read() {
            Ok(data) => Ok(data),
            Err(error) => {
                looked.push(error.to_string());
                self.sample_or_error(&looked)
            }
        }
    }

    /// What a folder that the user named held.
    fn named(&self, found: Found, source: impl FnOnce(PathBuf) -> DataSource) -> Dataset {
        self.compare(&found.files, &found.parts);
        self.dataset(found.parts, source(found.folder))
    }

    /// A note where these are not the published files: they may be a part of them, or another data set's.
    fn compare(&self, files: &[PathBuf], parts: &Parts) {
        if let Some(difference) = published::difference(self.kind, files, parts) {
            display::note(&difference);
        }
    }

    /// Reads the files of a place that has all of them and that nobody named.
    fn read(&self, source: DataSource, files: &[PathBuf]) -> Result<Dataset> {
        let parts = folder::read(self.kind, files).map_err(|error| with_remedy(error, &source))?;
        self.compare(files, &parts);
        Ok(self.dataset(parts, source))
    }

    fn download_and_read(&self) -> Result<Dataset> {
        let (Some(cache), Some(_)) = (&self.cache, &self.download) else {
            return Err(Error::Download {
                url: self.kind.to_string(),
                problem: "downloads are switched off".to_owned(),
                remedy: "Unset MLP_OFFLINE to allow them".to_owned(),
            });
        };
        let (kind, megabytes) = (self.kind, self.kind.megabytes());
        display::note(&format!(
            "Downloading {kind}, about {megabytes} MB, to {}.",
            cache.display()
        ));
        let url = self.fetch()?;
        let folder = cache.join(kind.id());
        let source = match url {
            Some(url) => DataSource::Download { url, folder },
            // Another process was faster.
            None => DataSource::Cache(folder),
        };
        let Place {
            source,
            missing,
            files,
            ..
        } = Place::look(self.kind, source);
        if missing.is_empty() {
            self.read(source, &files)
        } else {
            Err(self.not_found(format!("its files went away just now. {source}")))
        }
    }

    /// The last resort: Fashion-MNIST's sample, with a message each time.
    fn sample_or_error(&self, looked: &[String]) -> Result<Dataset> {
        if !(self.sample && self.kind == DatasetKind::FashionMnist) {
            return Err(self.not_found(looked.join("; ")));
        }
        let data = self.sample()?;
        let (kind, why, ways) = (self.kind, looked.join("\n  "), self.ways());
        display::note(&format!(
            "{kind} could not be had:\n  {why}\nSo this is a sample of it, {} of 60000 training and {} of 10000 test images: \
             accuracies will be lower than with the whole set.\n{ways}.",
            data.train.len(),
            data.test.len(),
        ));
        Ok(data)
    }

    /// Fashion-MNIST's sample.
    pub(super) fn sample(&self) -> Result<Dataset> {
        let classes: Arc<[String]> = self.kind.classes().iter().map(ToString::to_string).collect();
        Ok(self.dataset(embedded::fashion_mnist_sample(&classes)?, DataSource::Embedded))
    }

    fn not_found(&self, looked: String) -> Error {
        Error::NotFound {
            what: self.kind.to_string(),
            looked,
            remedy: self.ways(),
        }
    }

    /// Downloads to the cache folder what it lacks; returns the mirror, or `None` if nothing was missing.
    pub fn fetch(&self) -> Result<Option<String>> {
        let no = |looked: &str| self.not_found(looked.to_owned());
        let cache = self
            .cache
            .as_ref()
            .ok_or_else(|| no("there is no cache folder, because HOME is not set"))?;
        let online = self.download.as_ref();
        let downloader = online.ok_or_else(|| no("downloads are switched off; unset MLP_OFFLINE"))?;
        if let Holding::Whole { .. } = folder::look(self.kind, cache) {
            return Ok(None);
        }
        downloader.fetch(self.kind.files(), &cache.join(self.kind.id()))
    }

    /// Where the whole set lies, without reading it; `None` where it would have to be downloaded.
    pub fn locate(&self) -> Option<DataSource> {
        self.places()
            .into_iter()
            .find(|place| place.missing.is_empty())
            .map(|place| place.source)
    }

    /// The places that are searched, in order, and what each of them lacks.
    pub fn places(&self) -> Vec<Place> {
        let named = self.folder.clone().map(DataSource::Folder);
        let named = named.or_else(|| self.environment.clone().map(DataSource::Environment));
        let sources = match named {
            // A folder that was named is the only place looked at.
            Some(source) => vec![source],
            None => [
                self.cache.clone().map(DataSource::Cache),
                self.system.clone().map(DataSource::System),
            ]
            .into_iter()
            .flatten()
            .collect(),
        };
        sources
            .into_iter()
            .map(|source| Place::look(self.kind, source))
            .collect()
    }

    /// Compares the files with the published checksums, wherever the whole set lies.
    pub fn verify(&self) -> Result<Vec<FileCheck>> {
        let places = self.places();
        let Some(place) = places.iter().find(|place| place.missing.is_empty()) else {
            let looked: Vec<String> = places.iter().map(ToString::to_string).collect();
            return Err(self.not_found(looked.join("; ")));
        };
        Ok(place
            .files
            .iter()
            .flat_map(|path| FileCheck::all(self.kind, path))
            .collect())
    }

    /// How to get the whole set.
    fn ways(&self) -> String {
        let id = self.kind.id();
        let package = match self.kind {
            DatasetKind::FashionMnist => ", on Debian and Ubuntu `sudo apt install dataset-fashion-mnist`",
            DatasetKind::Mnist | DatasetKind::Cifar10 => "",
        };
        format!(
            "To get it: `cargo mlp data fetch {id}` with a network connection{package}, or put its files into a folder and set the environment variable MLP_DATA to that folder"
        )
    }

    fn dataset(&self, (train, test): Parts, source: DataSource) -> Dataset {
        Dataset {
            name: self.kind.to_string(),
            train,
            test,
            source,
        }
    }
}

/// The same error with a remedy that fits a folder that is not the user's own.
fn with_remedy(error: Error, source: &DataSource) -> Error {
    match (error, source) {
        (Error::File { path, problem, .. }, DataSource::System(_)) => {
            let remedy = "Reinstall the package that it belongs to, or set the environment variable MLP_DATA to a folder with good files";
            Error::file(path, problem, remedy)
        }
        (Error::File { path, problem, .. }, _) => Error::file(
            path,
            problem,
            "Delete the file; it is downloaded again when it is next needed",
        ),
        (other, _) => other,
    }
}
