"""Two kernels of one library at the same time: nothing of one reaches the other."""

import pathlib
import time
import unittest

import session
import test_controls

SLEEPS = "for _ in 0..200 { if mlp::interrupt::requested() { break; } std::thread::sleep(std::time::Duration::from_millis(20)); }"


class SideBySide(unittest.TestCase):
    class Notebook(test_controls.Controls):
        """A kernel of its own, as the tests of controls use one."""

        ask = test_controls.Input.ask

        def __init__(self):
            super().__init__("run_cell")
            self.manager, self.client = session.start()
            # What the tests call on the class.
            self.run_cell = lambda *arguments, **options: session.KernelTest.run_cell.__func__(self, *arguments, **options)
            self.finish = lambda *arguments: session.KernelTest.finish.__func__(self, *arguments)
            self.run_cell("use mlp::prelude::*;", timeout=session.START)

    @classmethod
    def setUpClass(cls):
        cls.one, cls.two = cls.Notebook(), cls.Notebook()

    def both(self):
        return [("one", self.one), ("two", self.two)]

    def together(self, code):
        """Runs a cell in both at the same time."""
        requests = [notebook.client.execute(code.replace("NAME", name)) for name, notebook in self.both()]
        return [notebook.finish(request) for request, (_, notebook) in zip(requests, self.both())]

    def test_what_they_define_compile_and_print_at_the_same_time_is_each_ones_own(self):
        for cell in [
            'static SEEN: std::sync::Mutex<Vec<String>> = std::sync::Mutex::new(Vec::new());\nstruct NAME { value: i32 }',
            'let mine = NAME { value: 7 };\nfn who() -> String { "NAME".into() }',
            "SEEN.lock().unwrap().push(who());",
            'for i in 0..50 { println!("NAME {i}"); }\neprintln!("{:?} {}", SEEN.lock().unwrap(), mine.value);',
        ]:
            for (name, _), reply in zip(self.both(), self.together(cell)):
                self.assertEqual(reply.status, "ok", reply.content)
                other = "two" if name == "one" else "one"
                self.assertNotIn(other, reply.text() + reply.text("stderr"))
        for (name, notebook), reply in zip(self.both(), self.together("SEEN.lock().unwrap().len()")):
            self.assertEqual(reply.result, "1", name)

    def test_a_control_moves_in_its_own_notebook_alone(self):
        groups = [notebook.open(cellId="same")[0] for _, notebook in self.both()]
        self.assertEqual(groups[0], groups[1], "the same notebook, opened twice")
        group = groups[0]
        self.one.move(f"{group}-0-n", value=41)
        self.two.move(f"{group}-0-n", value=42)
        for (_, notebook), value in zip(self.both(), (41, 42)):
            seen = notebook.picture(group, f"{value} trams")
            self.assertEqual([picture for picture in seen if f"{83 - value} trams" in picture], [])
            notebook.say(f"{group}-0-n", {"method": "request_state"})
            message, _ = notebook.next(lambda it: it["content"].get("data", {}).get("method") == "update")
            while message["content"]["comm_id"] != f"{group}-0-n":
                message, _ = notebook.next(lambda it: it["content"].get("data", {}).get("method") == "update")
            self.assertEqual(message["content"]["data"]["state"]["value"], value)

    def test_the_stop_button_and_what_is_typed_reach_one(self):
        requests = [notebook.client.execute(SLEEPS) for _, notebook in self.both()]
        time.sleep(1)
        start = time.monotonic()
        self.one.manager.interrupt_kernel()
        self.one.finish(requests[0])
        stopped = time.monotonic() - start
        self.two.finish(requests[1])
        self.assertLess(stopped, 2)
        self.assertGreater(time.monotonic() - start, 2, "the other went on for its four seconds")
        self.assertEqual(self.one.ask(test_controls.Input.READ, "for one").text(), '8 "for one\\n"\n')
        self.assertEqual(self.two.ask(test_controls.Input.READ, "for two").text(), '8 "for two\\n"\n')

    def test_when_one_crashes_or_ends_the_other_keeps_everything(self):
        self.two.value("let kept: i32 = 5;")
        third = self.Notebook()
        folders = [private_folder(notebook) for notebook in (self.two, third)]
        self.assertNotEqual(*folders)
        self.assertEqual(third.run_cell("std::process::abort();").error["ename"], "Crash")
        self.assertEqual(self.two.value("kept"), "5")
        session.end(third.manager, third.client)
        end = time.monotonic() + 30
        while folders[1].exists() and time.monotonic() < end:
            time.sleep(0.2)
        self.assertEqual([folder.exists() for folder in folders], [True, False])
        self.assertEqual(self.two.value("kept + 1"), "6")


def private_folder(notebook):
    """Where the kernel compiles its cells."""
    command = notebook.manager.provisioner.process.args
    home = pathlib.Path(command[command.index("--home") + 1])
    pid = notebook.manager.provisioner.pid
    (folder,) = [folder for folder in (home / "kernels").iterdir() if folder.is_dir() and folder.name.startswith(f"{pid}-")]
    return folder


if __name__ == "__main__":
    unittest.main()
