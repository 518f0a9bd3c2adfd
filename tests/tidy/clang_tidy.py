"""Runs clang-tidy on what changed, or on everything, and remembers what was clean.

Usage: clang_tidy.py BUILD_DIR [--all]
BUILD_DIR holds compile_commands.json; clean files are remembered in BUILD_DIR/clang-tidy by a hash
of the preprocessed source and of .clang-tidy. Changed: what differs from the main branch; on the
main branch itself, from the commit before; without git, nothing is known and the core is checked.
A change to a header counts as one to every source that includes it by name.
"""

import argparse
import hashlib
import json
import os
import re
import shlex
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MOST = 60  # files in a run without --all


def git(*arguments):
    """The lines that git prints, or None."""
    try:
        done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True)
    except FileNotFoundError:
        return None
    return done.stdout.split("\n")[:-1] if done.returncode == 0 else None


def base_commit():
    head = git("rev-parse", "HEAD")
    for branch in ("origin/HEAD", "origin/main", "main"):
        base = git("merge-base", "HEAD", branch)
        if base and base != head:
            return base[0]
    previous = git("rev-parse", "--verify", "HEAD~1")
    return previous[0] if previous else None


def changed_paths():
    """Paths that differ from the base, new ones included; None if git cannot tell."""
    base = base_commit()
    if base is None:
        return None
    changed = git("diff", "--name-only", "--diff-filter=d", base)
    return set(changed) | set(git("ls-files", "--others", "--exclude-standard"))


def sources_of(changed, sources):
    """The sources among `changed`, then those that include a changed header by name."""
    headers = {path for path in changed if path.endswith(".hpp")}
    direct = [path for path in sources if path in changed]
    including = [path for path in sources if path not in changed and headers & set(
        re.findall(r'#include "([^"]+)"', (ROOT / path).read_text(encoding="utf-8")))]
    return direct + including


def fingerprint(command):
    """A hash of all that clang-tidy would see, or None if it does not compile."""
    arguments = shlex.split(command["command"])
    if Path(arguments[0]).name == "ccache":
        del arguments[0]
    output = arguments.index("-o")
    preprocess = arguments[:output] + arguments[output + 2:] + ["-E", "-P", "-w"]
    done = subprocess.run(preprocess, cwd=command["directory"], capture_output=True)
    if done.returncode != 0:
        return None
    source = Path(command["file"]).read_bytes()  # with its comments: NOLINT is one
    config = (ROOT / ".clang-tidy").read_bytes()
    return hashlib.sha256(b"\0".join([config, source, done.stdout])).hexdigest()


def check(build, command):
    """(path, what clang-tidy found, or an empty string)"""
    path = os.path.relpath(command["file"], ROOT)
    key = fingerprint(command)
    stamp = build / "clang-tidy" / (key or "none")
    if stamp.exists():
        return path, ""
    done = subprocess.run(["clang-tidy-16", "--quiet", "-p", str(build), command["file"]],
                          cwd=ROOT, capture_output=True, text=True)
    if done.returncode != 0:
        return path, done.stdout + done.stderr
    if key:
        stamp.write_text(path + "\n", encoding="utf-8")
    return path, ""


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build", type=Path)
    parser.add_argument("--all", action="store_true")
    options = parser.parse_args()
    build = options.build.resolve()
    (build / "clang-tidy").mkdir(exist_ok=True)

    commands = json.loads((build / "compile_commands.json").read_text(encoding="utf-8"))
    commands = {os.path.relpath(command["file"], ROOT): command for command in commands}
    sources = sorted(path for path in commands if not path.startswith(("build/", "../")))
    changed = None if options.all else changed_paths()
    if options.all:
        chosen = sources
    elif changed is None:
        chosen = [path for path in sources if path.startswith("core/")]
    else:
        chosen = sources_of(changed, sources)
    if len(chosen) > MOST and not options.all:
        print(f"clang-tidy: the first {MOST} of {len(chosen)} changed files; --all checks every "
              "one", file=sys.stderr)
        chosen = chosen[:MOST]

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        results = list(pool.map(lambda path: check(build, commands[path]), chosen))
    failed = [(path, found) for path, found in results if found]
    for path, found in failed:
        print(f"{path}:\n{found}")
    print(f"clang-tidy: {len(failed)} of {len(chosen)} files with findings", file=sys.stderr)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
