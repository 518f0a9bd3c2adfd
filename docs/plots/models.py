#!/usr/bin/python3
"""Pictures of the models: what recorded worlds did (dots) against the exact law (lines).

    docs/plots/models.py intent OUT.svg NEEDS.h5 TRUTH.h5 (DWELLS.h5 TRUTH.h5)...
    docs/plots/models.py drift OUT.svg TRACE.h5 TRUTH.h5
    docs/plots/models.py social OUT.svg (TRACE.h5 TRUTH.h5)...
    docs/plots/models.py identity OUT.svg TRACE.h5 TRUTH.h5
    docs/plots/models.py response OUT.svg TOUCHED.h5 TRUTH.h5 TWIN.h5 TRUTH.h5
    docs/plots/models.py misspecification OUT.svg HOUSE.h5 TRUTH.h5 HIDDEN.h5 TRUTH.h5 \\
        (TAILS.h5 TRUTH.h5)...
    docs/plots/models.py delivery OUT.svg CLEAN.h5 FAULTY.h5 OFFLINE.h5 SCATTERED.h5 PLAIN.h5

The commands that record what a picture shows stand on its page in docs/models; the worlds are in
docs/plots/worlds. The same input gives the same bytes. Needs python3-h5py and python3-matplotlib
(Debian).
"""
import argparse

import audience
import reactions
import transport

PICTURES = {"intent": audience.intent, "drift": audience.drift, "social": audience.social,
            "identity": audience.identity, "response": reactions.response,
            "misspecification": reactions.misspecification, "delivery": transport.delivery}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("model", choices=sorted(PICTURES))
    parser.add_argument("out")
    parser.add_argument("files", nargs="+")
    args = parser.parse_args()
    PICTURES[args.model](args.out, args.files)


if __name__ == "__main__":
    main()
