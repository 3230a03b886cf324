//! `cargo lab setup --shared FOLDER`: one installation that many users read and nobody's kernel writes to.
//!
//! ```text
//! FOLDER/
//!   rust/          the compiler that cells need, with the sources of its standard library
//!   environment/   Jupyter, and the kernelspec
//!   cache/         evcxr, the notebooks' library built and warm, Fashion-MNIST
//!   notebooks/     the lecture, and the exercises to hand out
//!   bin/           mlp-notebooks: a user's own copy of the notebooks, in JupyterLab
//! ```
//!
//! What a kernel writes goes to its user's own cache folder. All is built for a processor that is common enough, in place of
//! this machine's own, and where it stands: a folder that was moved does not work.

use std::ffi::OsString;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use host::lock::FileLock;
use host::{cache, file, rustc};
use walkdir::WalkDir;

use super::board::Board;
use super::environment::Environment;
use super::tree::{copy, remove};
use super::{joined, kernel, requirements, shown};
use crate::Project;
use crate::open::NO_NEWS;
use crate::project::{COURSE, KERNEL};

/// The processors of the last ten years.
pub const TARGET_CPU: &str = "x86-64-v3";
/// What the programs are compiled for, so that they can say that a processor is too old.
pub(super) const ANY_CPU: &str = "x86-64";
/// Says that a folder is such an installation.
const MARK: &str = "mlp-shared";
/// Parts of a compiler that no cell needs.
const UNUSED: [&str; 3] = ["share", "etc", "lib/rustlib/rustc-src"];
const SCRIPT: &str = include_str!("../../assets/mlp-notebooks");

/// Sets up what is missing in `folder`.
pub fn run(project: &Project, folder: &Path, target_cpu: Option<&str>) -> Result<()> {
    let place = Place::at(folder)?;
    let environment = Environment::shared(place.path("environment"));
    requirements::check(&environment)?;
    let _lock = FileLock::exclusive(&place.path(".lock"), || {
        eprintln!(
            "another set-up of {} is running; waiting for it",
            place.folder.display()
        );
    })?;
    let board = Board::new();
    environment.create()?;
    place.copy_rust(&board)?;
    place.copy_data()?;
    place.copy_evcxr()?;
    let target_cpu = target_cpu.unwrap_or(TARGET_CPU);
    let installed = std::thread::scope(|scope| {
        let packages = scope.spawn(|| packages(project, &environment, &board));
        let kernel = scope.spawn(|| place.install_kernel(project, &environment, target_cpu, &board));
        joined(packages.join())?;
        joined(kernel.join())
    })?;
    place.copy_notebooks(project)?;
    file::renew_program(&place.path("bin/mlp-notebooks"), SCRIPT.as_bytes())?;
    place.let_everybody_read()?;
    let kernelspec = installed.kernelspecs.first();
    let kernelspec = kernelspec.context("the set-up wrote no kernelspec")?;
    eprintln!(
        "everything is in {}, for processors from {target_cpu} on.\n\
         A user's own copy of the notebooks, in JupyterLab:\n  {}\n\
         For a JupyterHub, or any other Jupyter of this machine:\n  sudo mkdir -p {MACHINE} && sudo ln -sfn {} {MACHINE}/{KERNEL}",
        place.folder.display(),
        place.path("bin/mlp-notebooks").display(),
        kernelspec.display(),
    );
    Ok(())
}

/// Where every Jupyter of a machine looks for kernels.
const MACHINE: &str = "/usr/local/share/jupyter/kernels";

/// The folder of an installation.
struct Place {
    folder: PathBuf,
}

impl Place {
    /// A new folder, an empty one, or that of an earlier set-up.
    fn at(folder: &Path) -> Result<Self> {
        let folder = std::path::absolute(folder).with_context(|| folder.display().to_string())?;
        let context = || format!("{}: cannot be made", folder.display());
        cache::is_outside_of_workspaces(&folder)?;
        std::fs::create_dir_all(&folder).with_context(context)?;
        let folder = folder.canonicalize().with_context(context)?;
        let mark = folder.join(MARK);
        let is_empty = std::fs::read_dir(&folder).with_context(context)?.next().is_none();
        if !is_empty && !mark.is_file() {
            bail!(
                "{}: holds something else already. Name a folder that is new or empty",
                folder.display()
            );
        }
        if folder.to_string_lossy().contains(char::is_whitespace) {
            bail!(
                "{}: the kernel cannot be built below a path with spaces. Name another folder",
                folder.display()
            );
        }
        file::write(
            &mark,
            b"An installation of the notebooks' kernel, made by cargo lab setup --shared\n",
        )?;
        Ok(Self { folder })
    }

