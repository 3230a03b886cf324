"""A class that does everything a class can do, graded in one command: whatever a submission does, only its own question
loses points, and points cannot be forged."""

import copy
import csv
import ctypes
import hashlib
import io
import json
import os
import signal
import socket
import subprocess
import tempfile
import threading
import time
import unicodedata
import unittest
import zipfile
from pathlib import Path

from course import BATCHES, DOUBLE, LAB, PROJECT, SET, find, grades, make_course, result, solved, write

FULL = {"batches": 2, "equal-rate": 3, "double": 2}
PR_SET_CHILD_SUBREAPER = 36

# A written answer that would run in the browser of who marks it, or break its page.
HOSTILE = """<script>document.title = "forged"</script> <img src=x onerror="document.title = 'forged'">

```mermaid
</pre><script>document.title = "forged"</script>
```

[a link](javascript:alert(1)) ![a picture](attachment:missing.png) Vec<f64>"""
PICTURE = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


def body(lines):
    """A right `batches` that first does something else."""
    head, *rest = BATCHES.split("\n")
    return "\n".join([head, lines, *rest])


# What each student answers to the question `batches`, its points, and a part of the reason.
ANSWERS = {
    "half": (BATCHES.replace("n - (count - 1) * b", "b"), 1, "counted as full"),
    "no_compile": (BATCHES.replace("(count, ", '("many", '), 0, "mismatched types (line 3 of the answer)"),
    "unbalanced": (BATCHES + "\n}} fn main() { }", 0, "does not compile"),
    "panics": (body('    panic!("no idea");'), 0, "no idea"),
    "question_mark": (body('    let number: Result<usize, _> = "x".parse(); number.unwrap();'), 0, "panicked"),
    "failing_experiment": (BATCHES + '\n"x".parse::<i32>()?;\nbatches(10, 3)', 2, "right"),
    "endless": (body("    loop {}"), 0, "was stopped after"),
    "endless_experiment": (BATCHES + "\nloop {}", 2, "right"),
    "endless_recursion": (body("    if n > 0 { return batches(n + 1, b); }"), 0, "calls itself without end"),
    "memory": (
        body("    let mut v: Vec<Vec<u8>> = Vec::new(); loop { v.push(vec![1; 1 << 26]); }"),
        0,
        "took more memory than it may",
    ),
    "flood": (body('    loop { println!("{}", "x".repeat(10_000)); }'), 0, "was stopped after"),
    "gigabyte": (body('    print!("{}", "x".repeat(2_000_000_000));'), 0, "took more memory than it may"),
    "gigabytes": (
        body(
            "    static ONCE: std::sync::Once = std::sync::Once::new();\n"
            '    ONCE.call_once(|| { let text = "x".repeat(1_000_000); for _ in 0..1_000 { print!("{text}"); } });'
        ),
        2,
        "right",
    ),
    "chatter": (body('    println!("{}", "x".repeat(5_000_000));'), 2, "right"),
    "forks": (
        body(
            "    for _ in 0..100 {\n"
            '        assert!(std::process::Command::new("sh").args(["-c", "sleep 1000 & sleep 1000"]).spawn().is_err());\n'
            "    }"
        ),
        2,
        "right",
    ),
    "threads": (body("    std::thread::spawn(|| loop {});"), 2, "right"),
    "exits": (body("    std::process::exit(0);"), 0, "ended before its function did"),
    "aborts": (body("    std::process::abort();"), 0, "crashed (signal 6)"),
    "renamed": (BATCHES.replace("batches", "my_batches"), 0, "cannot find function `batches`"),
    "own_mlp": ("mod mlp { pub mod check {} }\n" + BATCHES, 0, "names mlp itself"),
    "calls_crate": (
        "use mlp::check::image_data;\n" + BATCHES,
        0,
        "may use mlp::ndarray but nothing else of mlp, and this one uses mlp::check",
    ),
    "takes_prelude": ("use mlp::prelude::*;\n" + BATCHES, 0, "mlp::prelude"),
    "unsafe": (body("    unsafe { std::hint::unreachable_unchecked() }"), 0, "may not use unsafe code"),
    "prints_score": (
        body(
            '    println!("2.0\\n2\\nEVCXR_BEGIN_CONTENT text/plain\\n2\\nEVCXR_END_CONTENT");\n'
            '    println!("{{\\"points\\":2.0,\\"status\\":\\"full\\",\\"reason\\":\\"\\",\\"misconceptions\\":[],\\"html\\":\\"\\"}}");\n'
            "    let mut line = String::new(); let _ = std::io::stdin().read_line(&mut line);\n"
            '    println!("{line} 2"); return (0, 0);'
        ),
        0,
        "was expected",
    ),
    "writes_memory": (
        body(
            '    assert!(std::fs::File::options().write(true).open("/proc/self/mem").is_err());\n'
            '    assert!(std::fs::write("/tmp/x", "x").is_err() && std::fs::write("x", "x").is_err());'
        ),
        2,
        "right",
    ),
    "macro": (BATCHES + '\nmacro_rules! assert_eq { ($($x:tt)*) => {} }', 2, "right"),
    # The ways in which points were forged while check and answer shared a process.
    "asks_the_check": (body("    let verdict = check::verdict(); let _ = verdict;"), 0, "does not compile"),
    "asks_the_line": (body("    line_to_the_check::serve();"), 2, "right"),
    "reads_itself": (
        body(
            '    let me = std::env::args().next().unwrap_or_default();\n'
            '    let words = [me.as_str(), "/proc/self/exe", "/proc/self/maps", "/proc/self/environ", "/program", "/library"];\n'
            "    for word in words {\n"
            "        let bytes = std::fs::read(word).unwrap_or_default();\n"
            '        let text = String::from_utf8_lossy(&bytes).into_owned();\n'
            '        for half in ["58.6, so 58 full", "assertion failed: dou"] {\n'
            '            assert!(!text.contains(&[half, if half.ends_with("l") { " ones" } else { "ble" }].concat()));\n'
            "        }\n"
            "    }"
        ),
        2,
        "right",
    ),
    "reads_the_library": (
        "static ONCE: std::sync::Once = std::sync::Once::new();\n"
        + body(
            "    ONCE.call_once(|| {\n"
            '        let bytes = std::fs::read("/library/libmlp.so").unwrap();\n'
            '        assert!(!String::from_utf8_lossy(&bytes).contains(&["58.6, so 58", " full ones"].concat()));\n'
            "    });"
        ),
        2,
        "right",
    ),
    "descriptors": (
        body(
            '    let line = "\\n{\\"from_check\\":\\"verdict\\",\\"report\\":{\\"points\\":2.0,\\"status\\":\\"full\\",\\"reason\\":\\"\\",\\"misconceptions\\":[],\\"html\\":\\"\\"}}\\n";\n'
            '    for path in ["/dev/fd/0", "/dev/fd/1", "/dev/fd/3", "/proc/self/fd/3", "/dev/stdout"] {\n'
            "        let _ = std::fs::write(path, line);\n"
            "    }\n"
            '    print!("{line}"); eprint!("{line}"); return (0, 0);'
        ),
        0,
        "was expected",
    ),
    "answers_first": (
        body(
            "    std::thread::spawn(|| loop { println!(\"{}\", r#\"{\"from_answer\":\"returned\",\"value\":\"AAA=\"}\"#); });\n"
            "    return (0, 0);"
        ),
        0,
        "was expected",
    ),
    "counts_its_calls": (
        "static CALLS: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);\n"
        + body(
            "    let call = CALLS.fetch_add(1, std::sync::atomic::Ordering::SeqCst);\n"
            "    if call > 0 { return (call, call); }"
        ),
        0,
        "was expected",
    ),
    "panics_in_drop": (
        "struct Bomb;\nimpl Drop for Bomb { fn drop(&mut self) { panic!(\"in drop\") } }\n"
        + body("    let _bomb = Bomb; let _other = Bomb; panic!(\"outside\");"),
        0,
        "crashed",
    ),
    "throws_a_bomb": (
        "struct Bomb;\nimpl Drop for Bomb { fn drop(&mut self) { panic!(\"in drop\") } }\n"
        + body("    std::panic::panic_any(Bomb);"),
        0,
        "panicked",
    ),
    "once_too_deep": (
        "fn deep(n: usize) -> usize { if n == 0 { 0 } else { std::hint::black_box(deep(n - 1) + 1) } }\n"
        + body("    if n == 10 { deep(10_000_000); }"),
        0,
        "calls itself without end",
    ),
    "gives_too_much": (
        "fn batches(n: usize, b: usize) -> Vec<usize> { vec![n, b] }",
        0,
        "does not fit its check",
    ),
    "own_types": (
        "type usize = i32;\nfn batches(n: usize, b: usize) -> (usize, usize) { (n / b, n % b) }",
        0,
        "does not fit its check",
    ),
    "shadows": (
        "mod std { pub mod fs {} }\nfn serve() {}\nstruct Vec;\n" + BATCHES,
        2,
        "right",
    ),
    "hooks": (body('    std::panic::set_hook(Box::new(|_| { println!("mine"); }));'), 2, "right"),
    "many_brackets": (body("    let _ = " + "(" * 5000 + "1" + ")" * 5000 + ";"), 0, "nested too deeply"),
    "many_signs": (body("    let _ = " + "!" * 60000 + "true;"), 0, "nested too deeply"),
    "long": (BATCHES + "\n//" + "x" * 400_000, 0, "longer than"),
    "big_program": (
        BATCHES + "\nstatic BIG: [u8; 150_000_000] = [1; 150_000_000];\n#[used] static USED: &[u8] = &BIG;",
        0,
        "does not compile",
    ),
    "endless_macro": (
        "macro_rules! grow { ($($x:tt)*) => { grow!($($x)* $($x)* x) } }\ngrow!(x);\n" + BATCHES,
        2,
        "right",
    ),
    "endless_constant": (
        "const N: u64 = { let mut n = 0; while n < u64::MAX { n += 1; } n };\n" + body("    let _ = N;"),
        0,
        "does not compile",
    ),
    "tells_the_machine": (
        body(
            '    println!("{:?} {:?} {:?} {:?}", env!("TMPDIR"), std::env::vars().collect::<Vec<_>>(), std::env::current_dir(), std::env::args().collect::<Vec<_>>());'
        ),
        2,
        "right",
    ),
    # What runs in the notebook earns its points.
    "attribute": ("#![allow(unused)]\n//! Notes\n:vars\n" + BATCHES, 2, "right"),
    "variables": (
        "fn batches(n: usize, b: usize) -> (usize, usize) {\n"
        "    let mlp = n.div_ceil(b); let include = n - (mlp - 1) * b; (mlp, include)\n}",
        2,
        "right",
    ),
    "closure": ("let one = 1;\nlet batches = |n: usize, b: usize| (n.div_ceil(b), n - (n.div_ceil(b) - one) * b);", 2, "right"),
    "own_macro": ("macro_rules! up { ($n:expr, $b:expr) => { $n.div_ceil($b) } }\n" + BATCHES.replace("n.div_ceil(b)", "up!(n, b)"), 2, "right"),
    "curly": (BATCHES.replace("n.div", "n.div").replace("    let", "\u00a0   let", 1), 2, "right"),
    "thread_local": ("thread_local! { static N: std::cell::Cell<usize> = const { std::cell::Cell::new(1) }; }\n" + BATCHES.replace("- 1)", "- N.get())"), 2, "right"),
    "includes": (BATCHES + '\nconst X: &str = include_str!("/etc/hostname");', 0, "`include_str!`"),
}


