//! The library that a kernel's notebooks use, as its own Cargo.toml describes it.
//!
//! ```toml
//! [package.metadata.notebook]
//! kernel = "rust-mine"                    # the kernelspec's name; rust-PACKAGE without it
//! display-name = "Rust (mine)"            # what menus show
//! start = "mine::open_files();"           # run in each kernel before its first cell
//! types = "let t = mine::table()?; t"     # looked at, never run: has the analysis read the library's sources
//! first-cell = "mine::table()?;"          # run at set-up: the library must be loadable
//! fetch = "let _ = mine::data();"         # run at set-up after it, may fail: what takes long the first time
//! fetches = "the table of contents"       # what that is, for whoever waits
//! answers = ["answer"]                    # its features, in place of the default ones, for what graded answers are linked with
//! reachable = ["ndarray"]                 # the crates that a variable's type may come from, beside the library itself
//!
//! [package.metadata.notebook.links]       # further entries of the front end's help menu
//! candle = "https://huggingface.github.io/candle/"
//!
//! [package.metadata.notebook.opt-level]   # of crates that need not be optimized; everything else is, fully
//! 0 = ["syn"]
//! 1 = ["hyper"]
//!
//! [package.metadata.notebook.cost]        # crates that take long to compile, by how many usual ones: for the progress
//! my-library = 30
//! ```
//!
//! All keys may be left out. What a library must have is the crate `notebook`, public under its own name
//! (`pub use notebook;`), and a `crate-type` with `dylib` if its cells shall share its statics.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};

use host::command;

/// A `?` that never fails. evcxr compiles cells as if there were no `?` until one does not compile for it. Were that `?` in
/// a cell's last expression, evcxr would blame how the value is shown, and show its `{:?}` in place of a picture.
const QUESTION_MARK: &str = "Ok::<(), std::fmt::Error>(())?;";

/// A library as its notebooks meet it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Library {
    /// The package's name, such as `my-library`.
    pub package: String,
    /// Its folder, relative to its workspace.
    pub folder: PathBuf,
    /// What it asks for.
    pub wishes: Wishes,
}

/// `[package.metadata.notebook]`; [the module](self) explains each key.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
#[allow(missing_docs)]
pub struct Wishes {
    pub kernel: Option<String>,
    pub display_name: Option<String>,
    pub start: String,
    pub types: Option<String>,
    pub first_cell: String,
    pub fetch: Option<String>,
    pub fetches: Option<String>,
    pub answers: Vec<String>,
    pub reachable: Vec<String>,
    pub links: BTreeMap<String, String>,
    pub opt_level: BTreeMap<String, Vec<String>>,
    pub cost: BTreeMap<String, u32>,
}

/// A library's workspace: where it is, and the packages in it that the library is made of.
#[derive(Debug, Clone)]
pub struct Workspace {
    /// The folder with Cargo.lock.
    pub root: PathBuf,
    /// The library.
    pub library: Library,
    /// The folders of the library and of every package of the workspace that it depends on, relative to the root.
    pub folders: Vec<PathBuf>,
}

/// What `cargo metadata` says of a package.
#[derive(Debug, Deserialize)]
struct Package {
    name: String,
    manifest_path: PathBuf,
    metadata: Option<serde_json::Value>,
    dependencies: Vec<Dependency>,
}

#[derive(Debug, Deserialize)]
struct Dependency {
    name: String,
    kind: Option<String>,
    path: Option<PathBuf>,
}

#[derive(Debug, Deserialize)]
struct Metadata {
    packages: Vec<Package>,
    workspace_root: PathBuf,
}

