//! Real notebooks in the real kernel, through `lab run` and `lab kernel`.
//!
//! They need the set-up, which takes minutes the first time: `cargo lab test lab` does it and runs them too.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

fn lab(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lab"));
    command.args(arguments).current_dir(env!("CARGO_MANIFEST_DIR"));
    command
}

fn notebook(name: &str) -> String {
    format!("{}/tests/notebooks/{name}.ipynb", env!("CARGO_MANIFEST_DIR"))
}

fn run(name: &str, more: &[&str]) -> (Output, tempfile::TempDir) {
    let out = tempfile::tempdir().unwrap();
    let (path, folder) = (notebook(name), out.path().to_str().unwrap().to_owned());
    let mut arguments = vec!["run", &path, "--out", &folder];
    arguments.extend(more);
    (lab(&arguments).output().unwrap(), out)
}

fn text(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

fn file_in(folder: &Path, end: &str) -> PathBuf {
    let mut todo = vec![folder.to_owned()];
    while let Some(folder) = todo.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                todo.push(path);
            } else if path.extension().is_some_and(|found| found == end) {
                return path;
            }
        }
    }
    panic!("no .{end} was written");
}

#[test]
#[ignore = "needs the set-up; cargo lab test runs it"]
fn a_gradient_is_right_across_three_cells() {
    let (output, out) = run("gradient_across_cells", &[]);
    assert!(output.status.success(), "{}", text(&output));
    let executed = std::fs::read_to_string(file_in(out.path(), "ipynb")).unwrap();
    assert!(
        executed.contains("gradients [1.0, 16.0] [6.0, -16.0]"),
        "{executed}"
    );
    assert!(
        std::fs::read_to_string(file_in(out.path(), "html"))
            .unwrap()
            .contains("[1.0, 16.0]")
    );
}

#[test]
#[ignore = "needs the set-up; cargo lab test runs it"]
fn a_failing_cell_is_named_and_the_rest_is_not_run() {
    for (name, said) in [
        ("panic", "index out of bounds"),
        ("question_mark", "invalid digit found in string"),
        ("compile_error", "mismatched types"),
    ] {
        let (output, out) = run(name, &[]);
        let said_all = text(&output);
        assert_eq!(output.status.code(), Some(1), "{name}: {said_all}");
        assert!(
            said_all.contains(&format!("{name} (cell 2)")),
            "{name}: {said_all}"
        );
        assert!(said_all.contains(said), "{name}: {said_all}");
        assert!(!said_all.contains("never reached"), "{name}: {said_all}");
        let executed = std::fs::read_to_string(file_in(out.path(), "ipynb")).unwrap();
        assert!(
            executed.contains(said),
            "{name}: the executed notebook shows the error too"
        );
    }
}

#[test]
#[ignore = "needs the set-up; cargo lab test runs it"]
fn parameters_reach_the_cells_with_their_declared_type() {
    let (output, out) = run("parameters", &["--set", "lr=2", "--set", "epochs=3"]);
    assert!(output.status.success(), "{}", text(&output));
    let executed = std::fs::read_to_string(file_in(out.path(), "ipynb")).unwrap();
    assert!(
        executed.contains("let lr: f64 = 2.0; // learning rate"),
        "{executed}"
    );
    assert!(executed.contains("lr 2 epochs 3"), "{executed}");
    let original = std::fs::read_to_string(notebook("parameters")).unwrap();
    assert!(
        original.contains("let lr: f64 = 0.1;"),
        "the notebook itself is left alone"
    );
}

#[test]
fn a_wrong_setting_is_an_error_before_anything_runs() {
    for (setting, said) in [
        ("epoch=3", "Did you mean epochs?"),
        ("epochs=1.5", "epochs is declared as usize"),
        ("lr=fast", "lr is declared as f64"),
        ("lr", "name=value"),
    ] {
        let (output, out) = run("parameters", &["--set", setting]);
        let said_all = text(&output);
        assert!(
            !output.status.success() && said_all.contains(said),
            "{setting}: {said_all}"
        );
        assert_eq!(
            std::fs::read_dir(out.path()).unwrap().count(),
            0,
            "{setting}: nothing was written"
        );
    }
}

#[test]
fn what_is_no_notebook_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let broken = folder.path().join("broken.ipynb");
    std::fs::write(&broken, "{\"cells\": 3}").unwrap();
    for path in [
        broken.as_path(),
        &folder.path().join("missing.ipynb"),
        Path::new("Cargo.toml"),
    ] {
        let output = lab(&["run", path.to_str().unwrap()]).output().unwrap();
        assert!(!output.status.success());
        assert!(
            text(&output).contains(path.to_str().unwrap()),
            "{}",
            text(&output)
        );
    }
    let output = lab(&["run", &notebook("panic"), "--save", "--set", "lr=1"])
        .output()
        .unwrap();
    assert!(text(&output).contains("--save"), "{}", text(&output));
}

#[test]
#[ignore = "needs the set-up; cargo lab test runs it"]
fn two_notebooks_run_side_by_side() {
    let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let children: Vec<_> = folders
        .iter()
        .map(|folder| {
            lab(&[
                "run",
                &notebook("gradient_across_cells"),
                "--out",
                folder.path().to_str().unwrap(),
            ])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
        })
        .collect();
    for child in children {
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", text(&output));
    }
}

