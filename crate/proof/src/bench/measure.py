"""Runs one kernel once, as a client does, and reports how long each step took, a line of JSON for each.

The task comes as JSON on stdin:
  kernel     the kernelspec's name
  spare      the command of a spare kernel and the folder where it says that it is ready, or null
  opening    the cells from the kernel's start to the first tensor's value
  expected   that value, as text
  prepare    a cell that is not measured
  cells      the cells that are: [what, code], in their order
"""

import glob
import json
import os
import subprocess
import sys
import time
import uuid

from jupyter_client.manager import KernelManager

# A stock kernel compiles the whole library in its first cell.
LIMIT = 1800


def report(what, seconds):
    print(json.dumps({"what": what, "seconds": seconds}), flush=True)


def fail(why):
    sys.exit(f"error: {why}")


def warm_a_spare(command, folder):
    """Stands in for JupyterLab: kernels that this process starts from now on may take the spare."""
    os.environ["MLP_SPARE_KERNEL"] = f"{os.getpid()} mlp-spare-{uuid.uuid4().hex}"
    spare = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    end = time.monotonic() + LIMIT
    while time.monotonic() < end and spare.poll() is None:
        for mark in glob.glob(f"{glob.escape(folder)}/{spare.pid}-*/spare"):
            with open(mark) as state:
                if state.read() == "ready":
                    return spare
        time.sleep(0.1)
    fail("the spare kernel ended before it was ready; with less than 3 GB of free memory it always does")


def run(client, code):
    """The seconds that a cell took, and the text of its result."""
    result = []

    def keep(message):
        if message["msg_type"] == "execute_result":
            result.append(message["content"]["data"]["text/plain"])
        elif message["msg_type"] == "stream" and message["content"]["name"] == "stderr":
            result.append(message["content"]["text"])

    start = time.perf_counter()
    reply = client.execute_interactive(code, timeout=LIMIT, output_hook=keep)
    seconds = time.perf_counter() - start
    # A stock evcxr kernel says ok for everything but a compile error: a cell without a result has failed as well.
    if reply["content"]["status"] != "ok":
        fail(f"this cell failed:\n{code}\n{''.join(result)}{reply['content'].get('evalue', '')}")
    return seconds, "".join(result)


def main():
    task = json.load(sys.stdin)
    spare = warm_a_spare(*task["spare"]) if task["spare"] else None
    start = time.perf_counter()
    manager = KernelManager(kernel_name=task["kernel"])
    manager.start_kernel(stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    client = manager.blocking_client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=LIMIT)
        for code in task["opening"]:
            _, value = run(client, code)
        report("first tensor", time.perf_counter() - start)
        if value != task["expected"]:
            fail(f"the first tensor's value is {value!r} instead of {task['expected']!r}")
        run(client, task["prepare"])
        for what, code in task["cells"]:
            seconds, value = run(client, code)
            if not value or "panicked" in value:
                fail(f"this cell gave no value:\n{code}\n{value}")
            report(what, seconds)
    finally:
        client.stop_channels()
        manager.shutdown_kernel()
        if spare:
            spare.terminate()
            spare.wait()


if __name__ == "__main__":
    main()
