//! Both ways to ask, of processes that the tests start.

use std::ffi::OsStr;
use std::process::{Child, Command};
use std::time::Instant;

use super::*;

/// Beside many others a program gets little of the processors.
const LONG: Duration = Duration::from_mins(1);

fn until(is_so: impl Fn() -> bool) -> bool {
    let end = Instant::now() + LONG;
    while !is_so() && Instant::now() < end {
        std::thread::sleep(Duration::from_millis(5));
    }
    is_so()
}

/// A child that is ended with the test, also where that fails.
struct Ours(Child, Variable);

impl Drop for Ours {
    fn drop(&mut self) {
        end_with(&self.1, |_| true);
        let _ = self.0.wait();
    }
}

/// A child that waits, known by a variable of its own.
fn child(folder: &Path, script: &str) -> (Ours, i32, Variable) {
    let mut command = Command::new("sh");
    command
        .args(["-c", script, "sh"])
        .arg(folder)
        .env("HOST_TEST", folder);
    let child = command.spawn().unwrap();
    let process = i32::try_from(child.id()).unwrap();
    let variable = Variable::new("HOST_TEST", folder);
    // Until it has become the other program, its environment is ours.
    assert!(until(|| with(&variable).contains(&process)));
    (Ours(child, variable.clone()), process, variable)
}

#[test]
fn processes_are_found_by_their_environment_and_by_what_they_name() {
    let folder = tempfile::tempdir().unwrap();
    let (mut child, process, variable) = child(folder.path(), "sleep 60; :");
    let name = folder.path().as_os_str();
    assert!(until(|| system::with(&variable).len() == 2));
    assert!(until(|| elsewhere::with(&variable).len() == 2));
    assert_eq!(system::naming(name), [process]);
    assert_eq!(elsewhere::naming(name), [process]);
    let strange = Variable::new("HOST_TEST", Path::new("/nowhere"));
    assert!(system::with(&strange).is_empty() && elsewhere::with(&strange).is_empty());
    assert!(!holds(b"words", OsStr::new("")));

    assert_eq!(system::program(process), elsewhere::program(process));
    let (here, there) = (
        system::memory(process).unwrap(),
        elsewhere::memory(process).unwrap(),
    );
    assert!(here > 0 && here.abs_diff(there) < 1 << 20, "{here} and {there}");

    assert!(end_with(&variable, |found| found == process));
    assert!(!child.0.wait().unwrap().success());
    let left = with(&variable);
    assert_eq!(left.len(), 1, "what the child has started was not meant");
    let held = elsewhere::Held::of(left[0]).unwrap();
    assert!(held.has(&variable) && held.end());
    assert!(until(
        || elsewhere::with(&variable).is_empty() && with(&variable).is_empty()
    ));
}

#[test]
fn the_work_of_a_process_is_that_of_all_it_started() {
    let folder = tempfile::tempdir().unwrap();
    let (mut child, process, variable) = child(folder.path(), "while :; do :; done & while :; do :; done");
    let root = child.0.id();
    assert!(until(|| work(root).computed > Duration::from_millis(500)));
    assert_eq!(work(root).threads, 2);
    let there = descent(root, elsewhere::family());
    let computed: Duration = there.iter().map(|(_, work)| work.computed).sum();
    assert!(
        there.len() == 2 && computed >= Duration::from_millis(400),
        "{there:?}"
    );
    assert!(there.iter().all(|(_, work)| work.memory > 0));
    assert!(end_with(&variable, |_| true));
    child.0.wait().unwrap();
    assert!(until(|| descent(process as u32, system::family()).is_empty()));
}

#[test]
fn both_meters_see_who_computes() {
    let folder = tempfile::tempdir().unwrap();
    let (mut child, _, variable) = child(folder.path(), "while :; do :; done");
    let mut here = Meter::of(variable.clone());
    let mut there = elsewhere::Meter::of(variable.clone());
    let (here_before, there_before) = (here.read(), there.read());
    let start = Instant::now();
    // Beside many others it computes little.
    assert!(until(|| work(child.0.id()).computed > Duration::from_millis(700)));
    std::thread::sleep(Duration::from_millis(200));
    let (here, there) = (here.read(), there.read());
    let share = |now: Used, before: Used, part: fn(&Used) -> u64| {
        (part(&now) - part(&before)) as f64 / (now.all - before.all) as f64
    };
    for part in [|used: &Used| used.busy, |used: &Used| used.ours] {
        let (here, there) = (share(here, here_before, part), share(there, there_before, part));
        assert!(
            here > 0.0 && (here - there).abs() < 0.2,
            "{here} and {there} in {:?}",
            start.elapsed()
        );
    }
    assert!(end_with(&variable, |_| true));
    child.0.wait().unwrap();
}
