"""Draws a log of purchases beside what its fitted models would have bought.

    shoal calibrate purchases log.csv --seed 1 --json | python3 plot_purchases.py purchases.svg

Left: cumulative repeat purchases by week, the log as dots, each simulated model as a line with the
95% band of the one that a world follows. Right: repeats added every three weeks. The dashed line is
the end of the calibration.
"""
import json
import math
import sys

WIDTH, HEIGHT, MARGIN = 420, 280, 48
INK, BAND, GRID = "#1b1b1b", "#c9dff0", "#bbbbbb"
LINES = ["#2f6da8", "#b5541c", "#3c8a4e", "#7a4fa0"]
STEP = 3  # weeks


class Panel:
    def __init__(self, offset, title, last_week, highest):
        self.offset, self.last, self.highest = offset, last_week, highest
        left, right = offset + MARGIN, offset + WIDTH - 12
        self.out = [f'<text x="{left}" y="22" font-size="13" fill="{INK}">{title}</text>',
                    f'<path d="M{left} 34V{HEIGHT - MARGIN}H{right}" fill="none" stroke="{INK}"/>',
                    f'<text x="{right}" y="{HEIGHT - MARGIN + 28}" font-size="11" '
                    f'text-anchor="end" fill="{INK}">week</text>']
        for week in range(0, last_week + 1, 13):
            self.out.append(f'<text x="{self.x(week):.1f}" y="{HEIGHT - MARGIN + 15}" '
                            f'font-size="10" text-anchor="middle" fill="{INK}">{week}</text>')
        for part in range(5):
            value = highest * part / 4
            self.out.append(f'<text x="{left - 4}" y="{self.y(value) + 3:.1f}" font-size="10" '
                            f'text-anchor="end" fill="{INK}">{value:,.0f}</text>')

    def x(self, week):
        return self.offset + MARGIN + (WIDTH - MARGIN - 12) * week / self.last

    def y(self, value):
        return HEIGHT - MARGIN - (HEIGHT - MARGIN - 40) * value / self.highest

    def path(self, points):
        return " ".join(f"{self.x(w):.1f},{self.y(v):.1f}" for w, v in points)

    def line(self, points, colour):
        self.out.append(f'<polyline points="{self.path(points)}" fill="none" stroke="{colour}"/>')

    def band(self, lows, highs):
        self.out.append(f'<polygon points="{self.path(lows + highs[::-1])}" fill="{BAND}"/>')

    def dots(self, points):
        for week, value in points:
            self.out.append(f'<circle cx="{self.x(week):.1f}" cy="{self.y(value):.1f}" r="2" '
                            f'fill="{INK}"/>')

    def end_of_calibration(self, week):
        self.out.append(f'<path d="M{self.x(week):.1f} 34V{HEIGHT - MARGIN}" stroke="{GRID}" '
                        'stroke-dasharray="4 3"/>')


def four_steps(highest):
    """The least four equal round steps that reach it."""
    power = 10 ** math.floor(math.log10(highest / 4))
    steps = [m * power for m in (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10)]
    return 4 * next(step for step in steps if 4 * step >= highest)


def added(weeks, key):
    return [(weeks[i]["week"], sum(w[key] for w in weeks[i - STEP + 1:i + 1]))
            for i in range(STEP - 1, len(weeks), STEP)]


def draw(document):
    tracking = document["tracking"]
    tracking.sort(key=lambda t: t["model"] != document["model"])
    weeks = tracking[0]["weeks"]
    calibrated = max(w["week"] for w in weeks if not w["holdout"])
    most = max(max(w["high"], w["actual"]) for t in tracking for w in t["weeks"])
    rate = max(v for key in ("actual_added", "simulated_added") for _, v in added(weeks, key))
    total = Panel(0, "Cumulative repeat purchases", len(weeks), four_steps(most))
    pace = Panel(WIDTH, f"Repeats added in {STEP} weeks", len(weeks), four_steps(rate))
    total.band([(w["week"], w["low"]) for w in weeks], [(w["week"], w["high"]) for w in weeks])
    for i, one in enumerate(tracking):
        colour = LINES[i % len(LINES)]
        total.line([(w["week"], w["simulated"]) for w in one["weeks"]], colour)
        pace.line(added(one["weeks"], "simulated_added"), colour)
        total.out.append(f'<text x="{MARGIN + 12}" y="{50 + 15 * i}" font-size="11" '
                         f'fill="{colour}">{one["model"]}</text>')
    total.dots([(w["week"], w["actual"]) for w in weeks if w["week"] % STEP == 0])
    pace.dots(added(weeks, "actual_added"))
    for panel in (total, pace):
        panel.end_of_calibration(calibrated)
    return [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {2 * WIDTH} {HEIGHT}" '
            'font-family="sans-serif">', '<rect width="100%" height="100%" fill="#ffffff"/>',
            *total.out, *pace.out, "</svg>"]


if __name__ == "__main__":
    with open(sys.argv[1], "w", encoding="utf-8") as out:
        out.write("\n".join(draw(json.load(sys.stdin))) + "\n")
