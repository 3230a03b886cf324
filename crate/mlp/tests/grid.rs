//! A grid gives the same numbers whatever the order, and loses no finished run.

mod common;

use std::fs;

use common::stripes;
use mlp::{grid::GridResults, prelude::*};

fn grid() -> Grid {
    let base = Trial {
        batch_size: 16,
        epochs: 3,
        ..Trial::default()
    };
    Grid::over(base).nodes(&[4, 8]).lrs(&[0.05, 0.5]).seeds(&[0, 1])
}

fn numbers(results: &GridResults) -> Vec<(f64, f64)> {
    results
        .runs
        .iter()
        .flat_map(|run| {
            run.history
                .epochs
                .iter()
                .map(|epoch| (epoch.train_loss, epoch.test_loss))
        })
        .collect()
}

#[test]
fn numbers_do_not_depend_on_how_many_runs_go_side_by_side() -> Result<()> {
    let (learn, valid) = (stripes(60), stripes(30));
    let alone = grid().workers(1).run(&learn, &valid)?;
    let together = grid().workers(4).run(&learn, &valid)?;
    assert_eq!(alone.runs.len(), 8);
    assert_eq!(numbers(&alone), numbers(&together));
    let trials: Vec<Trial> = alone.runs.iter().map(|run| run.trial.clone()).collect();
    assert_eq!(trials, grid().trials());
    Ok(())
}

#[test]
fn a_grid_goes_on_where_it_was_stopped() -> Result<()> {
    let (learn, valid) = (stripes(60), stripes(30));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("grid.jsonl");
    let whole = grid().resume_from(&file).run(&learn, &valid)?;
    let text = fs::read_to_string(&file).unwrap();
    // What the file is for, and the runs.
    assert_eq!(text.lines().count(), 9);
    // A kill in the middle of a line: three whole runs and half of the fourth are left.
    let kept: Vec<&str> = text.lines().take(5).collect();
    fs::write(&file, format!("{}\n{}", kept[..4].join("\n"), &kept[4][..40])).unwrap();
    let resumed = grid().resume_from(&file).run(&learn, &valid)?;
    assert_eq!(numbers(&resumed), numbers(&whole));
    // The seconds of a run that was kept are those of the first time: it was not trained again.
    let seconds = |results: &GridResults| -> Vec<f64> {
        results
            .runs
            .iter()
            .map(|run| run.history.epochs[0].seconds)
            .collect()
    };
    let same = seconds(&whole)
        .iter()
        .zip(seconds(&resumed))
        .filter(|(a, b)| a.to_bits() == b.to_bits())
        .count();
    assert!(same >= 3, "{same} runs were kept");
    Ok(())
}

#[test]
fn other_data_is_another_grid() -> Result<()> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("grid.jsonl");
    let first = grid().resume_from(&file).run(&stripes(60), &stripes(30))?;
    let second = grid().resume_from(&file).run(&stripes(57), &stripes(30))?;
    assert_ne!(numbers(&first), numbers(&second));
    assert_eq!(fs::read_to_string(&file).unwrap().lines().count(), 18);
    Ok(())
}

#[test]
fn a_run_that_diverged_is_never_the_best() -> Result<()> {
    let base = Trial {
        hidden: vec![4],
        batch_size: 16,
        epochs: 2,
        ..Trial::default()
    };
    let results = Grid::over(base)
        .lrs(&[1e30, 0.1])
        .run(&stripes(60), &stripes(30))?;
    assert!((results.best()?.trial.optimizer.lr() - 0.1).abs() < 1e-12);
    assert!(results.runs[0].accuracy().is_none());
    assert!(results.to_string().trim_end().ends_with("diverged"));
    let map = results.heat_map(
        ("lr", "nodes"),
        |t| t.optimizer.lr().to_string(),
        |t| t.hidden[0].to_string(),
    )?;
    assert!(map.svg().contains("Validation accuracy"));
    Ok(())
}