impl Workspace {
    /// The library whose Cargo.toml, or whose folder, is `manifest`.
    pub fn of(manifest: &Path) -> Result<Self> {
        let manifest = if manifest.is_dir() {
            manifest.join("Cargo.toml")
        } else {
            manifest.to_owned()
        };
        let manifest = manifest
            .canonicalize()
            .with_context(|| format!("{}: there is no such file", manifest.display()))?;
        let mut cargo = Command::new("cargo");
        super::evcxr::clean_environment(&mut cargo);
        cargo
            .args([
                "metadata",
                "--no-deps",
                "--offline",
                "--format-version",
                "1",
                "--manifest-path",
            ])
            .arg(&manifest);
        let metadata: Metadata =
            serde_json::from_str(&command::output(&mut cargo)?).context("cargo metadata cannot be read")?;
        let root = metadata
            .workspace_root
            .canonicalize()
            .context("the workspace's folder")?;
        let by_path = |path: &Path| {
            metadata
                .packages
                .iter()
                .find(|package| package.manifest_path == path)
        };
        let package = by_path(&manifest).with_context(|| {
            format!(
                "{}: is the manifest of a workspace. Name the folder of the library",
                manifest.display()
            )
        })?;
        let wishes = wishes(package)?;
        let mut folders: Vec<PathBuf> = Vec::new();
        let mut todo = vec![package];
        while let Some(package) = todo.pop() {
            let folder = inside(&root, &package.manifest_path)?;
            if folders.contains(&folder) {
                continue;
            }
            folders.push(folder);
            for dependency in &package.dependencies {
                let is_linked = dependency.kind.as_deref() != Some("dev");
                if let (true, Some(path)) = (is_linked, &dependency.path) {
                    todo.push(by_path(&path.join("Cargo.toml")).with_context(|| {
                        format!(
                            "{} is no member of the workspace {}, so a kernel cannot take it along. Add {} to its members",
                            dependency.name,
                            root.display(),
                            path.display()
                        )
                    })?);
                }
            }
        }
        folders.sort();
        let library = Library {
            package: package.name.clone(),
            folder: inside(&root, &package.manifest_path)?,
            wishes,
        };
        Ok(Self {
            root,
            library,
            folders,
        })
    }
}

/// Empty where the package asks for nothing.
fn wishes(package: &Package) -> Result<Wishes> {
    let asked = package
        .metadata
        .as_ref()
        .and_then(|metadata| metadata.get("notebook"));
    asked
        .cloned()
        .map_or(Ok(Wishes::default()), serde_json::from_value)
        .with_context(|| {
            format!(
                "{}: [package.metadata.notebook] cannot be read",
                package.manifest_path.display()
            )
        })
}

/// The folder of a manifest, relative to the workspace.
fn inside(root: &Path, manifest: &Path) -> Result<PathBuf> {
    let folder = manifest.parent().context("a manifest without a folder")?;
    match folder.strip_prefix(root) {
        Ok(inside) => Ok(inside.to_owned()),
        Err(_) => bail!(
            "{} lies outside of the workspace {}, so a kernel cannot take it along. Move it into the workspace",
            folder.display(),
            root.display()
        ),
    }
}

impl Library {
    /// The name by which cells call the library.
    pub fn name(&self) -> String {
        self.package.replace('-', "_")
    }

    /// The kernelspec's name.
    pub fn kernel(&self) -> String {
        let own = || format!("rust-{}", self.package);
        self.wishes.kernel.clone().unwrap_or_else(own)
    }

    /// The kernel's name in menus.
    pub fn display_name(&self) -> String {
        let own = || format!("Rust ({})", self.package);
        self.wishes.display_name.clone().unwrap_or_else(own)
    }

    /// The names that every cell has. With the trait in scope a cell's value is shown without a second compilation,
    /// whatever the notebook imports.
    pub(crate) fn uses(&self) -> String {
        let name = self.name();
        format!("use {name}::notebook::eprintln;\nuse {name}::notebook::ShowDebug;")
    }

    /// The statements that join a process to the kernel at `address`.
    pub fn join(&self, address: &str) -> String {
        let (uses, name, start) = (self.uses(), self.name(), &self.wishes.start);
        // Where a cell does not compile, evcxr shows the compiler's warnings as well, about earlier cells too.
        format!(
            "#![allow(warnings)]\n{uses}\n{name}::notebook::attach({address:?});\n{QUESTION_MARK}\n{start}"
        )
    }

