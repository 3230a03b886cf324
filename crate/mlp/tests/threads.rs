//! Where a process may use only some of the machine's processors, as under a hub's quota or in a job of a cluster, neither pool has
//! more threads than these.

#![cfg(target_os = "linux")]

use std::error::Error;
use std::process::Command;

#[test]
fn both_pools_keep_to_the_processors_that_the_process_may_use() -> Result<(), Box<dyn Error>> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let allowed = status
        .lines()
        .find_map(|line| line.strip_prefix("Cpus_allowed_list:"));
    let first = allowed
        .and_then(|list| list.trim().split(['-', ',']).next())
        .ok_or("the system does not say which processors there are")?;
    let output = Command::new("taskset")
        .args(["--cpu-list", first])
        .arg(std::env::current_exe()?)
        .args(["--exact", "on_one_processor", "--ignored"])
        .env_remove("RAYON_NUM_THREADS")
        .env_remove("CANDLE_NUM_THREADS")
        .output()?;
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
    Ok(())
}

#[test]
#[ignore = "the other test starts it, on one processor"]
fn on_one_processor() {
    mlp::ops::join_thread_pool();
    assert_eq!(mlp::candle_core::utils::get_num_threads(), 1);
    assert_eq!(rayon::current_num_threads(), 1);
}
