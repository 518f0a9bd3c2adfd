"""The command as a user meets it: output, errors, exit codes, files.

Usage: command_test.py SHOAL SOURCE_DIR [unittest arguments]
"""

import csv
import gzip
import hashlib
import json
import os
import pty
import random
import resource
import select
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from datetime import datetime, timedelta
from pathlib import Path

SHOAL = Path(sys.argv[1]).resolve()
SOURCE = Path(sys.argv[2]).resolve()
BAD = SOURCE / "tests/scenarios/bad"
REAL_DATA = SOURCE.parent / "shared/data"

# A world of a few people and days: a run of well under a second.
TINY = ["--replications", "2", "--set", "population.people=60",
        "--set", "population.arrivals_per_week=0", "--set", "history_weeks=1",
        "--set", "measured_weeks=2", "--set", "runout_weeks=1"]
TINY_ARMS = ["--set", 'arms=[{"name":"no_touch","engine":"no_touch"},'
             '{"name":"flat","engine":"flat"},{"name":"random","engine":"random"}]']

COMMANDS = [["run"], ["report"], ["scenarios"], ["scenarios", "list"], ["scenarios", "show"],
            ["scenarios", "check"], ["scenarios", "schema"], ["scenarios", "init"], ["engines"],
            ["check-report"], ["validate"], ["calibrate"], ["calibrate", "purchases"],
            ["calibrate", "campaign"], ["calibrate", "sessions"], ["calibrate", "telemetry"]]


class CommandTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def shoal(self, *arguments, **options):
        return subprocess.run([SHOAL, *map(str, arguments)], cwd=self.folder, text=True,
                              stdin=subprocess.DEVNULL, capture_output=True, timeout=120, **options)

    def check(self, code, *arguments, **options):
        """Runs, compares the exit code, returns the finished process."""
        done = self.shoal(*arguments, **options)
        self.assertEqual(done.returncode, code, f"{arguments}\n{done.stdout}\n{done.stderr}")
        return done

    def write(self, name, content):
        path = self.folder / name
        path.write_text(content, encoding="utf-8")
        return path

    def files(self):
        return sorted(path.name for path in self.folder.iterdir())


class Help(CommandTest):
    def test_every_command_has_help_on_stdout(self):
        for command in [[], *COMMANDS]:
            with self.subTest(command=command):
                done = self.check(0, *command, "--help")
                self.assertIn("Usage: shoal", done.stdout)
                self.assertEqual(done.stderr, "")
                self.assertLessEqual(max(map(len, done.stdout.splitlines())), 110)

    def test_version(self):
        self.assertRegex(self.check(0, "--version").stdout, r"^shoal \d+\.\d+\.\d+\n$")

    def test_wrong_command_lines_are_bad_input_with_a_hint(self):
        for arguments in [[], ["rnu"], ["run"], ["run", "a", "b"], ["run", "quickstart", "--sed"],
                          ["run", "quickstart", "--seed", "-1"], ["calibrate"]]:
            with self.subTest(arguments=arguments):
                done = self.check(2, *arguments)
                self.assertEqual(done.stdout, "")
                self.assertIn("--help", done.stderr)


