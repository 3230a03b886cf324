//! What this machine's processor has not, of what was compiled for: asked before it would be an illegal instruction.

use anyhow::{Result, bail};

/// An error where the library was compiled for more than this machine's processor has; `cfg` are rustc's lines about it.
pub(crate) fn check(cfg: &str) -> Result<()> {
    let lacking = lacks(cfg);
    if !lacking.is_empty() {
        bail!(
            "this kernel is for processors with {}, which this machine's has not. Set it up on this machine, or with a lower --target-cpu",
            lacking.join(", ")
        );
    }
    Ok(())
}

/// The features among rustc's lines `target_feature="avx2"` in `cfg` that this processor lacks.
#[cfg(target_arch = "x86_64")]
fn lacks(cfg: &str) -> Vec<&'static str> {
    // The macro takes literals alone; these are all that x86-64-v2, v3 and v4 add.
    macro_rules! missing {
        ($($name:tt),*) => {
            [$(($name, std::is_x86_feature_detected!($name))),*]
        };
    }
    let known = missing![
        "sse3", "ssse3", "sse4.1", "sse4.2", "popcnt", "avx", "avx2", "bmi1", "bmi2", "f16c", "fma", "lzcnt",
        "movbe", "avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"
    ];
    let asked = |name: &str| cfg.contains(&format!("target_feature=\"{name}\""));
    let missing = known.into_iter().filter(|(name, there)| !there && asked(name));
    missing.map(|(name, _)| name).collect()
}

/// Elsewhere nothing is known of it.
#[cfg(not(target_arch = "x86_64"))]
fn lacks(_cfg: &str) -> Vec<&'static str> {
    Vec::new()
}

#[cfg(test)]
mod tests {
    #[test]
    fn this_machine_has_what_it_says_it_has() {
        assert!(super::lacks("debug_assertions\ntarget_feature=\"fxsr\"\n").is_empty());
        let cfg = host::command::output(std::process::Command::new("rustc").args([
            "-Ctarget-cpu=native",
            "--print",
            "cfg",
        ]));
        assert!(super::lacks(&cfg.unwrap()).is_empty());
    }
}
