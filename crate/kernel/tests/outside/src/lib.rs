//! When the water is high.

use std::sync::atomic::{AtomicU32, Ordering};

pub use notebook;

/// Counts over all cells, which share one copy of the library.
static ASKED: AtomicU32 = AtomicU32::new(0);
static HARBOR: AtomicU32 = AtomicU32::new(0);

/// What every kernel says at its start.
pub fn open(harbor: u32) {
    HARBOR.store(harbor, Ordering::Relaxed);
}

pub fn harbor() -> u32 {
    HARBOR.load(Ordering::Relaxed)
}

/// A tide.
#[derive(Debug, Clone)]
pub struct Tide {
    pub hour: f64,
    pub number: u32,
}

/// The tide of a day; there is none on day 0.
pub fn tide(day: u32) -> Result<Tide, String> {
    if day == 0 {
        return Err("there is no day 0".into());
    }
    let number = ASKED.fetch_add(1, Ordering::Relaxed) + 1;
    Ok(Tide { hour: f64::from(day) * 0.8 % 12.4, number })
}

/// All tides of a year, slowly.
pub fn year() -> usize {
    let mut progress = notebook::display::Progress::new("tides", 365);
    let mut days = 0;
    for _ in 0..365 {
        if notebook::interrupt::requested() {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(5));
        progress.advance(1);
        days += 1;
    }
    progress.finish(&format!("{days} days"));
    days
}
