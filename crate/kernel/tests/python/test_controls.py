"""Controls as a front end's messages, without a browser."""

import time

from session import KernelTest

import unittest

VIEW = "application/vnd.jupyter.widget-view+json"
TOWN = """interact((slider("n", 0..=100).at(7), checkbox("loud", false)), move |(n, loud)| {
    if n == 13 { return Err("thirteen is not served".into()); }
    if n == 66 { panic!("sixty-six"); }
    Ok(format!("{n} {}", if loud { "trams!" } else { "trams" }))
});"""


class Controls(KernelTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.run_cell("use mlp::prelude::*;", timeout=300)

    def setUp(self):
        self.client.allow_stdin = True

    def send(self, kind, content):
        message = self.client.session.msg(kind, content)
        self.client.shell_channel.send(message)
        return message["header"]["msg_id"]

    def say(self, comm, data):
        return self.send("comm_msg", {"comm_id": comm, "data": data})

    def move(self, comm, **state):
        return self.say(comm, {"method": "update", "state": state, "buffer_paths": []})

    def next(self, what, seconds=30):
        """The next message of which `what` is true, and all before it."""
        passed, end = [], time.monotonic() + seconds
        while True:
            message = self.client.get_iopub_msg(timeout=max(end - time.monotonic(), 0.01))
            if what(message):
                return message, passed
            passed.append(message)

    def picture(self, group, contains, seconds=30):
        """Waits until the picture holds these words; gives all pictures on the way."""

        def is_it(message):
            return message["msg_type"] == "comm_msg" and message["content"]["comm_id"] == f"{group}-picture"

        seen = []
        while True:
            message, _ = self.next(is_it, seconds)
            seen.append(message["content"]["data"]["state"]["value"])
            if contains in seen[-1]:
                return seen

    def open(self, code=TOWN, **metadata):
        """Runs a cell with controls; gives the group's name and the models by their names."""
        message = self.client.session.msg("execute_request", {"code": code, "allow_stdin": True}, metadata=metadata)
        self.client.shell_channel.send(message)
        reply = self.finish(message["header"]["msg_id"])
        self.assertEqual(reply.status, "ok", reply.messages)
        models = {message["content"]["comm_id"]: message for message in reply.of("comm_open")}
        view = reply.of("display_data")[0]["content"]["data"][VIEW]["model_id"]
        self.assertIn(view, models)
        return view.removesuffix("-box"), models, reply

    def test_a_cell_shows_controls_and_the_picture_twice_once_for_the_file(self):
        group, models, reply = self.open()
        number = models[f"{group}-0-n"]
        self.assertEqual(number["metadata"]["version"].split(".")[0], "2")
        self.assertEqual(number["content"]["target_name"], "jupyter.widget")
        state = number["content"]["data"]["state"]
        self.assertEqual((state["_model_name"], state["value"], state["max"]), ("IntSliderModel", 7, 100))
        children = models[f"{group}-box"]["content"]["data"]["state"]["children"]
        self.assertEqual([child.removeprefix(f"IPY_MODEL_{group}-") for child in children], ["0-n", "1-loud", "picture"])
        self.assertIn("7 trams", models[f"{group}-picture"]["content"]["data"]["state"]["value"])
        still = reply.of("display_data")[1]["content"]
        self.assertEqual(still["data"]["text/plain"], "n = 7, loud = false\n7 trams")
        self.assertIn("display_id", still["transient"])

    def test_a_move_is_answered_at_once_and_drawn_and_the_file_follows_when_the_hand_rests(self):
        group, _, _ = self.open()
        move = self.move(f"{group}-0-n", value=8)
        idle, before = self.next(lambda it: it["content"].get("execution_state") == "idle")
        self.assertEqual(idle["parent_header"]["msg_id"], move)
        echo = [it for it in before if it["content"].get("data", {}).get("method") == "echo_update"]
        self.assertEqual(echo[0]["content"]["data"]["state"], {"value": 8})
        self.picture(group, "8 trams")
        still, _ = self.next(lambda it: it["msg_type"] == "update_display_data")
        self.assertEqual(still["content"]["data"]["text/plain"], "n = 8, loud = false\n8 trams")

    def test_of_twenty_values_the_last_one_is_drawn_last(self):
        group, _, _ = self.open()
        for value in range(21, 41):
            self.move(f"{group}-0-n", value=value)
        seen = self.picture(group, "40 trams")
        self.move(f"{group}-1-loud", value=True)
        self.assertEqual(len(self.picture(group, "40 trams!")), 1)
        self.assertLessEqual(len(seen), 20)

    def test_an_error_and_a_panic_are_shown_in_the_pictures_place(self):
        group, _, _ = self.open()
        self.move(f"{group}-0-n", value=13)
        self.picture(group, "error: thirteen is not served")
        self.move(f"{group}-0-n", value=66)
        self.picture(group, "panic: sixty-six")
        self.move(f"{group}-0-n", value=9)
        self.picture(group, "9 trams")
        reply = self.run_cell("1 + 1")
        self.assertEqual((reply.result, reply.of("error"), reply.text("stderr")), ("2", [], ""))

    def test_who_comes_later_is_told_of_all_controls(self):
        group, models, _ = self.open()
        self.move(f"{group}-0-n", value=50)
        self.picture(group, "50 trams")
        self.client.comm_info("jupyter.widget")
        comms = self.client.get_shell_msg(timeout=30)
        while comms["msg_type"] != "comm_info_reply":
            comms = self.client.get_shell_msg(timeout=30)
        self.assertLessEqual(models.keys(), comms["content"]["comms"].keys())

        self.send("comm_open", {"comm_id": "page", "target_name": "jupyter.widget.control", "data": {}})
        self.say("page", {"method": "request_states"})
        message, _ = self.next(lambda it: it["msg_type"] == "comm_msg" and it["content"]["comm_id"] == "page")
        states = message["content"]["data"]["states"]
        self.assertEqual(states[f"{group}-0-n"]["state"]["value"], 50)
        self.assertIn("50 trams", states[f"{group}-picture"]["state"]["value"])
        self.send("comm_close", {"comm_id": "page", "data": {}})

        self.say(f"{group}-0-n", {"method": "request_state"})
        message, _ = self.next(
            lambda it: it["msg_type"] == "comm_msg" and it["content"]["data"]["method"] == "update"
        )
        self.assertEqual(message["content"]["data"]["state"]["value"], 50)

    def test_while_a_cell_runs_controls_are_told_and_wait(self):
        group, _, _ = self.open()
        request = self.client.execute(
            'println!("runs"); std::thread::sleep(std::time::Duration::from_millis(1500)); println!("ran");'
        )
        self.next(lambda it: it["msg_type"] == "stream")
        self.move(f"{group}-0-n", value=77)
        self.say(f"{group}-0-n", {"method": "request_state"})
        asked, _ = self.next(lambda it: it["content"].get("data", {}).get("method") == "update")
        self.assertEqual(asked["content"]["data"]["state"]["value"], 77)
        message, before = self.next(lambda it: it["content"].get("comm_id") == f"{group}-picture")
        self.assertIn("77 trams", message["content"]["data"]["state"]["value"])
        self.assertIn("ran\n", [it["content"].get("text") for it in before])
        self.assertEqual(self.client.get_shell_msg(timeout=30)["content"]["status"], "ok")
        del request

    def test_what_is_out_of_date_stops_and_a_cell_comes_first(self):
        group, _, _ = self.open(
            """interact(slider("n", 0..=100).at(1), |n| {
                let mut steps = 0;
                while n > 1 && steps < 500 && !mlp::interrupt::requested() {
                    std::thread::sleep(std::time::Duration::from_millis(10));
                    steps += 1;
                }
                Ok(format!("{n} after {steps}"))
            });"""
        )
        start = time.monotonic()
        self.move(f"{group}-0-n", value=2)
        time.sleep(0.3)
        self.move(f"{group}-0-n", value=1)
        self.assertEqual(len(self.picture(group, "1 after 0")), 1)
        self.assertLess(time.monotonic() - start, 4)
        # A cell stops it, and it runs once more behind it.
        self.move(f"{group}-0-n", value=3)
        time.sleep(0.3)
        self.assertEqual(self.value("6 * 7"), "42")
        self.picture(group, "3 after 500")
        # The stop button shows what there is.
        self.move(f"{group}-0-n", value=4)
        time.sleep(0.5)
        self.manager.interrupt_kernel()
        seen = self.picture(group, "4 after")
        self.assertNotIn("500", seen[-1].split("</style>")[1])
        self.assertEqual(self.value("mlp::interrupt::requested()"), "false")

    def test_a_cell_that_runs_again_takes_its_controls_away_and_no_others(self):
        first, _, _ = self.open(cellId="a")
        other, _, _ = self.open(cellId="b")
        again, _, reply = self.open(cellId="a")
        closed = {message["content"]["comm_id"] for message in reply.of("comm_close")}
        self.assertIn(f"{first}-box", closed)
        self.assertNotIn(f"{other}-box", closed)
        for group, value in [(other, 31), (again, 32)]:
            self.move(f"{group}-0-n", value=value)
            self.picture(group, f"{value} trams")

    def test_a_control_that_is_closed_is_followed_no_longer(self):
        group, models, _ = self.open()
        self.send("comm_close", {"comm_id": f"{group}-box", "data": {}})
        closed = {f"{group}-box"}
        while closed != models.keys():
            message, _ = self.next(lambda it: it["msg_type"] == "comm_close")
            closed.add(message["content"]["comm_id"])

    def test_a_closure_keeps_what_it_was_made_with(self):
        self.value('fn name() -> String { "old".into() }\nlet mut word = String::from("first");')
        group, _, _ = self.open(
            'let kept = word.clone();\ninteract(slider("n", 0..=9).at(0), move |n| Ok(format!("{kept} {} {n}", name())));'
        )
        self.value('word = "second".into();\nfn name() -> String { "new".into() }')
        self.move(f"{group}-0-n", value=5)
        self.picture(group, "first old 5")

    def test_a_closure_that_reads_while_a_control_moves_is_at_the_end_of_its_input(self):
        group, _, _ = self.open(
            """interact(slider("n", 0..=9).at(0), |n| {
                let mut line = String::new();
                if n > 0 { std::io::stdin().read_line(&mut line)?; }
                Ok(format!("{n} read {}", line.len()))
            });"""
        )
        self.move(f"{group}-0-n", value=5)
        self.picture(group, "5 read 0")
        self.assertEqual(self.value("1 + 1"), "2")

    def test_training_in_a_closure_shows_its_figure_and_no_progress(self):
        group, _, _ = self.open(
            """interact(slider("n", 1..=5).at(1), |n| {
                let mut progress = mlp::display::Progress::new("x", 3);
                progress.advance(3);
                progress.finish("done");
                Ok(format!("{n} trained"))
            });"""
        )
        self.move(f"{group}-0-n", value=2)
        _, before = self.next(lambda it: it["content"].get("comm_id") == f"{group}-picture")
        self.assertEqual([it for it in before if it["msg_type"] == "display_data"], [])

    def test_where_nobody_sits_it_runs_once_and_says_so(self):
        self.client.allow_stdin = False
        reply = self.run_cell(TOWN)
        self.assertEqual((reply.status, reply.of("comm_open")), ("ok", []))
        said, shown = [it["content"]["data"]["text/plain"] for it in reply.of("display_data")]
        self.assertIn("With n = 7, loud = false", said)
        self.assertIn("JupyterLab", said)
        self.assertEqual(shown, "7 trams")
        failed = self.run_cell(TOWN.replace("at(7)", "at(13)"))
        self.assertIn("thirteen is not served", failed.error["evalue"])

    def test_the_prelude_and_other_lines_are_as_ever(self):
        self.send("comm_open", {"comm_id": "c", "target_name": "nobody", "data": {}})
        message, _ = self.next(lambda it: it["msg_type"] == "comm_close")
        self.assertEqual(message["content"]["comm_id"], "c")


class Ends(KernelTest):
    """What becomes of controls when their process ends."""

    own_kernel = True
    open = Controls.open
    next = Controls.next
    picture = Controls.picture
    move = Controls.move
    say = Controls.say
    send = Controls.send

    def test_a_crash_closes_them_and_new_ones_work(self):
        self.run_cell("use mlp::prelude::*;", timeout=300)
        group, models, _ = self.open()
        reply = self.run_cell("std::process::abort();")
        closed = {message["content"]["comm_id"] for message in reply.of("comm_close")}
        while closed != models.keys():
            message, _ = self.next(lambda it: it["msg_type"] == "comm_close")
            closed.add(message["content"]["comm_id"])
        self.run_cell("use mlp::prelude::*;", timeout=300)
        group, _, _ = self.open()
        self.move(f"{group}-0-n", value=8)
        self.picture(group, "8 trams")
        self.manager.restart_kernel(now=False)
        self.client.wait_for_ready(timeout=300)
        self.client.comm_info()
        comms = self.client.get_shell_msg(timeout=30)
        while comms["msg_type"] != "comm_info_reply":
            comms = self.client.get_shell_msg(timeout=30)
        self.assertEqual(comms["content"]["comms"], {})
        self.run_cell("use mlp::prelude::*;", timeout=300)
        group, _, _ = self.open()
        self.move(f"{group}-0-n", value=9)
        self.picture(group, "9 trams")


class Input(KernelTest):
    """A cell that reads its stdin."""

    READ = 'let mut line = String::new();\nlet n = std::io::stdin().read_line(&mut line)?;\nprintln!("{n} {line:?}");'

    def ask(self, code, *lines):
        self.client.allow_stdin = True
        request = self.client.execute(code, allow_stdin=True)
        for line in lines:
            asked = self.client.get_stdin_msg(timeout=60)
            self.assertEqual(asked["msg_type"], "input_request")
            self.client.input(line)
        return self.finish(request)

    def test_the_front_end_is_asked(self):
        self.assertEqual(self.ask(self.READ, "Huế").text(), '6 "Huế\\n"\n')
        both = self.ask(self.READ + self.READ.replace(" line", " other").replace("{line", "{other"), "a", "b")
        self.assertEqual(both.text(), '2 "a\\n"\n2 "b\\n"\n')

    def test_without_anybody_the_input_is_at_its_end(self):
        start = time.monotonic()
        reply = self.run_cell(self.READ, allow_stdin=False)
        self.assertEqual(reply.text(), '0 ""\n')
        self.assertLess(time.monotonic() - start, 30)
        # And later somebody is there again.
        self.assertEqual(self.ask(self.READ, "x").text(), '2 "x\\n"\n')

    def test_the_stop_button_ends_the_input_and_keeps_the_variables(self):
        self.value("let kept: i32 = 5;")
        self.client.allow_stdin = True
        request = self.client.execute(self.READ, allow_stdin=True)
        self.client.get_stdin_msg(timeout=60)
        self.manager.interrupt_kernel()
        self.assertEqual(self.finish(request).text(), '0 ""\n')
        self.assertEqual(self.value("kept"), "5")

    def test_another_thread_may_read_as_well(self):
        reply = self.ask(
            "let line = std::thread::spawn(|| { let mut line = String::new(); std::io::stdin().read_line(&mut line).map(|_| line) });\n"
            'println!("{:?}", line.join().unwrap());',
            "there",
        )
        self.assertEqual(reply.text(), 'Ok("there\\n")\n')


if __name__ == "__main__":
    unittest.main()