#[test]
#[ignore = "needs the set-up; cargo lab test runs it"]
fn a_killed_kernel_leaves_nothing_and_at_worst_nothing_after_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    let start = || {
        let connection = folder.path().join("connection.json");
        let ports: Vec<u16> = (0..5).map(|_| free_port()).collect();
        let description = serde_json::json!({
            "shell_port": ports[0], "iopub_port": ports[1], "stdin_port": ports[2], "control_port": ports[3],
            "hb_port": ports[4], "ip": "127.0.0.1", "transport": "tcp", "key": "key",
            "signature_scheme": "hmac-sha256", "kernel_name": "rust-mlp",
        });
        std::fs::write(&connection, description.to_string()).unwrap();
        lab(&["kernel", "--connection-file", connection.to_str().unwrap()])
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    };
    // SIGKILL: nothing in the kernel itself can clean up.
    let kill = |mut killed: std::process::Child| {
        let left = wait_for(|| processes_of(killed.id()), |pids| !pids.is_empty());
        killed.kill().unwrap();
        killed.wait().unwrap();
        wait_for(
            || left.iter().filter(|pid| is_alive(**pid)).count(),
            |alive| *alive == 0,
        );
    };
    let killed = start();
    let pid = killed.id();
    kill(killed);
    wait_for(|| private_folders(pid).len(), |left| *left == 0);

    // As after a power cut: the process that tidies up is gone as well.
    let killed = start();
    let pid = killed.id();
    let warden = wait_for(|| wardens_of(pid), |pids| pids.len() == 1);
    Command::new("kill")
        .args(["-9", &warden[0].to_string()])
        .status()
        .unwrap();
    kill(killed);
    let stale = private_folders(pid);
    assert!(!stale.is_empty(), "nobody was there to remove the private folder");

    let mut next = start();
    wait_for(
        || stale.iter().filter(|path| path.exists()).count(),
        |left| *left == 0,
    );
    Command::new("kill").arg(next.id().to_string()).status().unwrap();
    next.wait().unwrap();
    assert!(
        private_folders(next.id()).is_empty(),
        "a kernel that is told to end removes its own folder"
    );
}

#[test]
#[ignore = "needs the set-up; cargo lab test runs it"]
fn cells_are_built_with_exactly_the_versions_of_cargo_lock() {
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let versions = |path: &Path| -> std::collections::BTreeSet<(String, String)> {
        let lock: toml::Table = toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        let packages = lock["package"].as_array().unwrap().iter();
        let registry = packages.filter(|package| package.get("source").is_some());
        let text = |value: &toml::Value| value.as_str().unwrap().to_owned();
        registry
            .map(|package| (text(&package["name"]), text(&package["version"])))
            .collect()
    };
    let ours = versions(&project.join("Cargo.lock"));
    // What evcxr left in the build directory when it ran its first cell.
    let evcxrs = versions(&snapshot().join("build/Cargo.lock"));
    assert!(evcxrs.iter().any(|(name, _)| name == "candle-core"), "{evcxrs:?}");
    let others: Vec<_> = evcxrs.difference(&ours).collect();
    assert!(others.is_empty(), "not the project's versions: {others:?}");
}

/// The snapshot that kernels use for the project as it is.
fn snapshot() -> PathBuf {
    let report = text(&lab(&["doctor"]).output().unwrap());
    let line = report
        .lines()
        .find_map(|line| line.trim().strip_prefix("library "))
        .unwrap();
    PathBuf::from(line.trim())
}

fn wait_for<T>(look: impl Fn() -> T, enough: impl Fn(&T) -> bool) -> T {
    let start = Instant::now();
    loop {
        let seen = look();
        if enough(&seen) {
            return seen;
        }
        assert!(
            start.elapsed() < Duration::from_mins(1),
            "waited for a minute in vain"
        );
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port()
}

/// Processes that work in a private folder of the kernel `pid`.
fn processes_of(pid: u32) -> Vec<u32> {
    let mark = format!("/kernels/{pid}-");
    let entries = std::fs::read_dir("/proc").unwrap().flatten();
    entries
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .filter(|other| {
            let environ = std::fs::read(format!("/proc/{other}/environ")).unwrap_or_default();
            String::from_utf8_lossy(&environ).contains(&mark)
        })
        .collect()
}

/// The processes that watch over the private folder of the kernel `pid`.
fn wardens_of(pid: u32) -> Vec<u32> {
    let mark = format!("/kernels/{pid}-");
    let entries = std::fs::read_dir("/proc").unwrap().flatten();
    entries
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .filter(|other| {
            let words = std::fs::read(format!("/proc/{other}/cmdline")).unwrap_or_default();
            let words = String::from_utf8_lossy(&words);
            words.contains("\0warden\0") && words.contains(&mark)
        })
        .collect()
}

fn is_alive(pid: u32) -> bool {
    std::fs::read_to_string(format!("/proc/{pid}/stat")).is_ok_and(|stat| !stat.contains(") Z "))
}

/// The private folders of the kernel `pid` in the cache.
fn private_folders(pid: u32) -> Vec<PathBuf> {
    let snapshots = dirs::cache_dir().unwrap().join("mlp-lab/snapshots");
    let mut found = Vec::new();
    for snapshot in std::fs::read_dir(snapshots).into_iter().flatten().flatten() {
        for kernel in std::fs::read_dir(snapshot.path().join("kernels"))
            .into_iter()
            .flatten()
            .flatten()
        {
            let name = kernel.file_name().to_string_lossy().into_owned();
            if name.starts_with(&format!("{pid}-")) && kernel.path().is_dir() {
                found.push(kernel.path());
            }
        }
    }
    found
}
