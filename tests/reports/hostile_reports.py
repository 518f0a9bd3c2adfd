"""Turns a sound report into hostile ones with h5py; each must be refused in words, at once.

    /usr/bin/python3 hostile_reports.py SAMPLE_REPORT_PROGRAM REPORT.h5
"""
import os
import shutil
import subprocess
import sys
import tempfile

import h5py
import numpy as np

TABLE = "/arms/ai/summary"
SECRET = "secret.h5"


def replace(file, path, make):
    """Puts what `make` creates in the place of an object, with its attributes."""
    attributes = dict(file[path].attrs)
    del file[path]
    made = make(file, path)
    if made is not None:
        for name, value in attributes.items():
            made.attrs[name] = value


def external_link(file):
    del file[TABLE]
    file[TABLE] = h5py.ExternalLink(SECRET, TABLE)


def external_group(file):
    del file["/arms/ai"]
    file["/arms/ai"] = h5py.ExternalLink(SECRET, "/arms/ai")


def soft_link(file):
    del file[TABLE]
    file[TABLE] = h5py.SoftLink("/arms/flat/summary")


def virtual(file):
    def make(file, path):
        layout = h5py.VirtualLayout(shape=(4,), dtype="f8")
        layout[:] = h5py.VirtualSource(SECRET, "/arms/ai/weekly/margin", shape=(4,))
        return file.create_virtual_dataset(path, layout)
    replace(file, "/arms/ai/weekly/margin", make)


def external_storage(file):
    def make(file, path):
        return file.create_dataset(path, shape=(4,), dtype="f8", external=[("/etc/passwd", 0, 32)])
    replace(file, "/arms/ai/weekly/margin", make)


def huge(file):
    def make(file, path):
        return file.create_dataset(path, shape=(2**50,), dtype="f8", chunks=(4096,))
    replace(file, "/arms/ai/weekly/margin", make)


def huge_chunk(file):
    def make(file, path):
        return file.create_dataset(path, shape=(4,), maxshape=(None,), dtype="f8",
                                   chunks=(2**28,))
    replace(file, "/arms/ai/weekly/margin", make)


def huge_text(file):
    def make(file, path):
        return file.create_dataset(path, shape=(), dtype="S2000000000")
    replace(file, "/scenario", make)


def variable_text(file):
    def make(file, path):
        return file.create_dataset(path, data="{}", dtype=h5py.string_dtype())
    replace(file, "/scenario", make)


def variable_attribute(file):
    file[TABLE].attrs["units"] = ["a"] * 8


def other_filter(file):
    def make(file, path):
        return file.create_dataset(path, data=np.zeros(4), chunks=(4,), scaleoffset=3)
    replace(file, "/arms/ai/weekly/margin", make)


def two_dimensions(file):
    replace(file, "/arms/ai/weekly/margin",
            lambda file, path: file.create_dataset(path, data=np.zeros((2, 2))))


def nested_record(file):
    kind = np.dtype([("measure", [("a", "f8")])])
    replace(file, TABLE, lambda file, path: file.create_dataset(path, data=np.zeros(3, kind)))


def column_missing(file):
    table = file[TABLE][()]
    names = [name for name in table.dtype.names if name != "low"]
    replace(file, TABLE, lambda file, path: file.create_dataset(path, data=table[names]))
    file[TABLE].attrs["units"] = np.array([b""] * len(names))


def column_as_text(file):
    table = file["/replications"][()]
    kind = [(n, "S8" if n == "purchases" else table.dtype[n]) for n in table.dtype.names]
    replace(file, "/replications",
            lambda file, path: file.create_dataset(path, data=np.zeros(len(table), kind)))


def absurd_totals(file):
    table = file["/replications"][()]
    table["measured_weeks"] = 0.0
    table["alive_at_start"] = 2**64 - 1
    file["/replications"][...] = table


def schema_of_tomorrow(file):
    file.attrs["shoal_schema"] = 3


def schema_as_text(file):
    file.attrs["shoal_schema"] = np.bytes_(b"one")


def no_schema(file):
    del file.attrs["shoal_schema"]


def group_for_dataset(file):
    del file[TABLE]
    file.create_group(TABLE)


def dataset_for_group(file):
    del file["/arms/ai/weekly"]
    file["/arms/ai/weekly"] = np.zeros(3)


def strange_arm(file):
    file["/arms"].attrs["order"] = np.array([b"../truth", b"", b"/"])


HOSTILE = {
    external_link: "soft or external link",
    external_group: "soft or external link",
    soft_link: "soft or external link",
    virtual: "virtual dataset",
    external_storage: "stored in another file",
    huge: "more rows than the file can hold",
    huge_chunk: "chunks too large",
    huge_text: "too wide",
    variable_text: "a type that a report does not have",
    variable_attribute: "no text of fixed length",
    other_filter: "a filter that a report does not have",
    two_dimensions: "neither a list nor a single value",
    nested_record: "a type that a report does not have",
    column_missing: "column 'low' is missing",
    column_as_text: "column 'purchases' is of type text, not count",
    absurd_totals: "does not follow from /replications",
    schema_of_tomorrow: "schema 3 is not known",
    schema_as_text: "is no whole number",
    no_schema: "shoal_schema is missing",
    group_for_dataset: "/arms/ai/summary",
    dataset_for_group: "/arms/ai/weekly: is missing",
    strange_arm: "is missing",
}

program, report = (os.path.abspath(argument) for argument in sys.argv[1:3])
failures = []
with tempfile.TemporaryDirectory() as folder:
    shutil.copy(report, os.path.join(folder, SECRET))
    for spoil, words in HOSTILE.items():
        path = os.path.join(folder, "hostile.h5")
        shutil.copy(report, path)
        with h5py.File(path, "r+") as file:
            spoil(file)
        done = subprocess.run([program, "check", path], cwd=folder, capture_output=True, text=True,
                              timeout=60)
        said = (done.stdout + done.stderr).strip()
        print(f"{spoil.__name__}: exit {done.returncode}: {said.splitlines()[:1]}")
        if done.returncode != 1 or words not in said or "HDF5-DIAG" in said:
            failures.append(f"{spoil.__name__}: exit {done.returncode}, wanted '{words}':\n{said}")
if failures:
    sys.exit("\n".join(failures))
