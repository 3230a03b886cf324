//! Whether there is memory for a kernel that nobody has asked for yet.

/// What has to stay free, in bytes: a laptop with 8 GB must stay usable.
const FREE: u64 = 3_000_000_000;

/// What a warm kernel takes.
const KERNEL: u64 = 1_200_000_000;

/// Whether enough stays free beside another kernel. True where the system does not tell.
pub fn for_another() -> bool {
    available().is_none_or(|bytes| bytes >= FREE + KERNEL)
}

/// Whether too little is free, so that a kernel which nobody uses has to go.
pub fn is_short() -> bool {
    available().is_some_and(|bytes| bytes < FREE)
}

/// Memory that programs can still get.
fn available() -> Option<u64> {
    of_meminfo(&std::fs::read_to_string("/proc/meminfo").ok()?)
}

fn of_meminfo(text: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix("MemAvailable:"))?;
    let kib: u64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kib * 1024)
}

#[cfg(test)]
mod tests {
    use super::of_meminfo;

    #[test]
    fn available_memory_is_not_what_is_free() {
        let text = "MemTotal:       8000000 kB\nMemFree:         100000 kB\nMemAvailable:   4500000 kB\n";
        assert_eq!(of_meminfo(text), Some(4_608_000_000));
    }
}
