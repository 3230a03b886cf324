//! The command line, run as a person runs it.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    time::Duration,
};

/// A folder with a small Fashion-MNIST in IDX files: class c has its bright row at height c.
fn data_folder(folder: &Path) -> PathBuf {
    let idx = |magic: u8, dims: &[u32], body: &[u8]| {
        let mut bytes = vec![0, 0, 8, magic];
        bytes.extend(dims.iter().flat_map(|dim| dim.to_be_bytes()));
        bytes.extend(body);
        bytes
    };
    for (part, n) in [("train", 200u32), ("t10k", 50)] {
        let labels: Vec<u8> = (0..n).map(|i| (i % 10) as u8).collect();
        let mut pixels = vec![0u8; n as usize * 784];
        for (image, &label) in pixels.chunks_mut(784).zip(&labels) {
            image[28 * usize::from(label)..28 * (usize::from(label) + 1)].fill(200);
        }
        fs::write(
            folder.join(format!("{part}-images-idx3-ubyte")),
            idx(3, &[n, 28, 28], &pixels),
        )
        .unwrap();
        fs::write(
            folder.join(format!("{part}-labels-idx1-ubyte")),
            idx(1, &[n], &labels),
        )
        .unwrap();
    }
    folder.to_owned()
}

fn mlp(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_mlp"))
        .args(arguments)
        .output()
        .expect("the program starts")
}

fn train(folder: &Path, arguments: &[&str]) -> Output {
    let folder = folder.to_str().unwrap();
    mlp(&[
        &[
            "train",
            "--data-dir",
            folder,
            "--batch-size",
            "32",
            "--device",
            "cpu",
        ],
        arguments,
    ]
    .concat())
}

