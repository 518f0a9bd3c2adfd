#!/usr/bin/python3
"""Pictures of simulated against real, from the JSON of `shoal validate --json` and of
`shoal calibrate purchases --seed 1 --json`.

    docs/plots/plot.py fidelity VALIDATION.json OUT.svg [--select TEXT] [--title TEXT]
    docs/plots/plot.py curve VALIDATION.json OUT.svg --select TEXT... [--x TEXT...] [--title TEXT]
    docs/plots/plot.py tracking CALIBRATION.json OUT.svg [--title TEXT]

VALIDATION.json may also be what `shoal calibrate sessions|telemetry --seed 1 --json` prints.

fidelity: each statistic's deviation from the simulated mean, in units of the reach of its interval
on that side; a point beyond the band is outside.
curve: statistics that differ by one number in their names (an hour, a month, a week) along it, a
panel for each --select; on a logarithmic axis where they span more than two decades.
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


def tables(document):
    if "files" in document:
        return document["files"]
    found = document.get("telemetry", [document])
    return [answer["fidelity"] for answer in found if answer.get("fidelity")]


def statistics(document, select):
    rows = [row for table in tables(document) for row in table["statistics"]
            if row["simulated_mean"] is not None and row["low"] is not None]
    return [row for row in rows if re.search(select, row["statistic"])]


def draw_fidelity(axes, rows):
    reach = 2.5
    for y, row in enumerate(reversed(rows)):
        off = row["real"] - row["simulated_mean"]
        half = abs(row["high" if off > 0 else "low"] - row["simulated_mean"])
        outside = row["verdict"] == "outside"
        x = off / half if half > 0 else (reach if outside else 0.0)
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
    rows = [p[2] for p in points]
    axes.fill_between(x, [r["low"] for r in rows], [r["high"] for r in rows], color=SIMULATED,
                      alpha=0.18, linewidth=0, label="simulated: where the log may lie")
    axes.plot(x, [r["simulated_mean"] for r in rows], color=SIMULATED, label="simulated, mean")
    axes.plot(x, [r["real"] for r in rows], "-", color=REAL, linewidth=0.8)
    for verdict, colour, label in (("inside", REAL, "real"), ("outside", OUTSIDE, "real, outside")):
        at = [(p[0], p[2]["real"]) for p in points if p[2]["verdict"] == verdict]
        if at:
            axes.plot(*zip(*at), "o", color=colour, markersize=3, label=label)
    values = [v for r in rows for v in (r["low"], r["high"], r["real"])]
    if min(r["real"] for r in rows) > 0 and max(values) > 100 * min(r["real"] for r in rows):
        axes.set_yscale("log")
    elif min(values) >= 0:
        axes.set_ylim(bottom=0)
    if any(not p[1][0].isdigit() for p in points):
        axes.set_xticks(x)
        axes.set_xticklabels([p[1] for p in points])
    axes.set_xlabel(x_label)
    unit = rows[0]["unit"]
    if unit != "1":
        axes.set_ylabel(unit)
    axes.legend(frameon=False, loc="best", fontsize=7)


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


def chosen(document, select):
    rows = statistics(document, select)
    if not rows:
        sys.exit("no statistic is called so: " + select)
    return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("kind", choices=["fidelity", "curve", "tracking"])
    parser.add_argument("json")
    parser.add_argument("out")
    parser.add_argument("--select", action="append")
    parser.add_argument("--title", default="")
    parser.add_argument("--x", action="append")
    args = parser.parse_args()
    with open(args.json, encoding="utf-8") as file:
        document = json.load(file)
    selects = args.select or [""]
    if args.kind == "tracking":
        figure, axes = plt.subplots(figsize=(6.4, 3.6))
        draw_tracking(axes, document)
    elif args.kind == "fidelity":
        rows = [row for select in selects for row in chosen(document, select)]
        figure, axes = plt.subplots(figsize=(7.6, 0.8 + 0.17 * len(rows)))
        draw_fidelity(axes, rows)
    else:
        width = 6.4 if len(selects) == 1 else 4.6 * len(selects)
        figure, panels = plt.subplots(1, len(selects), squeeze=False, figsize=(width, 3.4))
        for i, select in enumerate(selects):
            label = (args.x or [])[i] if i < len(args.x or []) else select
            draw_curve(panels[0][i], chosen(document, select), label)
        axes = panels[0][0]
    axes.set_title(args.title, loc="left", fontsize=10)
    figure.tight_layout()
    figure.savefig(args.out, format="svg", metadata={"Date": None, "Creator": None})


if __name__ == "__main__":
    main()
