"""Stopping cells, restarting, and leaving nothing behind."""

import os
import subprocess
import threading
import time
import unittest

from session import KernelTest


def processes(folder_of):
    """The processes that the kernel with this process id has started, by the build directory in their environment."""
    mark = f"/kernels/{folder_of}-".encode()
    found = []
    for name in os.listdir("/proc"):
        try:
            with open(f"/proc/{name}/environ", "rb") as environ:
                if name.isdigit() and mark in environ.read():
                    found.append(int(name))
        except OSError:
            pass
    return found


class Interrupt(KernelTest):
    def interrupt_after(self, seconds):
        threading.Timer(seconds, self.manager.interrupt_kernel).start()

    def test_a_loop_that_looks_stops_and_keeps_its_variables(self):
        self.value("let kept: Vec<i32> = vec![1, 2, 3];")
        self.interrupt_after(2)
        reply = self.run_cell(
            "let mut steps: u64 = 0;\n"
            "while !mlp::interrupt::requested() { std::thread::sleep(std::time::Duration::from_millis(5)); steps += 1; }"
        )
        self.assertEqual(reply.status, "ok")
        self.assertEqual(self.value("(kept.len(), steps > 10)"), "(3, true)")
        self.assertEqual(self.value("mlp::interrupt::requested()"), "false")

    def test_a_loop_that_never_looks_is_ended_and_the_kernel_says_what_is_lost(self):
        self.interrupt_after(2)
        reply = self.run_cell("loop { std::thread::sleep(std::time::Duration::from_millis(5)); }")
        self.assertEqual(reply.error["ename"], "Interrupted")
        self.assertIn("variables are gone", "\n".join(reply.error["traceback"]))
        self.assertEqual(self.run_cell('print!("alive")').text(), "alive")
        self.assertEqual(self.run_cell('panic!("honest")').error["evalue"], "honest")

    def test_a_second_request_does_not_wait(self):
        self.interrupt_after(2)
        self.interrupt_after(2.5)
        start = time.monotonic()
        self.assertEqual(self.run_cell("loop { std::hint::spin_loop(); }").error["ename"], "Interrupted")
        self.assertLess(time.monotonic() - start, 6)

    def test_the_cells_that_wait_are_stopped_as_well(self):
        first = self.client.execute("while !mlp::interrupt::requested() { std::thread::yield_now(); }")
        second = self.client.execute('println!("never")')
        self.interrupt_after(2)
        self.assertEqual(self.finish(first).status, "ok")
        self.assertEqual(self.finish(second).status, "aborted")


class Restart(KernelTest):
    def test_a_restart_during_a_build(self):
        self.client.execute("fn slow() -> u64 { (0..10).sum() } slow()")
        time.sleep(0.1)
        self.manager.restart_kernel(now=False)
        self.client.wait_for_ready(timeout=60)
        self.assertEqual(self.value("2 + 2", timeout=300), "4")

    def test_the_notebooks_folder_and_environment_are_the_cells(self):
        self.assertIn(os.getcwd(), self.value("std::env::current_dir()?"))


class Leftovers(KernelTest):
    def test_nothing_is_left_after_a_kill(self):
        pid = self.manager.provisioner.process.pid
        self.assertGreaterEqual(len(processes(pid)), 2)
        self.client.execute("loop { std::hint::spin_loop(); }")
        time.sleep(3)
        self.manager.provisioner.process.kill()
        for _ in range(50):
            time.sleep(0.1)
            if not processes(pid):
                break
        self.assertEqual(processes(pid), [])

    def test_two_kernels_at_once(self):
        from jupyter_client.manager import start_new_kernel

        from session import KERNEL

        manager, client = start_new_kernel(kernel_name=KERNEL)
        try:
            request = client.execute("let own: i32 = 7;")
            while client.get_shell_msg(timeout=300)["parent_header"].get("msg_id") != request:
                pass
            self.assertEqual(self.run_cell("own").error["ename"], "CompileError")
        finally:
            client.stop_channels()
            manager.shutdown_kernel()


if __name__ == "__main__":
    unittest.main()
