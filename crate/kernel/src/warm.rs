//! Warming a build directory: cargo builds the library in it as evcxr would, then evcxr runs one cell there.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::compilation::{Followed, follow};
use super::costs::Costs;
use super::inputs::Inputs;
use super::library::quoted;
use super::{evcxr, processes, shim};
use host::{command, file};

/// How long the one cell may take before something must be wrong; seconds are usual.
const CELL_LIMIT: Duration = Duration::from_mins(5);

/// How long to wait for what the library fetches, such as a data set that has to be downloaded.
const DATA_LIMIT: Duration = Duration::from_mins(10);

/// The build's share of the step; what follows is one cell.
const BUILD: f64 = 0.95;

/// Says how far a step is: a fraction of 1, and what is being done.
pub(crate) type Report<'a> = &'a (dyn Fn(f64, &str) + Sync);

/// Builds the library in `build`, with the profile and the flags that evcxr uses, so that evcxr finds it fresh;
/// `dependency` says where it is and with which features. Gives the names of all files that it now consists of.
pub(crate) fn build(
    inputs: &Inputs,
    build: &Path,
    dependency: &str,
    report: Report,
) -> Result<BTreeSet<OsString>> {
    std::fs::create_dir_all(build.join("src")).with_context(|| build.display().to_string())?;
    let manifest = manifest(&inputs.library.package, dependency);
    file::write(&build.join("Cargo.toml"), manifest.as_bytes())?;
    file::write(&build.join("src/lib.rs"), b"")?;
    // Some of those that Cargo.lock pins are for other platforms, others have a build script to be compiled as well.
    let total = inputs.pinned.len() * 6 / 7;
    let mut cargo = Command::new("cargo");
    evcxr::clean_environment(&mut cargo);
    cargo
        .current_dir(build)
        .args([
            "--offline",
            "build",
            "--message-format=json",
            "--target",
            &inputs.toolchain.host,
        ])
        .env("CARGO_TARGET_DIR", "target")
        .env("CARGO_BUILD_BUILD_DIR", "target")
        .env("RUSTFLAGS", inputs.toolchain.rustflags())
        .envs(inputs.environment.iter().cloned())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = cargo.spawn().context("cargo cannot be started")?;
    let dear = &inputs.library.wishes.cost;
    let costs = Costs::new(total, dear.iter().map(|(name, cost)| (name.as_str(), *cost)));
    let compiling = |fraction: f64, what: &str| report(fraction * BUILD, what);
    let Followed { files, errors, said } = follow(&mut child, costs, &compiling)?;
    let status = child.wait().context("cargo's end")?;
    if !status.success() {
        bail!(
            "{} does not compile. Mend it and run the same command again\n{}",
            inputs.library.package,
            command::tail(&format!("{said}\n{errors}"))
        );
    }
    Ok(files)
}