class Scenarios(CommandTest):
    def test_list_names_the_catalogue(self):
        for arguments in [["scenarios"], ["scenarios", "list"]]:
            names = [line.split()[0] for line in self.check(0, *arguments).stdout.splitlines()]
            self.assertEqual(names, sorted(names))
            self.assertIn("quickstart", names)
            self.assertIn("placebo", names)
        listed = json.loads(self.check(0, "scenarios", "list", "--json").stdout)
        self.assertEqual([entry["name"] for entry in listed], names)

    def test_show_explains_every_field(self):
        text = self.check(0, "scenarios", "show", "quickstart").stdout
        self.assertRegex(text, r"(?m)^population\.people +\d+ people  \[assumed\]  -- at the start")
        changed = self.check(0, "scenarios", "show", "quickstart", "--set",
                             "population.people=77").stdout
        self.assertRegex(changed, r"(?m)^population\.people +77 people .*set on the command line")

    def test_what_show_prints_as_json_is_a_scenario(self):
        text = self.check(0, "scenarios", "show", "placebo", "--json").stdout
        self.assertTrue(json.loads(text)["response"]["inert"])
        self.write("copy.json", text)
        self.check(0, "scenarios", "validate", "copy.json")
        self.assertEqual(self.check(0, "scenarios", "show", "copy.json", "--json").stdout, text)

    def test_every_bad_scenario_is_refused_with_place_and_remedy(self):
        rows = [line.split(" ", 3) for line in
                (BAD / "expected.txt").read_text(encoding="utf-8").splitlines()
                if line and not line.startswith("#")]
        self.assertGreater(len(rows), 100)
        documents = json.loads(self.check(2, "scenarios", "check", "--json",
                                          *(BAD / name for name, *_ in rows)).stdout)
        shown = set()  # of each kind one, as it is printed
        for (name, place, kind, fragment), document in zip(rows, documents, strict=True):
            with self.subTest(file=name):
                self.assertFalse(document["valid"])
                fault = document["faults"][0]
                found = f"{fault['line']}:{fault['column']}" if "line" in fault else "-"
                self.assertIn(place, [found, "*"])
                pointer = fault["pointer"] + ": " if fault["pointer"] else ""
                self.assertIn(fragment, f"{fault['file']}:{found}: {pointer}{fault['message']}")
                if kind in shown:
                    continue
                shown.add(kind)
                done = self.check(2, "scenarios", "check", BAD / name)
                self.assertEqual(done.stdout, "")
                first = done.stderr.splitlines(keepends=True)[0]
                self.assertIn(fragment, first)
                self.assertIn(f":{place}:" if place != "*" else ":", first)
                self.assertEqual(self.check(2, "run", BAD / name).stderr, first)
        self.assertGreater(len(shown), 2)

    def test_check_looks_at_every_file_and_finds_every_fault(self):
        done = self.check(2, "scenarios", "check", "quickstart", BAD / "nan.json",
                          BAD / "two_mistakes.json")
        self.assertIn("quickstart: a valid scenario", done.stdout)
        self.assertEqual(len(done.stderr.splitlines()), 3)
        self.assertEqual(self.check(2, "scenarios", "validate", BAD / "nan.json").stderr,
                         done.stderr.splitlines(keepends=True)[0])
        done = self.check(2, "scenarios", "check", "--json", "placebo", BAD / "two_mistakes.json")
        valid, wrong = json.loads(done.stdout)
        self.assertEqual((valid["valid"], valid["faults"]), (True, []))
        self.assertEqual([(f["kind"], f["line"], f["pointer"]) for f in wrong["faults"]],
                         [("malformed", 4, "/seed"), ("malformed", 5, "/margin_frac/unit")])
        self.check(5, "scenarios", "check", "missing.json")

    def test_check_reads_a_scenario_once(self):
        # What comes through a pipe can be read once only.
        done = subprocess.run([SHOAL, "scenarios", "check", "/dev/stdin"], cwd=self.folder,
                              input='{"extends": "quickstart", "name": "piped", "title": "Once"}',
                              text=True, capture_output=True, timeout=60, check=False)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(done.stdout, '/dev/stdin: a valid scenario, "Once"\n')

    def test_schema_is_printed(self):
        stored = (SOURCE / "scenarios/schema/scenario.schema.json").read_text(encoding="utf-8")
        self.assertEqual(self.check(0, "scenarios", "schema").stdout, stored)

    def test_init_begins_a_scenario_that_runs(self):
        self.check(0, "scenarios", "init", "my_shop")
        self.assertEqual(self.files(), ["my_shop.json", "scenario.schema.json"])
        made = json.loads((self.folder / "my_shop.json").read_text(encoding="utf-8"))
        self.assertEqual((made["name"], made["extends"]), ("my_shop", "quickstart"))
        self.assertEqual(made["$schema"], "./scenario.schema.json")
        self.check(0, "scenarios", "check", "my_shop.json")
        self.check(0, "run", "my_shop.json", *TINY, *TINY_ARMS)
        (self.folder / "deep").mkdir()
        self.check(0, "scenarios", "init", "next_shop", "--from", "my_shop.json",
                   "--output", "deep/next.json")
        self.check(0, "scenarios", "check", "deep/next.json")

    def test_init_overwrites_nothing(self):
        text = self.write("my_shop.json", "precious").read_text(encoding="utf-8")
        done = self.check(2, "scenarios", "init", "my_shop")
        self.assertIn("never overwritten", done.stderr)
        self.assertEqual((self.folder / "my_shop.json").read_text(encoding="utf-8"), text)
        self.assertEqual(self.files(), ["my_shop.json"])
        self.check(2, "scenarios", "init", "quickstart")
        self.check(2, "scenarios", "init", "My Shop")
        self.check(2, "scenarios", "init", "x", "--from", "quikstart")
        self.check(5, "scenarios", "init", "x", "--output", "no/folder.json")

    def test_missing_scenarios(self):
        self.assertIn('did you mean "quickstart"?', self.check(2, "run", "quikstart").stderr)
        self.assertIn("No such file", self.check(5, "run", "missing.json").stderr)
        self.assertIn("folder", self.check(5, "run", self.folder).stderr)

    def test_bad_changes_are_named(self):
        for change, fragment in [("population.peeple=3", 'did you mean "people"?'),
                                 ("population.people=-3", "must be at least 1"),
                                 ("channels.emial.cost=1", 'did you mean "email"?')]:
            done = self.check(2, "run", "quickstart", "--set", change)
            self.assertIn("--set " + change.split("=")[0] + ":1:", done.stderr)
            self.assertIn(fragment, done.stderr)
        self.assertIn("path=value", self.check(2, "run", "quickstart", "--set", "seed").stderr)

    def test_engines(self):
        lines = self.check(0, "engines").stdout.splitlines()
        self.assertEqual([line.split()[0] for line in lines],
                         ["no_touch", "random", "flat", "ai", "oracle"])
        self.assertTrue(all(len(line.split()) > 4 for line in lines))


