"""A class that does everything a class can do, graded in one command: whatever a submission does, only its own question
loses points, and points cannot be forged."""

import csv
import ctypes
import hashlib
import os
import signal
import socket
import subprocess
import tempfile
import threading
import time
import unicodedata
import unittest
from pathlib import Path

from course import BATCHES, DOUBLE, LAB, PROJECT, SET, find, grades, make_course, result, solved, write
from hostile import ANSWERS, body
from odd import HONEST, UNREAD, odd_files, odd_notebooks

FULL = {"batches": 2, "equal-rate": 3, "double": 2}
PR_SET_CHILD_SUBREAPER = 36

# A written answer that would run in the browser of who marks it, or break its page.
HOSTILE = """<script>document.title = "forged"</script> <img src=x onerror="document.title = 'forged'">

```mermaid
</pre><script>document.title = "forged"</script>
```

[a link](javascript:alert(1)) ![a picture](attachment:missing.png) Vec<f64>"""
PICTURE = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


def state(folder):
    """Every file below a folder: path -> contents and mode."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_symlink():
            found[path] = os.readlink(path)
        elif path.is_file():
            found[path] = (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mode)
        else:
            found[path] = path.stat().st_mode
    return found


def children():
    """Processes that this one has started, or inherited from those that ended."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                words = (folder / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(words[1]) == os.getpid():
                found.append((words[0], (folder / "cmdline").read_bytes()))
    return found


def left_over():
    """The same, after those that have ended were buried; what is about to end gets some seconds."""
    end = time.monotonic() + 10
    while time.monotonic() < end:
        try:
            if os.waitpid(-1, os.WNOHANG)[0] == 0:
                time.sleep(0.05)
        except ChildProcessError:
            break
    return children()


class Watcher(threading.Thread):
    """The most memory that a program of this name has held, in bytes."""

    def __init__(self, name):
        super().__init__(daemon=True)
        self.name_of_program, self.most, self.ended = name.encode(), 0, threading.Event()
        self.start()

    def run(self):
        while not self.ended.wait(0.2):
            for folder in Path("/proc").iterdir():
                try:
                    words = (folder / "cmdline").read_bytes().split(b"\0")
                    # Not those that become another program.
                    if words[0].rpartition(b"/")[2] == self.name_of_program and b"submissions" in words:
                        pages = int((folder / "statm").read_text().split()[1])
                        self.most = max(self.most, pages * os.sysconf("SC_PAGE_SIZE"))
                except OSError:
                    pass

    def stop(self):
        self.ended.set()
        self.join()
        return self.most


