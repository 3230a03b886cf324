"""The spare kernel: JupyterLab's next notebook finds a kernel that is ready."""

import glob
import json
import os
import signal
import time
import unittest
import urllib.request

from jupyter_client import BlockingKernelClient
from jupyter_core.paths import jupyter_runtime_dir

from jupyterlab import START, JupyterLab

CACHE = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
TENSOR = "use mlp::prelude::*;\nTensor::arange(0f32, 4.0, &best_device())?.sqr()?.sum_all()?.to_scalar::<f32>()?"


def folders():
    """The private folders of all kernels of this user, spares among them."""
    return set(glob.glob(f"{CACHE}/mlp-lab/snapshots/*/kernels/*/"))


def spares():
    """The state of each spare, by its folder."""
    found = {}
    for mark in glob.glob(f"{CACHE}/mlp-lab/snapshots/*/kernels/*/spare"):
        try:
            with open(mark) as file:
                found[os.path.dirname(mark) + "/"] = file.read()
        except FileNotFoundError:  # It was taken just now.
            pass
    return found


def processes(folder):
    """The processes whose command or environment names the folder."""
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/environ", "rb") as environ, open(f"/proc/{pid}/cmdline", "rb") as command:
                words = environ.read() + command.read()
        except OSError:
            continue
        if folder.rstrip("/").encode() in words and int(pid) != os.getpid():
            found.append(int(pid))
    return found


class Kernel:
    """A kernel that JupyterLab started, reached through its connection file."""

    def __init__(self, lab, path):
        self.lab = lab
        kernel = {"name": "rust-mlp"}
        session = {"path": path, "name": path, "type": "notebook", "kernel": kernel}
        self.id = self.call("POST", "sessions", session)["kernel"]["id"]
        self.connect()

    def connect(self):
        file = f"{jupyter_runtime_dir()}/kernel-{self.id}.json"
        self.client = BlockingKernelClient(connection_file=file)
        self.client.load_connection_file()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=START)

    def call(self, method, path, body=None):
        port, token = self.lab.address
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}/api/{path}",
            method=method,
            data=json.dumps(body or {}).encode(),
            headers={"Authorization": f"token {token}"},
        )
        with urllib.request.urlopen(request, timeout=START) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def restart(self):
        self.client.stop_channels()
        self.call("POST", f"kernels/{self.id}/restart")
        self.connect()

    def run(self, code):
        """The reply's content and the messages of a cell."""
        messages = []
        reply = self.client.execute_interactive(code, timeout=START, output_hook=messages.append)
        return reply["content"], messages

    def value(self, code):
        reply, messages = self.run(code)
        assert reply["status"] == "ok", reply
        return next(m["content"]["data"]["text/plain"] for m in messages if m["msg_type"] == "execute_result")

    def end(self):
        self.client.stop_channels()
        self.call("DELETE", f"kernels/{self.id}")


def wait_for(condition, what, seconds=START):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError(f"waited {seconds} s for {what}: {spares()}")
        time.sleep(0.1)


def ready():
    return list(spares().values()) == ["ready"]


class Spare(unittest.TestCase):
    def setUp(self):
        self.lab = JupyterLab([])
        self.addCleanup(self.lab.close)
        (self.lab.folder / "below").mkdir()

    def test_a_notebook_takes_the_spare_and_another_follows(self):
        wait_for(ready, "a spare")
        (spare,) = spares()
        kernel = Kernel(self.lab, "below/x.ipynb")
        self.assertEqual(kernel.value(TENSOR), "14.0")
        self.assertNotIn(spare, spares())
        self.assertIn(spare, folders(), "the spare's own folder serves the notebook")

        with self.subTest("it stands in the notebook's folder, with its environment"):
            folder = kernel.value("std::env::current_dir()?.display().to_string()")
            self.assertEqual(folder.strip('"'), str((self.lab.folder / "below").resolve()))
            # JupyterLab tells each kernel alone which notebook it is for.
            notebook = kernel.value('std::env::var("JPY_SESSION_NAME")?').strip('"')
            self.assertTrue(notebook.endswith("below/x.ipynb"), notebook)

        with self.subTest("errors, displays and interrupts are as in any kernel"):
            self.assertEqual(kernel.run("priming_left")[0]["ename"], "CompileError")
            self.assertEqual(kernel.run('panic!("on purpose")')[0]["ename"], "Panic")
            reply, messages = kernel.run('mlp::display::display("shown");')
            self.assertIn("display_data", [m["msg_type"] for m in messages], reply)
            kernel.value("let kept: i32 = 7;\nkept")
            request = kernel.client.execute('println!("runs");\nwhile !mlp::interrupt::requested() {}')
            while kernel.client.get_iopub_msg(timeout=60)["msg_type"] != "stream":
                pass
            kernel.call("POST", f"kernels/{kernel.id}/interrupt")
            while (reply := kernel.client.get_shell_msg(timeout=60))["parent_header"].get("msg_id") != request:
                pass
            self.assertEqual(reply["content"]["status"], "ok", "the cell looked, and ended")
            self.assertEqual(kernel.value("kept"), "7")

        with self.subTest("one spare follows, never two, and a restart takes it"):
            wait_for(ready, "the next spare")
            (following,) = spares()
            kernel.restart()
            self.assertNotIn(following, spares())
            self.assertEqual(kernel.run("kept")[0]["ename"], "CompileError")
            self.assertEqual(kernel.value(TENSOR), "14.0")
            wait_for(lambda: spare not in folders(), "the folder before the restart to go", 30)
            self.assertLessEqual(len(spares()), 1)

        with self.subTest("with its kernel ended, nothing of it is left"):
            kernel.end()
            wait_for(lambda: following not in folders() and not processes(following), "the kernel's end", 30)

    def test_nothing_outlives_a_killed_jupyterlab(self):
        wait_for(spares, "a spare")
        mine = set(spares())
        kernel = Kernel(self.lab, "x.ipynb")
        kernel.value(TENSOR)
        wait_for(spares, "the next spare")
        # Other kernels of this user may come and go meanwhile.
        mine |= set(spares())
        self.assertEqual(len(mine), 2)
        os.kill(self.lab.server.pid, signal.SIGKILL)
        wait_for(lambda: not mine & folders(), "the folders to go", 60)
        self.assertEqual([processes(folder) for folder in mine], [[] for _ in mine])


if __name__ == "__main__":
    unittest.main()
