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

    def test_a_kill_from_outside(self):
        self.crashes('std::process::Command::new("kill").args(["-9", &std::process::id().to_string()]).status()?; loop {}', "SIGKILL")


if __name__ == "__main__":
    unittest.main()
