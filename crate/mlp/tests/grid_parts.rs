//! Parts of a grid, trained anywhere in any order, become the grid that one machine trains.

mod common;

use std::{
    fs,
    path::{Path, PathBuf},
};

use common::stripes;
use mlp::{
    Result,
    grid::{Part, merge},
    prelude::*,
};

const PARTS: usize = 3;

fn grid() -> Grid {
    let base = Trial {
        batch_size: 16,
        epochs: 2,
        ..Trial::default()
    };
    // The last rate diverges: a loss that JSON cannot write.
    Grid::over(base)
        .nodes(&[4, 8])
        .lrs(&[0.05, 0.5, 1e30])
        .seeds(&[0, 1])
        .quiet()
}

fn train(grid: &Grid, number: usize, file: &Path) -> Result<usize> {
    let part = Part::new(number, PARTS)?;
    let results = grid
        .clone()
        .part(part)
        .resume_from(file)
        .run(&stripes(60), &stripes(30))?;
    Ok(results.runs.len())
}

/// A folder with the file of every part.
fn parts() -> Result<(tempfile::TempDir, Vec<PathBuf>)> {
    let folder = tempfile::tempdir().unwrap();
    let mut files = Vec::new();
    for number in 1..=PARTS {
        let file = folder.path().join(format!("part-{number}.jsonl"));
        assert_eq!(train(&grid(), number, &file)?, 4);
        files.push(file);
    }
    Ok((folder, files))
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap()
}

/// The text of a file but for its seconds.
fn without_seconds(text: &str) -> String {
    let mut pieces = text.split("\"seconds\":");
    let mut kept = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        kept.push_str(piece.trim_start_matches(|c: char| c.is_ascii_digit() || "+-.e".contains(c)));
    }
    kept
}

fn refused(files: &[PathBuf], out: &Path) -> String {
    let problem = merge(files, out).unwrap_err().to_string();
    assert!(!out.exists(), "nothing is written where something is wrong");
    problem
}

#[test]
fn merged_parts_are_what_one_machine_trains_to_the_last_bit() -> Result<()> {
    let (folder, mut files) = parts()?;
    let at = |name: &str| folder.path().join(name);
    let alone = at("alone.jsonl");
    grid()
        .workers(1)
        .resume_from(&alone)
        .run(&stripes(60), &stripes(30))?;
    merge(&[alone], &at("sorted.jsonl"))?;
    let merged = merge(&files, &at("merged.jsonl"))?;
    assert_eq!(
        merged.runs.iter().map(|run| &run.trial).collect::<Vec<_>>(),
        grid().trials().iter().collect::<Vec<_>>()
    );
    let text = read(&at("merged.jsonl"));
    assert_eq!(text.lines().count(), 13);
    assert_eq!(
        without_seconds(&text),
        without_seconds(&read(&at("sorted.jsonl")))
    );

    // Any order, any of them twice, and what was merged before: the same bytes.
    files.reverse();
    files.push(files[1].clone());
    files.push(at("merged.jsonl"));
    merge(&files, &at("again.jsonl"))?;
    assert_eq!(read(&at("again.jsonl")), text);
    // Also over one of them.
    merge(&files, &files[0])?;
    assert_eq!(read(&files[0]), text);
    Ok(())
}

#[test]
fn a_part_that_was_trained_twice_counts_once() -> Result<()> {
    let (folder, files) = parts()?;
    let again = folder.path().join("again.jsonl");
    // The same lists in another order, on another machine.
    let turned = Grid::over(grid().trials()[0].clone())
        .seeds(&[1, 0])
        .lrs(&[1e30, 0.05, 0.5])
        .nodes(&[8, 4])
        .quiet();
    assert_eq!(train(&turned, 2, &again)?, 4);
    let one = folder.path().join("one.jsonl");
    let other = folder.path().join("other.jsonl");
    merge(&[&files[..], std::slice::from_ref(&again)].concat(), &one)?;
    merge(&[&[again][..], &files[..]].concat(), &other)?;
    assert_eq!(read(&one), read(&other));
    assert_eq!(read(&one).lines().count(), 13);
    Ok(())
}