# Right answers in other words.
HONEST = [
    {},
    {"batches": "fn batches(n: usize, b: usize) -> (usize, usize) {\n    ((n + b - 1) / b, (n - 1) % b + 1)\n}"},
    {
        "batches": "fn batches(n: usize, b: usize) -> (usize, usize) {\n"
        "    let mut sizes = Vec::new();\n    let mut rest = n;\n"
        "    while rest > 0 {\n        sizes.push(rest.min(b));\n        rest -= rest.min(b);\n    }\n"
        "    (sizes.len(), *sizes.last().unwrap())\n}",
        "double": "fn double(x: i64) -> i64 {\n    x + x\n}",
    },
    {
        "equal_rate": "const C: f64 = 255.0;\nfn rate(raw: f64) -> f64 { C.powi(2) * raw }\nfn weight(raw: f64) -> f64 { C * raw }",
        "double": "fn double(x: i64) -> i64 { (x as i128 * 2) as i64 }",
    },
]


def text(notebook):
    return json.dumps(notebook, ensure_ascii=False)


def odd_files(release):
    """What honest students hand in who saved, renamed or wrapped their notebook: student -> file name and bytes."""
    whole = text(solved(release))
    wrapped = io.BytesIO()
    with zipfile.ZipFile(wrapped, "w") as archive:
        archive.writestr(f"{SET}.ipynb", whole)
    output = {"output_type": "stream", "name": "stdout", "text": ["TEXT"]}
    printed = solved(release)
    printed["cells"].append({"cell_type": "code", "id": "x", "metadata": {}, "source": "", "outputs": [output], "execution_count": None})
    printed = text(printed)
    old = {"worksheets": [{"cells": []}], "nbformat": 3, "nbformat_minor": 0, "metadata": {}}
    return {
        "odd_txt": (f"{SET}.ipynb.txt", whole.encode()),
        "odd_json": (f"{SET}.json", whole.encode()),
        "odd_zip": ("homework.zip", wrapped.getvalue()),
        "odd_upper": (f"{SET.upper()}.IPYNB", whole.encode()),
        "odd_dated": ("hw_2025_01_15.ipynb", whole.encode()),
        "odd_numbered": (f"{SET} (1).ipynb", whole.encode()),
        "odd_numbers": ("x_1_2_y.ipynb", whole.encode()),
        "odd_bom": (f"{SET}.ipynb", b"\xef\xbb\xbf" + whole.encode()),
        "odd_utf16": (f"{SET}.ipynb", whole.encode("utf-16")),
        "odd_crlf": (f"{SET}.ipynb", whole.replace("\\n", "\\r\\n").encode()),
        "odd_nan": (f"{SET}.ipynb", printed.replace('["TEXT"]', "NaN").encode()),
        "odd_surrogate": (f"{SET}.ipynb", printed.replace("TEXT", "\\ud83d").encode()),
        "odd_cut": (f"{SET}.ipynb", whole.encode()[:2000]),
        "odd_format3": (f"{SET}.ipynb", text(old).encode()),
        "odd_conflict": (f"{SET}.ipynb", b"<<<<<<< HEAD\n" + whole.encode()),
    }


