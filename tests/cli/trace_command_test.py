"""shoal trace as a user meets it: output, errors, exit codes, files.

Usage: trace_command_test.py SHOAL
"""

import csv
import hashlib
import io
import json
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

SHOAL = Path(sys.argv.pop(1)).resolve()
SMALL = ["--set", "population.people=80", "--set", "history_weeks=2", "--set", "runout_weeks=1",
         "--weeks", "3"]


class TraceTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def trace(self, code, *arguments):
        done = subprocess.run([SHOAL, "trace", *map(str, arguments)], cwd=self.folder,
                              stdin=subprocess.DEVNULL, capture_output=True, timeout=120,
                              check=False)
        done.text = done.stdout.decode()
        done.said = done.stderr.decode()
        self.assertEqual(done.returncode, code, f"{arguments}\n{done.text[-2000:]}\n{done.said}")
        return done

    def record(self, name="t.h5", *more):
        return self.trace(0, "record", "quickstart", "-o", name, *SMALL, *more)

    def digest(self, name):
        return hashlib.sha256((self.folder / name).read_bytes()).hexdigest()

    def files(self):
        return sorted(path.name for path in self.folder.iterdir())

    def rows(self, *more):
        text = self.trace(0, "export", "t.h5", "--format", "jsonl", *more).text
        return [json.loads(line) for line in text.splitlines()]


