"""Pictures of what people do on their own: needs, drift, posts, identities."""
import numpy as np

import laws
from recorded import (COLOURS, DAY_US, HOUR_US, LAW, WEEK_US, Recorded, canvas, save, steps, text,
                      thinned, wilson)


def needs_begun(trace):
    """Sessions that are about a topic from their start: person x topic, and the instant."""
    starts = trace.of_kind("session_start")
    starts = starts[starts["topic"] > 0]
    bought_in = trace.of_kind("purchase")["ref"]
    starts = starts[~np.isin(starts["ref"], bought_in)]  # those that a decision starts
    key = trace.person(starts["subject"]) * 100 + starts["topic"]
    order = np.lexsort((starts["occurred_us"], key))
    return key[order], starts["occurred_us"][order].astype(float)


def lives_of_needs(trace):
    """From the session in which a need begins to its purchase, by topic (1 + index)."""
    key, begun = needs_begun(trace)
    bought = trace.truth["purchases"]
    owner = bought["person"].astype(np.int64) * 100 + trace.topic_code(bought["topic"])
    order = np.lexsort((bought["at_us"], owner))
    owner, ends = owner[order], bought["at_us"][order]
    last = np.searchsorted(owner, key, side="right")
    found = np.array([np.searchsorted(ends[a:b], t) + a for a, b, t in
                      zip(np.searchsorted(owner, key), last, begun)], dtype=np.int64)
    whole = begun < trace.terms["run_end_us"] - 20 * WEEK_US  # all of these are over
    whole &= found < last
    found = np.minimum(found, len(ends) - 1)
    return (ends[found] - begun)[whole], (key % 100)[whole]


def say(what, seen, off):
    print(f"{what}: {len(seen):,} needs, farthest from the law {np.abs(off).max():.4f}, "
          f"chance alone stays within {1.36 / np.sqrt(len(seen)):.4f} (95%)")


def half_life_scale(shape, means, half_life):
    low, high = 1e-6, 1e6
    for _ in range(80):
        middle = np.sqrt(low * high)
        share = laws.gamma_sum_cdf(half_life, shape, np.asarray(means) * middle)[0]
        low, high = (middle, high) if share > 0.5 else (low, middle)
    return low


def draw_half_lives(axes, trace):
    life_h, topic = lives_of_needs(trace)
    life_h = life_h / HOUR_US
    shape = trace.value("streams.intent.dwell_shape")
    for k, name in enumerate(trace.topics):
        half = trace.value(f"topics.{name}.half_life_hours")
        means = np.asarray(trace.value(f"topics.{name}.dwell_hours"), float)
        means = means * half_life_scale(shape, means, half)
        x = half * np.geomspace(0.06, 6, 60)
        axes.plot(x, laws.gamma_sum_cdf(x, shape, means), color=LAW, linewidth=0.8,
                  label="law" if k == 0 else None)
        seen, share = steps(life_h[topic == k + 1])
        at = thinned(seen, 22)
        axes.plot(seen[at], share[at], "o", color=COLOURS[k % 6], markersize=3)
        say(f"half-life {half:g} h", seen, laws.gamma_sum_cdf(seen[at], shape, means) - share[at])
    axes.axhline(0.5, color="#999999", linewidth=0.7, linestyle=":")
    axes.set_xscale("log")
    axes.set_xlim(0.008, 6000)
    ticks = {1 / 60: "1 min", 0.17: "10 min", 1: "1 h", 6: "6 h", 24: "1 d", 168: "1 w",
             504: "3 w", 4000: ""}
    axes.set_xticks(list(ticks), list(ticks.values()), rotation=45)
    axes.minorticks_off()
    axes.set_xlabel("time since the need began")
    axes.set_ylabel("share of needs decided")
    axes.set_title("Eight half-lives: each line\ncrosses 1/2 at its own", loc="left")