class Run(CommandTest):
    def run_tiny(self, *arguments):
        return self.check(0, "run", "quickstart", *TINY, *TINY_ARMS, *arguments)

    def test_a_run_writes_report_and_figures_and_prints_one_document(self):
        done = self.run_tiny("-o", "r.h5", "--json", "--seed", "5")
        document = json.loads(done.stdout)
        self.assertEqual(document["scenario"], "quickstart")
        self.assertEqual(document["seed"], 5)
        self.assertEqual(document["replications"], 2)
        self.assertEqual(list(document["arms"]), ["no_touch", "flat", "random"])
        self.assertIn("random_vs_flat", document["contrasts"])
        performance = document["performance"]
        self.assertGreater(performance["events"], 0)
        self.assertGreater(performance["wall_s"], 0)
        self.assertGreater(performance["peak_bytes"], 1e6)
        self.assertEqual(self.files(), ["r.h5", "r.perf.json"])
        sidecar = json.loads((self.folder / "r.perf.json").read_text(encoding="utf-8"))
        self.assertEqual(sidecar["events"], performance["events"])
        # Nothing moves on a stderr that is no terminal.
        self.assertEqual(done.stderr, "wrote r.h5\n")

    def test_a_report_can_be_shown_and_checked(self):
        document = json.loads(self.run_tiny("-o", "r.h5", "--json").stdout)
        again = json.loads(self.check(0, "report", "r.h5", "--json").stdout)
        self.assertEqual(again["arms"], document["arms"])
        self.assertEqual(again["contrasts"], document["contrasts"])
        table = self.check(0, "report", "r.h5").stdout
        self.assertIn("no_touch", table)
        self.assertNotIn("\x1b", table)
        self.assertEqual(self.check(0, "check-report", "r.h5").stdout, "r.h5: sound\n")

    def test_equal_runs_give_equal_bytes(self):
        """Over markets too: tests/scenarios/same_bytes_test.cpp."""
        digests = {}
        for name, options in [("one", ["--threads", "1"]), ("two", ["--threads", "2"]),
                              ("again", []), ("other", ["--seed", "99"])]:
            self.run_tiny("-o", name + ".h5", *options)
            digests[name] = hashlib.sha256((self.folder / (name + ".h5")).read_bytes()).hexdigest()
        self.assertEqual(digests["one"], digests["two"])
        self.assertEqual(digests["one"], digests["again"])
        self.assertNotEqual(digests["one"], digests["other"])

    def test_a_run_without_a_file_only_prints(self):
        self.assertIn("no_touch", self.run_tiny().stdout)
        self.assertEqual(self.files(), [])

    def test_an_output_that_cannot_be_written_is_told_at_once(self):
        # The run itself would take hours.
        long_run = ["run", "quickstart", "--replications", "100000"]
        (self.folder / "folder.h5").mkdir()
        for output in ["no/such/folder/r.h5", "folder.h5", "/dev/full", "/proc/r.h5"]:
            with self.subTest(output=output):
                done = self.check(5, *long_run, "-o", output)
                self.assertIn(output, done.stderr)
                self.assertEqual(done.stdout, "")
        self.assertEqual(self.files(), ["folder.h5"])

    def test_the_scenario_is_not_overwritten(self):
        self.write("s.json", '{"extends": "quickstart", "name": "s"}')
        self.assertIn("overwrite", self.check(5, "run", "s.json", "-o", "./s.json").stderr)

    def test_a_full_disk_leaves_nothing_behind(self):
        def full_disk():
            resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))

        # A limit on the size of files, whose signal is ignored, acts like a full disk.
        done = self.check(5, "run", "quickstart", *TINY, *TINY_ARMS, "-o", "r.h5",
                          preexec_fn=full_disk, restore_signals=False)
        self.assertIn("r.h5", done.stderr)
        self.assertEqual(self.files(), [])

    def test_a_full_standard_output_is_an_error(self):
        for arguments in [["scenarios"], ["--help"], ["scenarios", "show", "quickstart"]]:
            with open("/dev/full", "w", encoding="utf-8") as full:
                done = subprocess.run([SHOAL, *arguments], stdout=full, stderr=subprocess.PIPE,
                                      text=True, timeout=60)
            self.assertEqual(done.returncode, 5)
            self.assertIn("standard output", done.stderr)


