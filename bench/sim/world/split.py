#!/usr/bin/env python3
"""Splits the time of a world by what it was spent on, from call stacks that perf sampled.

    perf record -e cpu-clock:u -F 200 --call-graph dwarf,1024 -o world.perf \
        build/release/bench/sim/world/bench_sim_world --world everything --people 100000
    perf script -i world.perf --no-inline -F ip,sym | python3 bench/sim/world/split.py

Samples of building a world and of the bench itself do not count. The part of the others is that of
the first rule of which any frame, from the innermost outwards, holds one of the words; draws are
told apart by whether delivery asked for them. Prints each part's share.
"""

import collections
import sys

DRAWS = ("Stream::", "normal_quantile", "gamma_from_one", "poisson", "exp_of", "log_of", "powl",
         "draw_unit", "LogNormal::at")
DELIVERY = ("Delivery::", "Outages::", "ByArrival", "EventBuckets<shoal::Event>",
            "ChunkPool<shoal::Event>", "damage")
EVENT_LIST = ("Market::Task", "ByPayload")
BUILDING = ("Setting::Setting", "Market::Market", "Population::Population", "scenarios::",
            "draw_misspecification", "response_type")
PARTS = (
    ("event list", EVENT_LIST),
    ("homes: levels and use", ("Homes::", "UsePath")),
    ("sessions", ("Sessions::", "Identities::")),
    ("clocks", ("ActivityClock", "Drifts::", "StoreHours")),
    ("lives: the first look at a person", ("Market::left_at", "Market::lives", "felt_mood")),
    ("needs, visits and the rest", ("Market::", "NeedPool", "children", "Shelves::", "World::")),
)


def holds(frame, words):
    return any(word in frame for word in words)


def part_of(stack):
    """The part of one sample, frames from the innermost outwards; None if it is not the world's."""
    if any(holds(f, DELIVERY) for f in stack):
        if holds(stack[0], DRAWS):
            return "delivery: its draws"
        queue = any(holds(f, ("EventQueue", "EventBuckets", "ChunkPool", "receive")) for f in stack)
        return "delivery: in flight" if queue else "delivery: what befalls an event"
    if holds(stack[0], DRAWS) and not any(holds(f, EVENT_LIST) for f in stack):
        return "draws of the generator"
    for frame in stack:
        for name, words in PARTS:
            if holds(frame, words):
                return name
    return None


def stacks(lines):
    stack = []
    for line in lines:
        words = line.split(maxsplit=1)
        if words:
            stack.append(words[1].strip() if len(words) > 1 else "")
        elif stack:
            yield stack
            stack = []
    if stack:
        yield stack


def main():
    counts = collections.Counter()
    for stack in stacks(sys.stdin):
        if not any(holds(frame, BUILDING) for frame in stack) and part_of(stack):
            counts[part_of(stack)] += 1
    total = sum(counts.values())
    if total == 0:
        sys.exit("no samples: give the output of perf script")
    for name, n in counts.most_common():
        print(f"{100 * n / total:6.1f}%  {name}")
    print(f"{total} samples")


main()
