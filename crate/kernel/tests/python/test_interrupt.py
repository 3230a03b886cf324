"""Stopping cells, restarting, and leaving nothing behind."""

import glob
import os
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


def folders(pid):
    """The private folders of the kernel with this process id, and their locks."""
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return glob.glob(f"{cache}/mlp-lab/snapshots/*/kernels/{pid}-*")


# Says that the cell runs, so that the interrupt does not meet the compiler.
RUNS = 'println!("runs");\n'


class Interrupt(KernelTest):
    def interrupt_when_it_runs(self, code, seconds=0.5, times=1):
        """Starts a cell and interrupts it, some time after it has said that it runs."""
        request = self.client.execute(RUNS + code)
        while self.client.get_iopub_msg(timeout=60)["msg_type"] != "stream":
            pass
        for _ in range(times):
            time.sleep(seconds)
            self.manager.interrupt_kernel()
        return request

    def test_a_loop_that_looks_stops_and_keeps_its_variables(self):
        self.value("let kept: Vec<i32> = vec![1, 2, 3];")
        reply = self.finish(
            self.interrupt_when_it_runs(
                "let mut steps: u64 = 0;\n"
                "while !mlp::interrupt::requested() { std::thread::sleep(std::time::Duration::from_millis(5)); steps += 1; }"
            )
        )
        self.assertEqual(reply.status, "ok", reply.messages)
        self.assertEqual(self.value("(kept.len(), steps > 10)"), "(3, true)")
        self.assertEqual(self.value("mlp::interrupt::requested()"), "false")

    def test_a_loop_that_never_looks_is_ended_and_the_kernel_says_what_is_lost(self):
        reply = self.finish(self.interrupt_when_it_runs("loop { std::thread::sleep(std::time::Duration::from_millis(5)); }"))
        self.assertEqual(reply.error["ename"], "Interrupted")
        self.assertIn("variables are gone", "\n".join(reply.error["traceback"]))
        self.is_as_good_as_new()

    def test_a_second_request_does_not_wait(self):
        request = self.interrupt_when_it_runs("loop { std::hint::spin_loop(); }", times=2)
        start = time.monotonic()
        self.assertEqual(self.finish(request).error["ename"], "Interrupted")
        self.assertLess(time.monotonic() - start, 3)

    def test_the_cells_that_wait_are_stopped_as_well(self):
        request = self.interrupt_when_it_runs(
            "let end = std::time::Instant::now() + std::time::Duration::from_secs(2);\n"
            "while !mlp::interrupt::requested() || std::time::Instant::now() < end { std::thread::yield_now(); }"
        )
        waits = self.client.execute('println!("never")')
        self.assertEqual(self.finish(request).status, "ok")
        # The request stands until the cell ends: whatever came before that does not run.
        self.assertEqual(self.finish(waits).status, "aborted")

    def test_stopping_while_the_cell_compiles_costs_nothing(self):
        self.value("let safe: i32 = 4;")
        request = self.client.execute("fn slow() -> Vec<String> { (0..10).map(|n| format!(\"{n:?}\")).collect() } slow()")
        while self.client.get_iopub_msg(timeout=60)["msg_type"] != "execute_input":
            pass
        time.sleep(0.15)
        self.manager.interrupt_kernel()
        # The compiler may have been faster.
        self.assertIn(self.finish(request).status, ("ok", "error"))
        self.assertEqual(self.value("safe"), "4")


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
    def test_nothing_is_left_after_a_kill_and_nobody_else_is_hurt(self):
        class Other(KernelTest):
            own_kernel = True

        Other.setUpClass()
        self.value("let own: i32 = 7;")
        self.assertEqual(Other.run_cell("own").error["ename"], "CompileError")

        pid = Other.manager.provisioner.process.pid
        self.assertGreaterEqual(len(processes(pid)), 2)
        self.assertGreaterEqual(len(folders(pid)), 1)
        Other.client.execute(RUNS + "loop { std::hint::spin_loop(); }")
        while Other.client.get_iopub_msg(timeout=60)["msg_type"] != "stream":
            pass
        Other.manager.provisioner.process.kill()
        for _ in range(600):
            time.sleep(0.1)
            if not processes(pid) and not folders(pid):
                break
        self.assertEqual((processes(pid), folders(pid)), ([], []))
        self.assertEqual(self.value("own"), "7")


if __name__ == "__main__":
    unittest.main()