#[test]
fn a_part_that_was_killed_goes_on_and_until_then_its_missing_runs_are_named() -> Result<()> {
    let (folder, files) = parts()?;
    let out = folder.path().join("out.jsonl");
    let text = read(&files[1]);
    let cut = text.trim_end().rfind('\n').unwrap() + 50;
    fs::write(&files[1], &text[..cut]).unwrap();
    let problem = refused(&files, &out);
    assert!(problem.contains("1 of its 12 runs are missing"), "{problem}");
    assert!(
        problem.contains("part-2.jsonl lacks 1 run of part 2/3"),
        "{problem}"
    );
    assert!(
        problem.contains("--part 2/3 --out") && problem.contains("\n    hidden "),
        "{problem}"
    );

    train(&grid(), 2, &files[1])?;
    assert!(
        read(&files[1]).starts_with(&text[..cut]),
        "what had ended was not trained again"
    );
    merge(&files, &out)?;
    Ok(())
}

#[test]
fn parts_of_which_there_is_no_file_are_named() -> Result<()> {
    let (folder, files) = parts()?;
    let problem = refused(&files[1..2], &folder.path().join("out.jsonl"));
    assert!(problem.contains("8 of its 12 runs are missing"), "{problem}");
    for words in ["part 1 of 3 has no file", "part 3 of 3 has no file", "--part 3/3"] {
        assert!(problem.contains(words), "{problem}");
    }
    assert!(!problem.contains("part 2"), "{problem}");
    Ok(())
}

#[test]
fn two_files_that_contradict_each_other_are_both_named() -> Result<()> {
    let (folder, files) = parts()?;
    let other = folder.path().join("other.jsonl");
    let text = read(&files[0]);
    let number = text
        .split("\"train_loss\":")
        .nth(1)
        .unwrap()
        .split(',')
        .next()
        .unwrap();
    fs::write(&other, text.replacen(number, "0.123", 1)).unwrap();
    let problem = refused(&[&files[..], &[other]].concat(), &folder.path().join("out.jsonl"));
    for words in [
        "other.jsonl: it and ",
        "part-1.jsonl say different things about one run",
    ] {
        assert!(problem.contains(words), "{problem}");
    }
    Ok(())
}

#[test]
fn files_of_different_grids_are_told_apart() -> Result<()> {
    let (folder, files) = parts()?;
    let out = folder.path().join("out.jsonl");
    let other = folder.path().join("other.jsonl");
    train(&grid().seeds(&[7]), 1, &other)?;
    let problem = refused(&[files[0].clone(), other.clone()], &out);
    assert!(
        problem.contains("other.jsonl: it is of another grid than"),
        "{problem}"
    );
    assert!(
        problem.contains("settings are others (6 runs here, 12 there)"),
        "{problem}"
    );

    fs::remove_file(&other).unwrap();
    grid().resume_from(&other).run(&stripes(57), &stripes(30))?;
    let problem = refused(&[files[0].clone(), other.clone()], &out);
    assert!(problem.contains("learned from other images"), "{problem}");

    // A file that was used for several grids is about the last; the other runs in it are left aside.
    grid().resume_from(&other).run(&stripes(60), &stripes(30))?;
    assert_eq!(merge(&[files[0].clone(), other], &out)?.runs.len(), 12);
    fs::remove_file(&out).unwrap();

    let old = folder.path().join("old.jsonl");
    let runs: Vec<String> = read(&files[0]).lines().skip(1).map(str::to_owned).collect();
    fs::write(&old, runs.join("\n")).unwrap();
    let problem = refused(&[old], &out);
    assert!(problem.contains("does not say which grid it is for"), "{problem}");
    Ok(())
}
