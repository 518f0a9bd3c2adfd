"""Pictures of the way of an event: delivery, and the queue in front of an engine."""
import json

import h5py
import numpy as np

import laws
from recorded import COLOURS, LAW, WEEK_US, Recorded, canvas, save, text, thinned, wilson


def web(trace):
    """First copies of what the web sent, by id, and which ids came twice."""
    events = trace.events[trace.events["source"] == 0]
    events = events[np.lexsort((events["arrived_us"], events["id"]))]
    ids, first, copies = np.unique(events["id"], return_index=True, return_counts=True)
    return events[first], ids, copies


def draw_latency(axes, trace):
    events, _, _ = web(trace)
    late = np.sort((events["arrived_us"] - events["occurred_us"]) / 1e6)
    law = trace.scenario["delivery"]["web"]
    median, sd = law["latency_median_s"]["value"], law["latency_log_sd"]["value"]
    second = law["disorder"]
    u = (np.arange(4000) + 0.5) / 4000  # quantiles of the first latency, for the sum of both
    z = np.interp(u, laws.phi(np.linspace(-5, 5, 4001)), np.linspace(-5, 5, 4001))
    first = median * np.exp(sd * z)
    x = np.geomspace(0.05, 1e5, 200)
    both = [np.mean(laws.log_normal_cdf(np.maximum(v - first, 1e-12),
                                        second["delay_median_s"]["value"],
                                        second["delay_log_sd"]["value"])) for v in x]
    share = second["frac"]["value"]
    cdf = (1 - share) * laws.log_normal_cdf(x, median, sd) + share * np.array(both)
    axes.plot(x, 1 - cdf, color=LAW, linewidth=0.9, label="law")
    at = thinned(late, 45, "tail")
    axes.plot(late[at], 1 - at / len(late), "o", color=COLOURS[0],
              label=f"simulated, {len(late):,} events")
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlim(0.05, 1e5)
    axes.set_ylim(1e-5, 1.5)
    axes.set_xlabel("from occurrence to arrival, s, at least")
    axes.set_ylabel("share of web events")
    axes.set_title("Latency; one in twenty is held up\non top, which is the shoulder", loc="left")
    axes.legend(fontsize=7, loc="lower left")


def draw_faults(axes, clean, faulty, offline):
    """Equal events fare equally but for the fault that is switched on, so faults show as what
    differs between recordings of one world. Outages hit devices: intervals over those."""
    sent, sent_ids, _ = web(clean)
    here, ids, copies = web(faulty)
    there, there_ids, _ = web(offline)
    law = offline.scenario["delivery"]["web"]
    arrived = np.isin(sent_ids, ids)
    same = np.intersect1d(ids, sent_ids, return_indices=True)
    later = here["arrived_us"][same[1]] != sent["arrived_us"][same[2]]
    both = np.intersect1d(ids, there_ids, return_indices=True)
    held = there["arrived_us"][both[2]] != here["arrived_us"][both[1]]
    load = law["offline"]["per_week"]["value"] * law["offline"]["mean_hours"]["value"] / 168
    rows = [("lost", np.sum(~arrived), len(arrived), law["loss_frac"]["value"]),
            ("came twice", np.sum(copies > 1), len(copies), law["duplicates"]["frac"]["value"]),
            ("out of order", np.sum(later), len(later), law["disorder"]["frac"]["value"]),
            ("held by an outage", np.sum(held), len(held), 1 - np.exp(-load))]
    device, of = np.unique(here["subject"][both[1]], return_inverse=True)
    excess = np.bincount(of, held - held.mean(), len(device))
    by_device = 1.96 * np.sqrt(np.sum(excess**2)) / len(held)
    for y, (name, hits, n, exact) in enumerate(rows):
        p, below, above = wilson(hits, n)
        if "outage" in name:
            below = above = by_device
        axes.plot([100 * exact] * 2, [y - 0.35, y + 0.35], color=LAW, linewidth=1.2,
                  label="law" if y == 0 else None)
        axes.errorbar(100 * p, y, xerr=[[100 * below], [100 * above]], fmt="o", capsize=2,
                      color=COLOURS[0], label="simulated, 95%" if y == 0 else None)
        axes.annotate(f"{100 * p:.3f}% ({100 * exact:.3f})", (100 * exact, y), xytext=(8, 6),
                      textcoords="offset points", fontsize=7)
    axes.set_yticks(range(len(rows)), [r[0] for r in rows])
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_xlim(0, 8)
    axes.set_xlabel("% of web events")
    axes.set_title("What befalls events, by the law\nin brackets", loc="left")
    axes.legend(fontsize=7, loc="lower right")


def desks(report):
    """Servers, load and mean wait in service times of every arm of a report."""
    with h5py.File(report) as file:
        rows = file["/replications"][:]
        scenario = json.loads(file["/scenario"][()].decode("utf-8"))
    seconds = sum(scenario[k]["value"] for k in
                  ("history_weeks", "measured_weeks", "runout_weeks")) * WEEK_US / 1e6
    profile = {p["name"]: p for p in scenario["serving"]}
    out = []
    for row, arm in zip(rows, text(rows["arm"])):
        servers = int(profile[arm]["servers"]["value"])
        service = profile[arm]["event_s"]["value"]
        load = row["served_events"] / seconds * service / servers
        out.append((servers, load, row["event_wait_mean_s"] / service))
    return out


def draw_waits(axes, scattered, plain):
    x = np.linspace(0.35, 0.93, 120)
    for k, servers in enumerate(sorted({row[0] for row in scattered})):
        axes.plot(x, laws.erlang_c_wait(x, servers), color=LAW, linewidth=0.9,
                  label="Erlang C" if k == 0 else None)
        for rows, mark, says in ((scattered, "o", "arrivals scattered over days"),
                                 (plain, "^", "arrivals as they are: in sessions")):
            mine = [r for r in rows if r[0] == servers]
            axes.plot([r[1] for r in mine], [r[2] for r in mine], mark, color=COLOURS[k],
                      label=says if k == 0 else None)
        axes.annotate(f"{servers} server" + "s" * (servers > 1), (x[-1], laws.erlang_c_wait(
            x[-1], servers)), xytext=(3, -2), textcoords="offset points", fontsize=7.5,
            color=COLOURS[k])
    axes.set_xlim(0.35, 1.08)
    axes.set_ylim(8e-3, 600)
    axes.set_yscale("log")
    axes.set_xlabel("load of a server")
    axes.set_ylabel("mean wait / mean service time")
    axes.set_title("Waiting in front of an engine", loc="left")
    axes.legend(fontsize=7, loc="upper left")


def delivery(out, files):
    clean, faulty, offline = [Recorded(f) for f in files[:3]]
    figure, axes = canvas(3, width=3.7, height=3.4)
    draw_latency(axes[0], faulty)
    draw_faults(axes[1], clean, faulty, offline)
    draw_waits(axes[2], desks(files[3]), desks(files[4]))
    save(figure, out, "The way of an event: simulated (dots) against the law (lines)")
