"""The rules. Each takes a File and yields Findings; RULES lists them all."""

import re
from dataclasses import dataclass, field
from functools import cached_property

import cpp_text

MAX_LINES, MAX_TEST_LINES, MAX_FUNCTION_LINES, MAX_COLUMNS = 400, 600, 70, 100

# The house: what a room may include besides itself and core. "x/" stands for all of x.
ARROWS = {
    "core": [],
    "engine/contract": [],
    "engine/learn": ["engine/contract"],
    "engine/ai": ["engine/contract", "engine/learn"],
    "engine/flat": ["engine/contract", "engine/learn"],
    "engine/rivals": ["engine/contract", "engine/learn"],
    "sim/kernel": [],
    "sim": ["engine/contract", "sim/"],
    "reports": ["engine/contract"],
    "scenarios": ["sim/", "engine/", "reports"],
    "cli": ["engine/", "sim/", "scenarios", "reports"],
    "tests": ["engine/", "sim/", "scenarios", "reports", "cli", "bench"],
    "bench": ["engine/", "sim/", "scenarios", "reports", "cli", "tests"],
}
TOP_FOLDERS = {room.split("/")[0] for room in ARROWS}


@dataclass
class File:
    path: str  # from the root, with slashes
    text: str
    tree: frozenset = frozenset()  # every path of the tree
    read: object = field(default=lambda path: "", repr=False)  # another file's text

    @property
    def is_header(self):
        return self.path.endswith(".hpp")

    @property
    def is_cpp(self):
        return self.path.endswith((".hpp", ".cpp"))

    @property
    def is_code(self):
        return (self.is_cpp or self.path.endswith((".py", ".cmake", "CMakeLists.txt"))
                or self.path in ("dev", ".ci/run"))

    @property
    def top(self):
        return self.path.split("/")[0]

    @cached_property
    def code(self):
        return cpp_text.without_comments_and_strings(self.text)

    @cached_property
    def parsed(self):
        return cpp_text.parse(cpp_text.without_preprocessor(self.code))


@dataclass
class Finding:
    path: str
    line: int
    rule: str
    message: str

    def __str__(self):
        return f"{self.path}:{self.line}: {self.message} [{self.rule}]"


def room_of(path):
    """The most specific entry of the house that a path lies in, or None."""
    parts = path.split("/")[:-1]
    for length in range(len(parts), 0, -1):
        if "/".join(parts[:length]) in ARROWS:
            return "/".join(parts[:length])
    return None


def may_include(path, included):
    room, target = room_of(path), room_of(included)
    if target is None:
        return False
    if target in (room, "core"):
        return True
    return any(target == allowed or (allowed.endswith("/") and (target + "/").startswith(allowed))
               for allowed in ARROWS[room])


def includes(file):
    for match in re.finditer(r'(?m)^[ \t]*#[ \t]*include[ \t]*([<"])([^>"\n]+)[>"]', file.text):
        yield match.group(1), match.group(2), cpp_text.line_of(file.text, match.start())


def include_arrows(file):
    if not file.is_cpp:
        return
    if room_of(file.path) is None:
        yield Finding(file.path, 1, "house", "this folder is not a room of the house; see ARROWS "
                      "in tests/tidy/rules.py and docs/architecture.md")
        return
    for bracket, name, line in includes(file):
        ours = name.split("/")[0] in TOP_FOLDERS
        if bracket == "<":
            if ours and name in file.tree:
                yield Finding(file.path, line, "include-path", f'write "{name}", with quotes')
        elif not ours or "/." in "/" + name or (file.tree and name not in file.tree):
            yield Finding(file.path, line, "include-path",
                          f'"{name}" is no path from the root of the tree')
        elif not may_include(file.path, name):
            yield Finding(file.path, line, "include-arrow",
                          f"{room_of(file.path)} may not include {room_of(name)}")


LEAKS = re.compile(r"(nlohmann/|hdf5|H5|openssl/|CLI/|zlib\.h)")


