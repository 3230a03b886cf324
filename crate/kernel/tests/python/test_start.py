"""A kernel's first seconds: what it says before it can run cells, and what `cargo lab doctor` says of it."""

import os
import subprocess
import time
import unittest

from jupyter_client.manager import start_new_kernel

from session import KERNEL, START, KernelTest, end


class Start(unittest.TestCase):
    def test_it_says_that_it_gets_ready_and_takes_it_back(self):
        manager, client = start_new_kernel(kernel_name=KERNEL, startup_timeout=START)
        self.addCleanup(end, manager, client)
        KernelTest.client = client
        first = client.execute("6 * 7")
        second = client.execute("let later: i32 = 8;\nlater")

        with self.subTest("requests that need no cells are answered at once"):
            began = time.monotonic()
            for request in (client.kernel_info(), client.complete("std::ve"), client.is_complete("1")):
                while client.get_shell_msg(timeout=10)["parent_header"].get("msg_id") != request:
                    pass
            self.assertLess(time.monotonic() - began, 5)

        reply = KernelTest.finish(first, START)
        self.assertEqual((reply.status, reply.result, reply.content["execution_count"]), ("ok", "42", 1))
        kinds = [message["msg_type"] for message in reply.of("display_data", "clear_output", "execute_result")]
        self.assertEqual(kinds, ["display_data", "clear_output", "execute_result"])
        self.assertRegex(reply.of("display_data")[0]["content"]["data"]["text/plain"], r"getting ready.* \d+ s")
        self.assertEqual(KernelTest.finish(second, START).result, "8")

        with self.subTest("doctor lists it with its memory"):
            command = [os.environ["LAB"], "doctor"]
            report = subprocess.run(command, capture_output=True, text=True, timeout=START, cwd=os.environ["PROJECT"])
            pid = manager.provisioner.process.pid
            line = next(line for line in report.stdout.splitlines() if f"pid {pid}:" in line)
            self.assertRegex(line, r"[01]\.[1-9] GB")

    def test_the_first_question_mark_may_stand_in_a_cells_value(self):
        """evcxr by itself shows Rust's `Figure { svg: …` in place of the picture."""
        manager, client = start_new_kernel(kernel_name=KERNEL, startup_timeout=START)
        self.addCleanup(end, manager, client)
        KernelTest.client = client
        KernelTest.run_cell("1 + 1", START)
        reply = KernelTest.run_cell('mlp::plot::Chart::new("A").line("q", &[(0.0, 1.0), (1.0, 2.0)]).draw()?')
        self.assertEqual(reply.status, "ok", reply.messages)
        forms = sorted(reply.of("execute_result")[0]["content"]["data"])
        self.assertEqual(forms, ["image/svg+xml", "text/plain"])


if __name__ == "__main__":
    unittest.main()
