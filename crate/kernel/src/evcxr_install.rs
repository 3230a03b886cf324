//! Installing `evcxr_jupyter` once into the user's cache folder.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::compilation::{Followed, follow};
use crate::costs::Costs;
use crate::evcxr;
use crate::warm::Report;
use host::lock::FileLock;
use host::{cache, command};

/// How many crates and build scripts it is made of; only for the progress.
const CRATES: usize = 300;

/// Those that take long, by how many usual ones; only for the progress. Measured for [`evcxr::VERSION`].
const DEAR: &[(&str, u32)] = &[
    ("ra_ap_hir_ty", 260),
    ("ra_ap_hir_def", 114),
    ("ra_ap_ide_db", 60),
    ("ra_ap_intern", 55),
    ("ra_ap_hir_expand", 50),
    ("ra_ap_hir", 40),
    ("ra_ap_ide_assists", 34),
    ("ra_ap_ide", 25),
    ("ra_ap_syntax", 24),
    ("ra_ap_base_db", 16),
    ("tokio", 14),
    ("ra_ap_ide_completion", 13),
    ("ra_ap_project_model", 11),
    ("salsa", 10),
    ("evcxr", 8),
    ("evcxr_jupyter", 8),
    ("zeromq", 8),
    ("syn", 8),
    ("ra_ap_ide_diagnostics", 6),
    ("object", 6),
];

/// What runs while a cell is analysed, and is optimized a little; all else of evcxr waits for a front end or the compiler, or
/// never runs in a notebook, and is not optimized at all. Against full optimization this takes two thirds of the time to
/// compile (382 s of processor time in place of 589), and a reader waits for a cell as long: that is rustc's time.
const ANALYSIS: &[&str] = &[
    "arrayvec",
    "boxcar",
    "countme",
    "dashmap",
    "hashbrown",
    "indexmap",
    "libmimalloc-sys",
    "memchr",
    "once_cell",
    "parking_lot",
    "parking_lot_core",
    "ra-ap-rustc_lexer",
    "ra-ap-rustc_next_trait_solver",
    "ra-ap-rustc_type_ir",
    "ra_ap_base_db",
    "ra_ap_cfg",
    "ra_ap_edition",
    "ra_ap_hir",
    "ra_ap_hir_def",
    "ra_ap_hir_expand",
    "ra_ap_hir_ty",
    "ra_ap_ide_db",
    "ra_ap_intern",
    "ra_ap_mbe",
    "ra_ap_parser",
    "ra_ap_span",
    "ra_ap_stdx",
    "ra_ap_syntax",
    "ra_ap_syntax-bridge",
    "ra_ap_tt",
    "ra_ap_vfs",
    "rowan",
    "rustc-hash",
    "salsa",
    "serde_core",
    "serde_json",
    "sha2",
    "smallvec",
    "text-size",
    "triomphe",
];

/// The program, compiled now if no other copy of the right version was found.
///
/// An installation that many share has its own.
pub(crate) fn ensure(shared: bool, report: Report) -> Result<PathBuf> {
    if let Some(program) = there(shared) {
        return Ok(program);
    }
    let folder = cache::subfolder("evcxr")?;
    let root = folder.join(evcxr::VERSION);
    let _lock = FileLock::exclusive(&folder.join(format!("{}.lock", evcxr::VERSION)), || {
        report(0.0, "waiting for another set-up");
    })?;
    if let Some(program) = there(shared) {
        return Ok(program);
    }
    // Kept until it is done, so that a set-up that was cut off goes on where it was.
    let target = folder.join(format!("{}.target", evcxr::VERSION));
    let mut cargo = Command::new("cargo");
    evcxr::clean_environment(&mut cargo);
    cargo
        .args([
            "install",
            "--locked",
            "evcxr_jupyter",
            "--version",
            evcxr::VERSION,
            "--message-format=json-render-diagnostics",
            "--root",
        ])
        .arg(&root)
        .args(ANALYSIS.iter().flat_map(|name| {
            let level = format!("profile.release.package.\"{name}\".opt-level=1");
            ["--config".to_owned(), level]
        }))
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0")
        .env("CARGO_TARGET_DIR", &target)
        .current_dir(cache::folder()?)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    // The whole of it is longer than anybody would type.
    let name = format!(
        "cargo install --locked evcxr_jupyter --version {}",
        evcxr::VERSION
    );
    let mut child = cargo
        .spawn()
        .with_context(|| format!("{name}: cannot be started"))?;
    let costs = Costs::new(CRATES, DEAR.iter().copied());
    let Followed { said, .. } = follow(&mut child, costs, report)?;
    let status = child.wait().context("cargo's end")?;
    if !status.success() {
        bail!(
            "{name}: {status}. Look at the network and at the free space, and set up again: what was compiled is kept\n{}",
            command::tail(&said)
        );
    }
    // Only space is lost if it cannot be removed.
    let _ = std::fs::remove_dir_all(&target);
    evcxr::in_cache().context(
        "cargo installed evcxr_jupyter, but it is not where it should be. Run the same command again",
    )
}

/// A copy of the right version that can be used.
pub(crate) fn there(shared: bool) -> Option<PathBuf> {
    if shared { evcxr::in_cache() } else { evcxr::find() }
}