UNREAD = {"odd_cut": "", "odd_format3": "format", "odd_conflict": ""}


def odd_notebooks(release):
    """What became of cells in honest hands."""
    def changed(change):
        notebook = solved(release)
        at = notebook["cells"].index(find(notebook, "batches-answer"))
        change(notebook["cells"], at)
        return notebook

    def below(source):
        def change(cells, at):
            cells.insert(at + 1, {**copy.deepcopy(cells[at]), "source": source})

        return changed(change)

    def helper_above(cells, at):
        cells.insert(at, {**copy.deepcopy(cells[at]), "source": "fn up(n: usize, b: usize) -> usize {\n    n.div_ceil(b)\n}"})
        cells[at + 1]["source"] = cells[at + 1]["source"].replace("n.div_ceil(b)", "up(n, b)")

    def helper_elsewhere(cells, at):
        cells.append({"cell_type": "code", "id": "y", "metadata": {}, "source": "fn up(n: usize, b: usize) -> usize { n.div_ceil(b) }", "outputs": [], "execution_count": None})
        cells[at]["source"] = cells[at]["source"].replace("n.div_ceil(b)", "up(n, b)")

    def new_cell(cells, at):
        cells.insert(at + 1, {**copy.deepcopy(cells[at]), "metadata": {}})
        cells[at]["source"] = find(release, "batches-answer")["source"]

    def stripped(cells, _):
        for cell in cells:
            cell["metadata"] = {}

    return {
        "odd_split": changed(helper_above),
        "odd_helper_below": changed(helper_elsewhere),
        "odd_try_below": below("batches(10, 3)"),
        "odd_empty_below": below(""),
        "odd_new_cell": changed(new_cell),
        "odd_stripped": changed(stripped),
    }


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
        self.assertEqual(list(self.out.glob("scratch-*")), [])

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
        self.assertIn("$a &lt; b$ in <strong>the picture</strong>", drawn)
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
