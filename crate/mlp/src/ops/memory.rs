//! Freed memory stays with the process, because the next step needs the same again.

/// Makes the process keep up to half a gigabyte of what it frees. To be called once, before anything is computed; the kernel and the
/// command line do it. Where the C library is not glibc it does nothing.
///
/// Each training step allocates buffers of the same sizes and frees them. Large ones glibc would hand back to the system each time,
/// which then gives them out page by page and cleared: with batches of 8192 that is an eighth to a third of an epoch.
///
/// ```
/// mlp::ops::keep_freed_memory();
/// ```
pub fn keep_freed_memory() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    {
        use std::ffi::c_int;

        // <malloc.h>
        const M_TRIM_THRESHOLD: c_int = -1;
        const M_MMAP_THRESHOLD: c_int = -3;
        const M_ARENA_MAX: c_int = -8;
        #[allow(unsafe_code)]
        unsafe extern "C" {
            safe fn mallopt(parameter: c_int, value: c_int) -> c_int;
        }
        // One that is refused leaves training slower, and nothing else.
        mallopt(M_MMAP_THRESHOLD, 256 << 20);
        mallopt(M_TRIM_THRESHOLD, 512 << 20);
        // The memory that further threads would get for themselves is handed back whatever the thresholds say.
        mallopt(M_ARENA_MAX, 1);
    }
}
