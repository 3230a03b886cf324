//! Taking from this process what no answer needs: starting programs, opening the network, looking into other processes.
//!
//! A sandbox around the process cannot do this as well: it must allow the one `execve` that starts the process itself,
//! and where the user is root, Linux ignores a limit on the number of processes. Linux on x86-64 and aarch64 only;
//! elsewhere nothing is taken.

/// Takes from this process for good what no answer needs: starting programs, opening sockets, sending signals, looking into
/// other processes, leaving something in the system that the next process of the answer would find. Threads, files and
/// memory stay as they are. False where the system refuses; what was taken by then stays taken.
///
/// Every thread that there is already keeps what it has: to be called before the first one is started.
pub fn confine() -> bool {
    #[cfg(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64")))]
    return linux::confine();
    #[cfg(not(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64"))))]
    true
}

#[cfg(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64")))]
#[allow(unsafe_code)]
mod linux {
    use std::ffi::{c_int, c_ulong, c_ushort, c_void};

    unsafe extern "C" {
        fn prctl(option: c_int, ...) -> c_int;
    }

    const PR_SET_DUMPABLE: c_int = 4;
    const PR_SET_SECCOMP: c_int = 22;
    const PR_SET_NO_NEW_PRIVS: c_int = 38;
    const SECCOMP_MODE_FILTER: c_ulong = 2;
    const ALLOW: u32 = 0x7fff_0000;
    /// The call fails with this number (EPERM, ENOSYS).
    const REFUSE: u32 = 0x0005_0001;
    const UNKNOWN: u32 = 0x0005_0026;

    // Where `struct seccomp_data` holds the call's number, the architecture, and the first argument's lower half.
    const NUMBER: u32 = 0;
    const ARCHITECTURE: u32 = 4;
    const FIRST_ARGUMENT: u32 = 16;
    // Instructions of the packet filter (linux/bpf_common.h).
    const LOAD: c_ushort = 0x20;
    const RETURN: c_ushort = 0x06;
    const IF_EQUAL: c_ushort = 0x15;
    const IF_AT_LEAST: c_ushort = 0x35;
    const IF_BITS: c_ushort = 0x45;

    /// What marks a new thread among the arguments of `clone`.
    const CLONE_THREAD: u32 = 0x0001_0000;

    #[cfg(target_arch = "x86_64")]
    mod calls {
        pub(super) const THIS: u32 = 0xc000_003e;
        pub(super) const CLONE: u32 = 56;
        pub(super) const CLONE3: u32 = 435;
        /// The same calls again for programs with short pointers begin here.
        pub(super) const X32: u32 = 0x4000_0000;
        /// fork, vfork, execve, execveat, ptrace, process_vm_readv, process_vm_writev, socket, kill, unshare, setns,
        /// mount, bpf, perf_event_open, io_uring_setup, pidfd_getfd, keyctl, userfaultfd, flock; and what would outlive
        /// the process: shmget, shmat, msgget, semget, mq_open, add_key, request_key, utime, utimes, futimesat, utimensat
        pub(super) const REFUSED: [u32; 30] = [
            57, 58, 59, 322, 101, 310, 311, 41, 62, 272, 308, 165, 321, 298, 425, 438, 250, 323, 73, 29, 30,
            68, 64, 240, 248, 249, 132, 235, 261, 280,
        ];
    }

    #[cfg(target_arch = "aarch64")]
    mod calls {
        pub(super) const THIS: u32 = 0xc000_00b7;
        pub(super) const CLONE: u32 = 220;
        pub(super) const CLONE3: u32 = 435;
        pub(super) const X32: u32 = u32::MAX;
        /// execve, execveat, ptrace, process_vm_readv, process_vm_writev, socket, kill, unshare, setns, mount, bpf,
        /// perf_event_open, io_uring_setup, pidfd_getfd, keyctl, userfaultfd, flock; and what would outlive the process:
        /// shmget, shmat, msgget, semget, mq_open, add_key, request_key, utimensat
        pub(super) const REFUSED: [u32; 25] = [
            221, 281, 117, 270, 271, 198, 129, 97, 268, 40, 280, 241, 425, 438, 219, 282, 32, 194, 196, 186,
            190, 180, 217, 218, 88,
        ];
    }

    /// `struct sock_filter`
    #[repr(C)]
    struct Instruction {
        code: c_ushort,
        then: u8,
        otherwise: u8,
        value: u32,
    }

    /// `struct sock_fprog`
    #[repr(C)]
    struct Program {
        length: c_ushort,
        instructions: *const Instruction,
    }

    fn step(code: c_ushort, value: u32) -> Instruction {
        branch(code, value, 0, 0)
    }

    /// Skips `then` or `otherwise` instructions.
    fn branch(code: c_ushort, value: u32, then: u8, otherwise: u8) -> Instruction {
        Instruction {
            code,
            then,
            otherwise,
            value,
        }
    }

    fn filter() -> Vec<Instruction> {
        let mut filter = vec![
            step(LOAD, ARCHITECTURE),
            branch(IF_EQUAL, calls::THIS, 1, 0),
            step(RETURN, REFUSE),
            step(LOAD, NUMBER),
            branch(IF_AT_LEAST, calls::X32, 0, 1),
            step(RETURN, REFUSE),
        ];
        for call in calls::REFUSED {
            filter.push(branch(IF_EQUAL, call, 0, 1));
            filter.push(step(RETURN, REFUSE));
        }
        filter.extend([
            // Its arguments cannot be looked into. The system's library then takes `clone`.
            branch(IF_EQUAL, calls::CLONE3, 0, 1),
            step(RETURN, UNKNOWN),
            branch(IF_EQUAL, calls::CLONE, 1, 0),
            step(RETURN, ALLOW),
            step(LOAD, FIRST_ARGUMENT),
            branch(IF_BITS, CLONE_THREAD, 0, 1),
            step(RETURN, ALLOW),
            step(RETURN, REFUSE),
        ]);
        filter
    }

    pub(super) fn confine() -> bool {
        let instructions = filter();
        let program = Program {
            length: instructions.len() as c_ushort,
            instructions: instructions.as_ptr(),
        };
        let (none, one): (c_ulong, c_ulong) = (0, 1);
        // SAFETY: the first two calls take numbers only. The third reads `program` and the instructions that it points
        // to, which live until the end of this function; the system keeps a copy.
        unsafe {
            prctl(PR_SET_DUMPABLE, none, none, none, none) == 0
                && prctl(PR_SET_NO_NEW_PRIVS, one, none, none, none) == 0
                && prctl(
                    PR_SET_SECCOMP,
                    SECCOMP_MODE_FILTER,
                    (&raw const program).cast::<c_void>(),
                    none,
                    none,
                ) == 0
        }
    }
}
