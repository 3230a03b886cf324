//! A snapshot of a library in the cache, built and warm. An edit or a pull while a kernel runs must not rebuild the library
//! under its cells, since every cell runs `cargo build`.
//!
//! ```text
//! snapshots/KEY.lock             shared by kernels, exclusive while it is built or pruned
//! snapshots/KEY/source/          the library's workspace, without what it does not need; built of it is the library (see `parts`)
//! snapshots/KEY/.cargo/          cargo's settings for all build directories below: vendored sources, profile
//! snapshots/KEY/config/          evcxr's settings
//! snapshots/KEY/build/           the warm build directory
//! snapshots/KEY/cargo-home/      cargo and rustup as kernels see them (see `shim`)
//! snapshots/KEY/answers/         what cargo answered while the build directory was warmed
//! snapshots/KEY/analysis/        the sources as rust-analyzer reads them (see `analysis`)
//! snapshots/KEY/for-answers/     the library once more, as graded answers are linked with it; made when first wanted
//! snapshots/KEY/library.json     what the library asks of its kernels
//! snapshots/KEY/kernels/ID/      private copies of it, each with its lock beside it
//! snapshots/KEY/users/ID         a file for each kernelspec that starts kernels from here
//! snapshots/KEY/ready            written last
//! ```

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::home::{self, Compiled, Ready, lock_file};
use super::inputs::Inputs;
use super::library::quoted;
use super::parts::Parts;
use super::warm::{self, Report};
use super::{KernelHome, analysis, copy, leftovers, profile, shim, vendor};
use host::hash::{Sha256, add, short};
use host::lock::FileLock;
use host::{cache, file};

/// The snapshot for `inputs` if it is ready.
pub(crate) fn ready(inputs: &Inputs) -> Result<Option<KernelHome>> {
    let folder = folder_of(&inputs.key)?;
    if is_ready(&folder) {
        KernelHome::open(&folder).map(Some)
    } else {
        Ok(None)
    }
}

/// The snapshot for `inputs`, built where it is missing. `evcxr` gives the program once it is needed, so that it may be
/// compiled at the same time as the library.
pub(crate) fn prepare(
    inputs: &Inputs,
    evcxr: impl FnOnce() -> Result<PathBuf>,
    report: Report,
) -> Result<KernelHome> {
    let folder = folder_of(&inputs.key)?;
    let mut evcxr = Some(evcxr);
    loop {
        let lock = FileLock::exclusive(&lock_file(&folder), || report(0.0, "waiting for another set-up"))
            .context(
                "the cache cannot be written to. Set XDG_CACHE_HOME to a folder that can, with 2 GB free",
            )?;
        if !is_ready(&folder) {
            let evcxr = evcxr
                .take()
                .with_context(|| format!("{}: another set-up removes it. Set up again", folder.display()))?;
            create(inputs, &folder, evcxr, report)?;
        }
        drop(lock);
        match KernelHome::open(&folder) {
            // Another set-up has removed it before it was held again.
            Err(_) if !is_ready(&folder) && evcxr.is_some() => {}
            opened => return opened,
        }
    }
}

/// Whether a snapshot is complete, nothing of it was lost since, and its evcxr is still there.
fn is_ready(folder: &Path) -> bool {
    let Ok(text) = std::fs::read_to_string(folder.join("ready")) else {
        return false;
    };
    let is_whole = |compiled: Compiled| compiled == Compiled::in_build(&folder.join("build"));
    serde_json::from_str::<Ready>(&text).is_ok_and(|ready| {
        let has_parts = ready.parts.is_none_or(|parts| parts.is_dir());
        ready.evcxr.is_file() && has_parts && ready.compiled.is_none_or(is_whole)
    })
}

/// What a snapshot's libraries are compiled by and for.
fn compiler(inputs: &Inputs) -> String {
    format!("{}{}", inputs.toolchain.version, inputs.toolchain.processor)
}

/// Writes down everything that is there before something is compiled.
pub(crate) fn lay_out(inputs: &Inputs, folder: &Path, report: Report) -> Result<()> {
    report(0.0, "taking a snapshot of the library");
    let source = folder.join("source");
    if source.exists() {
        std::fs::remove_dir_all(&source).with_context(|| source.display().to_string())?;
    }
    for (path, contents) in &inputs.files {
        file::write(&source.join(path), contents)?;
    }
    if let Some(parts) = &inputs.parts {
        parts.write()?;
    }
    report(0.0, "fetching the libraries' sources");
    let vendored = vendor::prepare(inputs, &source)?;
    file::write(
        &folder.join(".cargo/config.toml"),
        cargo_config(
            &vendored,
            &profile::sections(&inputs.pinned, &inputs.own, &inputs.library.wishes.opt_level),
        )
        .as_bytes(),
    )?;
    file::write(
        &folder.join("config/evcxr.toml"),
        evcxr_config(inputs, &source)?.as_bytes(),
    )?;
    let library = serde_json::to_string_pretty(&inputs.library)?;
    file::write(&folder.join(home::LIBRARY), library.as_bytes())
}

