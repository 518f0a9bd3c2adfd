"""Draws, wished widths and validation, as a user meets them.

Usage: doubt_test.py SHOAL [unittest arguments]
"""

import hashlib
import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

SHOAL = Path(sys.argv[1]).resolve()
TINY = ["--replications", "2", "--set", "population.people=60",
        "--set", "population.arrivals_per_week=0", "--set", "history_weeks=1",
        "--set", "measured_weeks=2", "--set", "runout_weeks=1", "--set",
        'arms=[{"name":"no_touch","engine":"no_touch"},{"name":"random","engine":"random"}]']


class Doubt(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def check(self, code, *arguments):
        done = subprocess.run([SHOAL, *map(str, arguments)], cwd=self.folder, text=True,
                              stdin=subprocess.DEVNULL, capture_output=True, timeout=300)
        self.assertEqual(done.returncode, code, f"{arguments}\n{done.stdout}\n{done.stderr}")
        return done

    def digest(self, name):
        return hashlib.sha256((self.folder / name).read_bytes()).hexdigest()

    def test_draws_give_both_intervals_and_the_same_bytes_on_any_threads(self):
        documents = {}
        for threads in ["1", "2"]:
            done = self.check(0, "run", "quickstart", *TINY, "--draws", "5", "--threads", threads,
                              "-o", threads + ".h5", "--json", "--half-width", "0.1")
            self.assertIn("times", done.stderr)
            documents[threads] = json.loads(done.stdout)
        self.assertEqual(self.digest("1.h5"), self.digest("2.h5"))
        document = documents["1"]
        self.assertEqual(document["uncertainty"]["draws"], 5)
        self.assertGreater(len(document["uncertainty"]["parameters"]), 10)
        gain = document["contrasts"]["random_vs_no_touch"]["margin_gain"]["uncertainty"]
        self.assertLess(gain["low"], gain["high"])
        self.assertIn("share", gain["below_zero"])
        self.assertEqual(document["precision"][0]["measure"], "conversion_lift")
        self.assertEqual(self.check(0, "check-report", "1.h5").stdout, "1.h5: sound\n")
        text = self.check(0, "report", "1.h5").stdout
        self.assertIn("How sure: 5 draws of", text)

    def test_where_nothing_can_be_drawn_it_says_what_to_do(self):
        resolved = json.loads(self.check(0, "scenarios", "show", "quickstart", "--json").stdout)

        def certain(node):
            if isinstance(node, dict):
                node.pop("range", None)
                node.pop("range_scale", None)
            for part in node.values() if isinstance(node, dict) else node:
                if isinstance(part, (dict, list)):
                    certain(part)
        certain(resolved)
        (self.folder / "certain.json").write_text(json.dumps(resolved), encoding="utf-8")
        done = self.check(2, "run", "certain.json", *TINY, "--draws", "5")
        self.assertIn("Declare ranges", done.stderr)
        self.assertIn("2 replications at least",
                      self.check(2, "run", "quickstart", "--replications", "1", "--draws",
                                 "5").stderr)

    def test_wishes_that_cannot_be_read_are_refused(self):
        for wish, problem in [("0", "above 0"), ("wide", "not a half-width"),
                              ("conversion_lft=0.1", "conversion_lift")]:
            self.assertIn(problem, self.check(2, "run", "quickstart", "--half-width", wish).stderr)

    def test_a_log_of_another_audience_is_outside(self):
        rows = ["customer,date,amount"]
        for customer in range(120):
            for purchase in range(1 + customer % 4):
                day = (customer // 3 + purchase * (11 + customer % 13)) % 180
                rows.append(f"c{customer},2023-{day // 28 + 1:02}-{day % 28 + 1:02},"
                            f"{10 + (customer * 31 + purchase * 17) % 40}")
        (self.folder / "log.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
        done = self.check(1, "validate", "quickstart", "--against", "log.csv", "--replications",
                          "19", "-o", "v.h5")
        self.assertIn("OUTSIDE", done.stdout)
        self.assertIn("wrote v.h5", done.stderr)
        again = self.check(1, "validate", "quickstart", "--against", "log.csv", "--replications",
                           "19", "--threads", "1", "--json", "-o", "w.h5")
        self.assertEqual(self.digest("v.h5"), self.digest("w.h5"))
        document = json.loads(again.stdout)
        self.assertEqual(document["files"][0]["kind"], "purchases")
        self.assertGreater(document["outside"], 0)
        self.assertIn("--replications", self.check(2, "validate", "quickstart", "--against",
                                                   "log.csv", "--replications", "5").stderr)
        self.check(5, "validate", "quickstart", "--against", "missing.csv")


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[2:]])
