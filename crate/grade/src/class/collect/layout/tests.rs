use super::*;

fn decided(paths: &[&str]) -> (Layout, String) {
    let found = decide(paths, None, &["kit"], |name| name == "zoe");
    (found.layout, found.prefix)
}

#[test]
fn each_platform_is_known_by_most_of_its_names() {
    for (paths, layout, prefix) in [
        (&["ada/kit/kit.ipynb", "bea/kit.ipynb"][..], Layout::Folders, ""),
        (
            &["class/ada/kit/kit.ipynb", "class/bea/kit.ipynb"],
            Layout::Folders,
            "class/",
        ),
        (&["ada/kit/kit.ipynb", "ada/two/two.ipynb"], Layout::Folders, ""),
        (&["kit/ada/hw.ipynb", "kit/bea/hw.ipynb"], Layout::Sets, ""),
        (&["kit/kit.ipynb"], Layout::Folders, ""),
        (
            &["gus/kit/kit.ipynb", "gus/kit/old_2025_01_10.ipynb"],
            Layout::Folders,
            "",
        ),
        (&["gus/kit/old_2025_01_10.ipynb"], Layout::Folders, ""),
        (&["zoe/a/kit.ipynb", "zoe/b/c.ipynb"], Layout::Folders, ""),
        (&["x/zoe/other/hw.ipynb"], Layout::Folders, "x/"),
        (
            &[
                "A B_1_assignsubmission_file_/kit.ipynb",
                "C_2_assignsubmission_onlinetext_/x.html",
            ],
            Layout::Moodle,
            "",
        ),
        (
            &[
                "up/A B_1_assignsubmission_file_kit.ipynb",
                "up/read me.txt",
                "up/C_2_assignsubmission_file_kit.ipynb",
            ],
            Layout::Moodle,
            "up/",
        ),
        (
            &["bab_1_2_kit.ipynb", "doec_LATE_3_4_kit.ipynb"],
            Layout::Canvas,
            "",
        ),
        (
            &[
                "H 1_ada_attempt_2026-01-15-10-20-30.txt",
                "H 1_ada_attempt_2026-01-15-10-20-30_kit.ipynb",
            ],
            Layout::Blackboard,
            "",
        ),
        (&["submitted/ada/kit/kit.ipynb"], Layout::Nbgrader, "submitted/"),
        (
            &[
                "c/submitted/ada/kit/kit.ipynb",
                "c/source/kit/kit.ipynb",
                "c/autograded/ada/kit/kit.ipynb",
            ],
            Layout::Nbgrader,
            "c/submitted/",
        ),
        (
            &["ada+kit+2026-01-15 10:20:30.5 UTC/kit.ipynb"],
            Layout::Exchange,
            "",
        ),
    ] {
        assert_eq!(decided(paths), (layout, prefix.to_owned()), "{paths:?}");
    }
}

#[test]
fn what_students_name_decides_nothing() {
    for path in [
        "ada/kit/hw_2026_02_14.ipynb",
        "ada/kit/doe_1_2_kit.ipynb",
        "ada/Zoe_9_assignsubmission_file_/kit.ipynb",
        "ada/kit/H_zoe_attempt_2026-01-15-10-20-30_kit.ipynb",
        "ada/zoe+kit+2026-01-15 10:20:30 UTC/kit.ipynb",
        "ada/submitted/zoe/kit/kit.ipynb",
    ] {
        assert_eq!(
            decided(&[path, "bea/kit/kit.ipynb"]),
            (Layout::Folders, String::new()),
            "{path}"
        );
    }
}

#[test]
fn nor_does_one_who_is_graded_alone() {
    for path in [
        "ada/zed+kit+2026-01-15 10:20:30 UTC/kit.ipynb",
        "ada/submitted/zed/kit/kit.ipynb",
        "ada/Zed_9_assignsubmission_file_/kit.ipynb",
    ] {
        assert_eq!(decided(&[path]), (Layout::Folders, String::new()), "{path}");
    }
}

#[test]
fn a_stray_file_does_not_make_the_class_one_student() {
    assert_eq!(
        decided(&["kit/ada/x.ipynb", "kit/bea/x.ipynb", "notes.txt"]).0,
        Layout::Sets
    );
    for paths in [
        [
            "up/A_1_assignsubmission_file_/kit.ipynb",
            "up/B_2_assignsubmission_file_/kit.ipynb",
            "class.csv",
        ],
        [
            "submitted/ada/kit/kit.ipynb",
            "submitted/bea/kit/kit.ipynb",
            "class.csv",
        ],
        ["class/ada/kit/kit.ipynb", "class/bea/kit/kit.ipynb", "class.csv"],
    ] {
        assert_eq!(
            decided(&paths).1,
            format!("{}/", paths[0].split('/').next().unwrap()),
            "{paths:?}"
        );
    }
}

#[test]
fn a_lecturers_own_file_beside_one_student_changes_nothing() {
    let paths = ["A_1_assignsubmission_file_/kit.ipynb", "read me.txt", "b.pdf"];
    assert_eq!(decided(&paths).0, Layout::Moodle);
    assert_eq!(decided(&["ada/kit.ipynb", "hw_1_2_x.ipynb"]).0, Layout::Folders);
}

#[test]
fn a_layout_that_is_asked_for_is_taken() {
    let paths = [
        "A_1_assignsubmission_file_/kit.ipynb",
        "b/kit/kit.ipynb",
        "c/kit/kit.ipynb",
    ];
    let wanted = |layout| decide(&paths, Some(layout), &["kit"], |_| false).layout;
    assert_eq!(wanted(Layout::Moodle), Layout::Moodle);
    assert_eq!(wanted(Layout::Folders), Layout::Folders);
    assert_eq!(decided(&paths).0, Layout::Folders);
}
