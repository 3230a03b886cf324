"""A cell that fails says so, once, where every client looks."""

import time
import unittest

from session import KernelTest


class Errors(KernelTest):
    def fails(self, code, name, *in_value):
        reply = self.run_cell(code)
        self.assertEqual(reply.status, "error")
        for content in (reply.error, reply.content):
            self.assertEqual(content["ename"], name)
            for part in in_value:
                self.assertIn(part, content["evalue"])
            self.assertIsInstance(content["traceback"], list)
        self.assertEqual(reply.text("stderr"), "")
        return reply

    def test_a_panic_names_the_learners_line_first(self):
        reply = self.fails('let numbers = vec![1, 2, 3];\nlet place: usize = numbers.len() + 4;\nnumbers[place]', "Panic", "index is 7")
        first = reply.error["traceback"][0]
        self.assertIn("3", first)
        self.assertIn("numbers[place]", first)

    def test_a_failing_question_mark_is_an_error(self):
        reply = self.fails('println!("before");\nlet n: i32 = "12x".parse()?;\nprintln!("after");', "Error", "invalid digit")
        self.assertIn('let n: i32 = "12x".parse()?;', reply.error["traceback"][0])
        self.assertEqual(reply.text(), "before\n")

    def at(self, code, name, *in_first):
        """The cell fails, and the first line of the traceback holds these."""
        first = self.fails(code, name).error["traceback"][0]
        for part in ("---->", *in_first):
            self.assertIn(part, first)
        self.assertNotIn(".cache", first)

    def test_a_panic_in_a_line_of_several_statements_is_found(self):
        self.at('let a = 1; panic!("second")', "Panic", " 1", 'let a = 1; panic!("second")')
        self.at("let v = vec![1];\nlet b = 2; println!(\"{}\", v[b]);", "Panic", " 2", "v[b]")

    def test_code_of_an_earlier_cell_is_named_with_its_cell_and_line(self):
        self.run_cell("// why\nfn pick(v: &[i32], at: usize) -> i32 {\n    v[at]\n}")
        where = self.run_cell("0").content["execution_count"] - 1
        self.at("let zeros = vec![0; 2];\npick(&zeros, 5)", "Panic", f"In [{where}], line 3", "v[at]")
        self.run_cell("let boxed: Box<dyn Fn(i32) -> i32> = Box::new(|x|\n    10 / x);")
        where = self.run_cell("let other = 1;\nlet another = 2;\n0").content["execution_count"] - 1
        self.at("boxed(0)", "Panic", f"In [{where}], line 2", "10 / x")

    def test_a_panic_in_a_library_is_placed_where_the_reader_led_there(self):
        self.run_cell("use mlp::ndarray::{Array1, Array2, s};\nlet a: Array2<f32> = Array2::zeros((2, 3));")
        self.at("let first = 1;\nlet v = a[[5, 0]];", "Panic", " 2", "a[[5, 0]]")
        self.at("let row = a.slice(s![7, ..]).to_owned();", "Panic", " 1", "a.slice")
        self.at("let first = 1;\n\nlet d = a.dot(&Array2::<f32>::zeros((4, 4)));", "Panic", " 3", "a.dot")
        reply = self.run_cell("a.dot(&Array2::<f32>::zeros((4, 4)))")
        self.assertIn("4 × 4", reply.error["traceback"][1])

    def test_a_last_value_that_moves_a_variable_is_shown(self):
        self.value("let numbers = vec![1, 2, 3];\nlet more = vec![4];\nfn total(v: Vec<i32>) -> i32 { v.iter().sum() }")
        self.assertEqual(self.value("total(numbers)"), "6")
        self.at("numbers.len()", "CompileError", " 1", "numbers.len()")
        # The function in the same cell, and letters that evcxr's reports leave out.
        self.assertEqual(self.value('let größe = 1;\nfn first(v: Vec<i32>) -> i32 { v[0] }\nfirst(more)'), "4")

    def test_a_mistake_in_the_last_value_is_placed_there(self):
        reply = self.fails("let three = [1, 2, 3];\nthree[7]", "CompileError", "will panic")
        self.assertIn("three[7]", reply.error["traceback"][0])
        self.assertIn("the index is 7", "".join(reply.error["traceback"]))
        self.at("1 / 0", "CompileError", " 1", "1 / 0")
        self.run_cell("enum Color { Red }")
        self.at("let color = Color::Red;\ncolor", "CompileError", " 2", "color")
        self.at("let text = String::from(\"a b\");\nlet name = &text[..1];", "CompileError", " 2", "let name")

    def test_a_cell_that_waits_for_a_future_has_its_answer_at_once(self):
        self.run_cell("async fn later() -> i32 { 3 }\nlet stays: i32 = 5;")
        self.at("let first = 1;\nlater().await", "CompileError", " 2", "later().await")
        self.assertEqual(self.value("stays"), "5")

    def test_of_several_question_marks_the_one_that_failed_is_found(self):
        self.at('let a: i32 = "1".parse()?;\nlet b: i32 = "b?".parse()?;', "Error", " 2", '"b?"')
        self.at('fn read(text: &str) -> Result<i32, std::num::ParseIntError> { text.parse() }\nlet a = "http://?";\nread(a)?;', "Error", " 3", "read(a)?")

    def test_half_a_statement_is_told_with_its_line(self):
        for code, line in [("let x: i32 =", 1), ("let a = 1;\nfoo(1,", 2), ('let s = "abc', 1), ("if true {", 1), ("use std::", 1), ("let a = std::", 1)]:
            with self.subTest(code):
                self.at(code, "CompileError", f" {line}\x1b", code.splitlines()[line - 1])

    def test_a_mistake_comes_before_every_lint(self):
        self.run_cell("macro_rules! unused { () => { 1 } }")
        reply = self.fails('let q: i32 = "a";', "CompileError", "mismatched types")
        self.assertNotIn("unused", "\n".join(reply.error["traceback"]))

    def test_a_report_of_a_cell_with_an_impl_has_the_readers_lines(self):
        reply = self.run_cell("struct Boxed;\nimpl Boxed { fn f() {} }\nimpl Clone for Boxed {\n    fn clone(&self) -> Self { 5 }\n}")
        self.assertIn(" 4", reply.error["traceback"][0])
        self.assertNotIn("__IMPL", "\n".join(reply.error["traceback"]))

    def test_text_on_stderr_is_not_taken_for_the_error(self):
        reply = self.run_cell('eprintln!("a warning");\nlet n: u8 = "300".parse()?;')
        self.assertEqual(reply.error["evalue"], "number too large to fit in target type")
        self.assertEqual(reply.text("stderr"), "a warning\n")

    def test_compile_errors_are_one_error(self):
        reply = self.fails('let a: i32 = "a";\nlet b: u8 = 1.5;', "CompileError", "mismatched types", "one more")
        text = "\n".join(reply.error["traceback"])
        self.assertIn('let a: i32 = "a";', reply.error["traceback"][0])
        self.assertNotIn("command_", text)

    def test_a_caught_panic_is_no_failure(self):
        reply = self.run_cell('std::thread::spawn(|| panic!("elsewhere")).join().is_err()')
        self.assertEqual((reply.status, reply.result), ("ok", "true"))
        self.assertIn("elsewhere", reply.text("stderr"))

    def test_variables_survive_a_panic_and_an_error(self):
        self.value("let kept: i32 = 5;")
        self.run_cell('panic!("x")')
        self.run_cell('let n: i32 = "y".parse()?;')
        self.assertEqual(self.value("kept"), "5")

    def test_printing_evcxrs_words_neither_ends_a_cell_nor_hides_a_panic(self):
        reply = self.run_cell('println!("EVCXR_EXECUTION_COMPLETE");\nstd::thread::sleep(std::time::Duration::from_millis(300));\npanic!("late")')
        self.assertEqual(reply.error["evalue"], "late")
        self.assertEqual(self.value("2"), "2")

    def test_a_printed_report_is_only_text(self):
        reply = self.run_cell('println!("{}", "\\u{1e}0123 {\\"report\\":\\"clear\\"}");')
        self.assertEqual(reply.of("clear_output"), [])
        self.assertIn('"report"', reply.text())

    def test_an_error_aborts_the_cells_that_wait(self):
        first = self.client.execute('std::thread::sleep(std::time::Duration::from_millis(300)); panic!("stop")')
        second = self.client.execute('println!("never")')
        self.assertEqual(self.finish(first).status, "error")
        aborted = self.finish(second)
        self.assertEqual((aborted.status, aborted.text()), ("aborted", ""))

    def test_without_stop_on_error_the_next_cell_runs(self):
        first = self.client.execute('std::thread::sleep(std::time::Duration::from_millis(300)); panic!("go on")', stop_on_error=False)
        second = self.client.execute('println!("yes")')
        self.assertEqual(self.finish(first).status, "error")
        self.assertEqual(self.finish(second).text(), "yes\n")

    def test_an_unknown_name_is_told_without_compiling_the_libraries_again(self):
        began = time.monotonic()
        self.fails("let answer = nobody_has_defined_this();", "CompileError", "cannot find function")
        self.assertLess(time.monotonic() - began, 20, "seconds, on a busy machine")

    def test_a_command_that_fails_is_an_error(self):
        self.fails(":dep", "Error", "")


class Crashes(KernelTest):
    """After each of these a new process runs cells, and it is as good as the first."""

    def crashes(self, code, *in_value):
        reply = self.run_cell(f'println!("last words"); {code}')
        self.assertEqual((reply.status, reply.error["ename"]), ("error", "Crash"))
        for part in in_value:
            self.assertIn(part, reply.error["evalue"])
        self.assertEqual(reply.text(), "last words\n")
        self.assertEqual(reply.text("stderr"), "")
        self.is_as_good_as_new()

    def test_exit(self):
        self.crashes("std::process::exit(3);", "exit status: 3")

    def test_abort(self):
        self.crashes("std::process::abort();", "SIGABRT")

    def test_a_wild_pointer(self):
        self.crashes("unsafe { *(8 as *mut i32) = 1; }", "segmentation fault")

    def test_an_endless_recursion(self):
        self.crashes("fn down(x: u64) -> u64 { std::hint::black_box(x) + down(std::hint::black_box(x + 1)) } down(1);", "stack overflow")

    def test_a_kill_from_outside(self):
        self.crashes('std::process::Command::new("kill").args(["-9", &std::process::id().to_string()]).status()?; loop {}', "SIGKILL")


if __name__ == "__main__":
    unittest.main()
