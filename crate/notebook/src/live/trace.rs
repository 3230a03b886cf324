//! The way that led to an error: which calls of which cells. The kernel, which has the cells' lines, finds them there;
//! symbols are not looked up here, since that would want a reader of debug information in every library.
#![allow(unsafe_code)]

use std::ffi::{CStr, c_int, c_void};

use protocol::cells::Frame;

/// How evcxr's name for a compiled cell begins.
const CELL: &str = "libcode_";
/// As many calls of cells are reported: an endless recursion has more than anybody reads.
const MOST: usize = 64;

unsafe extern "C-unwind" {
    fn _Unwind_Backtrace(
        visit: extern "C-unwind" fn(*mut c_void, *mut c_void) -> c_int,
        argument: *mut c_void,
    ) -> c_int;
    fn _Unwind_GetIP(context: *mut c_void) -> usize;
}

/// The calls of cells that led here, the innermost first.
pub(super) fn frames() -> Vec<Frame> {
    let mut frames: Vec<Frame> = Vec::new();
    // SAFETY: `visit` gets the vector that it takes its argument for, and nothing else touches it meanwhile.
    unsafe {
        _Unwind_Backtrace(visit, (&raw mut frames).cast());
    }
    frames
}

extern "C-unwind" fn visit(context: *mut c_void, argument: *mut c_void) -> c_int {
    const GO_ON: c_int = 0;
    const ENOUGH: c_int = 5;
    // SAFETY: `argument` is what `frames` has given.
    let frames = unsafe { &mut *argument.cast::<Vec<Frame>>() };
    // SAFETY: the unwinder hands out a context that is good for this call.
    let address = unsafe { _Unwind_GetIP(context) };
    // The call stands before the address to which it returns.
    frames.extend(address.checked_sub(1).and_then(in_cell));
    if frames.len() < MOST { GO_ON } else { ENOUGH }
}

/// The place of an address in a cell's library, none if it is of another.
fn in_cell(address: usize) -> Option<Frame> {
    // SAFETY: all fields may be zero.
    let mut found: libc::Dl_info = unsafe { std::mem::zeroed() };
    // SAFETY: `dladdr` takes any address.
    let known = unsafe { libc::dladdr(address as *const c_void, &raw mut found) } != 0;
    if !known || found.dli_fname.is_null() {
        return None;
    }
    // SAFETY: the dynamic linker's own name of the library, which stays while it is loaded; cells are never unloaded.
    let library = unsafe { CStr::from_ptr(found.dli_fname) }.to_str().ok()?;
    let name = library.rsplit('/').next().unwrap_or(library);
    name.starts_with(CELL).then(|| Frame {
        library: library.into(),
        address: (address - found.dli_fbase as usize) as u64,
    })
}