def draw_dwells(axes, traces):
    laws_of = {"gamma": lambda x, k: laws.erlang_cdf(x, k, 1),
               "weibull": lambda x, k: laws.weibull_cdf(x, k, 1),
               "log_normal": lambda x, k: laws.log_normal_cdf(
                   x, np.exp(-0.5 * np.log(1 + 1 / k)), np.sqrt(np.log(1 + 1 / k)))}
    x = np.geomspace(0.01, 10, 120)
    for k, trace in enumerate(traces):
        family = trace.value("streams.intent.dwell_family")
        shape = trace.value("streams.intent.dwell_shape")
        key, begun = needs_begun(trace)
        # The first session of a pair begins a need, the second its next stage; people with more
        # than one need about a topic are left out.
        same = key[1:] == key[:-1]
        before, after = np.append(False, same[:-1]), np.append(same[1:], False)
        pairs = np.flatnonzero(same & ~before & ~after)
        means = np.array([trace.value(f"topics.{n}.dwell_hours")[0] for n in trace.topics])
        gap = (begun[pairs + 1] - begun[pairs]) / HOUR_US / means[key[pairs] % 100 - 1]
        seen, share = steps(gap)
        at = thinned(seen, 30)
        axes.plot(x, laws_of[family](x, shape), color=LAW, linewidth=0.8)
        say(f"{family} {shape:g}", seen, laws_of[family](seen[at], shape) - share[at])
        axes.plot(seen[at], share[at], "o", color=COLOURS[k], markersize=3,
                  label=f"{family.replace('_', '-')}, shape {shape:g}")
    axes.set_xscale("log")
    axes.set_xlim(0.01, 10)
    axes.set_xlabel("time in stage curious / its mean")
    axes.set_ylabel("share that has gone on")
    axes.set_title("Laws of the dwell: Markov\n(gamma 1) and semi-Markov", loc="left")
    axes.legend(loc="upper left")


def intent(out, files):
    figure, axes = canvas(2, width=4, height=3.5)
    draw_half_lives(axes[0], Recorded(files[0], files[1]))
    draw_dwells(axes[1], [Recorded(*pair) for pair in zip(files[2::2], files[3::2])])
    save(figure, out, "Needs: simulated (dots) against the law (lines)")


def schedule(drift, weeks):
    """How far a drift has gone, [0, 1], at these weeks of measurement."""
    at = weeks - drift["start_weeks"]["value"]
    length = drift["duration_weeks"]["value"]
    if drift["form"] == "abrupt":
        return np.where(at >= 0, 1.0, 0.0)
    if drift["form"] == "recurring":
        place = np.mod(at / drift["period_weeks"]["value"], 1)
        return np.where((at >= 0) & (at < length) & (place < drift["on_frac"]["value"]), 1.0, 0.0)
    return np.clip(at / length, 0, 1)


def draw_schedule(axes, trace, drift, colour):
    views = trace.of_kind("product_view")
    person = trace.person(views["subject"])
    weeks = (views["occurred_us"].astype(float) - trace.terms["measure_begin_us"]) / WEEK_US
    members = trace.truth["members"]
    mine = members["person"][text(members["drift"]) == drift["name"]]
    kind = [a["name"] for a in trace.scenario["population"]["archetypes"]].index(drift["archetype"])
    others = np.flatnonzero(trace.truth["people"]["archetype"] == kind)
    others = others[~np.isin(others, mine)]
    on_topic = views["topic"] == 1 + trace.topics.index(drift["topic"])
    edges = np.arange(0, 27)
    for who, mark, shade, label in ((mine, "o", colour, f"{len(mine):,} members"),
                                    (others, "x", "#777777", f"{len(others):,} others")):
        has = np.isin(person, who)
        seen = np.histogram(weeks[has], edges)[0]
        wanted = np.histogram(weeks[has & on_topic], edges)[0]
        axes.plot(edges[:-1] + 0.5, wanted / seen, mark, color=shade, markersize=3, label=label)
    fine = np.linspace(0, 26, 2601)
    base = 1 / len(trace.topics)
    gone = schedule(drift, fine) * drift["strength"]["value"]
    axes.plot(fine, base + gone * (1 - base), color=LAW, linewidth=0.9, label="schedule")
    axes.set_ylim(0, 1)
    axes.set_xlabel("week of measurement")
    axes.set_ylabel("share of views about it")
    axes.set_title(f"{drift['form']}: {drift['topic']}", loc="left")
    axes.legend(loc="center right", fontsize=7)


