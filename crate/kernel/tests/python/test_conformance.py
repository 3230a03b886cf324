"""The Jupyter ecosystem's own conformance suite, with every sample set."""

import unittest

import jupyter_kernel_test

from session import KERNEL, KernelTest


class Conformance(jupyter_kernel_test.KernelTests):
    kernel_name = KERNEL
    language_name = "rust"
    file_extension = ".rs"
    code_hello_world = 'println!("hello, world")'
    code_stderr = 'eprintln!("oops")'
    completion_samples = [{"text": "std::vec::V"}, {"text": "let four = std::f64::consts::P", "matches": ["PI"]}]
    complete_code_samples = ["let x = 1;", "x", "fn f() { 1; }", "let s = \"{\";"]
    incomplete_code_samples = ["fn f() {", "let x =", 'let s = "a', "f(1,"]
    invalid_code_samples = [")", "fn f() { ) }"]
    code_generate_error = 'panic!("on purpose")'
    code_execute_result = [
        {"code": "6 * 7", "result": "42"},
        {"code": '"six".len()', "result": "3"},
        {"code": "6 * 7", "result": "42"},
        {"code": "6 * 7", "result": "42"},
    ]
    code_display_data = [
        {"code": 'mlp::display::display("a text");', "mime": "text/plain"},
        {"code": 'println!("EVCXR_BEGIN_CONTENT text/html\\n<b>b</b>\\nEVCXR_END_CONTENT\\nafter");', "mime": "text/html"},
    ]
    code_history_pattern = "6 ? 7*"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "String"
    code_clear_output = "mlp::display::clear(false);"
    # Not set: code_page_something. Rust has no pager.

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # The suite's time limits are for a kernel that has started.
        KernelTest.client = cls.kc
        KernelTest.run_cell("1", timeout=300)
        cls.kc.inspect("String")
        cls.kc.get_shell_msg(timeout=120)


if __name__ == "__main__":
    unittest.main()
