//! The search for a data set: which places, in which order, and what happens where none has it.

use std::path::PathBuf;
use std::sync::Arc;

use super::download::Downloader;
use super::folder::{self, Holding, Parts};
use super::{DataSource, Dataset, DatasetKind, embedded};
use crate::{Error, Result, display};

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
            system: Some("/usr/share/datasets".into()),
            download: variable("MLP_OFFLINE")
                .is_none()
                .then(|| Downloader::new(kind.mirrors().iter().copied())),
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
            let (folder, parts) = folder::read_named(self.kind, root)?;
            return Ok(self.dataset(parts, DataSource::Folder(folder)));
        }
        if let Some(root) = &self.environment {
            let (folder, parts) = folder::read_named(self.kind, root)?;
            return Ok(self.dataset(parts, DataSource::Environment(folder)));
        }
        let mut looked = Vec::new();
        let places = [(&self.cache, true), (&self.system, false)];
        for (root, cached) in places
            .into_iter()
            .filter_map(|(root, cached)| Some((root.as_ref()?, cached)))
        {
            match folder::look(self.kind, root) {
                Holding::Whole { folder, files } => {
                    let parts =
                        folder::read(self.kind, &files).map_err(|error| with_remedy(error, cached))?;
                    let source = if cached {
                        DataSource::Cache(folder)
                    } else {
                        DataSource::System(folder)
                    };
                    return Ok(self.dataset(parts, source));
                }
                Holding::Part { folder, missing } => {
                    looked.push(format!("{} lacks {}", folder.display(), missing.join(", ")));
                }
                Holding::Nothing => looked.push(format!(
                    "{} has none of its files",
                    root.join(self.kind.id()).display()
                )),
            }
        }
        if let (Some(cache), Some(_)) = (&self.cache, &self.download) {
            display::note(&format!(
                "Downloading {}, about {} MB.",
                self.kind,
                self.kind.megabytes()
            ));
            match self.fetch() {
                Ok(url) => {
                    if let Holding::Whole { folder, files } = folder::look(self.kind, cache) {
                        let parts =
                            folder::read(self.kind, &files).map_err(|error| with_remedy(error, true))?;
                        let source = url.map_or_else(
                            || DataSource::Cache(folder.clone()),
                            |url| DataSource::Download {
                                url,
                                folder: folder.clone(),
                            },
                        );
                        return Ok(self.dataset(parts, source));
                    }
                    looked.push("the download brought too few files".to_owned());
                }
                Err(error) => looked.push(error.to_string()),
            }
        } else {
            looked.push("downloads are switched off".to_owned());
        }
        if !(self.sample && self.kind == DatasetKind::FashionMnist) {
            return Err(Error::NotFound {
                what: self.kind.to_string(),
                looked: looked.join("; "),
                remedy: self.ways(),
            });
        }
        let classes: Arc<[String]> = self.kind.classes().iter().map(ToString::to_string).collect();
        let (train, test) = embedded::fashion_mnist_sample(&classes)?;
        display::note(&format!(
            "{kind} could not be had:\n  {}\nSo this is a sample of it, {} of 60000 training and {} of 10000 test images; \
             accuracies will be lower than with the whole set.\n{}.",
            looked.join("\n  "),
            train.len(),
            test.len(),
            self.ways(),
            kind = self.kind,
        ));
        Ok(self.dataset((train, test), DataSource::Embedded))
    }

    /// Downloads to the cache folder what it lacks; returns the mirror, or `None` if nothing was missing.
    pub fn fetch(&self) -> Result<Option<String>> {
        let no = |looked: &str| Error::NotFound {
            what: self.kind.to_string(),
            looked: looked.to_owned(),
            remedy: self.ways(),
        };
        let cache = self
            .cache
            .as_ref()
            .ok_or_else(|| no("there is no cache folder, because HOME is not set"))?;
        let downloader = self
            .download
            .as_ref()
            .ok_or_else(|| no("downloads are switched off; unset MLP_OFFLINE"))?;
        if let Holding::Whole { .. } = folder::look(self.kind, cache) {
            return Ok(None);
        }
        downloader.fetch(self.kind.files(), &cache.join(self.kind.id()))
    }

    /// Where the whole set lies, without reading it; `None` where it would have to be downloaded.
    pub fn locate(&self) -> Option<DataSource> {
        let look = |root: &Option<PathBuf>| match folder::look(self.kind, root.as_ref()?) {
            Holding::Whole { folder, .. } => Some(folder),
            Holding::Part { .. } | Holding::Nothing => None,
        };
        // A folder that was named is the only place looked at.
        if self.folder.is_some() {
            look(&self.folder).map(DataSource::Folder)
        } else if self.environment.is_some() {
            look(&self.environment).map(DataSource::Environment)
        } else {
            let cached = look(&self.cache).map(DataSource::Cache);
            cached.or_else(|| look(&self.system).map(DataSource::System))
        }
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
fn with_remedy(error: Error, cached: bool) -> Error {
    match error {
        Error::File { path, problem, .. } => {
            let remedy = if cached {
                "Delete the file; it is downloaded again when it is next needed"
            } else {
                "Reinstall the package that it belongs to, or set the environment variable MLP_DATA to a folder with good files"
            };
            Error::file(path, problem, remedy)
        }
        other => other,
    }
}
