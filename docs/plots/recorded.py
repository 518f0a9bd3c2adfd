"""What the pictures read: a trace, the truth beside it, a report; and how they look.

Needs python3-h5py and python3-matplotlib (Debian).
"""
import json

import h5py
import matplotlib
import numpy as np

matplotlib.use("svg")
import matplotlib.pyplot as plt  # noqa: E402  (the backend comes first)

matplotlib.rcParams.update({
    "svg.hashsalt": "shoal",
    "svg.fonttype": "path",
    "font.size": 9,
    "axes.titlesize": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "legend.frameon": False,
    "legend.fontsize": 8,
    "lines.markersize": 3.5,
})
# Okabe and Ito 2008: told apart by people of all kinds of colour vision.
COLOURS = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000", "#999999"]
LAW = "#1b1b1b"
HOUR_US, DAY_US, WEEK_US = 3600e6, 86400e6, 604800e6


def text(array):
    return np.char.decode(array, "utf-8")


class Recorded:
    """A trace, and its truth where there is one. Persons are looked up by subject."""

    def __init__(self, trace, truth=None):
        with h5py.File(trace) as file:
            self.events = file["/events"][:]
            self.kinds = list(text(file["/names/kinds"]["name"]))
            self.topics = list(text(file["/brief/topics"]["name"]))
            self.terms = file["/brief/terms"][0]
            self.creatives = file["/brief/creatives"][:]
            self.scenario = json.loads(file["/scenario"][()].decode("utf-8"))
        if truth is None:
            return
        with h5py.File(truth) as file:
            self.truth = {name: file[name][:] for name in
                          ("identities", "people", "purchases", "touches", "drifts", "members")}
        identities = self.truth["identities"]
        self._subjects = identities["subject"]  # in order
        self._persons = identities["person"].astype(np.int64)

    def of_kind(self, *kinds):
        return self.events[np.isin(self.events["kind"], [self.kinds.index(k) for k in kinds])]

    def person(self, subject):
        """Whose each subject is; -1: nobody's."""
        place = np.clip(np.searchsorted(self._subjects, subject), 0, len(self._subjects) - 1)
        return np.where(self._subjects[place] == subject, self._persons[place], -1)

    def topic_code(self, names):
        """Names of topics as events code them: 1 + index."""
        return np.array([1 + self.topics.index(n) for n in text(names)], dtype=np.int64)

    def value(self, path):
        """A quantity of the scenario as it was run, without unit and basis."""
        node = self.scenario
        for key in path.split("."):
            if isinstance(node, list):
                node = node[int(key)] if key.isdigit() else \
                    next(entry for entry in node if entry["name"] == key)
            else:
                node = node[key]
        return node["value"] if isinstance(node, dict) and "value" in node else node


def steps(values):
    """Sorted values and the share at or below each."""
    x = np.sort(np.asarray(values, dtype=float))
    return x, np.arange(1, len(x) + 1) / len(x)


def thinned(x, count, spacing="even"):
    """Some indices of a sorted array: every quantile alike, or alike in the logarithm of the rank
    from the end."""
    n = len(x)
    if spacing == "even":
        return np.unique(np.linspace(0, n - 1, min(count, n)).astype(int))
    return np.unique(n - np.geomspace(1, n, count).astype(int))


def wilson(hits, n, z=1.96):
    """95% interval of a share (Wilson 1927): below and above it."""
    hits, n = np.asarray(hits, float), np.asarray(n, float)
    p = hits / n
    mid = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * np.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return p, np.maximum(p - (mid - half), 0), np.maximum(mid + half - p, 0)


def canvas(columns, rows=1, width=3.3, height=3.1):
    figure, axes = plt.subplots(rows, columns, figsize=(width * columns, height * rows),
                                squeeze=False)
    return figure, axes[0] if rows == 1 else axes


def save(figure, out, title):
    figure.suptitle(title, x=0.01, ha="left", fontsize=10.5)
    figure.tight_layout(rect=(0, 0, 1, 0.97))
    figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
