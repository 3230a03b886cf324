"""What is said of a hand-in before anything is graded (`--dry-run`): how it was read, whose is what, what is odd; and that
nothing is written."""

import io
import json
import tempfile
import unittest
import unicodedata
import zipfile
from pathlib import Path

from course import SET, lab, source, write

NOTEBOOK = json.dumps(source())
ODD = NOTEBOOK.replace('"outputs": []', '"outputs": [{"data": {"application/json": NaN}, "text": "\\ud83d"}]')


def zipped(files):
    """A zip's bytes: path -> text or bytes."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for path, text in files.items():
            archive.writestr(path, text)
    return made.getvalue()


class HandIn(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.top = Path(folder.name)
        write(self.top / "course/source", SET, source())

    def place(self, files):
        """The hand-in as a zip."""
        path = self.top / "handed-in.zip"
        path.write_bytes(zipped(files))
        return path

    def said(self, hand_in, *words, roster=None, check=True):
        if roster is not None:
            path = self.top / "roster.csv"
            path.write_bytes(roster if isinstance(roster, bytes) else roster.encode())
            words += ("--roster", path)
        before = sorted(self.top.rglob("*"))
        command = ["grade", "submissions", hand_in, "--course", self.top / "course", "--dry-run", *words]
        done = lab(*command, check=check)
        self.assertEqual(sorted(self.top.rglob("*")), before)
        return (done.stdout if check else done.stderr).splitlines()

    def test_folders_with_every_kind_of_file(self):
        handed = self.top / "handed-in"
        files = {
            "ada/small/hw_2026_02_14.ipynb": NOTEBOOK,
            "bea/small/hw_2026_02_14.ipynb": NOTEBOOK.encode("utf-16"),
            "cy/small/small (1).ipynb": ODD,
            "cy/small/small.ipynb.txt": NOTEBOOK,
            "dan/hw.zip": zipped({"small/SMALL.IPYNB": NOTEBOOK}),
            "eve/small/small.ipynb": NOTEBOOK[:300],
            "fay/small/answers.pdf": "%PDF",
            "zoe_1_2_small.ipynb": NOTEBOOK,
        }
        for path, text in files.items():
            (handed / path).parent.mkdir(parents=True, exist_ok=True)
            (handed / path).write_bytes(text if isinstance(text, bytes) else text.encode())
        lines = self.said(handed)
        self.assertEqual(lines[0], "read as one folder a student: 8 files of 6 students")
        for line in [
            "  ada, small: ada/small/hw_2026_02_14.ipynb",
            "  bea, small: bea/small/hw_2026_02_14.ipynb",
            "  cy, small: cy/small/small.ipynb.txt",
            "  dan, small: dan/hw.zip/small/SMALL.IPYNB",
            "note: zoe_1_2_small.ipynb: lies in no student's folder: put it into STUDENT/SET/",
        ]:
            self.assertIn(line, lines)
        text = "\n".join(lines)
        self.assertIn("eve/small/small.ipynb: the file ends in the middle", text)
        self.assertIn("fay/small/answers.pdf is not a notebook", text)
        self.assertTrue(lines[-1].startswith("6 submissions of 6 students, of which 2 cannot be read"), lines[-1])

    def test_moodle_with_a_roster_from_a_spreadsheet(self):
        name = unicodedata.normalize("NFD", "Zoë Weiß")
        hand_in = self.place(
            {
                f"{name}_900_assignsubmission_file_/small.ipynb": NOTEBOOK,
                "Zoë Weiß_666_assignsubmission_file_/small.ipynb": NOTEBOOK,
                "Zoë Weiß_666_assignsubmission_file_/Jo_7_assignsubmission_file_/small.ipynb": NOTEBOOK,
                "No Body_5_assignsubmission_file_/small.ipynb": NOTEBOOK,
            }
        )
        roster = "id\tname\tmoodle\tgroup\ns1\tZOË WEISS\t900\tA\ns2\tMal Lory\t666\tA\ns3\tJo\t7\tA\n".encode("utf-16")
        lines = self.said(hand_in, roster=roster)
        self.assertEqual(lines[0], "read as Moodle's export: 4 files of 3 students")
        self.assertEqual(
            lines[1], "roster: 3 students; id = 'id', name = 'name', also known by 'moodle'; ignored: 'group'"
        )
        self.assertIn("  s2 (Mal Lory), small: Zoë Weiß_666_assignsubmission_file_/small.ipynb", lines)
        self.assertTrue(any(line.startswith("  s1 (ZOË WEISS), small") for line in lines), lines)
        self.assertIn("nothing to grade of 1 in the roster: s3", lines)
        text = "\n".join(lines)
        self.assertIn("“No Body_5” is not in the roster: graded as No_Body_5", text)
        self.assertIn("“Zoë Weiß_666” is s2 by number or id, and has the name of s1", text)

    def test_the_other_platforms_and_their_times(self):
        stamp = "2026-01-15-10-20-30"
        for first, files, line in [
            ("Canvas's export", {"doej_LATE_4_81_small.ipynb": NOTEBOOK}, "  doej_4, small: %s, handed in late"),
            (
                "Blackboard's export",
                {
                    f"H 1_jdoe_attempt_{stamp}_small.ipynb": NOTEBOOK,
                    f"H 1_jdoe_attempt_{stamp}.txt": "Name: Jo Doe (jdoe)\n",
                },
                "  jdoe, small: %s, handed in 2026-01-15T10:20:30",
            ),
            (
                "nbgrader's exchange",
                {"jo+small+2026-01-15 10:20:30.5 UTC/small.ipynb": NOTEBOOK},
                "  jo, small: %s, handed in 2026-01-15T10:20:30Z",
            ),
        ]:
            with self.subTest(first):
                lines = self.said(self.place(files))
                self.assertTrue(lines[0].startswith(f"read as {first}"), lines[0])
                self.assertEqual(lines[1], line % next(iter(files)))
                self.assertEqual(len(lines), 3, lines)

    def test_names_do_not_reach_the_terminal(self):
        lines = self.said(self.place({"ada/small/small.ipynb": NOTEBOOK, "\x1b[2J\u202emal/\x07.ipynb": NOTEBOOK}))
        text = "\n".join(lines)
        self.assertIn("2 submissions of 2 students", text)
        for character in "\x1b\u202e\x07":
            self.assertNotIn(character, text)

    def test_a_roster_that_is_not_understood_is_refused(self):
        hand_in = self.place({"ada/small/small.ipynb": NOTEBOOK})
        for roster, reason in [("s1,Ada\n", "none of its headings (s1, Ada) is known"), ("id,name\na,x\na,y\n", "twice")]:
            error = "\n".join(self.said(hand_in, roster=roster, check=False))
            self.assertIn(reason, error)
            self.assertIn("Give it a line of headings such as id,name,moodle", error)

    def test_a_layout_can_be_named(self):
        hand_in = self.place({"A_1_assignsubmission_file_/small.ipynb": NOTEBOOK, "b/small/small.ipynb": NOTEBOOK})
        self.assertIn("one folder a student", self.said(hand_in)[0])
        lines = self.said(hand_in, "--layout", "moodle")
        self.assertIn("Moodle's export: 2 files of 1 student", lines[0])
        self.assertTrue(any("b/small/small.ipynb: is not named as Moodle's export" in line for line in lines), lines)
