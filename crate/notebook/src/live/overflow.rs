//! Telling a stack that is full from other bad addresses: evcxr calls both a segmentation fault, and dies of the first
//! without even saying so, since its handler needs stack.
#![allow(unsafe_code)]

use std::ffi::{c_int, c_void};
use std::sync::OnceLock;

/// What is printed before the process ends; the kernel knows it.
const WORDS: &[u8] = b"Stack overflow.\n";
/// How far from the top of the stack an address may be that was meant to be on it.
const NEAR: usize = 1 << 20;

/// evcxr's handler.
static BEFORE: OnceLock<libc::sigaction> = OnceLock::new();

/// Looks at bad addresses before evcxr's handler does.
pub(super) fn install() {
    // SAFETY: all fields of a sigaction may be zero.
    let mut ours: libc::sigaction = unsafe { std::mem::zeroed() };
    ours.sa_sigaction = handle as *const () as usize;
    // On the stack that Rust's own start has set aside for signals, since the usual one is full.
    ours.sa_flags = libc::SA_SIGINFO | libc::SA_ONSTACK;
    // SAFETY: as above.
    let mut before: libc::sigaction = unsafe { std::mem::zeroed() };
    // SAFETY: both are whole, and the handler calls only what a handler may.
    if unsafe { libc::sigaction(libc::SIGSEGV, &raw const ours, &raw mut before) } == 0 {
        let _ = BEFORE.set(before);
    }
}

extern "C" fn handle(_signal: c_int, info: *mut libc::siginfo_t, context: *mut c_void) {
    // SAFETY: the system hands out both.
    let (address, top) = unsafe { ((*info).si_addr() as usize, stack_pointer(context)) };
    let is_overflow = top.abs_diff(address) < NEAR;
    if is_overflow {
        // SAFETY: a write of constant bytes.
        unsafe { libc::write(libc::STDERR_FILENO, WORDS.as_ptr().cast(), WORDS.len()) };
    }
    // The instruction runs again, and meets evcxr's handler, or the system's way of ending.
    // SAFETY: both are whole.
    unsafe {
        match BEFORE.get().filter(|_| !is_overflow) {
            Some(before) => libc::sigaction(libc::SIGSEGV, before, std::ptr::null_mut()),
            None => libc::signal(libc::SIGSEGV, libc::SIG_DFL) as c_int,
        };
    }
}

/// Where the stack of the interrupted thread ended; far from everything on processors that are not known here.
unsafe fn stack_pointer(context: *mut c_void) -> usize {
    // SAFETY: on Linux the third argument of such a handler is this.
    #[cfg(all(target_os = "linux", target_arch = "x86_64"))]
    return unsafe {
        (*context.cast::<libc::ucontext_t>()).uc_mcontext.gregs[libc::REG_RSP as usize] as usize
    };
    // SAFETY: as above.
    #[cfg(all(target_os = "linux", target_arch = "aarch64"))]
    return unsafe { (*context.cast::<libc::ucontext_t>()).uc_mcontext.sp as usize };
    #[cfg(not(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64"))))]
    {
        let _ = context;
        usize::MAX
    }
}
