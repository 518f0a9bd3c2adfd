"""Draws census tables beside people drawn from them, as an SVG.

    build/release/tests/scenarios/test_scenarios "[.figures]" |
        python3 scenarios/priors/plot_demographics.py OUT.svg

One panel a figure: the bar is the table's share, the dot is the share among the drawn people with
its 95% interval, the line is the share over all groups, which independent draws would show in each.
"""

import csv
import math
import sys
from html import escape

ROW, LABEL, WIDTH, TOP = 17, 92, 210, 40
INK, BAR, DOT, GRID = "#1b1b1b", "#b9d3ea", "#a8321f", "#8a8a8a"


def panel(x0, title, rows):
    """SVG of one figure; rows: (group, people, census, drawn)."""
    people = sum(row[1] for row in rows)
    overall = sum(row[1] * row[3] for row in rows) / people
    scale = WIDTH / (1.12 * max(row[2] for row in rows))
    out = [f'<text x="{x0}" y="20" font-size="13" fill="{INK}">{escape(title)}</text>']
    for i, (group, count, census, drawn) in enumerate(rows):
        y = TOP + i * ROW
        error = 1.96 * math.sqrt(drawn * (1 - drawn) / count)
        left = x0 + LABEL
        out += [
            f'<text x="{left - 6}" y="{y + 11}" font-size="11" text-anchor="end" '
            f'fill="{INK}">{escape(group)}</text>',
            f'<rect x="{left}" y="{y + 2}" width="{census * scale:.1f}" height="{ROW - 5}" '
            f'fill="{BAR}"/>',
            f'<line x1="{left + (drawn - error) * scale:.1f}" y1="{y + 8}" '
            f'x2="{left + (drawn + error) * scale:.1f}" y2="{y + 8}" stroke="{DOT}"/>',
            f'<circle cx="{left + drawn * scale:.1f}" cy="{y + 8}" r="2.6" fill="{DOT}"/>',
            f'<text x="{left + census * scale + 8:.1f}" y="{y + 11}" font-size="10" '
            f'fill="{INK}">{census:.3f}</text>',
        ]
    at = x0 + LABEL + overall * scale
    bottom = TOP + len(rows) * ROW
    out.append(f'<line x1="{at:.1f}" y1="{TOP - 4}" x2="{at:.1f}" y2="{bottom}" stroke="{GRID}" '
               'stroke-dasharray="3 3"/>')
    return out, bottom


def main(target):
    figures = {}
    for row in csv.DictReader(line for line in sys.stdin if "," in line):
        figures.setdefault(row["figure"], []).append(
            (row["group"], float(row["people"]), float(row["census"]), float(row["drawn"])))
    body, height, x0 = [], 0, 10
    for title, rows in figures.items():
        part, bottom = panel(x0, title, rows)
        body += part
        height = max(height, bottom)
        x0 += LABEL + WIDTH + 50
    head = (f'<svg xmlns="http://www.w3.org/2000/svg" width="{x0}" height="{height + 20}" '
            'font-family="sans-serif"><rect width="100%" height="100%" fill="white"/>')
    with open(target, "w", encoding="utf-8") as out:
        out.write("\n".join([head, *body, "</svg>"]) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
