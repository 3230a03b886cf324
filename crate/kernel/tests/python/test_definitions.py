"""Cells that define something can be run again, and what they define is the same thing in every cell."""

import unittest

from session import KernelTest

# A cell for each kind of item.
EVERY_KIND = [
    "use std::collections::BTreeMap;\nuse std::fmt;",
    "const LAYERS: usize = 3;",
    "macro_rules! twice { ($e:expr) => { 2.0 * $e } }",
    "mod shapes { pub fn area(side: f64) -> f64 { side * side } }",
    "#[derive(Debug, Clone, PartialEq)]\nenum Activation { Relu, Tanh }",
    "trait Describe { fn describe(&self) -> String { String::from(\"a thing\") } }",
    "struct Unit { weight: f64, activation: Activation }",
    "impl Unit {\n    fn out(&self, x: f64) -> f64 { self.weight * x }\n}",
    "impl Describe for Unit {}",
    "impl fmt::Display for Unit {\n    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result { write!(f, \"unit {}\", self.weight) }\n}",
    "fn double(unit: &Unit) -> f64 { twice!(unit.out(LAYERS as f64)) }",
    "let unit = Unit { weight: 0.5, activation: Activation::Relu };\nlet mut counts: BTreeMap<String, usize> = BTreeMap::new();",
    "format!(\"{} {} {} {}\", double(&unit), unit, unit.describe(), shapes::area(2.0))",
]


class Definitions(KernelTest):
    own_kernel = True

    def runs(self, code):
        reply = self.run_cell(code)
        self.assertEqual(reply.status, "ok", f"{code}\n{reply.content.get('traceback')}")
        return reply

    def test_every_kind_of_item_can_be_run_again(self):
        for time in ("first", "second", "third"):
            with self.subTest(time):
                for cell in EVERY_KIND:
                    result = self.runs(cell).result
                self.assertEqual(result, '"3 unit 0.5 a thing 4"')

    def test_an_impl_changed_in_its_cell_takes_the_old_ones_place(self):
        self.runs("struct Net { w: f64 }")
        self.runs("impl Net { fn out(&self) -> f64 { self.w } fn kept(&self) -> u8 { 7 } }")
        self.runs("let net = Net { w: 2.0 };")
        self.runs("impl Net { fn out(&self) -> String { format!(\"{}!\", self.w) } }")
        self.assertEqual(self.value("let said = net.out(); said"), '"2!"')
        self.assertEqual(self.value("net.kept()"), "7")
        for words in ("A", "B"):
            self.runs(f'impl std::fmt::Display for Net {{ fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {{ write!(f, "{words}") }} }}')
            self.assertEqual(self.run_cell('print!("{net}");').text(), words)

    def test_other_fields_drop_the_variables_by_name_and_nothing_else(self):
        self.runs("#[derive(Debug)]\nstruct Point { x: u8 }")
        self.runs("impl Point { fn x(&self) -> u8 { self.x } }")
        self.runs("let point = Point { x: 1 };\nlet points = vec![Point { x: 2 }];\nlet other = 5;")
        self.assertEqual(self.runs("#[derive(Debug, Clone)]\nstruct Point { x: u8 }").text("stderr"), "")
        reply = self.runs("#[derive(Debug, Clone)]\nstruct Point { x: f64, y: f64 }")
        self.assertIn("variables are gone: point, points", reply.text("stderr"))
        self.assertIn("impl Point (In [", reply.text("stderr"))
        self.assertEqual(self.value("other"), "5")
        self.assertIn("cannot find value `point`", self.run_cell("point").error["evalue"])
        self.runs("impl Point { fn x(&self) -> f64 { self.x + self.y } }")
        self.assertEqual(self.value("Point { x: 1.0, y: 2.5 }.x()"), "3.5")

    def test_statics_keep_their_value_from_cell_to_cell(self):
        self.runs("use std::sync::atomic::{AtomicU32, Ordering};\nuse std::sync::{LazyLock, Mutex};")
        self.runs("static HITS: AtomicU32 = AtomicU32::new(0);\nHITS.fetch_add(1, Ordering::SeqCst);")
        self.runs("fn hit() -> u32 { HITS.fetch_add(1, Ordering::SeqCst) + 1 }")
        self.assertEqual([self.value("hit()") for _ in range(3)], ["2", "3", "4"])
        self.runs('static LOG: Mutex<Vec<String>> = Mutex::new(Vec::new());\nLOG.lock().unwrap().push("one".into());')
        self.assertEqual(self.value("let lines = LOG.lock().unwrap().clone(); lines"), '["one"]')
        self.runs("static TABLE: LazyLock<Vec<u64>> = LazyLock::new(|| (0..52).map(|i| 1u64 << i).collect());")
        self.assertEqual(self.value("TABLE[3]"), "8")
        self.runs("static HITS: AtomicU32 = AtomicU32::new(10);")
        self.assertEqual(self.value("hit()"), "11", "a definition that runs again begins anew")

    def test_statics_that_begin_anew_say_so(self):
        self.assertIn("begins anew", self.runs("static mut SEEN: u32 = 0;").text("stderr"))
        reply = self.runs("use std::cell::Cell;\nthread_local! { static COUNT: Cell<u32> = const { Cell::new(0) }; }")
        self.assertIn("COUNT", reply.text("stderr"))
        self.assertIn("`let count = …;`", reply.text("stderr"))


if __name__ == "__main__":
    unittest.main()