class Class(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        top = Path(cls.folder.name)
        cls.top, cls.out = top, top / "out"
        cls.release = make_course(top / "course")
        cls.handed = top / "handed-in"
        cls.server = socket.create_server(("127.0.0.1", 0))
        cls.server.settimeout(0.1)
        cls.hand_in()
        cls.before = state(cls.top)
        # Whatever is left behind becomes a child of this process.
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        cls.command = [LAB, "grade", "submissions", cls.handed, "--course", top / "course", "--out", cls.out]
        cls.command += ["--roster", cls.roster, "--seconds", "8", "--memory", "1024"]
        cls.cut_off()
        cls.watcher = Watcher("grade")
        began = time.monotonic()
        cls.done = subprocess.run(
            cls.command, cwd=PROJECT, stdin=subprocess.DEVNULL, capture_output=True, text=True, start_new_session=True
        )
        cls.seconds = time.monotonic() - began
        cls.memory = cls.watcher.stop()
        print(cls.done.stderr[-2000:] if cls.done.returncode else "", end="")
        cls.left = left_over()
        cls.grades = grades(cls.out)

    @classmethod
    def tearDownClass(cls):
        cls.server.close()
        cls.folder.cleanup()

    @classmethod
    def hand_in(cls):
        """Each student's notebook, and the points that it must get."""
        cls.expected, cls.reasons = {}, {}

        def student(name, notebook, **points):
            write(cls.handed / name, SET, notebook)
            cls.expected[name] = {**FULL, **points}

        release = cls.release
        timed = body("    println!(\"{:?}\", std::time::SystemTime::now());")
        # The first in the alphabet: graded before the run is cut off.
        student("a_right", solved(release, batches=timed))
        student("unsolved", release, batches=0, **{"equal-rate": 0, "double": 0})
        for name, (answer, points, reason) in ANSWERS.items():
            student(name, solved(release, batches=answer), batches=points)
            cls.reasons[name] = reason

        port = cls.server.getsockname()[1]
        student("network", solved(release, batches=body(f'    assert!(std::net::TcpStream::connect("127.0.0.1:{port}").is_err());')))
        other = cls.handed / "a_right" / SET / f"{SET}.ipynb"
        peeks = [other, cls.top / "course/source" / SET / f"{SET}.ipynb", PROJECT / "Cargo.toml", "/etc/passwd", "/proc/self/mem"]
        reads = "\n".join(f'    assert!(std::fs::read("{path}").is_err());' for path in peeks)
        student("reads_others", solved(release, batches=body(reads)))
        student(
            "deletes",
            solved(release, batches=body(f'    let _ = std::fs::remove_dir_all("{cls.top}");')),
        )

        edited = solved(release, batches=BATCHES.replace("count,", "count + 7,"))
        find(edited, "batches")["source"] = "2.0"
        find(edited, "batches")["metadata"]["nbgrader"]["points"] = 100
        find(edited, "batches")["outputs"] = [
            {"output_type": "execute_result", "data": {"text/plain": "2.0"}, "metadata": {}, "execution_count": 1}
        ]
        student("edits_check", edited, batches=0)
        no_check = solved(release)
        no_check["cells"].remove(find(no_check, "batches"))
        student("deletes_check", no_check)
        twice = solved(release)
        twice["cells"] += [find(twice, "batches"), {**find(release, "batches-answer")}]
        student("duplicates", twice)
        no_answer = solved(release)
        no_answer["cells"].remove(find(no_answer, "batches-answer"))
        student("no_answer_cell", no_answer, batches=0)
        other_kernel = solved(release)
        other_kernel["metadata"]["kernelspec"] = {"name": "python3", "language": "python", "display_name": "Python"}
        student("other_kernel", other_kernel)
        forged = solved(release, batches=BATCHES.replace("count,", "count + 7,"))
        forged["cells"].insert(0, {**find(forged, "double-answer"), "metadata": {}, "source": "mod mlp { pub mod check {} }\n2.0"})
        student("forged_cell", forged, batches=0)
        student("lies", solved(release, double="struct Liar;\nimpl PartialEq<i64> for Liar { fn eq(&self, _: &i64) -> bool { true } }\nfn double(_: i64) -> Liar { Liar }"), double=0)
        student("hidden", solved(release, double=DOUBLE.replace("2 * x", "2 * x.abs()")), double=0)
        student("empty", b"", batches=0, **{"equal-rate": 0, "double": 0})
        student("no_notebook", b"%PDF-1.7", batches=0, **{"equal-rate": 0, "double": 0})
        hostile = solved(release)
        find(hostile, "why")["source"] = HOSTILE
        student("hostile_text", hostile)
        unbroken = solved(release)
        find(unbroken, "why")["source"] = HOSTILE.replace("![a picture](attachment:missing.png)", "")
        student("hostile_page", unbroken)
        drawn = solved(release)
        find(drawn, "why").update(
            source="As $a < b$ in **the picture**: ![my picture](attachment:a.png)", attachments={"a.png": {"image/png": PICTURE}}
        )
        student("pastes_a_picture", drawn)
        for number in range(1, 31):
            student(f"h{number:02}", solved(release, **HONEST[number % len(HONEST)]))
        nothing = {"batches": 0, "equal-rate": 0, "double": 0}
        for name, (file, contents) in odd_files(release).items():
            path = cls.handed / name / SET / file
            path.parent.mkdir(parents=True)
            path.write_bytes(contents)
            cls.expected[name] = nothing if name in UNREAD else FULL
        for name, notebook in odd_notebooks(release).items():
            student(name, notebook)
        # A folder that was packed on a Mac, and two whose names differ in nothing but their case.
        write(cls.handed / unicodedata.normalize("NFD", "Zoë Müller"), SET, solved(release))
        cls.expected["s_zoe"] = FULL
        student("Twin", solved(release, batches=HONEST[1]["batches"]))
        student("twin_", solved(release))
        # Marks of nbgrader in a student's text, and a file that no platform would have let through.
        marked = solved(release)
        find(marked, "why")["source"] = "// BEGIN HIDDEN TESTS\n### BEGIN SOLUTION\n// END SOLUTION"
        student("marks", marked, double=2)
        lines = ["id,name", "s_zoe,Zoë Müller", "absent,Abel Absent"]
        lines += [f"{name}," for name in cls.expected if name not in ("s_zoe", "twin_")]
        cls.roster = cls.top / "class.csv"
        cls.roster.write_text("\n".join(lines) + "\n")
        link = cls.handed / "link" / SET / f"{SET}.ipynb"
        link.parent.mkdir(parents=True)
        link.symlink_to(other)
        cls.expected["link"] = {"batches": 0, "equal-rate": 0, "double": 0}

    @classmethod
    def cut_off(cls):
        """Kills the first run as soon as it has a result."""
        first = subprocess.Popen(
            cls.command, cwd=PROJECT, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        end = time.monotonic() + 300
        while not (cls.out / "results/a_right" / f"{SET}.json").exists() and time.monotonic() < end:
            time.sleep(0.05)
        first.send_signal(signal.SIGKILL)
        first.wait()
        cls.printed_first = result(cls.out, "a_right", "batches")["printed"]

    def test_every_point_is_as_expected(self):
        self.assertEqual(self.done.returncode, 0, self.done.stderr)
        self.assertGreaterEqual(len(self.expected), 16)
        self.assertEqual(set(self.grades), {*self.expected, "absent"})
        for name, points in self.expected.items():
            with self.subTest(student=name):
                found = {key: self.grades[name][key] for key in FULL}
                reasons = {key: result(self.out, name, key)["reason"] for key in FULL}
                self.assertEqual(found, points, reasons)
        print(f"{len(self.expected)} submissions in {self.seconds:.0f} s", flush=True)

    def test_the_reasons_say_what_happened(self):
        for name, reason in self.reasons.items():
            with self.subTest(student=name):
                self.assertIn(reason, result(self.out, name, "batches")["reason"])
        self.assertEqual(result(self.out, "hidden", "double")["reason"], "a hidden test failed")
        for name, reason in UNREAD.items():
            self.assertIn(reason, result(self.out, name, "batches")["reason"])
        for name, reason in {"empty": "is empty", "no_notebook": "not a notebook", "link": "was not followed"}.items():
            self.assertIn(reason, result(self.out, name, "batches")["reason"])

    def test_nothing_outside_the_output_folder_changed(self):
        after = {path: what for path, what in state(self.top).items() if self.out not in [path, *path.parents]}
        self.assertEqual(after, self.before)

    def test_no_process_is_left(self):
        self.assertEqual(self.left, [])
        self.assertEqual(list(self.out.glob(".grading-scratch-*")), [])

    def test_points_and_students_add_up(self):
        rows = list(csv.DictReader((self.out / "grades.csv").read_text().splitlines()))
        for row in rows:
            questions = sum(float(value) for key, value in row.items() if "/" in key and value)
            self.assertEqual(float(row["total"]), questions, row)
        self.assertIn("twin_", self.done.stdout, "who is not in the roster is told")
        self.assertIn(f"{len(self.expected)} ", self.done.stdout.splitlines()[0])

    def test_the_machine_is_not_told(self):
        page = (self.out / "feedback/tells_the_machine" / SET / f"{SET}.html").read_text()
        for part in [str(self.top), str(PROJECT), str(Path.home()), ".rustup", "mlp-lab"]:
            self.assertNotIn(part, page)

    def test_memory_stays_bounded(self):
        # What a class of this size takes beside its answers, each of which may have what --memory says.
        self.assertLess(self.memory, 600 << 20)

    def test_nobody_called(self):
        self.assertRaises(TimeoutError, self.server.accept)

    def test_what_was_graded_before_the_cut_is_not_graded_again(self):
        self.assertTrue(self.printed_first)
        self.assertEqual(result(self.out, "a_right", "batches")["printed"], self.printed_first)

    def test_the_feedback_tells_reasons_and_hides_hidden_tests(self):
        for name in self.expected:
            page = (self.out / "feedback" / name / SET / f"{SET}.html").read_text()
            if name != "marks":
                self.assertNotIn("HIDDEN TESTS", page, name)
            # Highlighted, the hidden test's numbers stand apart from their signs.
            self.assertNotIn('<span class="mi">6</span>', page, name)
        page = (self.out / "feedback/half" / SET / f"{SET}.html").read_text()
        self.assertIn("the last batch is counted as full", page)
        self.assertGreater((self.out / "feedback.zip").stat().st_size, 10_000)

    def test_a_written_answer_runs_nothing_in_the_browser_of_who_marks_it(self):
        def page(name):
            return (self.out / "feedback" / name / SET / f"{SET}.html").read_text()

        for name in ("hostile_text", "hostile_page"):
            for part in ('<script>document.title', "<img src=x", 'href="javascript'):
                self.assertNotIn(part, page(name), name)
            self.assertIn("Vec&lt;f64&gt;", page(name))
        drawn = page("pastes_a_picture")
        self.assertIn("<mo>&lt;</mo><mi>b</mi></math> in <strong>the picture</strong>", drawn)
        self.assertIn(f"data:image/png;base64,{PICTURE}", drawn)

    def test_the_summary_shows_what_a_lecturer_looks_for(self):
        page = (self.out / "summary.html").read_text()
        for part in [
            "Distribution",
            "Hardest questions first",
            "the last batch is counted as full",
            "edits_check, small: the locked cell batches was changed",
            "duplicates, small: the cell batches is there 2 times",
            "other_kernel, small: was written for the kernel python3",
            "empty, small: the file is empty",
        ]:
            self.assertIn(part, page)
