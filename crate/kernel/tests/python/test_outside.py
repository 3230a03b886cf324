"""Another library, in a workspace of its own, gets the kernel from its package: nothing of this project is there.

The registry is stood in for by the archives that `cargo package` makes, unpacked."""

import json
import os
import pathlib
import shutil
import subprocess
import tarfile
import tempfile
import unittest

PROJECT = pathlib.Path(os.environ["PROJECT"])
OUTSIDE = PROJECT / "crate/kernel/tests/outside"
PACKAGES = ["protocol", "notebook", "host", "kernel"]


def run(*words, folder):
    done = subprocess.run([str(word) for word in words], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, f"{words}: {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout


class Outside(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        scratch = tempfile.TemporaryDirectory()
        cls.addClassCleanup(scratch.cleanup)
        cls.top = pathlib.Path(scratch.name).resolve()
        cls.unpack(cls.top / "programs")
        cls.kernel = cls.install(cls.top / "programs")
        tides = cls.top / "tides"
        shutil.copytree(OUTSIDE, tides)
        for name in ["protocol", "notebook"]:
            shutil.copytree(cls.top / "programs" / name, tides / "packages" / name)
        shutil.copy(PROJECT / "Cargo.lock", tides)
        # What the lock file holds and this workspace does not need is dropped; nothing is fetched.
        run("cargo", "metadata", "--offline", "--format-version", "1", folder=tides)
        run(cls.kernel, "install", tides, "--kernels", cls.top / "jupyter/kernels", folder=tides)
        # Read by jupyter_client when it looks for kernels.
        os.environ["JUPYTER_PATH"] = str(cls.top / "jupyter")
        os.environ["KERNEL_UNDER_TEST"] = "rust-tide-tables"
        global session
        import session

        session.KernelTest.setUpClass.__func__(session.KernelTest)

    @classmethod
    def unpack(cls, folder):
        """The packages as a registry would hand them out, side by side."""
        arguments = [word for name in PACKAGES for word in ("--package", name)]
        run("cargo", "package", "--no-verify", "--allow-dirty", "--offline", *arguments, folder=PROJECT)
        folder.mkdir()
        for name in PACKAGES:
            archive = max((PROJECT / "target/package").glob(f"{name}-*.crate"), key=lambda file: file.stat().st_mtime)
            with tarfile.open(archive) as packed:
                # Debian 12's Python does not know the filter yet.
                packed.extractall(folder, **({"filter": "data"} if hasattr(tarfile, "data_filter") else {}))
            (folder / archive.stem).rename(folder / name)
            # Archives hold one date for all files; cargo would take what it compiled of an earlier archive for theirs.
            for file in (folder / name).rglob("*"):
                os.utime(file)
        patches = "".join(f'{name} = {{ path = "{name}" }}\n' for name in PACKAGES)
        members = json.dumps(PACKAGES)
        (folder / "Cargo.toml").write_text(f'[workspace]\nresolver = "3"\nmembers = {members}\n[patch.crates-io]\n{patches}')
        shutil.copy(PROJECT / "Cargo.lock", folder)
        for name in ["protocol", "notebook"]:
            # As a manifest in the workspace of `tides` names them.
            manifest = folder / name / "Cargo.toml"
            text = manifest.read_text()
            manifest.write_text(text.replace("[dependencies.protocol]\n", '[dependencies.protocol]\npath = "../protocol"\n'))

    @classmethod
    def install(cls, folder):
        """`cargo install`, with what the project has compiled already."""
        run(
            "cargo", "build", "--release", "--offline", "--package", "kernel", "--target-dir", PROJECT / "target/outside",
            folder=folder,
        )
        program = cls.top / "bin/kernel"
        program.parent.mkdir()
        shutil.copy(PROJECT / "target/outside/release/kernel", program)
        return program

    def test_its_cells_compute_fail_honestly_and_show_progress(self):
        cell = session.KernelTest.run_cell
        with self.subTest("a value of the library's own type, kept between cells"):
            self.assertEqual(cell("let tide = tide_tables::tide(3)?;\ntide.hour").result, "2.4000000000000004")
            self.assertEqual(cell("tide_tables::tide(1)?.number - tide.number").result, "1")
        with self.subTest("what the library wants said at the start was said"):
            self.assertEqual(cell("tide_tables::harbor()").result, "7")
        with self.subTest("a panic, a failing `?` and a mistake are errors"):
            self.assertEqual(cell('panic!("low water")').error["evalue"], "low water")
            self.assertEqual(cell("tide_tables::tide(0)?;").error["evalue"], "there is no day 0")
            self.assertEqual(cell("tide_tables::tides(0)").error["ename"], "CompileError")
        with self.subTest("progress moves while the cell runs"):
            reply = cell("tide_tables::year()")
            self.assertEqual(reply.result, "365")
            updates = reply.of("update_display_data")
            self.assertGreater(len(updates), 3)
            self.assertIn("365 days in", updates[-1]["content"]["data"]["text/plain"])


if __name__ == "__main__":
    unittest.main()
