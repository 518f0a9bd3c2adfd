"""Draws a real campaign beside simulated ones, from the table of
`build/release/tests/scenarios/validation/test_scenarios_validation "The quickstart shop*"`.

    test_scenarios_validation "The quickstart shop*" | python3 plot_campaign.py campaign.svg

A line per statistic: the band is the range of the simulations, the dot the real value, all over the
real value.
"""
import re
import sys

WIDTH, ROW, LEFT, TOP = 760, 24, 270, 46
INK, BAND, DOT, GRID = "#1b1b1b", "#9ec5e8", "#b3312c", "#dddddd"
LINE = re.compile(r"^\s*(\S.*?)\s+(-?[\d.e+-]+)\s+(-?[\d.e+-]+)\s+(-?[\d.e+-]+)( \*)?$")


def main():
    rows = []
    for text in sys.stdin:
        found = LINE.match(text)
        if found:
            name, real, low, high = found.group(1), *map(float, found.groups()[1:4])
            rows.append((name, low / real, high / real))
    if not rows:
        sys.exit("no table in the input")
    least = min(0.6, min(r[1] for r in rows))
    most = max(1.4, max(r[2] for r in rows))
    inner = WIDTH - LEFT - 30
    height = TOP + ROW * len(rows) + 30

    def x(v):
        return LEFT + inner * (v - least) / (most - least)

    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
           f'font-family="sans-serif" font-size="12">',
           f'<rect width="{WIDTH}" height="{height}" fill="white"/>',
           f'<text x="{LEFT}" y="20" font-size="13" fill="{INK}">Hillstrom\'s e-mail test and 19 '
           'simulated ones, over the real value</text>']
    for step in range(int(least * 5), int(most * 5) + 1):
        v = step / 5
        if not least <= v <= most:
            continue
        out.append(f'<line x1="{x(v):.1f}" x2="{x(v):.1f}" y1="{TOP - 8}" y2="{height - 30}" '
                   f'stroke="{GRID}"/>')
        out.append(f'<text x="{x(v):.1f}" y="{height - 12}" text-anchor="middle" '
                   f'fill="{INK}">{v:.1f}</text>')
    for k, (name, low, high) in enumerate(rows):
        y = TOP + ROW * k + 6
        out.append(f'<text x="{LEFT - 12}" y="{y + 4}" text-anchor="end" '
                   f'fill="{INK}">{name}</text>')
        out.append(f'<rect x="{x(low):.1f}" y="{y - 6}" width="{x(high) - x(low):.1f}" height="12" '
                   f'fill="{BAND}"/>')
        out.append(f'<circle cx="{x(1):.1f}" cy="{y}" r="4" fill="{DOT}"/>')
    out.append("</svg>")
    with open(sys.argv[1], "w", encoding="utf-8") as file:
        file.write("\n".join(out) + "\n")


main()
