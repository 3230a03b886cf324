//! The compiler and the libraries that a question's two programs are compiled with: those of the kernel, so that an answer
//! means the same here as in its notebook.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::private_paths;
use super::sandbox::{Mount, Sandbox};
use host::rustc;
use protocol::setup::Installed;

/// Where everything is.
#[derive(Debug, Clone)]
pub(crate) struct Tools {
    /// The compiler's folder.
    sysroot: Mount,
    /// The folder of libstd.so in it.
    standard: Mount,
    /// What checks are compiled with.
    pub(crate) check: Library,
    /// What answers are compiled with: the same without the checks.
    pub(crate) answer: Library,
    /// What an answer's program must not name.
    pub(crate) private: Vec<PathBuf>,
    /// Stands for the libraries and the compiler.
    pub(crate) key: String,
}

/// The notebooks' library, compiled.
#[derive(Debug, Clone)]
pub(crate) struct Library {
    /// What it was built from, what it links, and libmlp.so itself.
    dependencies: Mount,
    /// The macros that run inside the compiler, which it wants to see as well.
    macros: Mount,
    file: OsString,
}

impl Library {
    fn of(installed: &Installed) -> Result<Self> {
        installed.library.metadata().with_context(|| {
            format!(
                "{}: is missing. Run `cargo lab setup`",
                installed.library.display()
            )
        })?;
        Ok(Self {
            dependencies: Mount::new(installed.dependencies.clone(), "/library"),
            macros: Mount::new(installed.macros.clone(), "/macros"),
            file: installed.library.file_name().unwrap_or_default().to_owned(),
        })
    }

    /// What a program loads of it.
    pub(crate) fn loaded(&self) -> Mount {
        self.dependencies.inner(&self.file)
    }
}

impl Tools {
    /// The kernel's: the library of notebooks, and the one for answers.
    pub(crate) fn of(notebooks: &Installed, answers: &Installed) -> Result<Self> {
        let rustc = rustc::places()?;
        let inside = rustc
            .libraries
            .strip_prefix(&rustc.sysroot)
            .context("the standard library lies outside of its compiler")?;
        Ok(Self {
            standard: Mount::new(rustc.libraries.clone(), Path::new("/rust").join(inside)),
            private: private_paths::folders(&rustc.sysroot),
            sysroot: Mount::new(rustc.sysroot, "/rust"),
            check: Library::of(notebooks)?,
            answer: Library::of(answers)?,
            key: notebooks
                .home
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned(),
        })
    }

    /// What a compiled program loads: the library's file, and nothing of what lies beside it.
    pub(crate) fn loaded(&self, library: &Mount) -> Vec<Mount> {
        let mut mounts = Mount::system();
        mounts.extend([library.clone(), self.standard.clone()]);
        mounts
    }

    /// The library's file as answers load it: a copy in `folder` that does not name this machine's folders.
    pub(crate) fn library_of_answers(&self, folder: &Path) -> Result<Mount> {
        let library = self.answer.loaded();
        let copy = folder.join(&self.answer.file);
        private_paths::copy_without(library.host(), &copy, &self.private)?;
        Ok(library.at(copy))
    }

    /// What the compiler and the linker read.
    pub(crate) fn read_by_the_compiler(&self, library: &Library) -> Vec<Mount> {
        let mut mounts = vec![
            self.sysroot.clone(),
            library.dependencies.clone(),
            library.macros.clone(),
        ];
        let same = [
            "/usr",
            "/bin",
            "/lib",
            "/lib64",
            "/etc/ld.so.cache",
            "/etc/alternatives",
        ];
        mounts.extend(same.map(Mount::same));
        mounts
    }

    /// The compiler itself.
    pub(crate) fn rustc(&self) -> Mount {
        self.sysroot.inner("bin/rustc")
    }

    /// The compiler's words for where everything is.
    pub(crate) fn options(&self, library: &Library, sandbox: Sandbox) -> Vec<OsString> {
        let option = |name: &str, path: PathBuf| {
            let mut option = OsString::from(name);
            option.push(path);
            option
        };
        vec![
            "--sysroot".into(),
            sandbox.seen(&self.sysroot).into(),
            "--extern".into(),
            option("mlp=", sandbox.seen(&library.dependencies).join(&library.file)),
            option("-Ldependency=", sandbox.seen(&library.dependencies)),
            option("-Ldependency=", sandbox.seen(&library.macros)),
        ]
    }

    /// The variable by which the compiler finds what lies beside it: without /proc a program does not find itself.
    pub(crate) fn path_of_compiler(&self, sandbox: Sandbox) -> (&'static str, OsString) {
        ("LD_LIBRARY_PATH", sandbox.seen(&self.sysroot.inner("lib")).into())
    }

    /// The variable by which a program finds libmlp.so and libstd.so.
    pub(crate) fn path_of_program(&self, library: &Mount, sandbox: Sandbox) -> (&'static str, OsString) {
        let name = if cfg!(target_os = "macos") {
            "DYLD_LIBRARY_PATH"
        } else {
            "LD_LIBRARY_PATH"
        };
        let mut library = sandbox.seen(library);
        library.pop();
        let folders = [library, sandbox.seen(&self.standard)];
        (name, std::env::join_paths(folders).unwrap_or_default())
    }
}
