//! What ends the programs of a grading that was killed, where the system does not.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

#[test]
fn a_warden_ends_what_names_its_folder_and_nothing_else() {
    let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let mut programs = folders.each_ref().map(|folder| {
        let mut shell = Command::new("sh");
        shell.args(["-c", "while :; do sleep 1; done"]).arg(folder.path());
        shell.spawn().unwrap()
    });
    let mut warden = Command::new(env!("CARGO_BIN_EXE_grade"))
        .arg("warden")
        .arg(folders[0].path())
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    std::thread::sleep(Duration::from_millis(100));
    assert!(programs[0].try_wait().unwrap().is_none(), "grading still runs");
    // `wait` closes its stdin first.
    assert!(warden.wait().unwrap().success());
    let until = Instant::now() + Duration::from_secs(10);
    while programs[0].try_wait().unwrap().is_none() {
        assert!(Instant::now() < until, "it has not been ended");
        std::thread::sleep(Duration::from_millis(5));
    }
    assert!(programs[1].try_wait().unwrap().is_none());
    programs[1].kill().unwrap();
    programs[1].wait().unwrap();
}