def header_hygiene(file):
    if not file.is_header:
        return
    if not re.search(r"(?m)^#pragma once$", file.text):
        yield Finding(file.path, 1, "pragma-once", "a header needs #pragma once")
    for bracket, name, line in includes(file):
        named_after_it = re.search(r"(json|hdf5|h5)[^/]*\.hpp$", file.path)
        may_leak = named_after_it or file.top in ("cli", "tests", "bench")
        if bracket == "<" and LEAKS.match(name) and not may_leak:
            yield Finding(file.path, line, "leak",
                          f"<{name}> stays in a .cpp, or in a header named after it")


def lengths(file):
    if not file.is_code:
        return
    lines = file.text.split("\n")
    cap = MAX_TEST_LINES if file.top == "tests" else MAX_LINES
    count = len(lines) - (lines[-1] == "")
    if count > cap:
        yield Finding(file.path, cap + 1, "file-length", f"{count} lines, the cap is {cap}")
    for number, line in enumerate(lines, 1):
        if len(line) > MAX_COLUMNS:
            yield Finding(file.path, number, "columns",
                          f"{len(line)} columns, the cap is {MAX_COLUMNS}")
    for function in file.parsed[0] if file.is_cpp else ():
        if function.lines > MAX_FUNCTION_LINES:
            yield Finding(file.path, function.first_line, "function-length",
                          f"{function.name} has {function.lines} lines, "
                          f"the cap is {MAX_FUNCTION_LINES}")


def blank_space(file):
    for number, line in enumerate(file.text.split("\n"), 1):
        if line != line.rstrip() or "\t" in line:
            yield Finding(file.path, number, "blank-space", "a tab or trailing blanks")
        if "\N{REPLACEMENT CHARACTER}" in line:
            yield Finding(file.path, number, "encoding", "not UTF-8")
    if file.text and not file.text.endswith("\n"):
        yield Finding(file.path, file.text.count("\n") + 1, "blank-space", "no newline at the end")


@dataclass(frozen=True)
class Ban:
    rule: str
    pattern: str
    instead: str
    allowed_in: tuple = ()  # top folders
    headers_only: bool = False


BANS = (
    Ban("rand", r"\b(std::)?s?rand\s*\(|\bstd::s?rand\b|\brandom_device\b",
        "draw from a Stream of core/random.hpp"),
    Ban("std-random", r"\bstd::\w+_distribution\b|\bstd::(mt19937|minstd_rand|ranlux|"
        r"default_random_engine)\w*", "draw from a Stream of core/random.hpp"),
    Ban("wall-clock", r"\bsystem_clock\b|\bgettimeofday\b|\bstd::time\s*\(|\btime\s*\(\s*(nullptr|"
        r"NULL|0)\s*\)", "time is simulated: pass a SimTime in", ("cli",)),
    Ban("wall-clock", r"\b(steady_clock|high_resolution_clock|clock_gettime)\b",
        "time is simulated: pass a SimTime in", ("cli", "scenarios", "tests", "bench")),
    Ban("using-namespace", r"\busing\s+namespace\b", "name what you use", (), True),
    Ban("output", r"\b(v?f?printf|puts|fputs|putchar|perror)\s*\(|\bfmt::print\b|"
        r"\bstd::(cout|cerr|clog)\b", "only cli/ prints: return it", ("cli", "tests", "bench")),
    Ban("exit", r"\b(exit|_exit|_Exit|quick_exit|abort|terminate)\s*\(",
        "only cli/ exits: throw", ("cli", "tests", "bench")),
)


def banned_code(file):
    if not file.is_cpp:
        return
    for ban in BANS:
        if file.top in ban.allowed_in or (ban.headers_only and not file.is_header):
            continue
        for match in re.finditer(ban.pattern, file.code):
            yield Finding(file.path, cpp_text.line_of(file.code, match.start()), ban.rule,
                          f"{match.group(0).strip()}: {ban.instead}")


def mutable_state(file):
    if not file.is_cpp:
        return
    for statement in file.parsed[1]:
        signal_flag = file.top == "cli" and re.search(r"sig_atomic_t|std::atomic", statement.text)
        if cpp_text.is_mutable_state(statement) and not signal_flag:
            yield Finding(file.path, statement.line, "mutable-state",
                          f"global or static state: {statement.text[:60]}")


