"""Draws a log of sensors beside simulated homes, from `shoal calibrate telemetry FILE --seed N --json`.

    shoal calibrate telemetry sensors.txt --seed 1 --json | python3 plot_telemetry.py sensors.svg

Activations: share by hour of day and quantiles of gaps. Samples: mean by hour and autocorrelations.
The band is the 95% interval over simulated homes, dots are the log.
"""
import json
import math
import sys

WIDTH, HEIGHT, MARGIN = 360, 240, 46
INK, BAND, GRID = "#1b1b1b", "#9ec5e8", "#dddddd"


def panel(offset, title, points, scale):
    """points: (label, real, low, mean, high); returns SVG of one panel."""
    values = [scale(v) for p in points for v in p[1:]]
    low, high = min(values), max(values)
    high = high if high > low else low + 1.0
    inner_w, inner_h = WIDTH - 2 * MARGIN, HEIGHT - 2 * MARGIN

    def x(i):
        return offset + MARGIN + inner_w * (i + 0.5) / len(points)

    def y(v):
        return MARGIN + inner_h * (1.0 - (scale(v) - low) / (high - low))

    out = [f'<text x="{offset + MARGIN}" y="24" font-size="13" fill="{INK}">{title}</text>']
    out.append(
        f'<rect x="{offset + MARGIN}" y="{MARGIN}" width="{inner_w}" height="{inner_h}" '
        f'fill="none" stroke="{GRID}"/>'
    )
    upper = [f"{x(i):.1f},{y(p[4]):.1f}" for i, p in enumerate(points)]
    lower = [f"{x(i):.1f},{y(p[2]):.1f}" for i, p in enumerate(points)]
    out.append(f'<polygon points="{" ".join(upper + lower[::-1])}" fill="{BAND}"/>')
    mean = " ".join(f"{x(i):.1f},{y(p[3]):.1f}" for i, p in enumerate(points))
    out.append(f'<polyline points="{mean}" fill="none" stroke="#2f6da8"/>')
    for i, p in enumerate(points):
        out.append(f'<circle cx="{x(i):.1f}" cy="{y(p[1]):.1f}" r="2.6" fill="{INK}"/>')
        if len(points) <= 8 or i % 4 == 0:
            out.append(
                f'<text x="{x(i):.1f}" y="{HEIGHT - MARGIN + 16}" font-size="10" fill="{INK}" '
                f'text-anchor="middle">{p[0]}</text>'
            )
    for value, at in ((low, HEIGHT - MARGIN), (high, MARGIN + 8)):
        shown = 10**value if scale is not plain else value
        out.append(
            f'<text x="{offset + MARGIN - 4}" y="{at}" font-size="10" fill="{INK}" '
            f'text-anchor="end">{shown:.3g}</text>'
        )
    return out


def plain(value):
    return value


def logarithm(value):
    return math.log10(max(value, 0.5))


def chosen(compared, prefix, strip):
    return [
        (c["statistic"].removeprefix(prefix).removesuffix(strip), c["real"], c["low"],
         c["simulated"], c["high"])
        for c in compared
        if c["statistic"].startswith(prefix)
    ]


def main():
    answer = json.load(sys.stdin)["telemetry"][0]
    compared = answer["compared"]
    if answer["kind"] == "activations":
        panels = [
            ("Share of activations by hour", chosen(compared, "share of activations at hour ", ""),
             plain),
            ("Gap by quantile, s", chosen(compared, "gap at quantile ", ", s"), logarithm),
        ]
    else:
        panels = [
            ("Reading by quantile", chosen(compared, "reading at quantile ", ""), plain),
            ("Autocorrelation", chosen(compared, "autocorrelation, ", ""), plain),
        ]
    body = []
    for number, (title, points, scale) in enumerate(panels):
        if points:
            body += panel(number * WIDTH, title, points, scale)
    with open(sys.argv[1], "w", encoding="utf-8") as out:
        out.write(
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{2 * WIDTH}" height="{HEIGHT}" '
            f'font-family="sans-serif">\n<rect width="100%" height="100%" fill="white"/>\n'
            + "\n".join(body)
            + "\n</svg>\n"
        )


if __name__ == "__main__":
    main()
