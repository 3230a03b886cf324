//! The course's website: made, then looked at as files and from a web server in a real browser.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};
use host::command;
use lab::setup;
use lab::setup::environment::Environment;
use lab::setup::packages::pip_install;
use lab::{Project, programs};

use super::browser::{self, Browser};
use super::python;
use super::tally::Tally;

/// Where the site is made, and the pictures of it, apart from a reader's own.
const SITE: &str = "target/site-test/site";
const PICTURES: &str = "target/site-test";
/// What the pages then call the project's address; nobody goes there.
const REPOSITORY: &str = "https://example.org/mlp";
/// Brings along axe-core, which knows the usual faults of pages. Of the package its one file is wanted, not what it uses.
const AXE: &str = "axe-playwright-python==0.1.8";

/// Makes the site and runs the modules of `crate/proof/tests/site`; those that need a browser are skipped where there is none.
pub(super) fn test(project: &Project) -> Result<Tally> {
    let ready = setup::run(project, &setup::Arguments::default())?;
    let program = programs::ready(project, "site")?;
    let site = project.path(SITE);
    command::output(
        Command::new(program)
            .arg("--out")
            .arg(&site)
            .args(["--repository", REPOSITORY])
            .current_dir(project.root()),
    )?;
    let axe = axe(project, &ready.environment)?;
    let mut variables = vec![
        ("PROJECT", project.root().as_os_str().to_owned()),
        ("SITE", site.into_os_string()),
        ("REPOSITORY", REPOSITORY.into()),
        ("OUT", project.path(PICTURES).into_os_string()),
        ("AXE", axe.into_os_string()),
    ];
    let folder = project.path("crate/proof/tests/site");
    let mut modules = python::modules(&folder)?;
    let mut tally = Tally::default();
    match browser::find() {
        Browser::At(browser) => variables.push(("BROWSER", browser.into_os_string())),
        Browser::Missing(missing) => {
            tally.add(missing);
            modules.retain(|module| module == "test_links");
        }
    }
    let variables: Vec<_> = variables
        .iter()
        .map(|(name, value)| (*name, value.as_os_str()))
        .collect();
    for module in modules {
        tally.add(python::run_module(
            &ready.environment,
            &folder,
            &module,
            &variables,
        )?);
    }
    println!(
        "  pictures of the pages are in {}",
        project.path(PICTURES).display()
    );
    Ok(tally)
}

/// The file of axe-core, installed beside the site's other tools.
fn axe(project: &Project, environment: &Environment) -> Result<PathBuf> {
    let folder = project.path("target/site-work/axe");
    let file = folder.join("axe_playwright_python/axe.min.js");
    if !file.is_file() {
        command::output(
            pip_install(environment.command("python"))
                .args(["--no-deps", "--target"])
                .arg(&folder)
                .arg(AXE),
        )
        .context("axe-core cannot be installed. Look at the network and run the same command again")?;
    }
    Ok(file)
}
