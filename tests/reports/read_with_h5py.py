"""Reads every object of a Shoal report with h5py: names, types, units, finite values.

    /usr/bin/python3 read_with_h5py.py REPORT.h5

Prints one line for each dataset and fails with the list of what is wrong.
"""
import sys

import h5py
import numpy as np

ROOT = {"NX_class", "default", "shoal_schema", "scenario_name", "build", "currency", "seed",
        "replications", "pairing"}
ARM = {"summary", "weekly", "survival", "segments", "detection", "ledger"}
HEADLINE = {"conversion_rate", "revenue_per_person", "average_order_value", "mean_lifetime_days",
            "activation_rate", "time_to_segment_s", "cost", "margin_per_person", "micro_segments"}
CONTRAST = {"conversion_lift", "revenue_lift", "margin_gain", "lifetime_gain_days",
            "activation_gain", "roi", "oracle_share"}
ESTIMATE = {"point", "low", "high", "p_value"}

problems = []


def expect(condition, message):
    if not condition:
        problems.append(message)


def text(value):
    """An attribute's text, or list of texts, of fixed length: h5py gives bytes."""
    if isinstance(value, np.ndarray):
        return [entry.decode("utf-8") for entry in value]
    return value.decode("utf-8")


def check_dataset(name, data):
    expect("units" in data.attrs, f"{name}: no units")
    units = text(data.attrs["units"])
    values = data[()]
    if data.dtype.names is None:
        expect(isinstance(units, str), f"{name}: units are {units!r}")
        print(f"{name}: {data.shape} {data.dtype} [{units}]")
        return
    expect(len(units) == len(data.dtype.names), f"{name}: not one unit for each column")
    columns = [f"{column} [{unit}]" for column, unit in zip(data.dtype.names, units)]
    print(f"{name}: {len(values)} rows of " + ", ".join(columns))
    for column, unit in zip(data.dtype.names, units):
        kind = data.dtype[column].kind
        if kind == "S":
            text(values[column])
        elif kind == "f" and column not in ESTIMATE and not column.endswith("_s"):
            expect(np.isfinite(values[column]).all(), f"{name}.{column}: not finite")
        expect(kind in "Sfiu", f"{name}.{column}: type {data.dtype[column]}")
        if column.endswith("_s"):
            expect(unit == "s", f"{name}.{column}: unit {unit}")


def check_curve(name, group):
    signal = text(group.attrs["signal"])
    axes = text(group.attrs["axes"])
    expect(text(group.attrs["NX_class"]) == "NXdata", f"{name}: no NXdata")
    expect(signal in group and axes[0] in group, f"{name}: signal or axis is missing")
    lengths = {len(data) for data in group.values()}
    expect(len(lengths) == 1, f"{name}: columns of lengths {lengths}")
    expect(np.isfinite(group[signal][()]).all(), f"{name}: signal not finite")


def measures(table):
    return {row["measure"].decode(): row for row in table[()]}


def check_report(report):
    expect(ROOT <= set(report.attrs), f"root attributes {set(report.attrs)}")
    expect(len(report["scenario"][()].decode("utf-8")) > 0, "no scenario")
    report.visititems(lambda name, node: check_dataset(name, node)
                      if isinstance(node, h5py.Dataset) else None)
    order = text(report["arms"].attrs["order"])
    expect(set(order) == set(report["arms"]), f"arms {order}")
    expect(text(report["arms"].attrs["default"]) in order, "no default arm")
    for arm in order:
        group = report["arms"][arm]
        expect(ARM <= set(group), f"{arm} holds {set(group)}")
        expect(HEADLINE <= set(measures(group["summary"])), f"{arm}: measures")
        for curve in ("weekly", "survival"):
            check_curve(f"{arm}/{curve}", group[curve])
    for base in ("flat", "no_touch"):
        for arm in order:
            if base in order and arm != base:
                table = report["contrasts"][f"{arm}_vs_{base}"]
                expect(set(measures(table)) == CONTRAST, f"{arm} against {base}: measures")
    rows = report["replications"]
    expect(len(rows) == len(order) * int(report.attrs["replications"]), "rows of /replications")


with h5py.File(sys.argv[1], "r") as file:
    check_report(file)
if problems:
    sys.exit("\n".join(problems))
