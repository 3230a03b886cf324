"""A newcomer on a fresh Debian, then everybody else. Runs inside of `machine.sh`, in the order of the names."""

import os
import pwd
import re
import subprocess
import time
import unittest
from pathlib import Path

SHARED = Path("/opt/mlp")
# Quick for whoever has the library, and nothing else can run it.
CELL = """
import sys, time
from jupyter_client.manager import KernelManager

began = time.monotonic()
manager = KernelManager(kernel_name="rust-mlp")
manager.start_kernel()
client = manager.client()
client.start_channels()
client.wait_for_ready(timeout=240)
said = []
def hear(message):
    if message["msg_type"] == "stream":
        said.append(message["content"]["text"])
    if message["msg_type"] == "error":
        said.append(message["content"]["evalue"])
reply = client.execute_interactive(sys.stdin.read(), timeout=240, output_hook=hear)
print("".join(said), reply["content"]["status"], f"{time.monotonic() - began:.1f} s", flush=True)
client.stop_channels()
manager.shutdown_kernel(now=True)
"""
TENSOR = 'use mlp::prelude::*;\nprintln!("{}", Tensor::ones((2, 3), DType::F32, &best_device())?.sum_all()?);'
DATA = 'use mlp::prelude::*;\nprintln!("{}", Dataset::fashion_mnist()?.train.len());'


def as_user(name, *words, offline=False):
    """The command as a user would type it: with that user's rights and home, and the PATH of a login."""
    home = Path(pwd.getpwnam(name).pw_dir)
    path = f"{home}/.cargo/bin:/usr/local/bin:/usr/bin:/bin"
    command = ["runuser", "-u", name, "--", "env", f"HOME={home}", f"PATH={path}", *map(str, words)]
    if offline:
        command = ["unshare", "--net", "sh", "-c", 'ip link set lo up && exec "$@"', "sh", *command]
    return {"args": command, "cwd": home}


def run(user, *words, offline=False, text=None):
    how = as_user(user, *words, offline=offline)
    done = subprocess.run(**how, input=text, capture_output=True, text=True)
    if done.returncode:
        raise AssertionError(f"{' '.join(map(str, words))}: exit status {done.returncode}\n{done.stdout[-2000:]}{done.stderr[-4000:]}")
    return done.stdout


class Transcript:
    """What a command says, line for line with the time, until a line matches."""

    def __init__(self, user, *words, folder=None, offline=False):
        how = as_user(user, *words, offline=offline)
        if folder:
            how["cwd"] = folder
        print(f"$ {' '.join(map(str, words))}", flush=True)
        self.began = self.last = time.monotonic()
        self.first, self.gap = None, 0.0
        self.process = subprocess.Popen(**how, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", start_new_session=True)

    def until(self, pattern):
        for line in self.process.stdout:
            now = time.monotonic()
            self.first = self.first or now - self.began
            self.gap, self.last = max(self.gap, now - self.last), now
            print(f"{now - self.began:7.1f} s  {line.rstrip()}", flush=True)
            if re.search(pattern, line):
                return line
        raise AssertionError(f"ended with {self.process.wait()} before it said {pattern}")

    def end(self):
        subprocess.run(["pkill", "-TERM", "--session", str(self.process.pid)])
        self.process.stdout.close()
        self.process.wait()


class Fresh(unittest.TestCase):
    def test_1_a_newcomer_sees_a_tensor(self):
        home = Path("/home/ada")
        (home / ".cargo/bin").mkdir(parents=True)
        for name in ("rustup", "cargo", "rustc"):
            (home / ".cargo/bin" / name).symlink_to("/usr/local/bin/rustup")
        subprocess.run(["chown", "-R", "ada:", home], check=True)
        run("ada", "rustup", "toolchain", "install", os.environ["RUST_VERSION"], "--profile", "minimal", "--no-self-update")
        run("ada", "rustup", "default", os.environ["RUST_VERSION"])
        run("ada", "git", "clone", "--quiet", "/clone", "mlp")
        began = time.monotonic()
        lab = Transcript("ada", "cargo", "lab", "--no-browser", "--no-spare", folder=home / "mlp")
        try:
            lab.until(r"http://127\.0\.0\.1:\d+/lab")
            said = run("ada", home / "mlp/.venv/bin/python", "-c", CELL, text=TENSOR)
        finally:
            lab.end()
        print(f"the first tensor after {(time.monotonic() - began) / 60:.1f} min: {said.strip()}")
        print(f"the first word after {lab.first:.1f} s, the longest silence {lab.gap:.1f} s")
        print(run("ada", "du", "-sh", ".cache", ".cargo", "mlp/.venv", "mlp/target"))
        self.assertIn("6", said)
        self.assertIn("ok", said)

    def test_2_again_it_takes_a_moment(self):
        again = Transcript("ada", "cargo", "lab", "doctor", folder=Path("/home/ada/mlp"))
        again.until("cache")
        again.end()

    def test_3_one_installation_for_all(self):
        SHARED.mkdir()
        subprocess.run(["chown", "ada:", SHARED], check=True)
        shared = Transcript("ada", "cargo", "lab", "setup", "--shared", SHARED, folder=Path("/home/ada/mlp"))
        shared.until("everything is in")
        shared.end()
        print(subprocess.run(["du", "-sh", *sorted(SHARED.iterdir())], capture_output=True, text=True).stdout)
        loose = subprocess.run(["find", SHARED, "-perm", "/022", "-not", "-type", "l"], capture_output=True, text=True).stdout
        self.assertEqual(loose, "", "others may write there")

    def test_4_another_user_opens_the_notebooks_without_a_network(self):
        # As after an import: whoever built it is gone.
        os.rename("/home/ada", "/home/gone")
        before = subprocess.run(["find", SHARED, "-printf", "%p %s %T@\\n"], capture_output=True, text=True).stdout
        began = time.monotonic()
        lab = Transcript("bob", SHARED / "bin/mlp-notebooks", "--no-browser", offline=True)
        try:
            lab.until(r"http://localhost:\d+/lab|http://127\.0\.0\.1:\d+/lab")
            said = run("bob", "env", "JUPYTER_PREFER_ENV_PATH=1", SHARED / "environment/bin/python", "-c", CELL, offline=True, text=TENSOR)
        finally:
            lab.end()
        print(f"the first tensor {time.monotonic() - began:.1f} s after opening: {said.strip()}")
        self.assertIn("ok", said)
        self.assertIn("60000", run("bob", SHARED / "environment/bin/python", "-c", CELL, offline=True, text=DATA))
        after = subprocess.run(["find", SHARED, "-printf", "%p %s %T@\\n"], capture_output=True, text=True).stdout
        self.assertEqual(before, after, "a kernel wrote into the installation")
        self.assertTrue(Path("/home/bob/mlp-notebooks/00_start_here.ipynb").is_file())
        private = Path("/home/bob/.cache/mlp-lab/kernels")
        # A kernel that was killed is cleared away by whoever watched it, a moment later.
        patience = time.monotonic() + 60
        while list(private.rglob("Cargo.toml")) and time.monotonic() < patience:
            time.sleep(1)
        self.assertEqual(list(private.rglob("Cargo.toml")), [], "a kernel's private folder is left")


if __name__ == "__main__":
    unittest.main()
