"""C++ text for rules: comments and literals blanked out, and a rough parse into statements.

The parse is a heuristic by braces. It knows four kinds of scope: namespace, type, function, other
(initialisers, and every block inside a function).
"""

import re
from dataclasses import dataclass

TOKEN = re.compile(
    r'//[^\n]*|/\*.*?\*/'                                # comments
    r'|(?:u8|[uUL])?R"([^()\\\s]{0,16})\(.*?\)\1"'       # raw strings
    r'|"(?:\\.|[^"\\\n])*"'                              # strings
    r"|(?<![0-9A-Fa-f])'(?:\\.|[^'\\\n])+'",             # characters, not digit separators
    re.DOTALL)


def blank(text):
    return re.sub(r"[^\n]", " ", text)


def without_comments_and_strings(text):
    """The same text, line by line and column by column, with comments and literals blanked."""

    def replace(match):
        found = match.group(0)
        if found.startswith(("//", "/*")):
            return blank(found)
        return '"' + blank(found[1:-1]) + '"'

    return TOKEN.sub(replace, text)


def without_preprocessor(code):
    """Blanks directives, with their continuation lines."""
    return re.sub(r"(?m)^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", lambda m: blank(m.group(0)), code)


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1


@dataclass
class Function:
    name: str
    first_line: int
    last_line: int

    @property
    def lines(self):
        return self.last_line - self.first_line + 1


@dataclass
class Statement:
    scope: str  # namespace, type or function
    text: str
    line: int


@dataclass
class Scope:
    kind: str
    head: str = ""
    start: int = 0  # where the head starts


def _drop_balanced(text, opening, closing):
    """Removes balanced <...> or (...) groups."""
    kept, depth = [], 0
    for char in text:
        if char == opening:
            depth += 1
        elif char == closing and depth:
            depth -= 1
        elif not depth:
            kept.append(char)
    return "".join(kept)


def plain_head(head):
    """A head without attributes, template parameters and alignas."""
    head = re.sub(r"\[\[.*?\]\]|\balignas\s*\([^)]*\)", " ", head, flags=re.DOTALL)
    while (match := re.match(r"\s*template\s*<", head)):
        depth, end = 1, match.end()
        while end < len(head) and depth:
            depth += {"<": 1, ">": -1}.get(head[end], 0)
            end += 1
        head = head[end:]
    return head.strip()


def _opens(head, enclosing):
    """The kind of scope that a brace after `head` opens."""
    if enclosing in ("function", "other"):
        return "other"
    head = plain_head(head)
    if head.count("(") != head.count(")"):
        return "other"
    if re.search(r"\bnamespace\b", head) or re.match(r'(inline\s+)?extern\s*"', head):
        return "namespace"
    if "(" not in head:
        return "type" if re.search(r"\b(class|struct|union|enum)\b", head) else "other"
    in_member_initialiser = re.search(r"\)\s*(noexcept\s*)?:(?!:)", head)
    if in_member_initialiser and re.search(r"[\w>]$", head):
        return "other"
    return "other" if re.search(r"[=,(]$", head) else "function"


def _name(head):
    match = re.search(r"([~\w:]+|operator\s*\S+?)\s*\(", plain_head(head))
    return match.group(1) if match else "?"


def parse(code):
    """Functions and statements of code whose comments, literals and directives are blanked."""
    functions, statements = [], []
    stack = [Scope("namespace")]
    head, start = "", 0
    for offset, char in enumerate(code):
        if char == "{":
            kind = _opens(head, stack[-1].kind)
            stack.append(Scope(kind, head, start))
            head = ""
        elif char == "}" and len(stack) > 1:
            scope = stack.pop()
            if scope.kind == "function":
                functions.append(Function(_name(scope.head), line_of(code, scope.start),
                                          line_of(code, offset)))
            keeps_head = scope.kind == "other" and stack[-1].kind in ("namespace", "type")
            head, start = (scope.head + "{}", scope.start) if keeps_head else ("", offset)
        elif char == ":" and head.strip() in ("public", "private", "protected"):
            head = ""
        elif char == ";":
            kind = "function" if stack[-1].kind == "other" else stack[-1].kind
            if head.strip():
                statements.append(Statement(kind, " ".join(head.split()), line_of(code, start)))
            head = ""
        elif head or not char.isspace():
            start = start if head else offset
            head += char
    return functions, statements


def is_mutable_state(statement):
    """Whether a statement declares a variable that outlives its block and is not constant."""
    text = plain_head(statement.text)
    stored = re.match(r"(?:(?:static|thread_local|inline|extern)\s+)+", text)
    if statement.scope != "namespace" and not re.match(r"(inline\s+)?(static|thread_local)\b",
                                                       text):
        return False
    rest = text[stored.end():] if stored else text
    if re.match(r"(using|typedef|class|struct|union|enum|friend|static_assert|namespace|concept|"
                r"extern|return|goto)\b", rest):
        return False
    declarator = re.split(r"=|\{\}", _drop_balanced(rest, "<", ">"))[0]
    if "constexpr" in declarator or "(" in declarator or "operator" in declarator:
        return False
    if re.search(r"\bconst\b", declarator) and "*" not in declarator.rsplit("const", 1)[1]:
        return False
    return len(re.findall(r"[\w:]+", declarator)) >= 2
