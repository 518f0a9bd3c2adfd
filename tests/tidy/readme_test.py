"""Runs the examples of the README.

Usage: readme_test.py README SHOAL
Every line `$ command` of a ```console block is an example. Those that start with
build/release/shoal run with the given program, in order, in one empty folder, and must exit with 0.
Those that start with ./dev must name a command that ./dev help lists. Any other command fails the
test: nobody would notice when it stops working.
The table of scenarios must name all that the program has, with the titles that they have there.
Every command of the program that any page names must exist, and have the options that stand there.
"""

import json
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

SECONDS = 300  # for one example


def examples(markdown):
    for block in re.findall(r"(?ms)^```console\n(.*?)^```$", markdown):
        yield from re.findall(r"(?m)^\$ (.+)$", block)


def dev_commands(dev):
    done = subprocess.run([dev, "help"], capture_output=True, text=True, check=True)
    return set(re.findall(r"(?m)^\./dev (\w+)", done.stdout))


def problem(command, shoal, dev, folder):
    """What is wrong with an example, or None."""
    words = shlex.split(command)
    if words[0] == "./dev":
        return None if words[1] in dev_commands(dev) else "./dev help does not list it"
    if words[0] != "build/release/shoal":
        return "not a command of this project"
    done = subprocess.run([shoal, *words[1:]], cwd=folder, capture_output=True, text=True,
                          stdin=subprocess.DEVNULL, timeout=SECONDS)
    return f"exit code {done.returncode}\n{done.stderr}" if done.returncode else None


def wrong_scenarios(markdown, shoal):
    """Rows that the table lacks, or has and should not."""
    row = r"(?m)^\| \[`(\w+)`\]\(scenarios/catalogue/\1\.json\) \| ([^|]+?) \|"
    told = set(re.findall(row, markdown))
    done = subprocess.run([shoal, "scenarios", "list", "--json"], capture_output=True, text=True,
                          check=True)
    return told ^ {(one["name"], one["title"]) for one in json.loads(done.stdout)}


def mentions(markdown):
    """Commands of the program, as lists of words: of code spans and blocks."""
    text = markdown.replace("\\\n", " ")
    code = re.findall(r"`([^`]+)`", text)
    code += re.findall(r"(?m)^(?:    |\$ )(.+)$", text)
    for line in code:
        for part in re.split(r"[|;()]|&&", line):
            words = part.split("#")[0].split()
            if words and words[0] in ("shoal", "build/release/shoal"):
                yield words[1:]


def absent(words, shoal, helps):
    """The first subcommand or option that the program does not have, or None."""
    path = []
    while True:
        key = tuple(path)
        if key not in helps:
            helps[key] = subprocess.run([shoal, *path, "--help"], capture_output=True, text=True,
                                        check=True).stdout
        known = helps[key].partition("Subcommands:")[2]
        rows = re.findall(r"(?m)^  (\S+(?:, \S+)*)", known)
        commands = set(re.findall(r"[\w-]+", " ".join(rows)))
        word = words[len(path)] if len(words) > len(path) else ""
        if not commands or not re.fullmatch(r"[a-z][a-z-]*", word):
            break
        if word not in commands:
            return word
        path.append(word)
    options = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", helps[tuple(path)]))
    for word in words:
        option = re.match(r"--[a-z][a-z-]*", word)
        if option and option.group(0) not in options:
            return option.group(0)
    return None


def wrong_mentions(root, shoal):
    helps = {}
    for page in sorted([root / "README.md", root / "bench/README.md", *root.glob("docs/**/*.md")]):
        for words in mentions(page.read_text(encoding="utf-8")):
            missing = absent(words, shoal, helps)
            if missing:
                yield page.relative_to(root), "shoal " + " ".join(words), missing


def main():
    readme, shoal = Path(sys.argv[1]), Path(sys.argv[2]).resolve()
    commands = list(examples(readme.read_text(encoding="utf-8")))
    if len(commands) < 5:
        sys.exit(f"only {len(commands)} examples in {readme}: are the console blocks gone?")
    failures = 0
    for name, title in sorted(wrong_scenarios(readme.read_text(encoding="utf-8"), shoal)):
        print(f"FAIL the table of scenarios and `scenarios list` differ: {name}, {title}")
        failures += 1
    for page, command, missing in wrong_mentions(readme.resolve().parent, shoal):
        print(f"FAIL {page}: {command}: there is no {missing}")
        failures += 1
    with tempfile.TemporaryDirectory() as folder:
        for command in commands:
            found = problem(command, shoal, readme.resolve().parent / "dev", folder)
            failures += found is not None
            print(f"{'FAIL' if found else 'ok  '} {command}" + (f": {found}" if found else ""))
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
