//! Whether there is memory for a kernel that nobody has asked for yet.

use host::memory;

/// What has to stay free, in bytes: a laptop with 8 GB must stay usable.
const FREE: u64 = 3_000_000_000;

/// What a warm kernel takes.
const KERNEL: u64 = 1_200_000_000;

/// Whether enough stays free beside another kernel. True where the system does not tell.
pub fn for_another() -> bool {
    memory::available().is_none_or(|bytes| bytes >= FREE + KERNEL)
}

/// Whether too little is free, so that a kernel which nobody uses has to go.
pub fn is_short() -> bool {
    memory::available().is_some_and(|bytes| bytes < FREE)
}
