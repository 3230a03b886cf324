"""A kernel under test, and what its tests ask of it."""

import atexit
import os
import time
import unittest

from jupyter_client.manager import start_new_kernel

KERNEL = os.environ.get("KERNEL_UNDER_TEST", "rust-mlp")
# A cold start on a busy machine takes this long at most.
START = 300


class Reply:
    """What one cell led to: the reply and all messages that belong to it, in order."""

    def __init__(self, reply, messages):
        self.content = reply["content"]
        self.status = self.content["status"]
        self.messages = messages

    def of(self, *kinds):
        return [message for message in self.messages if message["msg_type"] in kinds]

    def text(self, name="stdout"):
        parts = [message["content"] for message in self.of("stream")]
        return "".join(part["text"] for part in parts if part["name"] == name)

    @property
    def result(self):
        results = self.of("execute_result")
        return results[0]["content"]["data"]["text/plain"] if results else None

    @property
    def error(self):
        """The one error of the cell."""
        errors = self.of("error")
        assert len(errors) == 1, f"{len(errors)} errors instead of one: {errors}"
        return errors[0]["content"]


def start():
    """A kernel that has run a cell: its manager and a client."""
    manager, client = start_new_kernel(kernel_name=KERNEL, startup_timeout=START)
    atexit.register(end, manager, client)
    return manager, client


def end(manager, client):
    client.stop_channels()
    if manager.has_kernel:
        manager.shutdown_kernel()


class KernelTest(unittest.TestCase):
    """A kernel that is ready before the first test: one for all classes of a module, or one of the class's own."""

    own_kernel = False
    shared = None

    @classmethod
    def setUpClass(cls):
        if cls.own_kernel:
            cls.manager, cls.client = start()
        else:
            KernelTest.shared = KernelTest.shared or start()
            cls.manager, cls.client = KernelTest.shared
        cls.run_cell("1 + 1", timeout=START)

    @classmethod
    def run_cell(cls, code, timeout=60, **options):
        return cls.finish(cls.client.execute(code, **options), timeout)

    @classmethod
    def finish(cls, request, timeout=60):
        """Waits for the idle status and the reply of a request."""
        messages, end = [], time.monotonic() + timeout
        while True:
            message = cls.client.get_iopub_msg(timeout=max(end - time.monotonic(), 0.01))
            if message["parent_header"].get("msg_id") != request:
                continue
            if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
                break
            messages.append(message)
        while True:
            reply = cls.client.get_shell_msg(timeout=max(end - time.monotonic(), 5))
            if reply["parent_header"].get("msg_id") == request:
                return Reply(reply, messages)

    def is_as_good_as_new(self):
        """After a crash or a hard interrupt another process runs the cells."""
        self.assertEqual(self.run_cell('print!("alive"); eprint!("too");').text("stderr"), "too")
        self.assertEqual(self.run_cell('panic!("honest")').error["evalue"], "honest")
        self.assertEqual(self.run_cell('let n: i32 = "z".parse()?;').error["ename"], "Error")
        self.assertEqual(len(self.run_cell('mlp::display::display("shown");').of("display_data")), 1)

    def value(self, code, **options):
        reply = self.run_cell(code, **options)
        self.assertEqual(reply.status, "ok", reply.messages)
        return reply.result
