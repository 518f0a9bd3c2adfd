#!/usr/bin/python3
"""Pictures of simulated against real, from the JSON of `shoal validate --json` and of
`shoal calibrate purchases --seed 1 --json`.

    docs/plots/plot.py fidelity VALIDATION.json OUT.svg [--select TEXT] [--title TEXT]
    docs/plots/plot.py curve VALIDATION.json OUT.svg --select TEXT [--title TEXT] [--x TEXT]
    docs/plots/plot.py tracking CALIBRATION.json OUT.svg [--title TEXT]

fidelity: each statistic's deviation from the simulated mean, in units of what the family's
correction lets pass; a point beyond the band is outside.
curve: statistics that differ by one number in their names (an hour, a month, a week) along it.
tracking: repeats by week, fit and hold-out.
The same input gives the same bytes. Needs python3-matplotlib (Debian).
"""
import argparse
import json
import re
import sys

import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plt  # noqa: E402  (the backend comes first)

matplotlib.rcParams.update({
    "svg.hashsalt": "shoal",
    "svg.fonttype": "path",
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
})
REAL, SIMULATED, OUTSIDE = "#1b1b1b", "#3b7dd8", "#c0392b"
MONTHS = ("January February March April May June July August September October November "
          "December").split()
DAYS = "Mondays Tuesdays Wednesdays Thursdays Fridays Saturdays Sundays".split()


def statistics(document, select):
    rows = [row for file in document["files"] for row in file["statistics"]
            if row["simulated_mean"] is not None]
    return [row for row in rows if re.search(select, row["statistic"])]


def band(row):
    """What the family's correction lets pass, else the 95% interval of the statistic alone."""
    low, high = row["family_low"], row["family_high"]
    if low is None or high is None:
        low, high = row["low"], row["high"]
    return low, high


def draw_fidelity(axes, rows):
    reach = 2.5
    for y, row in enumerate(reversed(rows)):
        low, high = band(row)
        half = (high - low) / 2 if low is not None and high > low else None
        off = row["real"] - row["simulated_mean"]
        x = off / half if half else (0.0 if row["verdict"] == "inside" else reach)
        outside = row["verdict"] == "outside"
        shown = max(-reach, min(reach, x))
        marker = "o" if shown == x else (">" if x > 0 else "<")
        axes.plot([shown], [y], marker, color=OUTSIDE if outside else REAL, markersize=4)
    axes.axvspan(-1, 1, color=SIMULATED, alpha=0.18, linewidth=0)
    axes.axvline(0, color=SIMULATED, linewidth=1)
    axes.set_yticks(range(len(rows)))
    axes.set_yticklabels([row["statistic"] for row in reversed(rows)], fontsize=7)
    axes.set_ylim(-0.7, len(rows) - 0.3)
    axes.set_xlim(-reach - 0.1, reach + 0.1)
    axes.set_xlabel("real less simulated mean (band: what the simulation can make)", fontsize=8)


def place(name):
    for words in (MONTHS, DAYS):
        for i, word in enumerate(words):
            if re.search(r"\b" + word + r"\b", name):
                return i + 1, word[:3]
    number = re.findall(r"\d+(?:\.\d+)?", name)
    return (float(number[0]), number[0]) if number else (None, None)


def draw_curve(axes, rows, x_label):
    points = sorted((place(row["statistic"]) + (row,) for row in rows), key=lambda p: p[0])
    x = [p[0] for p in points]
    low = [band(p[2])[0] for p in points]
    high = [band(p[2])[1] for p in points]
    axes.fill_between(x, low, high, color=SIMULATED, alpha=0.18, linewidth=0,
                      label="simulated, what the family of statistics may")
    axes.plot(x, [p[2]["simulated_mean"] for p in points], color=SIMULATED, label="simulated, mean")
    axes.plot(x, [p[2]["real"] for p in points], "o-", color=REAL, markersize=3, linewidth=1,
              label="real")
    axes.set_ylim(bottom=0)
    if any(not p[1][0].isdigit() for p in points):
        axes.set_xticks(x)
        axes.set_xticklabels([p[1] for p in points])
    axes.set_xlabel(x_label)
    axes.legend(frameon=False, loc="best", fontsize=8)


def draw_tracking(axes, document):
    for tracking in document["tracking"]:
        weeks = [w["week"] for w in tracking["weeks"]]
        axes.plot(weeks, [w["simulated"] for w in tracking["weeks"]], label=tracking["model"])
        axes.fill_between(weeks, [w["low"] for w in tracking["weeks"]],
                          [w["high"] for w in tracking["weeks"]], alpha=0.15, linewidth=0)
    weeks = document["tracking"][0]["weeks"]
    axes.plot([w["week"] for w in weeks], [w["actual"] for w in weeks], color=REAL, label="real")
    first = next((w["week"] for w in weeks if w["holdout"]), None)
    if first is not None:
        axes.axvline(first - 0.5, color="#999999", linewidth=0.8, linestyle=":")
    axes.set_xlabel("week; hold-out after the dotted line")
    axes.set_ylabel("cumulative repeats")
    axes.set_ylim(bottom=0)
    axes.legend(frameon=False)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("kind", choices=["fidelity", "curve", "tracking"])
    parser.add_argument("json")
    parser.add_argument("out")
    parser.add_argument("--select", default="")
    parser.add_argument("--title", default="")
    parser.add_argument("--x", default="")
    args = parser.parse_args()
    with open(args.json, encoding="utf-8") as file:
        document = json.load(file)
    if args.kind == "tracking":
        figure, axes = plt.subplots(figsize=(6.4, 3.6))
        draw_tracking(axes, document)
    else:
        rows = statistics(document, args.select)
        if not rows:
            sys.exit("no statistic is called so: " + args.select)
        height = 0.8 + 0.17 * len(rows) if args.kind == "fidelity" else 3.4
        figure, axes = plt.subplots(figsize=(7.6 if args.kind == "fidelity" else 6.4, height))
        if args.kind == "fidelity":
            draw_fidelity(axes, rows)
        else:
            draw_curve(axes, rows, args.x)
    axes.set_title(args.title, loc="left", fontsize=10)
    figure.tight_layout()
    figure.savefig(args.out, format="svg", metadata={"Date": None, "Creator": None})


if __name__ == "__main__":
    main()
