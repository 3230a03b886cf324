//! Libraries of the running process: finding our own, and loading those that cells become.
//!
//! The four functions are the system's own; a crate for them would be one more that every kernel reads at its start.
#![allow(unsafe_code)]

use std::ffi::{CStr, CString, c_char, c_int, c_void};
use std::io;

/// What the system knows of an address.
#[repr(C)]
struct Info {
    file: *const c_char,
    base: *mut c_void,
    name: *const c_char,
    address: *mut c_void,
}

unsafe extern "C" {
    fn dladdr(address: *const c_void, info: *mut Info) -> c_int;
    fn dlopen(file: *const c_char, flags: c_int) -> *mut c_void;
    fn dlsym(library: *mut c_void, name: *const c_char) -> *mut c_void;
    fn dlerror() -> *const c_char;
}

const LAZY: c_int = 1;

/// The function that a cell is: it takes the notebook's variables and gives them back.
pub(super) type Function = extern "C" fn(*mut c_void) -> *mut c_void;

/// The file of the library that holds this function.
pub(super) fn file_of(function: Function) -> Option<String> {
    let mut info = Info {
        file: std::ptr::null(),
        base: std::ptr::null_mut(),
        name: std::ptr::null(),
        address: std::ptr::null_mut(),
    };
    // SAFETY: the system writes into `info` or says that it has not.
    let known = unsafe { dladdr(function as *const c_void, &raw mut info) };
    if known == 0 || info.file.is_null() {
        return None;
    }
    // SAFETY: it is a text that lives as long as the library.
    let file = unsafe { CStr::from_ptr(info.file) };
    Some(file.to_str().ok()?.to_owned())
}

/// Loads the library, once for ever, and finds a cell's function in it.
pub(super) fn load(file: &str, function: &str) -> io::Result<Function> {
    let (file, function) = (CString::new(file)?, CString::new(function)?);
    // SAFETY: loading runs what the library's parts do at their start, as evcxr would have it done.
    let library = unsafe { dlopen(file.as_ptr(), LAZY) };
    if library.is_null() {
        return Err(last_error());
    }
    // SAFETY: the library is there and is never unloaded.
    let address = unsafe { dlsym(library, function.as_ptr()) };
    if address.is_null() {
        return Err(last_error());
    }
    // SAFETY: evcxr gives a cell's function this type.
    Ok(unsafe { std::mem::transmute::<*mut c_void, Function>(address) })
}

fn last_error() -> io::Error {
    // SAFETY: a text of the system's, valid until the next call on this thread.
    let text = unsafe { dlerror() };
    if text.is_null() {
        return io::Error::other("a library cannot be loaded");
    }
    // SAFETY: as above.
    io::Error::other(unsafe { CStr::from_ptr(text) }.to_string_lossy().into_owned())
}
