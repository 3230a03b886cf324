"""Help for the name under the cursor, wherever in it the cursor stands."""

import unittest

from session import KernelTest


class Inspection(KernelTest):
    def ask(self, marked):
        """The help for code in which a bar marks the cursor."""
        self.client.inspect(marked.replace("|", ""), marked.index("|"))
        return self.client.get_shell_msg(timeout=120)["content"]["data"].get("text/plain", "")

    def test_the_whole_word_counts(self):
        self.value('let inputs: usize = 784;\nlet matches: Vec<i32> = vec![];\nfn format_loss(x: f32) -> String { format!("{x:.2}") }')
        for marked, part in [
            ("|inputs", "inputs: usize"),
            ("in|puts + 1", "inputs: usize"),
            ("inputs| + 1", "inputs: usize"),
            ("mat|ches.len()", "matches: Vec<i32>"),
            ("matches.l|en()", "fn len"),
            ("format|_loss(0.1)", "fn format_loss"),
            ("Ve|c::with_capacity(3)", "pub struct Vec"),
        ]:
            with self.subTest(marked):
                self.assertIn(part, self.ask(marked))


if __name__ == "__main__":
    unittest.main()