fn stdout(output: &Output) -> String {
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn json_has_a_line_an_epoch_and_repeats_itself() {
    let folder = tempfile::tempdir().unwrap();
    let data = data_folder(folder.path());
    let lines = || -> Vec<serde_json::Value> {
        let text = stdout(&train(
            &data,
            &["--hidden", "16", "--epochs", "5", "--json", "--seed", "3"],
        ));
        text.lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    };
    let first = lines();
    assert_eq!(first.len(), 5);
    for (number, line) in first.iter().enumerate() {
        assert_eq!(line["epoch"], number + 1);
        for field in [
            "seconds",
            "train_loss",
            "train_accuracy",
            "test_loss",
            "test_accuracy",
        ] {
            assert!(line[field].is_f64(), "{field} in {line}");
        }
    }
    for (a, b) in first.iter().zip(lines()) {
        assert_eq!(
            (&a["train_loss"], &a["test_loss"]),
            (&b["train_loss"], &b["test_loss"])
        );
    }
}

#[test]
fn none_and_0_are_softmax_regression_and_a_list_is_several_layers() {
    let folder = tempfile::tempdir().unwrap();
    let data = data_folder(folder.path());
    for (hidden, layers) in [("none", "784-10 "), ("0", "784-10 "), ("16,8", "784-16-8-10 ")] {
        let text = stdout(&train(&data, &["--hidden", hidden, "--epochs", "1"]));
        assert!(text.contains(layers), "{text}");
    }
}

#[test]
fn a_saved_model_names_what_an_image_shows() {
    let folder = tempfile::tempdir().unwrap();
    let data = data_folder(folder.path());
    let model = folder.path().join("model.safetensors");
    let model = model.to_str().unwrap();
    stdout(&train(
        &data,
        &["--hidden", "32", "--epochs", "30", "--lr", "0.5", "--save", model],
    ));
    let picture = folder.path().join("coat.png");
    let mut image = mlp::image::GrayImage::new(28, 28);
    (0..28).for_each(|x| image.put_pixel(x, 4, mlp::image::Luma([200])));
    image.save(&picture).unwrap();
    let text = stdout(&mlp(&["predict", model, picture.to_str().unwrap(), "--top", "1"]));
    assert!(text.contains("Coat"), "{text}");
}

#[test]
fn files_that_were_not_published_are_read_with_one_word_of_warning() {
    let folder = tempfile::tempdir().unwrap();
    let data = data_folder(folder.path());
    for (id, name) in [("mnist", "MNIST"), ("fashion-mnist", "Fashion-MNIST")] {
        let output = train(&data, &["--data", id, "--hidden", "none", "--epochs", "1"]);
        let error = String::from_utf8_lossy(&output.stderr);
        let words = format!("These are not the published {name} files: 200 of 60000 training images");
        assert_eq!(error.matches(&words).count(), 1, "{error}");
        assert!(stdout(&output).starts_with(&format!("{name} (200 training")));
    }
}

#[test]
fn arguments_that_cannot_be_used_end_with_2_and_name_themselves() {
    let folder = tempfile::tempdir().unwrap();
    let data = data_folder(folder.path());
    for (arguments, words) in [
        (&["--hidden", "256,0"][..], "at least one unit"),
        (&["--hidden", "many"], "not a whole number"),
        (&["--batch-size", "0"], "at least one sample"),
        (&["--lr", "NaN"], "finite"),
        (&["--lr", "-0.1"], "finite"),
        (&["--momentum", "1.5"], "below 1"),
        (&["--data", "imagenet"], "fashion-mnist"),
        (&["--normalization", "bright"], "z-score"),
        (&["--activation", "step"], "relu"),
        (&["--init", "he"], "kaiming-normal"),
        (&["--device", "tpu"], "cuda"),
        (&["--optimizer", "magic"], "sgd"),
        (&["--epochs", "-1"], "epochs"),
        (&["--colour", "red"], "--colour"),
    ] {
        // clap refuses an argument that is given twice, so the defaults of `train` above are left out.
        let mut all = vec!["train", "--data-dir", data.to_str().unwrap()];
        all.extend(arguments);
        let output = mlp(&all);
        let error = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {error}");
        assert!(error.contains(words), "{arguments:?}: {error}");
        assert!(!error.contains("panicked"), "{error}");
    }
}

#[cfg(not(feature = "cuda"))]
#[test]
fn cuda_where_there_is_none_says_what_to_do() {
    let output = mlp(&["train", "--device", "cuda"]);
    let error = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{error}");
    assert!(
        error.contains("without CUDA") && error.contains("--features cuda"),
        "{error}"
    );
}

#[test]
fn failures_end_with_1_and_name_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("nothing-here");
    let output = train(&missing, &[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("nothing-here"));

    let data = data_folder(folder.path());
    let output = train(
        &data,
        &[
            "--epochs",
            "1",
            "--save",
            missing.join("m.safetensors").to_str().unwrap(),
        ],
    );
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("nothing-here"));

    let output = train(&data, &["--epochs", "2", "--lr", "1e30"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("diverged in epoch"));
}

#[test]
fn a_grid_prints_its_runs_best_first_and_resumes() {
    let folder = tempfile::tempdir().unwrap();
    let data = data_folder(folder.path());
    let file = folder.path().join("grid.jsonl");
    let grid = || {
        mlp(&[
            "grid",
            "--data-dir",
            data.to_str().unwrap(),
            "--hidden",
            "none",
            "--hidden",
            "8",
            "--lr",
            "0.1,0.5",
            "--batch-size",
            "32",
            "--epochs",
            "2",
            "--out",
            file.to_str().unwrap(),
        ])
    };
    let first = grid();
    assert_eq!(stdout(&first).lines().count(), 4);
    let again = grid();
    assert_eq!(stdout(&again), stdout(&first));
    assert!(String::from_utf8_lossy(&again.stderr).contains("4 of 4 runs were done before"));
}

#[cfg(unix)]
#[test]
fn a_part_that_is_stopped_with_ctrl_c_loses_no_finished_run() {
    let folder = tempfile::tempdir().unwrap();
    let data = data_folder(folder.path());
    let (data, file) = (data.to_str().unwrap(), folder.path().join("part.jsonl"));
    let arguments = [
        "grid",
        "--hidden",
        "none",
        "--hidden",
        "512",
        "--lr",
        "0.1,0.2,0.3",
        "--seed",
        "0,1,2",
        "--batch-size",
        "8",
        "--epochs",
        "5",
        "--part",
        "1/2",
        "--data-dir",
        data,
        "--out",
        file.to_str().unwrap(),
    ];
    let finished = || {
        let text = fs::read_to_string(&file).unwrap_or_default();
        let whole = text.rfind('\n').map_or("", |end| &text[..=end]);
        whole
            .lines()
            .filter(|line| line.contains("\"history\""))
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    // Where this test runs in the background, Ctrl-C is ignored, and what it starts inherits that.
    let mut part = Command::new("env")
        .args(["--default-signal=INT", env!("CARGO_BIN_EXE_mlp")])
        .args(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    while finished().len() < 3 {
        assert!(part.try_wait().unwrap().is_none(), "it ended before its middle");
        std::thread::sleep(Duration::from_millis(1));
    }
    let interrupt = Command::new("kill")
        .args(["-INT", &part.id().to_string()])
        .status();
    assert!(interrupt.unwrap().success());
    assert!(!part.wait().unwrap().success());
    let kept = finished();
    assert!((3..9).contains(&kept.len()), "{}", kept.len());

    let again = mlp(&arguments);
    let said = String::from_utf8_lossy(&again.stderr).into_owned() + &stdout(&again);
    assert!(
        said.contains(&format!("{} of 9 runs were done before", kept.len())),
        "{said}"
    );
    let all = finished();
    assert_eq!(all.len(), 9);
    assert_eq!(all[..kept.len()], kept, "nothing is trained twice");
}

#[test]
fn parts_of_a_grid_are_merged_and_what_is_missing_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let data = data_folder(folder.path());
    let file = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let grid = |words: &[&str]| {
        let common = "grid --hidden none --hidden 8 --lr 0.1,0.5 --batch-size 32 --epochs 2 --data-dir";
        let common = common.split(' ').chain([data.to_str().unwrap()]);
        mlp(&common.chain(words.iter().copied()).collect::<Vec<_>>())
    };
    let merge = |words: &[&str]| mlp(&[&["grid", "merge"], words].concat());
    let whole = stdout(&grid(&["--out", &file("whole.jsonl")]));
    let first = grid(&["--part", "1/2", "--out", &file("1.jsonl")]);
    assert_eq!(stdout(&first).lines().count(), 2);
    assert!(String::from_utf8_lossy(&first.stderr).contains("part 1/2 is done: 2 runs"));

    let refused = merge(&[&file("1.jsonl"), "--out", &file("all.jsonl")]);
    assert_eq!(refused.status.code(), Some(1));
    let said = String::from_utf8_lossy(&refused.stderr);
    assert!(
        said.contains("2 of its 4 runs are missing") && said.contains("with --part 2/2"),
        "{said}"
    );
    assert!(!folder.path().join("all.jsonl").exists());

    stdout(&grid(&["--part", "2/2", "--out", &file("2.jsonl")]));
    let all = file("all.jsonl");
    assert_eq!(
        stdout(&merge(&[&file("2.jsonl"), &file("1.jsonl"), "--out", &all])),
        whole
    );
    // The merged file is one that a grid goes on from: nothing is left to be done.
    let again = grid(&["--resume", &all]);
    assert_eq!(stdout(&again), whole);
    assert!(String::from_utf8_lossy(&again.stderr).contains("4 of 4 runs were done before"));

    for (words, problem) in [
        (&["--part", "1/2"][..], "--out"),
        (&["--part", "3/2", "--out", "x"], "1/2 to 2/2"),
    ] {
        let refused = grid(words);
        assert_eq!(refused.status.code(), Some(2));
        assert!(String::from_utf8_lossy(&refused.stderr).contains(problem));
    }
}

#[test]
fn help_shows_examples() {
    for command in ["train", "grid", "data", "predict"] {
        let text = stdout(&mlp(&[command, "--help"]));
        assert!(text.contains("cargo mlp"), "{command}: {text}");
    }
}

/// `train` through a shell, which alone can make stderr the same pipe as stdout.
#[cfg(unix)]
fn train_in_a_shell(folder: &Path, line: &str) -> Command {
    let mut command = Command::new("sh");
    command
        .args(["-c", line])
        .current_dir(data_folder(folder))
        .env("TRAIN", env!("CARGO_BIN_EXE_mlp"));
    command
}

#[cfg(unix)]
#[test]
fn a_model_is_saved_though_nobody_reads_the_rest() {
    use std::io::{BufRead, BufReader};
    use std::process::Stdio;
    for both in ["", "2>&1"] {
        let folder = tempfile::tempdir().unwrap();
        let line = format!("exec \"$TRAIN\" train --data-dir . --epochs 2000 --device cpu --save m {both}");
        let mut child = train_in_a_shell(folder.path(), &line)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        lines.next().unwrap().unwrap();
        drop(lines);
        let output = child.wait_with_output().unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{both}: {}: {errors}", output.status);
        assert!(!errors.contains("panicked"), "{both}: {errors}");
        assert!(folder.path().join("m").exists(), "{both}");
    }
}

#[cfg(unix)]
#[test]
fn a_list_that_nobody_reads_ends_without_a_word() {
    let folder = tempfile::tempdir().unwrap();
    let line = "sleep 0.1; { \"$TRAIN\" data list; echo $? >&2; } | true";
    let output = train_in_a_shell(folder.path(), line).output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(!errors.contains("panicked"), "{errors}");
    assert!(["0\n", "141\n"].contains(&&*errors), "{errors}");
}

#[cfg(unix)]
#[test]
fn a_saved_model_may_be_read_by_whom_the_umask_lets() {
    use std::os::unix::fs::PermissionsExt;
    for (umask, mode) in [("022", 0o644), ("027", 0o640), ("077", 0o600)] {
        let folder = tempfile::tempdir().unwrap();
        let line =
            format!("umask {umask}; exec \"$TRAIN\" train --data-dir . --epochs 1 --device cpu --save m");
        let output = train_in_a_shell(folder.path(), &line).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        let saved = fs::metadata(folder.path().join("m")).unwrap();
        assert_eq!(saved.permissions().mode() & 0o777, mode, "umask {umask}");
    }
}
