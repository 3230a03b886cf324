//! JupyterLab in a real browser: what a reader and a lecturer do there.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::python;
use super::tally::Tally;
use lab::Project;
use lab::setup;

/// The names under which distributions install Chromium and Chrome.
const BROWSERS: &[&str] = &[
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
];

/// A browser for tests, or what its absence counts as.
pub(super) enum Browser {
    At(PathBuf),
    Missing(Tally),
}

/// The browser that is installed. Where there is none, its tests are skipped, unless `MLP_CI` says that one was installed.
pub(super) fn find() -> Browser {
    let reason =
        "no Chromium and no Chrome is on the PATH. On Debian or Ubuntu: sudo apt-get install chromium";
    let required = std::env::var_os("MLP_CI").is_some();
    on_the_path().map_or_else(|| Browser::Missing(missing(reason, required)), Browser::At)
}

/// Runs the tests with `program`, which is `lab`.
pub(super) fn test(project: &Project, program: &Path) -> Result<Tally> {
    let browser = match find() {
        Browser::At(browser) => browser,
        Browser::Missing(tally) => return Ok(tally),
    };
    let ready = setup::run(project, &setup::Arguments::default())?;
    let out = project.path("target/browser");
    std::fs::create_dir_all(&out).with_context(|| format!("{}: cannot be made", out.display()))?;
    let variables = [
        ("PROJECT", project.root().as_os_str()),
        ("BROWSER", browser.as_os_str()),
        ("OUT", out.as_os_str()),
        ("LAB", program.as_os_str()),
    ];
    let folder = project.path("crate/proof/tests/jupyterlab");
    let mut tally = Tally::default();
    for module in ["test_lecture", "test_controls", "test_formgrader"] {
        tally.add(python::run_module(
            &ready.environment,
            &folder,
            module,
            &variables,
        )?);
    }
    println!("  screenshots are in {}", out.display());
    Ok(tally)
}

fn on_the_path() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let mut files =
        std::env::split_paths(&path).flat_map(|folder| BROWSERS.iter().map(move |name| folder.join(name)));
    files.find(|file| file.is_file())
}

/// What a missing browser counts as.
fn missing(reason: &str, required: bool) -> Tally {
    if required {
        return Tally::failure(&format!("browser: {reason}"));
    }
    Tally {
        skipped: 1,
        notes: vec![format!("skipped: browser: {reason}")],
        ..Tally::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_browser_is_skipped_at_home_and_an_error_in_ci() {
        let (home, ci) = (missing("none", false), missing("none", true));
        assert_eq!((home.skipped, home.failed), (1, 0));
        assert_eq!((ci.skipped, ci.failed), (0, 1));
        assert!(home.notes[0].contains("none") && ci.notes[0].contains("none"));
    }
}
