"""Whatever a cell prints and shows arrives whole, in order, before idle, under its own cell."""

import time
import unittest

import zmq

from session import KernelTest


class Streams(KernelTest):
    def test_print_without_newline(self):
        reply = self.run_cell('print!("no newline"); eprint!("nor here");')
        self.assertEqual((reply.text(), reply.text("stderr")), ("no newline", "nor here"))

    def test_flush_without_newline_does_not_hang(self):
        reply = self.run_cell('print!("half"); std::io::Write::flush(&mut std::io::stdout())?; print!("\\rwhole\\n");')
        self.assertEqual((reply.status, reply.text()), ("ok", "half\rwhole\n"))

    def test_stderr_arrives_with_its_own_cell(self):
        for number in range(10):
            reply = self.run_cell(f'eprintln!("{number}");')
            self.assertEqual(reply.text("stderr"), f"{number}\n")

    def test_a_million_lines(self):
        reply = self.run_cell('for number in 0..1_000_000 { println!("{number}"); }', timeout=300)
        lines = reply.text().splitlines()
        self.assertEqual(len(lines), 1_000_000)
        self.assertEqual((lines[0], lines[-1]), ("0", "999999"))
        self.assertLess(len(reply.of("stream")), 20_000)

    def test_the_kernels_memory_stays_bounded_under_a_flood(self):
        self.run_cell('let line = "x".repeat(1_000); for _ in 0..60_000 { println!("{line}"); }', timeout=300)
        with open(f"/proc/{self.manager.provisioner.process.pid}/status") as status:
            peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
        self.assertLess(peak, 300_000, "kB")

    def test_long_lines_and_bytes_that_are_no_text(self):
        reply = self.run_cell('print!("{}", "µ".repeat(300_000));')
        self.assertEqual(reply.text(), "µ" * 300_000)
        reply = self.run_cell('std::io::Write::write_all(&mut std::io::stdout(), b"a\\xffb\\n")?;')
        self.assertEqual(reply.text(), "a\ufffdb\n")

    def test_a_character_that_comes_in_pieces(self):
        reply = self.run_cell(
            'use std::io::Write;\n'
            'for byte in "ä€😀".bytes() {\n'
            "    std::io::stdout().write_all(&[byte])?;\n"
            "    std::io::stdout().flush()?;\n"
            "    std::thread::sleep(std::time::Duration::from_millis(120));\n"
            "}"
        )
        self.assertEqual((reply.text(), reply.result), ("ä€😀", None))

    def test_threads_and_programs_that_a_cell_starts(self):
        reply = self.run_cell('std::thread::spawn(|| println!("thread")).join().unwrap();\nstd::process::Command::new("echo").arg("program").status()?;')
        self.assertEqual(reply.text(), "thread\nprogram\n")

    def test_two_cells_at_once(self):
        first = self.client.execute('std::thread::sleep(std::time::Duration::from_millis(300)); println!("first");')
        second = self.client.execute('println!("second");')
        self.assertEqual(self.finish(first).text(), "first\n")
        self.assertEqual(self.finish(second).text(), "second\n")


class Display(KernelTest):
    def test_several_outputs_in_one_cell_keep_their_order(self):
        reply = self.run_cell('mlp::display::display("one");\nprintln!("two");\nmlp::display::display("three");\n"four"')
        kinds = [message["msg_type"] for message in reply.of("display_data", "stream", "execute_result")]
        self.assertEqual(kinds, ["display_data", "stream", "display_data", "execute_result"])

    def test_any_value_is_a_result_and_nothing_is_none(self):
        shown = {"2 + 2": "4", '"words"': '"words"', "Some(vec![0.5])": "Some([0.5])", "for n in 0..2 {}": None, "()": None}
        for code, result in shown.items():
            reply = self.run_cell(f"use mlp::prelude::*;\n{code}")
            self.assertEqual((reply.status, reply.result), ("ok", result), code)

    def test_forms_of_one_value_are_one_output_with_a_plain_form(self):
        reply = self.run_cell('println!("EVCXR_BEGIN_CONTENT text/html\\n<b>x</b>\\nEVCXR_END_CONTENT");')
        data = reply.of("execute_result")[0]["content"]["data"]
        self.assertEqual(data["text/html"], "<b>x</b>")
        self.assertIn("text/plain", data)

    def test_progress_moves_while_the_cell_runs_and_leaves_one_line(self):
        reply = self.run_cell(
            'let mut bar = mlp::display::Progress::new("training", 2_000);\n'
            "for _ in 0..2_000 { std::thread::sleep(std::time::Duration::from_micros(500)); bar.advance(1); }\n"
            'bar.finish("2000 steps");'
        )
        updates = reply.of("update_display_data")
        names = {message["content"]["transient"]["display_id"] for message in reply.of("display_data", "update_display_data")}
        self.assertEqual(len(names), 1)
        self.assertGreaterEqual(len(updates), 5)
        self.assertLess(len(updates), 25, "about ten a second")
        self.assertIn("2000 steps", updates[-1]["content"]["data"]["text/plain"])

    def test_display_costs_a_loop_little(self):
        cost = self.value(
            "let start = std::time::Instant::now();\n"
            'let mut bar = mlp::display::Progress::new("x", 1_000_000);\n'
            "for _ in 0..1_000_000 { bar.advance(1); }\n"
            "start.elapsed().as_nanos() / 1_000_000"
        )
        self.assertLess(int(cost), 2_000, "nanoseconds a step; a training step takes a million or more")