/// Starts evcxr in the snapshot's warm build directory and waits until it has run a cell that uses the library. What
/// cargo answers meanwhile is recorded for the kernels.
pub(crate) fn run_a_cell(inputs: &Inputs, program: &Path, snapshot: &Path, report: Report) -> Result<()> {
    let wishes = &inputs.library.wishes;
    let (build, config) = (snapshot.join("build"), snapshot.join("config"));
    let folder = tempfile::tempdir().context("no temporary folder can be made")?;
    let (mark, data) = (folder.path().join("done"), folder.path().join("data"));
    let settings =
        std::fs::read_to_string(config.join("evcxr.toml")).context("the kernel's settings are missing")?;
    let mut settings: toml::Table = toml::from_str(&settings).context("the kernel's settings")?;
    let section = settings
        .get_mut("evcxr")
        .and_then(toml::Value::as_table_mut)
        .context("no [evcxr]")?;
    let prelude = section
        .get("prelude")
        .and_then(toml::Value::as_str)
        .unwrap_or_default();
    let cell = format!(
        "{prelude}\n{}\n{}\n{}\nstd::fs::write({}, b\"\")?;\n{}\nstd::fs::write({}, b\"\")?;\n",
        inputs.library.uses(),
        wishes.start,
        wishes.first_cell,
        quoted(&mark),
        wishes.fetch.as_deref().unwrap_or_default(),
        quoted(&data)
    );
    section.insert("prelude".into(), cell.into());
    file::write(
        &folder.path().join("evcxr.toml"),
        toml::to_string(&settings)?.as_bytes(),
    )?;
    let connection = folder.path().join("connection.json");
    file::write(&connection, connection_file()?.to_string().as_bytes())?;
    let errors = folder.path().join("errors");

    let mut command = Command::new(program);
    evcxr::clean_environment(&mut command);
    shim::put_first(&mut command, snapshot, true)?;
    let log = std::fs::File::create(&errors).context("no temporary file can be made")?;
    let mut child = command
        .arg("--control_file")
        .arg(&connection)
        .envs(inputs.environment.iter().cloned())
        .env("EVCXR_CONFIG_DIR", folder.path())
        .env(processes::BUILD_DIR, &build)
        .env("JUPYTER_PATH", folder.path())
        .current_dir(folder.path())
        .stdin(Stdio::null())
        .stdout(log.try_clone().context("no temporary file can be made")?)
        .stderr(log)
        .spawn()
        .with_context(|| format!("{}: cannot be started", program.display()))?;
    let ended = wait_for(&mut child, &mark, CELL_LIMIT)?;
    if ended.is_none() && wishes.fetch.is_some() {
        let what = wishes.fetches.as_deref().unwrap_or("what the library keeps");
        report(0.98, &format!("looking for {what}, or fetching it"));
        // Notebooks can do without, or say what they miss.
        let _ = wait_for(&mut child, &data, DATA_LIMIT)?;
    }
    let _ = child.kill();
    let _ = child.wait();
    processes::kill_all(&build);
    if let Some(problem) = ended {
        let text = std::fs::read_to_string(&errors).unwrap_or_default();
        bail!(
            "the kernel's first cell failed: evcxr {problem}\n{}",
            command::tail(&text)
        );
    }
    Ok(())
}

/// Waits until `mark` is there; otherwise what happened instead.
fn wait_for(child: &mut Child, mark: &Path, limit: Duration) -> Result<Option<String>> {
    let start = Instant::now();
    loop {
        if mark.exists() {
            return Ok(None);
        }
        if let Some(status) = child.try_wait().context("evcxr's state")? {
            return Ok(Some(format!("ended with {status}")));
        }
        if start.elapsed() > limit {
            return Ok(Some(format!("did not answer in {} s", limit.as_secs())));
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// The manifest that evcxr writes for its cells: the same profile, so that the dependencies built here are its own.
fn manifest(package: &str, dependency: &str) -> String {
    format!(
        r#"[package]
name = "ctx"
version = "1.0.0"
edition = "2024"

[lib]
crate-type = ["cdylib"]
path = "src/lib.rs"

[profile.dev]
opt-level = 0
debug = false
strip = "debuginfo"
rpath = true
lto = false
debug-assertions = true
codegen-units = 16
panic = 'unwind'
incremental = true
overflow-checks = true

[dependencies]
{package} = {dependency}
"#
    )
}

fn connection_file() -> Result<serde_json::Value> {
    let listeners: Vec<TcpListener> = (0..5)
        .map(|_| TcpListener::bind("127.0.0.1:0"))
        .collect::<std::io::Result<_>>()
        .context("no free port on 127.0.0.1")?;
    let mut ports = Vec::new();
    for listener in &listeners {
        ports.push(listener.local_addr().context("no free port on 127.0.0.1")?.port());
    }
    Ok(serde_json::json!({
        "shell_port": ports[0], "iopub_port": ports[1], "stdin_port": ports[2], "control_port": ports[3],
        "hb_port": ports[4], "ip": "127.0.0.1", "transport": "tcp", "key": "warm", "signature_scheme": "hmac-sha256",
    }))
}
