"""Turns a sound trace into hostile ones with h5py; each must be refused in words, at once, and
what is merely odd must be read.

    /usr/bin/python3 hostile_traces.py SHOAL
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile

import h5py
import numpy as np

SHOAL = os.path.abspath(sys.argv[1])
SMALL = ["--set", "population.people=40", "--set", "history_weeks=1", "--set", "runout_weeks=1",
         "--set", "weekly_budget=1", "--weeks", "1"]
SECRET = "secret.h5"


def replace(file, path, make):
    """Puts what `make` creates in the place of an object, with its attributes."""
    attributes = dict(file[path].attrs)
    del file[path]
    made = make(file, path)
    for name, value in attributes.items():
        made.attrs[name] = value


def events_as(file, table, **options):
    replace(file, "/events", lambda f, path: f.create_dataset(path, data=table, **options))


def change(file, path, column, value, row=0):
    table = file[path][()]
    table[column][row] = value
    file[path][...] = table


def external_link(file):
    del file["/events"]
    file["/events"] = h5py.ExternalLink(SECRET, "/events")


def external_brief(file):
    del file["/brief"]
    file["/brief"] = h5py.ExternalLink(SECRET, "/brief")


def soft_link(file):
    file.move("/events", "/real")
    file["/events"] = h5py.SoftLink("/real")


def virtual(file):
    kind, rows = file["/events"].dtype, len(file["/events"])

    def make(file, path):
        layout = h5py.VirtualLayout(shape=(rows,), dtype=kind)
        layout[:] = h5py.VirtualSource(SECRET, "/events", shape=(rows,))
        return file.create_virtual_dataset(path, layout)
    replace(file, "/events", make)


def external_storage(file):
    kind = file["/events"].dtype
    replace(file, "/events", lambda f, path: f.create_dataset(
        path, shape=(4,), dtype=kind, external=[("/etc/passwd", 0, 160)]))


def huge(file):
    file["/events"].resize((2**48,))


def missing_chunks(file):
    file["/events"].resize((len(file["/events"]) + 100_000,))


def huge_chunk(file):
    kind = file["/events"].dtype
    replace(file, "/events", lambda f, path: f.create_dataset(
        path, shape=(4,), maxshape=(None,), dtype=kind, chunks=(2**22,)))


def other_filter(file):
    events_as(file, file["/events"][()], chunks=(64,), compression="lzf")


def two_dimensions(file):
    events_as(file, file["/events"][:4].reshape(2, 2))


def columns_swapped(file):
    table = file["/events"][()]
    names = list(table.dtype.names)
    names[0], names[1] = names[1], names[0]
    out = np.zeros(len(table), [(n, table.dtype[n]) for n in names])
    for name in names:
        out[name] = table[name]
    events_as(file, out)


def column_missing(file):
    table = file["/events"][()]
    kind = [(n, table.dtype[n]) for n in table.dtype.names if n != "stock"]
    events_as(file, np.zeros(len(table), kind))


def big_endian(file):
    table = file["/events"][()]
    events_as(file, table.astype(table.dtype.newbyteorder(">")))


def plain_bytes(file):
    events_as(file, np.zeros(100, "S40"))


def variable_text(file):
    replace(file, "/scenario", lambda f, path: f.create_dataset(path, data="{}",
                                                                dtype=h5py.string_dtype()))


def group_for_events(file):
    del file["/events"]
    file.create_group("/events")


def no_events(file):
    del file["/events"]


def arrivals_out_of_order(file):
    change(file, "/events", "arrived_us", 0, -1)


def arrival_before_zero(file):
    change(file, "/events", "arrived_us", -1)


def arrival_after_the_run(file):
    change(file, "/events", "arrived_us", 2**62, -1)


def absurd_time(file):
    change(file, "/events", "occurred_us", -2**63)


def schema_of_tomorrow(file):
    file.attrs["shoal_trace_schema"] = np.uint64(2)


def no_schema(file):
    del file.attrs["shoal_trace_schema"]


def a_report(file):
    del file.attrs["shoal_trace_schema"]
    file.attrs["shoal_schema"] = np.uint64(1)


def no_brief(file):
    del file["/brief"]


def tick_of_nothing(file):
    change(file, "/brief/terms", "tick_us", 0)


def tick_of_a_month(file):
    change(file, "/brief/terms", "tick_us", 30 * 86400 * 10**6)


def times_out_of_order(file):
    change(file, "/brief/terms", "touch_end_us", 10**9)


def endless_run(file):
    change(file, "/brief/terms", "run_end_us", 2**60)


def endless_caps(file):
    change(file, "/brief/terms", "touches_per_week", 2**40)


def budget_is_no_number(file):
    change(file, "/brief/terms", "weekly_budget", np.nan)


def cost_is_no_number(file):
    change(file, "/brief/channels", "cost", -np.inf)


def creative_of_no_channel(file):
    change(file, "/brief/creatives", "channel", 77)


def too_many_topics(file):
    names = np.array([(b"t%d" % i,) for i in range(300)], [("name", "S8")])
    replace(file, "/brief/topics", lambda f, path: f.create_dataset(path, data=names))


def kinds_of_tomorrow(file):
    change(file, "/names/kinds", "name", b"other", 3)


def two_rows_of_terms(file):
    table = file["/brief/terms"][()]
    replace(file, "/brief/terms",
            lambda f, path: f.create_dataset(path, data=np.concatenate([table, table])))


HOSTILE = {
    external_link: "soft or external link",
    external_brief: "soft or external link",
    soft_link: "soft or external link",
    virtual: "virtual dataset",
    external_storage: "stored in another file",
    huge: "more rows than the file can hold",
    missing_chunks: "lacks some of its chunks",
    huge_chunk: "chunks",
    other_filter: "a filter that",
    two_dimensions: "/events",
    columns_swapped: "ten fields and 40 bytes",
    column_missing: "ten fields and 40 bytes",
    big_endian: "ten fields and 40 bytes",
    plain_bytes: "ten fields and 40 bytes",
    variable_text: "/scenario",
    group_for_events: "is no dataset",
    no_events: "/events: is missing",
    arrivals_out_of_order: "arrived before the one above it",
    arrival_before_zero: "row 0 arrived before",
    arrival_after_the_run: "outside the run",
    absurd_time: "a time that cannot be",
    schema_of_tomorrow: "schema 2 is not known",
    no_schema: "this is no trace",
    a_report: "a report, not a trace",
    no_brief: "/brief/terms: is missing",
    tick_of_nothing: "tick_us must be from a second to a day",
    tick_of_a_month: "tick_us",
    times_out_of_order: "not in order",
    endless_run: "run_end_us is missing or out of range",
    endless_caps: "touches_per_week is missing or out of range",
    budget_is_no_number: "weekly_budget is missing or out of range",
    cost_is_no_number: "cost is out of range",
    creative_of_no_channel: "a code that nothing has",
    too_many_topics: "more than 16",
    kinds_of_tomorrow: "the code 3 means other here",
    two_rows_of_terms: "missing or out of range",
}


def odd_codes(file):
    table = file["/events"][()]
    table["kind"][:50] = 250
    table["source"][50:100] = 99
    table["topic"][100:150] = 255
    table["stock"][150:200] = 77
    table["ref"][200:250] = 2**32 - 1
    table["value"][250:300] = np.nan
    table["subject"][300:350] = 2**32 - 1
    file["/events"][...] = table


def late_clocks(file):
    table = file["/events"][()]
    table["occurred_us"][::2] = table["arrived_us"][::2] + 10**12
    table["occurred_us"][1::2] = -10**15
    file["/events"][...] = table


def long_ticks(file):
    change(file, "/brief/terms", "tick_us", 86400 * 10**6)


def short_ticks(file):
    change(file, "/brief/terms", "tick_us", 10**6)


def long_run(file):
    change(file, "/brief/terms", "run_end_us", 2 * 365 * 86400 * 10**6)


def strange_names(file):
    file.attrs["scenario_name"] = np.bytes_(b"\x1b[31mred\x07\xff")
    table = file["/brief/topics"][()]
    table["name"][0] = b'"\x1b\n,\xff'
    file["/brief/topics"][...] = table


def made_by_h5py(file):
    """As a stranger would write it: another chunking, no filters."""
    table = file["/events"][()]
    del file["/events"]
    file.create_dataset("/events", data=table, chunks=(100,), maxshape=(None,))


def contiguous(file):
    table = file["/events"][()]
    del file["/events"]
    file.create_dataset("/events", data=table)


def no_rows(file):
    file["/events"].resize((0,))


ODD = [odd_codes, late_clocks, long_ticks, short_ticks, long_run, strange_names, made_by_h5py,
       contiguous, no_rows]

failures = []


def run(folder, *arguments):
    try:
        done = subprocess.run([SHOAL, "trace", *arguments], cwd=folder, capture_output=True,
                              timeout=60, check=False)
    except subprocess.TimeoutExpired:
        return "none", "no end within a minute"
    return done.returncode, done.stdout.decode("utf-8", "replace") + done.stderr.decode(
        "utf-8", "replace")


def expect(condition, message):
    print(("" if condition else "WRONG ") + message.replace("\x1b", "ESC"))
    if not condition:
        failures.append(message)


with tempfile.TemporaryDirectory() as folder:
    sound = os.path.join(folder, SECRET)
    code, said = run(folder, "record", "quickstart", "-o", sound, *SMALL)
    expect(code == 0, f"record: exit {code}: {said}")
    path = os.path.join(folder, "spoilt.h5")

    def spoil(how):
        shutil.copy(sound, path)
        with h5py.File(path, "r+") as file:
            how(file)

    for how, words in HOSTILE.items():
        spoil(how)
        for arguments in (["info", path], ["export", path, "--format", "jsonl"],
                          ["replay", path, "--engine", "ai"]):
            code, said = run(folder, *arguments)
            expect(code == 2 and words in said and "HDF5-DIAG" not in said,
                   f"{how.__name__}, {arguments[0]}: exit {code}: {said.splitlines()[-1:]}")
    for how in ODD:
        spoil(how)
        for arguments in (["info", path], ["export", path, "--format", "csv"],
                          *(["replay", path, "--engine", engine]
                            for engine in ("ai", "flat", "random", "no_touch"))):
            code, said = run(folder, *arguments)
            unfit = how is long_ticks and "random" in arguments  # its step is shorter than a tick
            expect(code == (2 if unfit else 0) and (arguments[0] == "export" or "\x1b" not in said),
                   f"{how.__name__}, {' '.join(arguments[2:])}: exit {code}: "
                   f"{said.splitlines()[-1:] if code else ''}")
            if how is long_ticks and "ai" in arguments:  # every day ends in quiet hours
                expect(re.search(r"(?m)^touches refused +\d+ quiet_hours$", said),
                       f"the first reason of a refusal has a label: {said}")
if failures:
    sys.exit("\n".join(failures))