# Written in two parts, so that this file passes its own rules.
BANNED_WORDS = (
    ("later", r"\b(TO" r"DO|FIX" r"ME|XX" r"X)\b", "an issue keeps what is left to do", ()),
    ("place", r"(?<![\w.])/(wo" r"rk|ho" r"me|ro" r"ot)/", "no path of one machine", ()),
    ("place", r"\.\./sha" r"red", "nothing outside the tree",
     ("tests/", "cmake/", "docs/", "bench/")),
    ("place", r"\b(deb\.deb" r"ian|snapshot\.deb" r"ian|py" r"pi|npm" r"js|cra" r"tes|"
     r"proxy\.gol" r"ang)\.(org|com|io)\b", "no package host", ()),
)


def banned_words(file):
    for rule, pattern, instead, allowed_in in BANNED_WORDS:
        if file.path.startswith(allowed_in) if allowed_in else False:
            continue
        for match in re.finditer(pattern, file.text):
            yield Finding(file.path, cpp_text.line_of(file.text, match.start()), rule,
                          f"{match.group(0)}: {instead}")


def listed_in_cmake(file):
    """A source that no CMakeLists.txt names is never built, a test never run."""
    if not file.path.endswith(".cpp"):
        return
    parts = file.path.split("/")
    for depth in range(len(parts) - 1, -1, -1):
        listing = "/".join(parts[:depth] + ["CMakeLists.txt"])
        name = re.escape("/".join(parts[depth:]))
        if listing in file.tree and re.search(rf"(?<![\w./]){name}(?![\w.])", file.read(listing)):
            return
    yield Finding(file.path, 1, "listed", "no CMakeLists.txt above names this source")


LINK = re.compile(r"\[[^\]\n]*\]\(\s*<?([^)\s>]+)>?[^)]*\)")


def prose(text):
    """Markdown without fenced blocks and code spans."""
    text = re.sub(r"(?ms)^(```|~~~).*?^\1[^\n]*$", lambda m: cpp_text.blank(m.group(0)), text)
    return re.sub(r"`[^`\n]*`", lambda m: " " * len(m.group(0)), text)


def anchors(markdown):
    titles = re.findall(r"(?m)^#{1,6}[ \t]+(.+?)[ \t]*#*$", prose(markdown))
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def links(path, text):
    """(target path from the root, anchor, line) of every relative link."""
    for match in LINK.finditer(prose(text)):
        target, _, anchor = match.group(1).partition("#")
        if re.match(r"[a-z][a-z0-9+.-]*:", target):
            continue
        parts = path.split("/")[:-1] if target else path.split("/")
        for part in target.split("/"):
            if part == ".." and parts:
                parts.pop()
            elif part not in ("", "."):
                parts.append(part)
        yield "/".join(parts), anchor, cpp_text.line_of(text, match.start())


def markdown_links(file):
    if not file.path.endswith(".md"):
        return
    for target, anchor, line in links(file.path, file.text):
        folder = target == "" or any(path.startswith(target + "/") for path in file.tree)
        if target not in file.tree and not folder and target != file.path:
            yield Finding(file.path, line, "link", f"{target} does not exist")
        elif anchor and target.endswith(".md"):
            text = file.text if target == file.path else file.read(target)
            if anchor not in anchors(text):
                yield Finding(file.path, line, "link", f"{target} has no heading #{anchor}")


def reachable_docs(file):
    """From README.md or docs/architecture.md, by links from page to page."""
    if not file.path.startswith("docs/"):
        return
    seen, ahead = set(), ["README.md", "docs/architecture.md"]
    while ahead:
        source = ahead.pop()
        if source == file.path:
            return
        if source.endswith(".md") and source not in seen:
            ahead += [target for target, _, _ in links(source, file.read(source))]
        seen.add(source)
    yield Finding(file.path, 1, "orphan", "no link leads here from README.md or "
                                          "docs/architecture.md")


def one_version(file):
    if file.path != "CITATION.cff":
        return
    project = re.search(r"project\(\s*\w+\s+VERSION\s+([\d.]+)", file.read("CMakeLists.txt"))
    cited = re.search(r"(?m)^version:\s*\"?([\d.]+)", file.text)
    if not project or not cited or project.group(1) != cited.group(1):
        yield Finding(file.path, 1, "version", "not the version of the top CMakeLists.txt")


RULES = (include_arrows, header_hygiene, lengths, blank_space, banned_code, mutable_state,
         banned_words, listed_in_cmake, markdown_links, reachable_docs, one_version)
