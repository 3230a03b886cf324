"""A class on a JupyterHub: what lecturers and students do there, and what they cannot. Runs on a machine of its own, which
`crate/proof/tests/machine/machine.sh` makes; SHARED is a shared installation."""

import json
import os
import signal
import subprocess
import sys
import time
import unittest
from pathlib import Path

import requests
import websocket

PROJECT = Path(os.environ["PROJECT"])
SHARED = os.environ["SHARED"]
sys.path.insert(0, str(PROJECT / "crate/grade/tests/python"))

from course import BATCHES, CONFIG, SET, find, lab, solved, source, write  # noqa: E402

HUB = "http://127.0.0.1:8000"
RECIPE = PROJECT / "crate/lab/hub"
COURSE = "multi-layer-perceptron"
OWNER = "mlp-course"
HOME = Path("/home") / OWNER
STUDENTS = ("ada", "bea", "cleo")
WRONG = BATCHES.replace("count,", "count + 7,")


def run(*words, user=None, check=True):
    """A command of root's or of a user's."""
    command = list(map(str, words))
    if user:
        command = ["runuser", "-u", user, "--", *command]
    done = subprocess.run(command, cwd="/", stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if check and done.returncode:
        raise AssertionError(f"{' '.join(command)}: {done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done


def wait_until(what, holds, seconds=90):
    end = time.monotonic() + seconds
    while True:
        try:
            if holds():
                return
        except (requests.RequestException, ValueError):
            pass
        if time.monotonic() > end:
            raise AssertionError(f"{what}: not within {seconds} s")
        time.sleep(0.3)


def of(user, command):
    """A user's processes whose command line has these words."""
    return run("pgrep", "-u", user, "-f", command, check=False).stdout.split()


class Person:
    """Somebody with a browser."""

    def __init__(self, name, password=None):
        self.name, self.session = name, requests.Session()
        self.session.get(f"{HUB}/hub/login")
        words = {"username": name, "password": password or f"{name}'s", "_xsrf": self.token("/hub/")}
        self.login = self.session.post(f"{HUB}/hub/login?next=", data=words, allow_redirects=False)

    def token(self, path):
        return next((c.value for c in self.session.cookies if c.name == "_xsrf" and c.path == path), "")

    def ask(self, method, path, below=None, **options):
        """A request as a page of this user's server sends it."""
        below = below or f"/user/{self.name}/"
        return self.session.request(method, HUB + below + path, headers={"X-XSRFToken": self.token(below)}, **options)

    def start(self):
        self.ask("POST", f"api/users/{self.name}/server", below="/hub/")
        is_ready = lambda: self.ask("GET", f"api/users/{self.name}", below="/hub/").json()["servers"][""]["ready"]  # noqa: E731
        wait_until(f"the server of {self.name}", is_ready)
        page = self.session.get(f"{HUB}/user/{self.name}/lab")
        assert page.ok, page.status_code
        return self

    def exercise(self, action, **more):
        done = self.ask("POST", f"assignments/{action}", data={"course_id": COURSE, "assignment_id": SET, **more})
        done = done.json()
        assert done["success"], done
        return done["value"]

    def notebook(self):
        return self.ask("GET", f"api/contents/{COURSE}/{SET}/{SET}.ipynb").json()["content"]

    def save(self, notebook):
        words = {"type": "notebook", "format": "json", "content": notebook}
        done = self.ask("PUT", f"api/contents/{COURSE}/{SET}/{SET}.ipynb", json=words)
        assert done.ok, done.text

    def kernel(self):
        return self.ask("POST", "api/kernels", json={"name": "rust-mlp"}).json()["id"]

    def execute(self, kernel, code):
        """The outputs of a cell."""
        cookies = "; ".join(f"{c.name}={c.value}" for c in self.session.cookies if c.path in ("/", f"/user/{self.name}/"))
        address = f"{HUB.replace('http', 'ws')}/user/{self.name}/api/kernels/{kernel}/channels"
        line = websocket.create_connection(address, cookie=cookies, timeout=120)
        header = {"msg_id": f"m{time.monotonic_ns()}", "msg_type": "execute_request", "username": "", "session": "s", "version": "5.3"}
        content = {"code": code, "silent": False, "store_history": True, "allow_stdin": False}
        line.send(json.dumps({"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell"}))
        outputs = []
        while True:
            message = json.loads(line.recv())
            if message.get("parent_header", {}).get("msg_id") != header["msg_id"]:
                continue
            if message["msg_type"] in ("stream", "execute_result", "display_data", "error"):
                outputs.append(json.dumps(message["content"]))
            if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
                line.close()
                return "\n".join(outputs)


class Lecturer(Person):
    """Whoever may open the formgrader."""

    def __init__(self, name):
        super().__init__(name)
        self.page = self.session.get(f"{HUB}/services/{COURSE}/lab")

    def press(self, button):
        below = f"/services/{COURSE}/"
        done = self.ask("POST", f"formgrader/api/{button}", below=below).json()
        assert done["success"], done
        return done


class Class(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        began = time.monotonic()
        for group in ("mlp-students", "mlp-lecturers"):
            run("groupadd", group)
        for name in (*STUDENTS, "kim"):
            group = "mlp-lecturers" if name == "kim" else "mlp-students"
            run("useradd", "--create-home", "--groups", group, "--shell", "/bin/bash", name)
            subprocess.run(["chpasswd"], input=f"{name}:{name}'s", text=True, check=True)
        course = Path("/root/course")
        write(course / "source", SET, source())
        (course / "nbgrader_config.py").write_bytes(CONFIG.read_bytes())
        run(RECIPE / "install", course, SHARED)
        cls.start_hub()
        cls.tell("the hub is up", began)
        cls.lecture()

    @classmethod
    def tearDownClass(cls):
        cls.hub.kill()

    @staticmethod
    def tell(what, began):
        print(f"  {what}: {time.monotonic() - began:.0f} s")

    @classmethod
    def start_hub(cls, **options):
        command = ["/opt/jupyterhub/bin/jupyterhub", "--config", "/etc/jupyterhub/jupyterhub_config.py"]
        path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
        environment = {"PATH": path, "HOME": "/root", "LANG": "C.UTF-8", **options}
        log = open("/var/log/jupyterhub.log", "a")
        cls.hub = subprocess.Popen(command, cwd="/", env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        try:
            wait_until("the hub", lambda: requests.get(f"{HUB}/hub/health").ok)
            wait_until("the formgrader", lambda: requests.get(f"{HUB}/services/{COURSE}/api").status_code < 500)
        except AssertionError as error:
            said = Path(log.name).read_text()[-3000:]
            raise AssertionError(f"{error}\n{said}") from None

    @classmethod
    def lecture(cls):
        """What a class does with a problem set, from its release to the pages that come back."""
        began = time.monotonic()
        cls.kim = Lecturer("kim")
        cls.kim.press(f"assignment/{SET}/assign")
        cls.kim.press(f"assignment/{SET}/release")
        cls.tell("released", began)
        began = time.monotonic()
        cls.people = {name: Person(name).start() for name in STUDENTS}
        cls.tell("three servers", began)
        for name, person in cls.people.items():
            person.exercise("fetch")
            answers = {"batches": WRONG} if name == "bea" else {}
            cls.fetched = person.notebook()
            person.save(solved(cls.fetched, **answers))
        began = time.monotonic()
        ada = cls.people["ada"]
        cls.cell = ada.kernel()
        ada.execute(cls.cell, BATCHES)
        cls.seen = ada.execute(cls.cell, find(cls.fetched, "batches")["source"])
        cls.tell("two cells in the real kernel", began)
        began = time.monotonic()
        for person in cls.people.values():
            person.exercise("submit")
        cls.kim.press(f"assignment/{SET}/collect")
        cls.tell("handed in and collected", began)
        began = time.monotonic()
        cls.graded = Path("/srv/graded")
        cls.graded.mkdir(mode=0o700)
        lab("grade", "submissions", HOME / "course/submitted", "--course", HOME / "course", "--out", cls.graded)
        cls.tell("graded", began)
        began = time.monotonic()
        run(RECIPE / "return-feedback", HOME / "course", cls.graded)
        for person in cls.people.values():
            person.exercise("fetch_feedback")
        cls.tell("pages are back", began)

    def start_hub_again(self, **options):
        self.hub.terminate()
        self.hub.wait()
        type(self).start_hub(**options)

    def test_1_passwords_and_who_may_open_what(self):
        self.assertEqual(Person("ada", "guessed").login.status_code, 403)
        self.assertEqual(Person(OWNER, "").login.status_code, 403)
        self.assertEqual(self.kim.page.status_code, 200)
        ada, bea = self.people["ada"], self.people["bea"]
        self.assertEqual(ada.session.get(f"{HUB}/services/{COURSE}/lab").status_code, 403)
        self.assertIn(ada.session.get(f"{HUB}/user/{bea.name}/lab").status_code, (403, 404))

    def test_2_a_student_works_in_the_real_kernel(self):
        self.assertIn("2 of 2 points", self.seen)
        for name in STUDENTS:
            run("test", "!", "-w", SHARED, user=name)

    def test_3_everybody_gets_their_own_page_and_no_other(self):
        points = (self.graded / "grades.csv").read_text().splitlines()
        self.assertEqual(len(points), 1 + len(STUDENTS))
        for name in STUDENTS:
            pages = list(Path(f"/home/{name}/{COURSE}/{SET}/feedback").rglob("*.html"))
            self.assertEqual([page.name for page in pages], [f"{SET}.html"])
            theirs = self.graded / "feedback" / name / SET / f"{SET}.html"
            self.assertEqual(pages[0].read_bytes(), theirs.read_bytes())
            self.assertEqual("too many" in pages[0].read_text() or "0 of 2" in pages[0].read_text(), name == "bea")

    def test_4_a_student_reads_neither_anothers_files_nor_the_solutions(self):
        exchange = Path("/srv/nbgrader/exchange") / COURSE
        for folder in ("/home/bea", "/home/kim", HOME, exchange / "inbound", exchange / "feedback", "/srv/jupyterhub"):
            self.assertNotEqual(run("ls", folder, user="ada", check=False).returncode, 0, folder)
        # Whoever cannot list the folder does not know what another's submission is called.
        submitted = next((exchange / "inbound").glob("bea+*"))
        self.assertGreaterEqual(len(submitted.name.rpartition("+")[2]), 12)
        self.assertNotEqual(run("touch", exchange / "outbound" / "x", user="ada", check=False).returncode, 0)
        released = (exchange / "outbound" / SET / f"{SET}.ipynb").read_text()
        self.assertNotIn("div_ceil", released)
        self.assertIn("todo!()", released)

    def test_5_nbgraders_own_button_grades_too(self):
        began = time.monotonic()
        done = self.kim.press(f"submission/{SET}/bea/autograde")
        self.tell("graded by a button", began)
        self.assertNotIn("Error", done["log"])
        told = self.kim.ask("GET", f"formgrader/api/submission/{SET}/bea", below=f"/services/{COURSE}/").json()
        self.assertEqual(told["autograded"], True)
        self.assertEqual(told["code_score"], 5)

    def test_6_a_hub_that_is_killed_loses_nothing(self):
        ada = self.people["ada"]
        notebook = ada.notebook()
        notebook["metadata"]["note"] = "saved before"
        ada.save(notebook)
        os.kill(self.hub.pid, signal.SIGKILL)
        self.hub.wait()
        type(self).start_hub()
        again = Person("ada").start()
        self.assertEqual(again.notebook()["metadata"]["note"], "saved before")
        # The kernel still knows what was defined in it.
        self.assertIn("(4,", again.execute(self.cell, "batches(10, 3)"))

    def test_7_a_users_server_that_is_killed_loses_nothing_that_was_saved(self):
        cleo = Person("cleo").start()
        before = cleo.notebook()
        run("pkill", "-KILL", "-u", "cleo")
        wait_until("the end of a server", lambda: run("pgrep", "-u", "cleo", check=False).returncode == 1)

        def is_back():
            cleo.start()
            return cleo.ask("GET", "api/status").ok

        wait_until("a new server", is_back, 120)
        self.assertEqual(cleo.notebook(), before)

    def test_8_what_is_idle_ends_with_all_its_processes(self):
        run("pkill", "-KILL", "-u", "bea")
        self.start_hub_again(KERNEL_IDLE="15")
        self.addCleanup(self.start_hub_again)
        bea = Person("bea").start()
        kernel = bea.kernel()
        self.assertIn("15", bea.execute(kernel, "3 * 5"))
        self.assertGreater(len(of("bea", "evcxr_jupyter")), 1)
        began = time.monotonic()
        wait_until("the end of an idle kernel", lambda: not of("bea", "evcxr_jupyter"))
        self.tell("an idle kernel has ended", began)
        # What watches over it ends last.
        wait_until("the end of the last process", lambda: not of("bea", "kernels/rust-mlp/kernel"))
        wait_until("the end of a folder", lambda: not list(Path("/home/bea/.cache/mlp-lab/kernels").glob("*/*-*")))
        # One that is used says so only every five minutes, so both at once would end it too soon.
        self.start_hub_again(SERVER_IDLE="6")
        began = time.monotonic()
        wait_until("the end of an idle server", lambda: not of("bea", ""))
        self.tell("an idle server has ended", began)

    def test_9_an_upgrade_leaves_running_kernels_alone_and_there_is_a_way_back(self):
        library = PROJECT / "crate/mlp/src/lib.rs"
        before = library.read_text()
        ada = Person("ada").start()
        old = ada.kernel()
        ada.execute(old, "let kept = mlp::data::FASHION_MNIST_CLASSES.len();")
        began = time.monotonic()
        library.write_text(before + "\n/// The second term.\npub const TERM: u32 = 2;\n")
        lab("setup", "--shared", SHARED)
        self.tell("upgraded beside a running kernel", began)
        self.assertIn("(10, 10)", ada.execute(old, "(kept, mlp::data::FASHION_MNIST_CLASSES.len())"))
        self.assertIn("cannot find value", ada.execute(old, "mlp::TERM"))
        new = ada.kernel()
        self.assertIn('"2"', ada.execute(new, "mlp::TERM"))
        began = time.monotonic()
        library.write_text(before)
        lab("setup", "--shared", SHARED)
        self.tell("the way back", began)
        self.assertIn('"2"', ada.execute(new, "mlp::TERM"))
        self.assertIn("cannot find value", ada.execute(ada.kernel(), "mlp::TERM"))
        self.assertIn("(10, 20)", ada.execute(old, "(kept, 2 * kept)"))