    /// The same for what graded answers are linked with.
    pub(crate) fn dependency_of_answers(&self, root: &Path) -> String {
        format!(
            "{{ path = {}, default-features = false, features = {:?} }}",
            quoted(&root.join(&self.folder)),
            self.wishes.answers
        )
    }

    /// The right side of `PACKAGE = …`, in the prelude's `:dep` as in a manifest; the workspace is at `root`.
    pub fn dependency(&self, features: &[String], root: &Path) -> String {
        let path = quoted(&root.join(&self.folder));
        if features.is_empty() {
            format!("{{ path = {path} }}")
        } else {
            format!("{{ path = {path}, features = {features:?} }}")
        }
    }
}

/// The path in quotes: TOML's basic strings escape as Rust's debug format does, for the paths there are.
pub fn quoted(path: &Path) -> String {
    format!("{:?}", path.to_string_lossy())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(folder: &Path, name: &str, more: &str) {
        std::fs::create_dir_all(folder.join("src")).unwrap();
        std::fs::write(folder.join("src/lib.rs"), "").unwrap();
        let text = format!("[package]\nname = \"{name}\"\nversion = \"1.0.0\"\nedition = \"2024\"\n{more}");
        std::fs::write(folder.join("Cargo.toml"), text).unwrap();
    }

    #[test]
    fn a_library_takes_along_what_it_is_made_of_and_nothing_else() {
        let root = tempfile::tempdir().unwrap();
        std::fs::write(root.path().join("Cargo.toml"), "[workspace]\nmembers = [\"*\"]\n").unwrap();
        package(&root.path().join("part"), "part", "");
        package(&root.path().join("other"), "other", "");
        package(
            &root.path().join("mine"),
            "my-library",
            "[dependencies]\npart = { path = \"../part\" }\n[dev-dependencies]\nother = { path = \"../other\" }\n\
             [package.metadata.notebook]\nstart = \"my_library::open();\"\nopt-level.0 = [\"syn\"]\n",
        );
        let workspace = Workspace::of(&root.path().join("mine")).unwrap();
        assert_eq!(workspace.folders, [Path::new("mine"), Path::new("part")]);
        let library = workspace.library;
        assert_eq!(
            (library.name().as_str(), library.kernel().as_str()),
            ("my_library", "rust-my-library")
        );
        assert_eq!(library.wishes.opt_level["0"], ["syn"]);
        let join = library.join("@x");
        assert!(join.contains("my_library::notebook::attach(\"@x\");\n"), "{join}");
        assert!(join.contains("?;\n"), "{join}");
        assert!(join.ends_with("\nmy_library::open();"), "{join}");
        assert_eq!(
            library.dependency(&["cuda".into()], Path::new("/r")),
            r#"{ path = "/r/mine", features = ["cuda"] }"#
        );
    }

    #[test]
    fn what_a_kernel_cannot_take_along_is_named() {
        let root = tempfile::tempdir().unwrap();
        package(&root.path().join("out"), "out", "");
        package(
            &root.path().join("mine"),
            "mine",
            "[dependencies]\nout = { path = \"../out\" }\n",
        );
        let error = format!("{:#}", Workspace::of(&root.path().join("mine")).unwrap_err());
        assert!(error.contains("out") && error.contains("members"), "{error}");
    }

    #[test]
    fn a_word_that_no_kernel_knows_is_an_error() {
        let root = tempfile::tempdir().unwrap();
        package(
            root.path(),
            "mine",
            "[package.metadata.notebook]\nprelud = \"\"\n",
        );
        let error = format!("{:#}", Workspace::of(root.path()).unwrap_err());
        assert!(
            error.contains("metadata.notebook") && error.contains("prelud"),
            "{error}"
        );
    }
}