def draw_mixture(axes, trace, drift, colour):
    """Sessions of an archetype, over those of its weeks before the drift."""
    kinds = [a["name"] for a in trace.scenario["population"]["archetypes"]]
    starts = trace.of_kind("session_start")
    kind = trace.truth["people"]["archetype"][trace.person(starts["subject"])]
    weeks = (starts["occurred_us"].astype(float) - trace.terms["measure_begin_us"]) / WEEK_US
    edges = np.arange(0, 27)
    begin = int(drift["start_weeks"]["value"])
    for number, mark, shade, label in ((kinds.index(drift["archetype"]), "o", colour, "its people"),
                                       (0, "x", "#777777", "others")):
        seen = np.histogram(weeks[kind == number], edges)[0]
        axes.plot(edges[:-1] + 0.5, seen / seen[:begin].mean(), mark, color=shade, label=label)
    fine = np.linspace(0, 26, 261)
    factor = 1 + schedule(drift, fine) * (drift["activity_factor"]["value"] - 1)
    axes.plot(fine, factor, color=LAW, linewidth=0.9, label="schedule")
    axes.set_ylim(0, 3)
    axes.set_xlabel("week of measurement")
    axes.set_ylabel("sessions a week / before")
    axes.set_title(f"{drift['form']}: activity of an archetype", loc="left")
    axes.legend(loc="lower right", fontsize=7)


def draw_cohort(axes, trace, drift, colour):
    members = trace.truth["members"]
    mine = members[(text(members["drift"]) == drift["name"]) & (text(members["role"]) == "member")]
    row = trace.truth["drifts"][text(trace.truth["drifts"]["drift"]) == drift["name"]][0]
    hours = (mine["onset_us"] - row["start_us"]) / HOUR_US
    bought = trace.truth["purchases"]
    ours = bought[(text(bought["origin"]) == "cohort")]
    until = (ours["at_us"] - row["start_us"]) / HOUR_US
    x = np.linspace(0, 48, 481)
    onset = drift["onset_hours"]["value"]
    axes.plot(x, np.clip(x / onset, 0, 1), color=LAW, linewidth=0.9, label="law")
    shape = trace.value("streams.intent.dwell_shape")
    fine = np.linspace(-onset, 48, 241)
    life = np.where(fine > 0, laws.gamma_sum_cdf(np.maximum(fine, 1e-9), shape,
                                                 drift["dwell_hours"]["value"]), 0)
    bought_by = [np.mean(np.interp(v - np.linspace(0, onset, 200), fine, life)) for v in x]
    axes.plot(x, np.array(bought_by) * drift["need_conversion"]["value"], color=LAW, linewidth=0.9)
    for values, mark, label in ((hours, "o", "have scanned the code"), (until, "s", "have bought")):
        seen, share = steps(values)
        at = thinned(seen, 40)
        axes.plot(seen[at], share[at] * len(values) / len(mine), mark, color=colour, markersize=3,
                  fillstyle="full" if mark == "o" else "none", label=label)
    axes.set_xlim(0, 48)
    axes.set_xlabel("hours after the launch")
    axes.set_ylabel(f"share of {len(mine):,} members")
    axes.set_title(f"{drift['form'].replace('_', ' ')}: {drift['topic']}", loc="left")
    axes.legend(loc="lower right", fontsize=7)