    fn path(&self, relative: &str) -> PathBuf {
        self.folder.join(relative)
    }

    /// The compiler that this set-up runs with: other users may not read a rustup that is somebody's own.
    fn copy_rust(&self, board: &Board) -> Result<()> {
        let sysroot = rustc::places()?.sysroot;
        let version = rustc::version()?;
        let (rust, note) = (self.path("rust"), self.path("rust/version"));
        let there = std::fs::read_to_string(&note).ok();
        if sysroot == rust || there.as_ref() == Some(&version) {
            return Ok(());
        }
        if let Some(there) = there {
            bail!(other_compiler(&self.folder, &there, &version));
        }
        shown(board.step("compiler", Duration::from_secs(20)), |step| {
            step.report(0.0, &format!("copying {}", sysroot.display()));
            // One that was cut off is not taken for a whole one.
            let aside = self.path("rust.part");
            remove(&aside)?;
            copy(&sysroot, &aside, &UNUSED)?;
            remove(&rust)?;
            std::fs::rename(&aside, &rust).with_context(|| rust.display().to_string())?;
            file::write(&note, version.as_bytes())
        })
    }

    /// evcxr where this user has compiled it already, which takes longest.
    fn copy_evcxr(&self) -> Result<()> {
        let (from, to) = (cache::folder()?.join("evcxr"), self.path("cache/mlp-lab/evcxr"));
        if from.is_dir() && !to.is_dir() {
            copy(&from, &to, &[])?;
        }
        Ok(())
    }

    /// Fashion-MNIST from where this machine has it; else the kernel's set-up downloads it to the same place.
    fn copy_data(&self) -> Result<()> {
        let own = dirs::cache_dir().map(|cache| cache.join("mlp/data"));
        let to = self.path("cache/mlp/data/fashion-mnist");
        for data in own.into_iter().chain([PathBuf::from("/usr/share/datasets")]) {
            let from = data.join("fashion-mnist");
            if from.is_dir() && !to.is_dir() {
                copy(&from, &to, &[])?;
            }
        }
        Ok(())
    }

    fn install_kernel(
        &self,
        project: &Project,
        environment: &Environment,
        target_cpu: &str,
        board: &Board,
    ) -> Result<protocol::setup::Installed> {
        let variables = [
            ("CARGO_TARGET_DIR", project.path("target/shared").into_os_string()),
            ("RUSTFLAGS", format!("-Ctarget-cpu={ANY_CPU}").into()),
        ];
        let program = kernel::program(project, &variables, board)?;
        let (tools, data) = (self.path("rust/bin"), self.path("cache/mlp/data"));
        let path = std::env::var_os("PATH").unwrap_or_default();
        let paths = std::iter::once(tools.clone()).chain(std::env::split_paths(&path));
        let mut command = Command::new(program);
        command
            .env("PATH", std::env::join_paths(paths).context("PATH")?)
            .env("XDG_CACHE_HOME", self.path("cache"))
            .env("MLP_SYSTEM_DATA", &data)
            .env_remove("MLP_DATA")
            .env_remove("RUSTUP_TOOLCHAIN");
        let options: [OsString; 8] = [
            "--no-features".into(),
            "--shared".into(),
            "--target-cpu".into(),
            target_cpu.into(),
            "--env".into(),
            format!("PATH={}:${{PATH}}", tools.display()).into(),
            "--env".into(),
            format!("MLP_SYSTEM_DATA={}", data.display()).into(),
        ];
        kernel::install(project, environment, command, &options, board)
    }

