"""Pictures of what people do about messages: response, misspecification."""
import numpy as np

import laws
from recorded import COLOURS, DAY_US, LAW, WEEK_US, Recorded, canvas, save, steps, thinned, wilson

CHANNEL_SHIFT_SD = 0.5  # of opening, over people (docs/models.md, People)


def remembered(touches, half_life_days, amounts):
    """What a person keeps of earlier touches at each one, `amounts` added by a touch, with a
    half-life. Touches stand in order of person and time."""
    rate = np.log(2) / (half_life_days * DAY_US)
    kept, left, who, when = np.zeros(len(touches)), 0.0, -1, 0.0
    for i, (person, at, amount) in enumerate(zip(touches["person"], touches["at_us"], amounts)):
        left = left * np.exp(-rate * (at - when)) if person == who else 0.0
        kept[i] = left
        left, who, when = left + amount, person, at
    return kept


def by_amount(axes, amount, hit, most, label, bins=14):
    """Shares with 95% intervals, by bins of equally many."""
    keep = amount <= most
    amount, hit = amount[keep], hit[keep]
    for part in np.array_split(np.argsort(amount, kind="stable"), bins):
        p, below, above = wilson(hit[part].sum(), len(part))
        axes.errorbar(amount[part].mean(), p, [[below], [above]], fmt="o", capsize=2,
                      color=COLOURS[0], label=label)
        label = None


def draw_uplift(axes, touched, twin):
    names = [a["name"] for a in twin.scenario["population"]["archetypes"]]
    begin = twin.terms["measure_begin_us"]
    weeks = (twin.terms["run_end_us"] - begin) / WEEK_US
    kind = twin.truth["people"]["archetype"]
    bought = []
    for trace in (twin, touched):
        rows = trace.truth["purchases"]
        bought.append(np.bincount(rows["person"][rows["at_us"] >= begin].astype(int),
                                  minlength=len(kind)) / weeks * 100)
    for k, name in enumerate(names):
        gain = bought[1][kind == k] - bought[0][kind == k]
        mean, half = gain.mean(), 1.96 * gain.std() / np.sqrt(len(gain))
        axes.errorbar(mean, k, xerr=half, fmt="o", capsize=3, color=COLOURS[k])
        base = bought[0][kind == k].mean()
        says = "no purchase differs" if not gain.any() else f"{mean:+.2f} on {base:.2f}"
        axes.annotate(says, (mean, k), xytext=(0, 8), textcoords="offset points", ha="center",
                      fontsize=7.5, bbox={"facecolor": "white", "edgecolor": "none", "pad": 1})
    axes.axvline(0, color=LAW, linewidth=0.9)
    axes.set_yticks(range(len(names)), [n.replace("_", "\n") for n in names])
    axes.set_ylim(len(names) - 0.5, -0.6)
    axes.margins(x=0.35)
    axes.set_xlabel("purchases added a week by 100 people,\nagainst their untouched twins")
    axes.set_title("Uplift by response type", loc="left")


def response(out, files):
    touched, twin = Recorded(files[0], files[1]), Recorded(files[2], files[3])
    touches = touched.truth["touches"]
    touches = touches[np.lexsort((touches["at_us"], touches["person"]))]
    value = touched.value
    fatigue = remembered(touches, value("response.fatigue_half_life_days"), np.ones(len(touches)))
    opened, clicked = touches["opened"] > 0, touches["clicked"] > 0
    leaves = np.where(clicked, 0.0, np.where(opened, value("response.memory.adstock_opened"),
                                             value("response.memory.adstock_unopened")))
    adstock = remembered(touches, value("response.memory.adstock_half_life_days"), leaves)
    lost = [a["name"] for a in touched.scenario["population"]["archetypes"]].index("lost_causes")
    reacts = touched.truth["people"]["archetype"][touches["person"].astype(int)] != lost

    figure, axes = canvas(3, width=3.6, height=3.3)
    draw_uplift(axes[0], touched, twin)
    by_amount(axes[1], fatigue[reacts], opened[reacts], 8, "simulated, 95%")
    x = np.linspace(0, 8, 100)
    at = value("response.open_intercept") - value("response.open_fatigue") * x
    axes[1].plot(x, laws.gauss_hermite(lambda z: laws.logistic(at + z), CHANNEL_SHIFT_SD),
                 color=LAW, linewidth=0.9, label="law")
    axes[1].set_xlabel("earlier touches, decayed (half-life "
                       f"{value('response.fatigue_half_life_days'):g} days)")
    axes[1].set_ylabel("share opened")
    axes[1].set_title("Fatigue takes from opening", loc="left")
    readers = reacts & opened
    by_amount(axes[2], adstock[readers], clicked[readers], 8, "simulated, 95%")
    x = np.linspace(0, 4, 100)
    at = value("response.click_intercept") + value("response.memory.click_adstock") * x / (1 + x)
    axes[2].plot(x, laws.logistic(at), color=LAW, linewidth=0.9, label="law")
    axes[2].set_xlabel("adstock of earlier touches, any channel")
    axes[2].set_ylabel("share of opened that is clicked")
    axes[2].set_title("Carry-over adds to clicking", loc="left")
    for panel in axes[1:]:
        panel.set_ylim(bottom=0)
        panel.legend()
    save(figure, out, "Messages: what a world did (dots) against the law (lines)")


