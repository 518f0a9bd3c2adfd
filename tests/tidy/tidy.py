"""Checks the whole tree against the rules of rules.py.

Usage: tidy.py [ROOT]. Prints one finding per line; exits with 1 if there is any.
"""

import os
import sys
from pathlib import Path

import rules

TEXT = (".hpp", ".cpp", ".py", ".cmake", ".txt", ".json", ".md", ".cff", ".css", ".js", ".h")
TEXT_NAMES = {"dev", "run", ".clang-format", ".clang-tidy", ".gitignore", ".gitattributes"}
SKIPPED = {".git", "build", "__pycache__", "node_modules", "reports-out"}
BAD_ON_PURPOSE = "/bad/"  # input samples that tests expect to be refused


def tree_of(root):
    """Every file of the tree but version control's and builds', from the root, sorted."""
    paths = []
    for folder, subfolders, files in os.walk(root):
        subfolders[:] = [name for name in subfolders if name not in SKIPPED
                         and not (Path(folder) / name / "CMakeCache.txt").exists()]
        relative = Path(folder).relative_to(root)
        paths += [(relative / name).as_posix() for name in files]
    return sorted(paths)


def check_tree(root):
    paths = tree_of(root)
    tree = frozenset(paths)

    def read(path):
        return (root / path).read_bytes().decode("utf-8", "replace") if path in tree else ""

    findings = []
    for path in paths:
        is_text = path.endswith(TEXT) or path.rsplit("/", 1)[-1] in TEXT_NAMES
        if not is_text or BAD_ON_PURPOSE in path:
            continue
        file = rules.File(path, read(path), tree, read)
        for rule in rules.RULES:
            findings += rule(file)
    return paths, findings


def main():
    default = Path(__file__).resolve().parents[2]
    root = Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else default
    paths, findings = check_tree(root)
    if not any(path.endswith(".cpp") for path in paths):
        sys.exit(f"tidy: no source under {root}: is this the root of the tree?")
    for finding in sorted(findings, key=lambda f: (f.path, f.line, f.rule)):
        print(finding)
    print(f"tidy: {len(findings)} findings in {len(paths)} files", file=sys.stderr)
    sys.exit(1 if findings else 0)


if __name__ == "__main__":
    main()