fn create(
    inputs: &Inputs,
    folder: &Path,
    evcxr: impl FnOnce() -> Result<PathBuf>,
    report: Report,
) -> Result<()> {
    let compiler = compiler(inputs);
    lay_out(inputs, folder, report)?;
    let build = folder.join("build");
    let ready = folder.join("ready");
    if ready.exists() {
        // It was whole and is not any more, which cargo would not see. Others share its files: nothing is taken from them.
        std::fs::remove_file(&ready).with_context(|| ready.display().to_string())?;
        std::fs::remove_dir_all(&build).with_context(|| build.display().to_string())?;
    } else if !build.exists() {
        start_from_another(&build, folder, &inputs.library.package, &compiler)?;
    }
    let dependency = inputs
        .library
        .dependency(&inputs.features, &folder.join("source"));
    let _files = warm::build(inputs, &build, &dependency, report)?;
    let evcxr = evcxr()?;
    report(0.96, "running the first cell");
    shim::install(folder)?;
    analysis::prepare(folder)?;
    warm::run_a_cell(inputs, &evcxr, folder, report)?;
    let about = Ready {
        evcxr,
        compiler,
        vendor_key: inputs.vendor_key.clone(),
        environment: inputs.environment.clone(),
        compiled: Some(Compiled::in_build(&build)),
        parts: inputs.parts.as_ref().map(Parts::folder).transpose()?,
    };
    file::write(&ready, serde_json::to_string_pretty(&about)?.as_bytes())
}

/// Most edits change the library alone: what an earlier snapshot compiled for the same compiler and processor is used again.
fn start_from_another(build: &Path, folder: &Path, package: &str, compiler: &str) -> Result<()> {
    for other in all()? {
        if other == folder || !other.join("ready").is_file() {
            continue;
        }
        let Some(_lock) = FileLock::try_shared(&lock_file(&other))? else {
            continue;
        };
        if !is_ready(&other) {
            continue;
        }
        let Ok(text) = std::fs::read_to_string(other.join("ready")) else {
            continue;
        };
        if home::library(&other).is_ok_and(|library| library.package != package) {
            continue;
        }
        if serde_json::from_str::<Ready>(&text).is_ok_and(|ready| ready.compiler == compiler) {
            // A copy that ends early, on a full disk for instance, is not taken for a whole one.
            let part = folder.join("build.part");
            if part.exists() {
                std::fs::remove_dir_all(&part).with_context(|| part.display().to_string())?;
            }
            copy::tree(&other.join("build"), &part)?;
            return std::fs::rename(&part, build).with_context(|| build.display().to_string());
        }
    }
    Ok(())
}

/// Settings that cargo reads in every build directory below the snapshot. Cells are compiled in the dev profile;
/// here it is only the libraries that are optimized, as `--release` would.
fn cargo_config(vendored: &Path, profile: &str) -> String {
    format!(
        r#"[source.crates-io]
replace-with = "vendored"

[source.vendored]
directory = {}

[net]
offline = true

{profile}"#,
        quoted(vendored),
    )
}

fn evcxr_config(inputs: &Inputs, source: &Path) -> Result<String> {
    let prelude = format!(
        ":build_env RUSTFLAGS={}\n:dep {} = {}\n",
        inputs.toolchain.rustflags(),
        inputs.library.package,
        inputs.library.dependency(&inputs.features, source)
    );
    let mut evcxr = toml::Table::new();
    evcxr.insert("opt_level".into(), "0".into());
    evcxr.insert("offline_mode".into(), true.into());
    evcxr.insert("prelude".into(), prelude.into());
    let mut file = toml::Table::new();
    file.insert("evcxr".into(), evcxr.into());
    toml::to_string(&file).context("the kernel's settings cannot be written")
}

/// All snapshots, the newest first.
pub(crate) fn all() -> Result<Vec<PathBuf>> {
    let folder = cache::folder()?.join("snapshots");
    let Ok(entries) = std::fs::read_dir(&folder) else {
        return Ok(Vec::new());
    };
    let mut found: Vec<(std::time::SystemTime, PathBuf)> = entries
        .flatten()
        .filter(|entry| entry.path().is_dir())
        .filter_map(|entry| Some((entry.metadata().ok()?.modified().ok()?, entry.path())))
        .collect();
    found.sort();
    Ok(found.into_iter().rev().map(|(_, path)| path).collect())
}

/// Removes what no kernelspec starts kernels from any more, and what crashed kernels left anywhere.
pub(crate) fn prune(keep: &Path) -> Result<()> {
    for folder in all()? {
        leftovers::sweep(&folder)?;
        if folder == keep || is_used(&folder) {
            continue;
        }
        // Somebody who builds it, or a kernel that runs on it, holds the lock.
        if let Some(lock) = FileLock::try_exclusive(&lock_file(&folder))? {
            std::fs::remove_dir_all(&folder).with_context(|| folder.display().to_string())?;
            lock.remove()?;
        }
    }
    Ok(())
}

/// Notes that the kernelspec at `kernel_json` starts kernels from `snapshot`.
pub(crate) fn note_user(snapshot: &Path, kernel_json: &Path) -> Result<()> {
    let mut hash = Sha256::default();
    add(&mut hash, &[kernel_json.as_os_str().as_encoded_bytes()]);
    file::write(
        &snapshot.join("users").join(short(hash)),
        kernel_json.as_os_str().as_encoded_bytes(),
    )
}

/// Whether one of the kernelspecs that were noted still names the snapshot.
fn is_used(snapshot: &Path) -> bool {
    let Ok(entries) = std::fs::read_dir(snapshot.join("users")) else {
        return false;
    };
    entries.flatten().any(|entry| {
        let Ok(kernel_json) = std::fs::read_to_string(entry.path()) else {
            return false;
        };
        let text = std::fs::read_to_string(kernel_json).unwrap_or_default();
        text.contains(&*snapshot.to_string_lossy())
    })
}

pub(crate) fn folder_of(key: &str) -> Result<PathBuf> {
    Ok(cache::subfolder("snapshots")?.join(key))
}