class Record(TraceTest):
    def test_files_and_summary(self):
        done = self.record("t.h5", "--truth", "truth.h5", "--json")
        summary = json.loads(done.text)
        self.assertGreater(summary["events"], 1000)
        self.assertEqual(summary["bytes"], (self.folder / "t.h5").stat().st_size)
        self.assertEqual(self.files(), ["t.h5", "truth.h5"])
        self.assertIn("wrote t.h5\nwrote truth.h5\n", done.said)

    def test_equal_inputs_give_equal_bytes(self):
        for name, more in [("a.h5", []), ("b.h5", []), ("c.h5", ["--seed", "7"]),
                           ("d.h5", ["--replication", "1"]), ("e.h5", ["--arm", "ai"])]:
            self.record(name, *more)
        digests = [self.digest(name) for name in ["a.h5", "b.h5", "c.h5", "d.h5", "e.h5"]]
        self.assertEqual(digests[0], digests[1])
        self.assertEqual(len(set(digests)), 4)

    def test_an_arm_without_touches_is_there_where_the_scenario_has_none(self):
        self.record("t.h5", "--set", 'arms=[{"name":"only","engine":"random"}]')
        info = json.loads(self.trace(0, "info", "t.h5", "--json").text)
        self.assertEqual((info["arm"], info["engine"]), ("no_touch", "no_touch"))
        self.assertEqual(info["kinds"]["touch_delivered"], 0)

    def test_wrong_words(self):
        for arguments, words in [
                (["quikstart", "-o", "t.h5"], 'did you mean "quickstart"?'),
                (["quickstart", "-o", "t.h5", "--arm", "aii"], 'did you mean "ai"?'),
                (["quickstart", "-o", "t.h5", "--set", "population.peple=3"], '"people"?'),
                (["quickstart"], "output"),
                (["quickstart", "-o", "t.h5", "--deflate", "10"], "deflate"),
                (["quickstart", "-o", "t.h5", "--weeks", "0"], "weeks")]:
            with self.subTest(arguments=arguments):
                self.assertIn(words, self.trace(2, "record", *arguments).said)
        self.assertEqual(self.files(), [])

    def test_nothing_is_overwritten_by_mistake(self):
        (self.folder / "s.json").write_text('{"extends": "quickstart", "name": "s"}')
        self.assertIn("named twice", self.trace(5, "record", "s.json", "-o", "s.json").said)
        self.assertIn("named twice", self.trace(
            5, "record", "quickstart", "-o", "t.h5", "--truth", "./t.h5").said)

    def test_a_folder_that_is_not_there(self):
        self.assertIn("none/t.h5", self.trace(5, "record", "quickstart", "-o", "none/t.h5").said)

    def test_a_killed_recording_leaves_no_trace_under_the_name(self):
        slow = ["--set", "population.people=20000"]
        for how, code in [(signal.SIGKILL, -signal.SIGKILL), (signal.SIGINT, 130)]:
            done = subprocess.Popen(
                [SHOAL, "trace", "record", "quickstart", "-o", "t.h5", "--arm", "ai", *slow],
                cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            begun = time.monotonic()
            while "t.h5.part0" not in self.files() and time.monotonic() - begun < 60:
                time.sleep(0.05)
            self.assertIn("t.h5.part0", self.files())
            done.send_signal(how)
            self.assertEqual(done.wait(timeout=60), code)
            self.assertNotIn("t.h5", self.files())
            for part in self.folder.glob("*.part*"):
                self.assertEqual(how, signal.SIGKILL)
                part.unlink()
        self.record()
        self.assertEqual(self.files(), ["t.h5"])


class Export(TraceTest):
    def test_both_formats_say_the_same(self):
        self.record()
        rows = self.rows()
        info = json.loads(self.trace(0, "info", "t.h5", "--json").text)
        self.assertEqual(len(rows), info["events"])
        text = self.trace(0, "export", "t.h5", "--format", "csv", "-o", "-").text
        table = list(csv.DictReader(io.StringIO(text, newline="")))
        self.assertEqual(len(table), len(rows))
        for cells, row in zip(table, rows):
            self.assertEqual(list(cells), list(row))
            for key, value in row.items():
                if isinstance(value, float):
                    self.assertEqual(float(cells[key]), value)
                else:
                    self.assertEqual(cells[key], "" if value is None else str(value))
        arrivals = [row["arrived_us"] for row in rows]
        self.assertEqual(arrivals, sorted(arrivals))

    def test_filters(self):
        self.record()
        week = 7 * 86400 * 10**6
        every = self.rows()
        self.assertEqual(self.rows("--from", "1w", "--until", "P14D"),
                         [r for r in every if week <= r["arrived_us"] < 2 * week])
        self.assertEqual(self.rows("--kind", "search,cart", "--kind", "profile"),
                         [r for r in every if r["kind"] in ("search", "cart", "profile")])
        self.assertEqual(self.rows("--subject", "5"), [r for r in every if r["subject"] == 5])

    def test_to_a_file_and_back(self):
        self.record()
        for name in ["e.csv", "e.jsonl"]:
            self.trace(0, "export", "t.h5", "--format", name[2:], "-o", name)
            self.trace(0, "import", name, "-o", "back.h5", "--like", "t.h5")
            self.assertEqual(self.digest("back.h5"), self.digest("t.h5"))
        self.assertEqual(self.files(), ["back.h5", "e.csv", "e.jsonl", "t.h5"])

    def test_wrong_words(self):
        self.record()
        for arguments, words in [(["--kind", "purchas"], 'did you mean "purchase"?'),
                                 (["--from", "soon"], "2w, 1.5d"),
                                 (["--subject", "me"], "subject")]:
            with self.subTest(arguments=arguments):
                done = self.trace(2, "export", "t.h5", "--format", "csv", *arguments)
                self.assertIn(words, done.said)
                self.assertEqual(done.text, "")
        self.trace(2, "export", "t.h5")
        self.trace(2, "export", "t.h5", "--format", "xml")
        self.trace(5, "export", "none.h5", "--format", "csv")

    def test_a_full_disk(self):
        self.record()
        with open("/dev/full", "wb") as full:
            done = subprocess.run([SHOAL, "trace", "export", "t.h5", "--format", "csv"],
                                  cwd=self.folder, stdout=full, stderr=subprocess.PIPE, check=False)
        self.assertEqual(done.returncode, 5)
        self.assertIn(b"standard output", done.stderr)


class Replay(TraceTest):
    def test_the_same_engine_says_the_same(self):
        self.record("t.h5", "--arm", "ai", "--outcome", "live.h5")
        summary = json.loads(self.trace(0, "replay", "t.h5", "-o", "again.h5", "--json").text)
        self.assertEqual(self.digest("again.h5"), self.digest("live.h5"))
        self.assertGreater(summary["decisions"], 100)
        self.assertGreater(summary["feedback"]["own"], 0)
        self.assertEqual(summary["feedback"]["foreign"], 0)
        text = self.trace(0, "replay", "t.h5").text
        self.assertIn("all about this replay's own decisions", text)
        self.trace(0, "replay", "t.h5", "--seed", "5", "-o", "other.h5")
        self.assertNotEqual(self.digest("other.h5"), self.digest("live.h5"))

    def test_without_feedback_it_says_so(self):
        self.record()
        for engine in ["ai", "flat", "random", "no_touch"]:
            text = self.trace(0, "replay", "t.h5", "--engine", engine).text
            self.assertIn("none in the trace", text)
        self.record("r.h5", "--arm", "random")
        self.assertIn("recorded under another engine",
                      self.trace(0, "replay", "r.h5", "--engine", "ai").text)

    def test_oracles_see_no_trace(self):
        self.record("t.h5", "--set", 'arms=[{"name":"o","engine":"oracle"}]', "--arm", "o")
        self.assertIn("looks into the world", self.trace(2, "replay", "t.h5").said)
        self.trace(0, "replay", "t.h5", "--engine", "flat")
        self.trace(2, "replay", "t.h5", "--engine", "oracle")

    def test_a_report_is_no_trace(self):
        subprocess.run([SHOAL, "run", "quickstart", "-o", "r.h5", "--replications", "2", "--set",
                        "measured_weeks=2", "--set", "population.people=60"], cwd=self.folder,
                       capture_output=True, check=True)
        self.assertIn("a report, not a trace", self.trace(2, "replay", "r.h5").said)
        self.record()
        done = subprocess.run([SHOAL, "report", "t.h5"], cwd=self.folder, capture_output=True,
                              check=False)
        self.assertEqual(done.returncode, 2)


class Import(TraceTest):
    def test_a_users_own_stream(self):
        (self.folder / "mine.csv").write_text(
            "arrived,kind,subject,topic,value\n"
            "1h,session_start,1,,\n2h,search,1,bath,\n3d,purchase,1,bath,1999\n")
        done = self.trace(2, "import", "mine.csv", "-o", "t.h5", "--scenario", "quickstart")
        self.assertIn("mine.csv:3:13: topic", done.said)
        topic = self.a_topic()
        text = (self.folder / "mine.csv").read_text().replace("bath", topic)
        (self.folder / "mine.csv").write_text(text)
        self.trace(0, "import", "mine.csv", "-o", "t.h5", "--scenario", "quickstart")
        self.assertEqual([row["kind"] for row in self.rows()],
                         ["session_start", "search", "purchase"])
        self.assertIn("3 about 1 subjects", self.trace(0, "replay", "t.h5", "--engine", "ai").text)

    def a_topic(self):
        self.record()
        return next(row["topic"] for row in self.rows("--kind", "search"))

    def test_terms_are_needed(self):
        (self.folder / "mine.csv").write_text("arrived,kind\n")
        self.trace(2, "import", "mine.csv", "-o", "t.h5")
        self.trace(5, "import", "none.csv", "-o", "t.h5", "--scenario", "quickstart")
        self.trace(5, "import", "mine.csv", "-o", "mine.csv", "--scenario", "quickstart")


class Help(TraceTest):
    def test_every_command_has_help(self):
        for command in [[], ["record"], ["info"], ["export"], ["import"], ["replay"]]:
            done = self.trace(0, *command, "--help")
            self.assertIn("Example", done.text)
            self.assertLessEqual(max(map(len, done.text.splitlines())), 110)
        self.assertIn('did you mean "record"?', self.trace(2, "rekord").said)


if __name__ == "__main__":
    unittest.main()
