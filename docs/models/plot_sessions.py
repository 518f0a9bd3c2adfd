"""Draws the statistics of a log of sessions beside those of simulated logs.

    shoal validate shop.json --against online_shoppers_intention.csv.gz --replications 39 --json \
      | python3 plot_sessions.py sessions.svg

Left: quantiles of the pages of a session, of all, first and later visits and those with a purchase.
Middle: conversion by month and shares of the months. Right: every other statistic, simulated over
real. Dots are the log, bars what the family's correction lets pass; red dots lie outside.
"""
import json
import math
import re
import sys

WIDTH, MARGIN = 430, 52
INK, BAND, RED, GREY = "#1b1b1b", "#9cc3e6", "#c0392b", "#bbbbbb"


def text(x, y, words, size=10, anchor="start", colour=INK):
    return (f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" '
            f'fill="{colour}">{words}</text>')


def colour_of(row):
    return RED if row["verdict"] == "outside" else INK


def bar(x, low, high, width):
    return (f'<rect x="{x - width / 2:.1f}" y="{high:.1f}" width="{width}" '
            f'height="{max(low - high, 1):.1f}" fill="{BAND}"/>')


def dot(x, y, row):
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.6" fill="{colour_of(row)}"/>'


def band(row):
    return row["low"], row["high"]


class Axis:
    """A vertical axis with its ticks, logarithmic or from zero."""

    def __init__(self, left, top, bottom, ticks, show, log):
        self.log, self.top, self.bottom = log, top, bottom
        self.low, self.high = self.scaled(ticks[0]), self.scaled(ticks[-1])
        self.out = [f'<path d="M{left} {top}V{bottom}H{left + WIDTH - MARGIN - 24}" fill="none" '
                    f'stroke="{INK}"/>']
        self.out += [text(left - 5, self.y(t) + 3, show(t), anchor="end") for t in ticks]

    def scaled(self, value):
        return math.log(max(value, 0.5)) if self.log else value

    def y(self, value):
        part = (self.scaled(value) - self.low) / (self.high - self.low)
        return self.bottom - (self.bottom - self.top) * min(max(part, -0.02), 1.05)


def draw_lengths(rows, height):
    axis = Axis(MARGIN, 40, height - 70, [1, 2, 5, 10, 20, 50, 100, 200, 400], str, True)
    out = [text(MARGIN, 22, "Pages of a session, quantiles", 13)] + axis.out
    groups = {}
    for row in rows:
        match = re.fullmatch(r"pages of (?:a )?(.*), (\d+)% quantile", row["statistic"])
        if match:
            groups.setdefault(match[1], []).append((int(match[2]), row))
    x = MARGIN + 20
    for name, members in groups.items():
        first = x
        for share, row in members:
            low, high = band(row)
            out += [bar(x, axis.y(low), axis.y(high), 9), dot(x, axis.y(row["real"]), row),
                    text(x, height - 55, share, 8, "middle")]
            x += 20
        out.append(text((first + x - 20) / 2, height - 40, name.replace("session with a ", "with "),
                        10, "middle"))
        x += 12
    out.append(text(MARGIN, height - 20, "% of sessions below"))
    return out


def draw_months(rows, left, height):
    out = []
    half = (height - 60) / 2
    for part, (begin, title) in enumerate((("conversion in month ", "Conversion by month, %"),
                                           ("share of sessions in month ",
                                            "Share of sessions by month, %"))):
        top = 40 + part * (half + 8)
        here = [(int(r["statistic"][len(begin):]), r) for r in rows
                if r["statistic"].startswith(begin)]
        if not here:
            continue
        most = max(max(r["real"], band(r)[1] or 0) for _, r in here)
        step = next(s for s in (0.02, 0.05, 0.1, 0.2) if most / s <= 5)
        ticks = [step * k for k in range(math.ceil(most / step) + 1)]
        axis = Axis(left + MARGIN, top, top + half - 40, ticks, lambda t: f"{100 * t:.0f}", False)
        out += [text(left + MARGIN, top - 12, title, 13)] + axis.out
        for month, row in here:
            x = left + MARGIN + 28 * month - 8
            low, high = band(row)
            out += [bar(x, axis.y(max(low, 0)), axis.y(high), 12), dot(x, axis.y(row["real"]), row),
                    text(x, top + half - 27, "JFMAMJJASOND"[month - 1], 10, "middle")]
    return out


def draw_others(rows, left, height):
    others = [r for r in rows if not re.search(r"quantile$|in month|mean$", r["statistic"])
              or r["statistic"].startswith(("duration", "seconds", "pages of a session, mean"))]
    out = [text(left + 10, 22, "Other statistics, over the log's", 13)]
    label, right = left + 250, left + WIDTH + 20
    step = (height - 70) / max(len(others), 1)

    def x(ratio):
        return label + (right - label) * (min(max(ratio, 0.7), 1.3) - 0.7) / 0.6

    for ratio in (0.8, 1.0, 1.2):
        out.append(f'<path d="M{x(ratio):.1f} 34V{height - 34}" stroke="{GREY}"/>')
        out.append(text(x(ratio), height - 20, f"{ratio:.1f}", 10, "middle"))
    for i, row in enumerate(others):
        y = 44 + i * step
        real = row["real"] or 1.0
        low, high = band(row)
        name = row["statistic"].replace("share of ", "").replace(" quantile", "")
        out += [text(label - 6, y + 3, name, 8.5, "end", colour_of(row)),
                f'<rect x="{x(low / real):.1f}" y="{y - 3:.1f}" height="6" fill="{BAND}" '
                f'width="{max(x(high / real) - x(low / real), 1):.1f}"/>', dot(x(1.0), y, row)]
    return out


def draw(document):
    rows = [r for r in document["files"][0]["statistics"] if r["simulated_mean"] is not None]
    height = 430
    return [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {3 * WIDTH + 30} {height}" '
            'font-family="sans-serif">', '<rect width="100%" height="100%" fill="#ffffff"/>',
            *draw_lengths(rows, height), *draw_months(rows, WIDTH, height),
            *draw_others(rows, 2 * WIDTH, height), "</svg>"]


if __name__ == "__main__":
    with open(sys.argv[1], "w", encoding="utf-8") as out:
        out.write("\n".join(draw(json.load(sys.stdin))) + "\n")