    /// The lecture and the exercises that are handed out. Users work on copies.
    fn copy_notebooks(&self, project: &Project) -> Result<()> {
        let notebooks = self.path("notebooks");
        remove(&notebooks)?;
        for entry in std::fs::read_dir(project.path("notebooks"))
            .context("notebooks")?
            .flatten()
        {
            if entry.path().extension().is_some_and(|end| end == "ipynb") {
                copy(&entry.path(), &notebooks.join(entry.file_name()), &[])?;
            }
        }
        copy(
            &project.path(COURSE).join("release"),
            &notebooks.join("exercises"),
            &[],
        )
    }

    /// Readable for all and writable for its owner alone, whatever the umask was.
    fn let_everybody_read(&self) -> Result<()> {
        for entry in WalkDir::new(&self.folder) {
            let entry = entry.with_context(|| self.folder.display().to_string())?;
            if entry.file_type().is_symlink() {
                continue;
            }
            let context = || format!("{}: its rights cannot be set", entry.path().display());
            let mode = entry.metadata().with_context(context)?.mode();
            let runs = entry.file_type().is_dir() || mode & 0o100 != 0;
            let wanted = (mode & 0o700) | if runs { 0o055 } else { 0o044 };
            if mode & 0o777 != wanted {
                std::fs::set_permissions(entry.path(), PermissionsExt::from_mode(wanted))
                    .with_context(context)?;
            }
        }
        Ok(())
    }
}

/// Why another compiler needs another folder: kernels that run go on compiling with what they were built by.
fn other_compiler(folder: &Path, there: &str, now: &str) -> String {
    let first = |version: &str| version.lines().next().unwrap_or_default().to_owned();
    format!(
        "{}: was set up with {}, and its kernels may be running; this is {}. Set up in a new folder, and let the link \
         {MACHINE}/{KERNEL} lead there",
        folder.display(),
        first(there),
        first(now)
    )
}

/// The Python packages, and what JupyterLab does at first.
fn packages(project: &Project, environment: &Environment, board: &Board) -> Result<()> {
    super::packages(project, environment, board)?;
    let quiet = format!(r#"{{"@jupyterlab/apputils-extension:notification": {NO_NEWS}}}"#);
    let settings = environment
        .prefix()
        .join("share/jupyter/lab/settings/overrides.json");
    file::write(&settings, quiet.as_bytes())
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn a_folder_with_something_else_in_it_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("thesis.tex"), "").unwrap();
        assert!(Place::at(folder.path()).is_err());
        let new = folder.path().join("new");
        assert!(Place::at(&new).is_ok());
        assert!(Place::at(&new).is_ok(), "an earlier one");
        assert!(Place::at(&folder.path().join("with space")).is_err());
    }

    #[test]
    fn another_compiler_needs_another_folder() {
        let told = other_compiler(
            Path::new("/srv/mlp"),
            "rustc 1.90.0\nhost: x",
            "rustc 1.95.0\nhost: x",
        );
        assert!(told.contains("/srv/mlp: was set up with rustc 1.90.0,"), "{told}");
        assert!(
            told.contains("this is rustc 1.95.0. Set up in a new folder"),
            "{told}"
        );
    }

    #[test]
    fn what_is_copied_can_be_read_by_all_and_written_by_its_owner() {
        let folder = tempfile::tempdir().unwrap();
        let from = folder.path().join("from");
        std::fs::create_dir_all(from.join("bin")).unwrap();
        std::fs::create_dir_all(from.join("share/doc")).unwrap();
        std::fs::write(from.join("bin/rustc"), "program").unwrap();
        std::fs::set_permissions(from.join("bin/rustc"), PermissionsExt::from_mode(0o770)).unwrap();
        symlink("rustc", from.join("bin/link")).unwrap();
        let place = Place::at(&folder.path().join("to")).unwrap();
        copy(&from, &place.path("rust"), &UNUSED).unwrap();
        place.let_everybody_read().unwrap();
        let mode = |name: &str| std::fs::metadata(place.path(name)).unwrap().mode() & 0o777;
        assert_eq!((mode("rust/bin/rustc"), mode("rust/bin")), (0o755, 0o755));
        assert_eq!(mode(MARK), 0o644);
        assert!(!place.path("rust/share").exists());
        assert_eq!(
            std::fs::read_link(place.path("rust/bin/link")).unwrap(),
            Path::new("rustc")
        );
    }
}