def drift(out, files):
    trace = Recorded(*files)
    figure, axes = canvas(3, 2, height=2.7)
    panels = axes.ravel()
    for k, one in enumerate(trace.scenario["drifts"]):
        draw = draw_cohort if one["form"] == "novel_cohort" else draw_schedule
        draw = draw_mixture if one.get("target") == "mixture" else draw
        draw(panels[k], trace, one, COLOURS[k])
    save(figure, out, "Drift: what people look at (dots, by week) against the schedule")


def cascades(trace):
    """Of each post in the truth: when its burst began, and whether it is the burst's first. (The
    truth lists the members burst by burst, from the `burst_posts`-th post on: here from the
    first.) And the bursts that began early enough to be over."""
    rows, members = trace.truth["drifts"], trace.truth["members"]
    begun = np.repeat(rows["start_us"], rows["members"].astype(int))
    over = trace.terms["run_end_us"] - 3 * WEEK_US
    return begun, members["onset_us"] == begun, rows[rows["start_us"] < over]


def sizes_of(trace):
    return cascades(trace)[2]["members"].astype(int)


def draw_cascades(axes, traces):
    for k, trace in enumerate(traces):
        mu = trace.value("streams.sentiment.spread_mean")
        sizes = sizes_of(trace)
        n, survival = laws.borel_survival(mu, 2000)
        axes.plot(n, survival, color=LAW, linewidth=0.9)
        values = np.unique(np.geomspace(1, sizes.max(), 40).astype(int))
        axes.plot(values, [np.mean(sizes >= v) for v in values], "o", color=COLOURS[k],
                  label=f"spread {mu:g}: mean {sizes.mean():.2f}, law {1 / (1 - mu):.2f}")
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_ylim(2e-5, 1.5)
    axes.set_xlim(0.9, 2000)
    axes.set_xlabel("posts in a cascade, at least")
    axes.set_ylabel("share of cascades")
    axes.set_title("Sizes against Borel's law", loc="left")
    axes.legend(loc="lower left", fontsize=7)


def draw_growth(axes, traces):
    for k, trace in enumerate(traces):
        mu = trace.value("streams.sentiment.spread_mean")
        delay = trace.value("streams.sentiment.spread_delay_hours")
        begun, _, over = cascades(trace)
        ages = (trace.truth["members"]["onset_us"] - begun)[begun <= over["start_us"].max()]
        ages = ages / HOUR_US
        t = np.linspace(0, 72, 200)
        axes.plot(t, laws.mean_cascade(t, mu, delay), color=LAW, linewidth=0.9)
        seen = np.linspace(1, 72, 25)
        axes.plot(seen, [np.sum(ages <= h) / len(over) for h in seen], "o", color=COLOURS[k],
                  label=f"spread {mu:g}")
    axes.set_ylim(bottom=0)
    axes.set_xlabel("hours after the first post")
    axes.set_ylabel("mean posts so far")
    axes.set_title("Growth against Hawkes' mean", loc="left")
    axes.legend(fontsize=7)


def draw_sentiment(axes, trace):
    """What the first of a cascade say, and those who take a post up."""
    posts = trace.of_kind("sentiment")
    members = trace.truth["members"]
    own = cascades(trace)[1]
    key = trace.person(posts["subject"]) * 10**15 + posts["occurred_us"]
    order = np.argsort(key)
    wanted = members["person"].astype(np.int64) * 10**15 + members["onset_us"].astype(np.int64)
    at = np.minimum(np.searchsorted(key[order], wanted), len(key) - 1)
    found = key[order][at] == wanted
    value = posts["value"][order][at]
    noise = trace.value("streams.sentiment.noise_sd")
    felt = trace.value("streams.sentiment.experience_sd")
    x = np.linspace(-1, 0.999, 200)
    for mask, sd, colour, label in ((own, np.hypot(noise, felt), COLOURS[0], "buyers"),
                                    (~own, noise, COLOURS[1], "those who take a post up")):
        seen, share = steps(value[mask & found])
        k = thinned(seen, 40)
        axes.plot(x, laws.phi(x / sd), color=LAW, linewidth=0.9)
        axes.plot(seen[k], share[k], "o", color=colour, label=label)
    axes.set_xlabel("sentiment of a post")
    axes.set_ylabel("share at or below")
    axes.set_title("What posts say against the\nnormal law, cut to [-1, 1]", loc="left")
    axes.legend(loc="upper left", fontsize=7)


