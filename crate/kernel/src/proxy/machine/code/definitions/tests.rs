//! Notebooks, cell after cell: what evcxr gets of each.

use std::collections::BTreeSet;

use super::{Definitions, Prepared};

/// A notebook's cells, run one after the other.
#[derive(Default)]
struct Notebook {
    definitions: Definitions,
    cell: u64,
}

impl Notebook {
    fn run(&mut self, code: &str) -> Prepared {
        self.cell += 1;
        let prepared = self.definitions.prepare(code, self.cell, "mine::notebook");
        self.definitions = prepared.after.clone();
        prepared
    }
}

#[test]
fn a_cell_without_anything_to_mend_goes_as_it_is() {
    let mut notebook = Notebook::default();
    for code in [
        "let a = 1;\na + 1",
        "struct A;",
        ":vars",
        "fn f( {",
        "use std::fmt;\nfn g() {}",
        "",
    ] {
        let prepared = notebook.run(code);
        assert_eq!(prepared.code, code);
        assert_eq!((prepared.notes.len(), prepared.changed.len()), (0, 0), "{code}");
    }
}

#[test]
fn an_impl_that_runs_again_takes_the_place_of_the_one_before() {
    let mut notebook = Notebook::default();
    notebook.run("struct A;");
    let code = "let a = 1;\nimpl A { fn f() {} }";
    assert_eq!(
        notebook.run(code).code,
        "let a = 1;\nconst __CELL_3: () = ();\nimpl A { fn f() {} }"
    );
    let again = notebook.run(code);
    assert_eq!(
        again.code,
        "const __CELL_3: () = ();\nlet a = 1;\nconst __CELL_5: () = ();\nimpl A { fn f() {} }"
    );
    let readers: Vec<_> = (1..=4).map(|line| again.lines.readers(line)).collect();
    assert_eq!(readers, [None, Some(1), None, Some(2)]);
}

#[test]
fn of_an_impl_the_functions_stay_that_no_new_one_gives() {
    let mut notebook = Notebook::default();
    notebook.run("impl A { fn f() {} fn g() {} }");
    let part = notebook.run("impl A { fn f() {} }").code;
    assert!(
        part.starts_with("const __CELL_2: () = ();\nimpl A {  fn g() {} }\n"),
        "{part}"
    );
    let whole = notebook.run("impl A { fn g() {} }").code;
    assert!(
        whole.starts_with("const __CELL_2: () = ();\nconst __CELL_6"),
        "{whole}"
    );
}

#[test]
fn a_derive_takes_the_place_of_an_impl() {
    let mut notebook = Notebook::default();
    notebook.run("struct A;\nimpl std::fmt::Debug for A { }");
    let code = notebook.run("#[derive(Debug)] struct A;").code;
    assert_eq!(code, "const __CELL_2: () = ();\n#[derive(Debug)] struct A;");
}

#[test]
fn other_fields_take_away_what_is_made_of_the_type_and_what_does_not_fit_it() {
    let mut notebook = Notebook::default();
    notebook.run("struct Net { w: f64 }\nstruct Run { net: Net }");
    notebook.run("impl Net { fn out(&self) -> f64 { self.w } }");
    notebook.run("fn both(net: &Net) -> f64 { 2.0 * net.out() }\nfn other() {}");
    let same = notebook.run("#[derive(Debug)]\nstruct Net { w: f64 }");
    assert_eq!((same.changed.len(), same.notes.len()), (0, 0));
    let changed = notebook.run("struct Net { v: f64 }");
    assert_eq!(
        changed.changed,
        BTreeSet::from(["Net".to_owned(), "Run".to_owned()])
    );
    assert!(changed.code.contains("mod both {}"), "{}", changed.code);
    let [note] = &changed.notes[..] else {
        panic!("{:?}", changed.notes);
    };
    assert!(note.ends_with(": impl Net (In [2]), both (In [3])"), "{note}");
}

#[test]
fn statics_are_shared_or_said_to_begin_anew() {
    let mut notebook = Notebook::default();
    let code = "static HITS: AtomicU32 = AtomicU32::new(0);";
    let [first, again] = [(); 2].map(|()| notebook.run(code).code);
    assert!(
        first.contains("Kept::new(\"HITS\", 2, || AtomicU32::new(0))"),
        "{first}"
    );
    assert!(again.contains("Kept::new(\"HITS\", 4,"), "{again}");
    let plain = notebook.run(code).plain.unwrap();
    assert_eq!(plain.code, code, "for a cell that does not compile otherwise");
    assert!(
        plain.late_notes[0].contains("HITS begins anew"),
        "{:?}",
        plain.late_notes
    );
    for code in [
        "static mut N: u8 = 0;",
        "thread_local! { static N: Cell<u8> = Cell::new(0); }",
    ] {
        let prepared = notebook.run(code);
        assert!(prepared.notes[0].contains("`let n = …;`"), "{:?}", prepared.notes);
    }
}

#[test]
fn a_macro_is_in_a_module_of_its_own_which_the_next_one_of_its_name_replaces() {
    let mut notebook = Notebook::default();
    let code = "macro_rules! one { () => { 1 } }\none!()";
    let wrapped =
        "mod __CELL_2 { macro_rules! one { () => { 1 } } pub(crate) use one; } use __CELL_2::one;\none!()";
    assert_eq!(notebook.run(code).code, wrapped);
    assert_eq!(notebook.run(code).code, wrapped);
}

#[test]
fn a_notebook_that_is_cleared_has_defined_nothing() {
    let mut notebook = Notebook::default();
    notebook.run("impl A { fn f() {} }");
    assert_eq!(notebook.run(":clear").after.implementations.len(), 0);
}