class Terminal(CommandTest):
    """stderr is a terminal here."""

    def start(self, *arguments, **environment):
        leader, follower = pty.openpty()
        self.addCleanup(os.close, leader)
        child = subprocess.Popen([SHOAL, *arguments], cwd=self.folder, stdin=subprocess.DEVNULL,
                                 stdout=subprocess.DEVNULL, stderr=follower,
                                 env={**os.environ, "TERM": "xterm", **environment})
        os.close(follower)
        self.addCleanup(child.stdin.close if child.stdin else lambda: None)
        return child, leader

    def read(self, leader, until=None, seconds=60.0):
        """What the terminal showed, until a text appears or the other end closes."""
        shown = b""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and (until is None or until not in shown):
            if not select.select([leader], [], [], 0.1)[0]:
                continue
            try:
                piece = os.read(leader, 4096)
            except OSError:  # closed
                break
            if not piece:
                break
            shown += piece
        return shown

    def interrupt(self, signal_number):
        child, leader = self.start("run", "quickstart", "--replications", "100000", "-o", "r.h5")
        try:
            self.assertIn(b"running quickstart", self.read(leader, b"running quickstart"))
            child.send_signal(signal_number)
            shown = self.read(leader)
            self.assertEqual(child.wait(timeout=60), 130)
        finally:
            child.kill()
            child.wait()
        self.assertIn(b"interrupted", shown)
        self.assertEqual(self.files(), [])

    def test_ctrl_c_leaves_nothing_behind(self):
        self.interrupt(signal.SIGINT)

    def test_a_polite_kill_does_so_too(self):
        self.interrupt(signal.SIGTERM)

    def test_colour_unless_refused(self):
        for environment, coloured in [({}, True), ({"NO_COLOR": "1"}, False),
                                      ({"TERM": "dumb"}, False)]:
            child, leader = self.start("run", "missing.json", **environment)
            shown = self.read(leader)
            self.assertEqual(child.wait(timeout=60), 5)
            self.assertEqual(b"\x1b" in shown, coloured, shown)


