//! The program that started this one.

use anyhow::Result;

/// Ends this process at once when the program that started it ends, however that ends.
pub fn end_with_it() -> Result<()> {
    end_what_we_become_with_it()?;
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

/// The same for the program that this process is about to become (`exec`). Only Linux can promise that; elsewhere a
/// [warden](crate::warden) ends what is left.
pub fn end_what_we_become_with_it() -> Result<()> {
    #[cfg(target_os = "linux")]
    {
        use anyhow::Context;
        use rustix::process::{Signal, set_parent_process_death_signal};
        set_parent_process_death_signal(Some(Signal::KILL))
            .context("this process cannot be tied to the one that started it")?;
    }
    Ok(())
}