class Protocol(KernelTest):
    def test_execution_counts_from_one_and_silent_cells_do_not_count(self):
        first, second = (self.run_cell("1").content["execution_count"] for _ in range(2))
        self.assertEqual(second, first + 1)
        silent = self.run_cell('println!("seen"); 5', silent=True)
        self.assertEqual(silent.of("execute_input", "execute_result"), [])
        self.assertEqual(self.run_cell("1").content["execution_count"], second + 1)

    def test_completion_and_inspection_are_empty_at_once_while_a_cell_runs(self):
        request = self.client.execute("std::thread::sleep(std::time::Duration::from_secs(3));")
        time.sleep(1)
        start = time.monotonic()
        self.client.complete("std::ve")
        self.assertEqual(self.client.get_shell_msg(timeout=5)["content"]["matches"], [])
        self.client.inspect("Vec")
        self.assertFalse(self.client.get_shell_msg(timeout=5)["content"]["found"])
        self.assertLess(time.monotonic() - start, 1)
        self.assertEqual(self.finish(request).status, "ok")

    def test_unknown_comms_are_closed(self):
        message = self.client.session.msg("comm_open", {"comm_id": "c", "target_name": "nobody", "data": {}})
        self.client.shell_channel.send(message)
        while True:
            answer = self.client.get_iopub_msg(timeout=10)
            if answer["msg_type"] == "comm_close":
                break
        self.assertEqual(answer["content"]["comm_id"], "c")

    def test_heartbeats_are_answered_while_the_kernel_works(self):
        request = self.client.execute('for _ in 0..300_000 { println!("busy"); }')
        with zmq.Context() as context, context.socket(zmq.REQ) as heart:
            heart.linger = 0
            heart.connect(self.manager.get_connection_info()["transport"] + f"://{self.manager.ip}:{self.manager.hb_port}")
            for beat in (b"one", b"two", b"three"):
                heart.send(beat)
                self.assertTrue(heart.poll(2_000), "a heart that misses beats is taken for dead")
                self.assertEqual(heart.recv(), beat)
        self.assertEqual(len(self.finish(request, timeout=120).text().splitlines()), 300_000)

    def test_a_cell_asks_the_reader(self):
        request = self.client.execute(
            'println!("EVCXR_INPUT_REQUEST:Your name?");\nlet mut line = String::new();\n'
            'std::io::stdin().read_line(&mut line)?;\nprint!("hello {}", line.trim());',
            allow_stdin=True,
        )
        question = self.client.get_stdin_msg(timeout=60)
        self.assertEqual((question["msg_type"], question["content"]["prompt"]), ("input_request", "Your name?"))
        self.client.input("Ada")
        self.assertEqual(self.finish(request).text(), "hello Ada")

    def test_fields_that_nobody_knows_come_back_with_the_answers(self):
        message = self.client.session.msg("execute_request", {"code": "1", "silent": False, "from_the_future": [1]})
        message["header"]["subshell"] = {"of": "tomorrow"}
        self.client.shell_channel.send(message)
        reply = self.finish(message["header"]["msg_id"])
        self.assertEqual(reply.status, "ok")
        for answer in reply.of("execute_input", "execute_result"):
            self.assertEqual(answer["parent_header"]["subshell"], {"of": "tomorrow"})


if __name__ == "__main__":
    unittest.main()