class Reports(CommandTest):
    def test_what_is_no_report_is_refused(self):
        self.check(0, "run", "quickstart", *TINY, *TINY_ARMS, "-o", "r.h5")
        whole = (self.folder / "r.h5").read_bytes()
        (self.folder / "half.h5").write_bytes(whole[:len(whole) // 2])
        (self.folder / "text.h5").write_bytes(b"this is no report\n" * 1000)
        (self.folder / "empty.h5").write_bytes(b"")
        for name in ["half.h5", "text.h5", "empty.h5"]:
            for command in ["report", "check-report"]:
                with self.subTest(name=name, command=command):
                    done = self.check(2, command, name)
                    self.assertEqual(done.stdout, "")
                    self.assertIn(name, done.stderr)
        self.assertIn("r.h5: sound", self.check(2, "check-report", "half.h5", "r.h5").stdout)

    def test_a_missing_report_cannot_be_read(self):
        for command in ["report", "check-report"]:
            self.assertIn("missing.h5", self.check(5, command, "missing.h5").stderr)


class Calibrate(CommandTest):
    fits = {}  # of the log below, by the options: each takes a second

    def fit(self, *options):
        """What is printed about the log; fits it once for all tests."""
        if options not in self.fits:
            self.purchases()
            self.fits[options] = self.check(0, "calibrate", "purchases", "log.csv", *options).stdout
        return self.fits[options]

    def purchases(self):
        rows = ["customer,date,amount"]
        for customer in range(60):
            for purchase in range(1 + customer % 4):
                day = (customer * 7 + purchase * (11 + customer % 13)) % 180
                rows.append(f"c{customer},2023-{day // 28 + 1:02}-{day % 28 + 1:02},"
                            f"{10 + (customer * 31 + purchase * 17) % 40}")
        return self.write("log.csv", "\n".join(rows) + "\n")

    def test_purchases(self):
        self.purchases()
        document = json.loads(self.fit("--json"))
        self.assertIn(document["model"], [c["model"] for c in document["candidates"]])
        for value in document["parameters"].values():
            self.assertLessEqual({"point", "low", "high"}, set(value))
        self.assertGreaterEqual(len(document["candidates"]), 5)
        self.assertIn("24", document["season"]["reason"])
        self.assertEqual(document["data"]["rows"], 150)
        self.assertEqual(document["data"]["file_sha256"],
                         hashlib.sha256((self.folder / "log.csv").read_bytes()).hexdigest())
        text = self.check(0, "calibrate", "purchases", "log.csv", "--model", "bg_nbd").stdout
        self.assertIn("BG/NBD", text)

    def test_purchases_in_another_layout(self):
        self.purchases()
        lines = (self.folder / "log.csv").read_text(encoding="utf-8").splitlines()[1:]
        rows = [line.split(",") for line in lines]
        self.write("umsatz.csv", "".join(
            f"{customer};{'.'.join(reversed(day.split('-')))};{amount},00\n"
            for customer, day, amount in rows))
        same = json.loads(self.check(0, "calibrate", "purchases", "umsatz.csv", "--json",
                                     "--columns", "customer=1,time=2", "--header", "no",
                                     "--delimiter", "semicolon").stdout)
        first = json.loads(self.fit("--json"))
        self.assertEqual(same["candidates"], first["candidates"])
        self.assertEqual(same["spend"], first["spend"])
        self.write("us.csv", "id,date,amount\n1,01/02/2023,5\n1,03/04/2023,5\n")
        self.assertIn("--date-format", self.check(2, "calibrate", "purchases", "us.csv").stderr)
        self.assertIn("customer, time", self.check(2, "calibrate", "purchases", "log.csv",
                                                   "--columns", "who=customer").stderr)

    def test_purchases_overlay(self):
        self.purchases()
        self.check(0, "calibrate", "purchases", "log.csv", "--overlay", "mine.json",
                   "--extends", "placebo")
        overlay = json.loads((self.folder / "mine.json").read_text(encoding="utf-8"))
        self.assertEqual(overlay["extends"], "placebo")
        self.assertEqual(overlay["calibrations"][0]["sha256"],
                         hashlib.sha256((self.folder / "log.csv").read_bytes()).hexdigest())
        self.assertEqual(overlay["population"]["purchases"]["r"]["basis"], "calibrated")
        self.check(0, "scenarios", "validate", "mine.json")
        self.assertIn("no_such", self.check(2, "calibrate", "purchases", "log.csv", "--overlay",
                                            "x.json", "--extends", "no_such").stderr)

    def test_campaign(self):
        with open(self.folder / "test.csv", "w", newline="", encoding="utf-8") as out:
            writer = csv.writer(out)
            writer.writerow(["segment", "visit", "conversion", "spend"])
            for i in range(400):
                treated, bought = i % 2, int(i % 10 == 1)
                writer.writerow(["mail" if treated else "control", int(i % 4 < 2), bought,
                                 bought * 20.5])
        document = json.loads(self.check(0, "calibrate", "campaign", "test.csv", "--json").stdout)
        self.assertEqual(document["arms"]["mail"]["n"], 200)
        self.assertAlmostEqual(document["effects"]["mail"]["conversion"]["point"], 0.2)
        self.assertGreater(document["effects"]["mail"]["conversion"]["z"], 4)
        self.assertIn("mail against control",
                      self.check(0, "calibrate", "campaign", "test.csv").stdout)

    def test_bad_data(self):
        self.write("bad.csv", "customer,date,amount\nc1,2023-13-45,5\n")
        for kind in ["purchases", "campaign"]:
            self.assertIn("missing.csv", self.check(5, "calibrate", kind, "missing.csv").stderr)
            self.assertIn("bad.csv", self.check(2, "calibrate", kind, "bad.csv").stderr)
        self.purchases()
        self.assertIn("yyyy-mm-dd", self.check(2, "calibrate", "purchases", "log.csv", "--until",
                                               "yesterday").stderr)

    def uses(self):
        """Forty days of a door's uses, as a Poisson process."""
        luck = random.Random(20240601)
        rows, at = ["time;sensor"], 0.0
        while (at := at + luck.expovariate(1 / 3600.0)) < 40 * 86400.0:
            moment = datetime(2024, 3, 4) + timedelta(seconds=int(at))
            rows.append(f"{moment:%d/%m/%Y %H:%M:%S};door")
        return self.write("uses.csv", "\n".join(rows) + "\n")

    def clicks(self):
        luck = random.Random(20240601)
        rows = ["user,time,page"]
        for user in range(150):
            at = luck.uniform(0.0, 20 * 86400.0)
            for _ in range(1 + int(luck.expovariate(0.25))):
                moment = datetime(2024, 3, 4) + timedelta(seconds=int(at))
                page = luck.choice(["home", "product", "search", "account"])
                rows.append(f"u{user},{moment:%Y-%m-%d %H:%M:%S},{page}")
                at += luck.lognormvariate(3.0, 1.0)
        return self.write("clicks.csv", "\n".join(rows) + "\n")

    def test_every_overlay_names_its_base_from_its_own_folder(self):
        self.purchases()
        self.uses()
        self.clicks()
        for folder in ["base", "out"]:
            (self.folder / folder).mkdir()
        self.write("base/shop.json", '{"extends": "quickstart", "name": "shop"}')
        for kind, log in [("purchases", "log.csv"), ("telemetry", "uses.csv"),
                          ("sessions", "clicks.csv")]:
            overlay = f"out/{kind}.json"
            self.check(0, "calibrate", kind, log, "--overlay", overlay, "--extends",
                       "base/shop.json")
            written = json.loads((self.folder / overlay).read_text(encoding="utf-8"))
            self.assertEqual(written["extends"], "../base/shop.json")
            self.check(0, "scenarios", "check", overlay)
            self.assertIn("give it another name",
                          self.check(2, "calibrate", kind, log, "--overlay", overlay,
                                     "--extends", overlay).stderr)
            self.assertIn("no_such", self.check(2, "calibrate", kind, log, "--overlay", "x.json",
                                                "--extends", "no_such").stderr)

    def test_a_fitted_home_is_valid_and_a_busier_one_is_not(self):
        self.uses()
        self.check(0, "calibrate", "telemetry", "uses.csv", "--overlay", "home.json")
        against = ["validate", "home.json", "--against", "uses.csv", "--kind", "telemetry"]
        right = self.check(0, *against, "-o", "right.h5")
        self.assertIn("statistics are inside", right.stdout)
        self.assertTrue((self.folder / "right.h5").exists())
        wrong = self.check(1, *against, "--json", "--set",
                           "streams.appliances.0.uses_per_filling=2000")
        table = json.loads(wrong.stdout)["files"][0]
        rows = {row["statistic"]: row for row in table["statistics"]}
        self.assertEqual(rows["activations of a day, mean"]["verdict"], "outside")
        self.assertEqual(rows["activations of a day, mean"]["unit"], "1/day")
        self.assertGreater(rows["gap, 50% quantile"]["low"], 0.0)
        few = self.check(2, *against, "--replications", "18").stderr
        self.assertIn("simulate 19 or more", few)

    def test_all_kinds_read_tables_alike(self):
        # Gzip, a chosen delimiter, columns by number, no header; a fault names file, line, column.
        logs = {
            "purchases": ("c{0};2023-0{1}-1{2};5.5", "customer=1,time=2,value=3", 2),
            "campaign": ("{1};{2};{2};7.5", "arm=1,visit=2,conversion=3,spend=4", 4),
            "sessions": ("u{0};2023-0{1}-1{2} 10:00:00;home", "user=1,time=2,page=3", 2),
            "telemetry": ("2023-01-0{1} 0{2}:00:{0:02};door", "start=1,sensor=2", 1),
        }
        for kind, (row, columns, column) in logs.items():
            rows = [row.format(i % 50, i % 2 + 1, i // 2 % 2) for i in range(1500)]
            layout = ["--header", "no", "--delimiter", "semicolon", "--columns"]
            narrow = rows[1200].split(";")[:-1]
            strange = rows[1200].split(";")
            strange[column - 1] = "soon"
            for wrong, place in [(narrow, ":1201: "), (strange, f':1201: column "{column}": ')]:
                lines = rows[:1200] + [";".join(wrong)] + rows[1201:]
                (self.folder / "log.csv.gz").write_bytes(
                    gzip.compress("\n".join(lines).encode(), mtime=0))
                fault = self.check(2, "calibrate", kind, "log.csv.gz", *layout, columns).stderr
                self.assertIn("log.csv.gz" + place, fault, kind)
                same = self.check(2, "validate", "quickstart", "--against", "log.csv.gz",
                                  "--kind", kind, *layout, columns).stderr
                self.assertEqual(fault, same)
            unknown = self.check(2, "calibrate", kind, "log.csv.gz", *layout, "colour=1").stderr
            self.assertIn("colour", unknown)

    @unittest.skipUnless((REAL_DATA / "cdnow").is_dir(), "no real data beside the project")
    def test_published_figures_of_real_logs(self):
        cdnow = json.loads(self.check(0, "calibrate", "purchases",
                                      REAL_DATA / "cdnow/CDNOW_sample.txt.gz", "--json",
                                      "--model", "bg_nbd").stdout)
        self.assertEqual(cdnow["model"], "bg_nbd")  # Fader, Hardie, Lee 2005
        for name, value in [("r", .2426), ("alpha", 4.414), ("a", .793), ("b", 2.426)]:
            fitted = cdnow["parameters"][name]
            self.assertAlmostEqual(fitted["point"] / value, 1, delta=.005)
            self.assertTrue(fitted["low"] < fitted["point"] < fitted["high"])
        self.assertAlmostEqual(cdnow["log_likelihood"], -9582.43, delta=.02)
        self.assertEqual(cdnow["data"]["customers"], 2357)
        campaign = json.loads(self.check(0, "calibrate", "campaign",
                                         REAL_DATA / "hillstrom/hillstrom.csv.gz",
                                         "--json").stdout)
        self.assertEqual(campaign["arms"]["Mens E-Mail"]["n"], 21307)
        effect = campaign["effects"]["Mens E-Mail"]
        self.assertAlmostEqual(effect["visit"]["z"], 22.486, delta=.001)
        self.assertAlmostEqual(effect["conversion"]["z"], 7.3851, delta=.0001)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]])
