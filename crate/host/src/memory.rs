//! The machine's memory.

/// Bytes that programs can still get. `None` where the system does not tell.
pub fn available() -> Option<u64> {
    #[cfg(target_os = "linux")]
    return of_meminfo(&std::fs::read_to_string("/proc/meminfo").ok()?);
    #[cfg(not(target_os = "linux"))]
    {
        let mut system = sysinfo::System::new().ok()?;
        system.refresh_memory();
        Some(system.available_memory())
    }
}

#[cfg(target_os = "linux")]
fn of_meminfo(text: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix("MemAvailable:"))?;
    let kib: u64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kib * 1024)
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::of_meminfo;

    #[test]
    fn available_memory_is_not_what_is_free() {
        let text = "MemTotal:       8000000 kB\nMemFree:         100000 kB\nMemAvailable:   4500000 kB\n";
        assert_eq!(of_meminfo(text), Some(4_608_000_000));
    }
}
