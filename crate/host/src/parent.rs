//! The program that started this one.

use anyhow::Result;

/// Ends this process at once when the program that started it ends, however that ends. On Linux this also holds for what this
/// process becomes (`exec`); elsewhere a [warden](crate::warden) sees to that.
pub fn end_with_it() -> Result<()> {
    #[cfg(target_os = "linux")]
    {
        use anyhow::Context;
        use rustix::process::{Signal, set_parent_process_death_signal};
        set_parent_process_death_signal(Some(Signal::KILL))
            .context("this process cannot be tied to the one that started it")?;
    }
    #[cfg(not(target_os = "linux"))]
    {
        /// How often to look.
        const EVERY: std::time::Duration = std::time::Duration::from_millis(300);
        let parent = rustix::process::getppid();
        std::thread::spawn(move || {
            while rustix::process::getppid() == parent {
                std::thread::sleep(EVERY);
            }
            std::process::exit(0)
        });
    }
    Ok(())
}