PERSON = ["gender", "age_band", "city", "income_band", "device"]
TOUCH = ["channel", "part of day", "weekday", "topic", "message"]


def factors(trace):
    """Codes of each touch by five factors of the touch and five of its person: what any engine
    sees. And whether it was opened."""
    rows = trace.of_kind("profile")
    profile = np.zeros((len(trace.truth["people"]), len(PERSON)), int)
    profile[trace.person(rows["subject"]), rows["ref"]] = rows["value"].astype(int)
    touches = trace.truth["touches"]
    creative = trace.creatives[touches["creative"].astype(int)]
    day = touches["at_us"] / DAY_US
    topic = trace.topic_code(touches["topic"]) - 1
    of_touch = [creative["channel"], (day % 1 * 4).astype(int), (np.floor(day) % 7).astype(int),
                topic, creative["stage"] - 1]
    of_person = [profile[touches["person"].astype(int), k] for k in range(len(PERSON))]
    return ([np.asarray(f, int) for f in of_touch], of_person, touches["opened"].astype(float))


def main_effects(codes, opened, rounds=30):
    """The logistic model of the main effects of all factors: expected openings, by Newton steps
    factor by factor."""
    x = np.full(len(opened), np.log(opened.mean() / (1 - opened.mean())))
    for _ in range(rounds):
        for code in codes:
            p = laws.logistic(x)
            size = code.max() + 1
            score = np.bincount(code, opened - p, size)
            weight = np.maximum(np.bincount(code, p * (1 - p), size), 1e-9)
            x += (score / weight)[code]
    return laws.logistic(x)


def left_over(trace):
    """For each factor of the touch and of the person: chi-squared of their cells around the main
    effects of all ten, over its degrees of freedom; variances over people, whose touches hang
    together. About 1 where nothing is left to find."""
    of_touch, of_person, opened = factors(trace)
    person, people = trace.truth["touches"]["person"].astype(int), len(trace.truth["people"])
    p = main_effects(of_touch + of_person, opened)
    table = np.zeros((len(of_touch), len(of_person)))
    for i, a in enumerate(of_touch):
        for j, b in enumerate(of_person):
            cell = a * (b.max() + 1) + b
            score = np.bincount(cell, opened - p)
            both, place = np.unique(cell * people + person, return_inverse=True)
            own = np.bincount(place, opened - p)
            weight = np.bincount(both // people, own**2)
            used = weight > 0
            rows, columns = len(np.unique(a)), len(np.unique(b))
            table[i, j] = np.sum(score[used]**2 / weight[used]) / ((rows - 1) * (columns - 1))
    return table


def draw_left_over(axes, trace, title):
    table = left_over(trace)
    axes.imshow(np.log10(np.maximum(table, 1)), cmap="cividis", vmin=0, vmax=2, aspect="auto")
    for i in range(len(TOUCH)):
        for j in range(len(PERSON)):
            small = table[i, j] < 10
            axes.annotate(f"{table[i, j]:.{int(small)}f}", (j, i), ha="center", va="center",
                          fontsize=7.5, color="white" if small else "black")
    axes.set_xticks(range(len(PERSON)), [p.replace("_", " ") for p in PERSON], rotation=30)
    axes.set_yticks(range(len(TOUCH)), TOUCH)
    axes.spines[:].set_visible(False)
    axes.set_title(title, loc="left")


def draw_tails(axes, house, others):
    spend = {k: house.value(f"population.spend.{k}") for k in "pqv"}
    x = np.geomspace(5, 20000, 200)
    axes.plot(x, laws.gamma_gamma_survival(x, **spend), color=LAW, linewidth=0.9,
              label="law of the house")
    for k, trace in enumerate([house] + others):
        paid = np.sort(trace.truth["purchases"]["paid_minor"] / 100)
        at = thinned(paid, 30, "tail")
        axes.plot(paid[at], 1 - at / len(paid), "o" if k == 0 else "^", color=COLOURS[k],
                  label="house form" if k == 0 else f"heavy tails, replication {k - 1}")
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlim(5, 20000)
    axes.set_ylim(5e-5, 1.5)
    axes.set_xlabel("paid for an order, USD, at least")
    axes.set_ylabel("share of orders")
    axes.set_title("Prices: the form that an engine expects\nand what replications draw",
                   loc="left")
    axes.legend(loc="lower left", fontsize=7)


def misspecification(out, files):
    pairs = [Recorded(*pair) for pair in zip(files[::2], files[1::2])]
    figure, axes = canvas(3, width=3.8, height=3.4)
    chi = "chi-squared / degrees of freedom\nof "
    draw_left_over(axes[0], pairs[0], chi + "cells, house form: nothing left")
    draw_left_over(axes[1], pairs[1], chi + "cells, hidden interactions")
    draw_tails(axes[2], pairs[0], pairs[2:])
    save(figure, out, "What main effects of all features leave unexplained in who opens, "
                      "and tails that no gamma has")