def social(out, files):
    traces = [Recorded(*pair) for pair in zip(files[::2], files[1::2])]
    figure, axes = canvas(3)
    draw_cascades(axes[0], traces)
    draw_growth(axes[1], traces)
    draw_sentiment(axes[2], traces[0])
    save(figure, out, "Posts that spread: simulated (dots) against the law (lines)")


def draw_shares(axes, values, first, law, x_label):
    """Counts of whole numbers against their shares by law."""
    sizes = np.arange(first, first + len(law))
    hits = np.array([np.sum(values == s) for s in sizes])
    p, below, above = wilson(hits, len(values))
    axes.bar(sizes, law, width=0.7, color="#dddddd", edgecolor=LAW, linewidth=0.7, label="law")
    axes.errorbar(sizes, p, [below, above], fmt="o", color=COLOURS[0], capsize=2,
                  label=f"simulated, {len(values):,}, 95%")
    axes.set_xticks(sizes)
    axes.set_ylim(0, 1.3 * max(law))
    axes.set_xlabel(x_label)
    axes.set_ylabel("share")
    axes.legend(fontsize=7, loc="upper right")


def draw_merges(axes, trace):
    days = trace.value("population.identities.merge_days")
    frac = trace.value("population.identities.duplicate_frac")
    found = trace.of_kind("merge")["occurred_us"] / DAY_US
    people = len(trace.truth["people"])
    end = trace.terms["run_end_us"] / DAY_US
    t = np.linspace(0, end, 200)
    found_by = frac * (1 - np.exp(-t / days))
    spread = 1.96 * np.sqrt(found_by * (1 - found_by) / people)
    axes.plot(t, 100 * found_by, color=LAW, linewidth=0.9, label="law, 95% of worlds")
    axes.fill_between(t, 100 * (found_by - spread), 100 * (found_by + spread), color="#dddddd")
    seen, share = steps(found)
    at = thinned(seen, 35)
    axes.plot(seen[at], 100 * share[at] * len(found) / people, "o", color=COLOURS[0],
              label="simulated")
    axes.set_xlabel("days since sign-up")
    axes.set_ylabel("people found to be one, %")
    axes.set_title("Double sign-ups found", loc="left")
    axes.legend(fontsize=7)


def identity(out, files):
    trace = Recorded(*files)
    logins = trace.of_kind("identify")
    logins = logins[logins["occurred_us"] < 21 * DAY_US]  # cookies last ten years here
    pairs = np.unique(np.stack([logins["subject"], logins["ref"]]).T, axis=0)
    cookies, users = np.unique(pairs[:, 0], return_counts=True)
    shared = users > 1
    owner = trace.person(cookies)
    figure, axes = canvas(3)
    mean = trace.value("population.identities.devices_mean") - 1
    law = [laws.poisson(0, mean), laws.poisson(1, mean)]
    devices = np.unique(owner[~shared], return_counts=True)[1]
    draw_shares(axes[0], devices, 1, law + [1 - sum(law)], "devices of a person")
    axes[0].set_title("Cookies that a person logs in\nfrom, one a device", loc="left")
    home = laws.homes(trace.value("population.identities.shared_home_frac"))[1:]
    draw_shares(axes[1], users[shared], 2, home / home.sum(), "people who share a cookie")
    axes[1].set_title("Homes with a common device", loc="left")
    draw_merges(axes[2], trace)
    save(figure, out, "Identities: what log-ins show (dots) against the law")
