"""Each rule catches a small bad sample and leaves its good twin alone."""

import re
import unittest
from pathlib import Path

import cpp_text
import rules

TREE = {
    "core/time.hpp": "", "core/random.hpp": "", "engine/contract/event.hpp": "",
    "engine/learn/k_means.hpp": "", "engine/ai/engine.hpp": "", "engine/flat/plan.hpp": "",
    "engine/rivals/random.hpp": "", "sim/world.hpp": "", "sim/kernel/event_list.hpp": "",
    "sim/streams/visit.hpp": "", "reports/measures.hpp": "", "scenarios/scenario.hpp": "",
    "cli/run.hpp": "", "tests/make.hpp": "", "core/CMakeLists.txt": "shoal_library(core a.cpp)",
    "CMakeLists.txt": "project(shoal VERSION 1.2.3)", "LICENSE": "",
    "README.md": "# Shoal\n[docs](docs/linked.md)", "docs/architecture.md": "## Two words, here\n",
}

# What the design's table allows; every other pair of these files is forbidden.
ALLOWED = {
    "core/time.hpp": "core/",
    "engine/contract/event.hpp": "core/ engine/contract/",
    "engine/learn/k_means.hpp": "core/ engine/contract/ engine/learn/",
    "engine/ai/engine.hpp": "core/ engine/contract/ engine/learn/ engine/ai/",
    "engine/flat/plan.hpp": "core/ engine/contract/ engine/learn/ engine/flat/",
    "engine/rivals/random.hpp": "core/ engine/contract/ engine/learn/ engine/rivals/",
    "sim/kernel/event_list.hpp": "core/ sim/kernel/",
    "sim/world.hpp": "core/ engine/contract/ sim/",
    "sim/streams/visit.hpp": "core/ engine/contract/ sim/",
    "reports/measures.hpp": "core/ engine/contract/ reports/",
    "scenarios/scenario.hpp": "core/ engine/ sim/ reports/ scenarios/",
    "cli/run.hpp": "core/ engine/ sim/ reports/ scenarios/ cli/",
    "tests/make.hpp": "core/ engine/ sim/ reports/ scenarios/ cli/ tests/",
}

LONG_FUNCTION = "int f() {\n" + "  g();\n" * 69 + "}\n"
FULL_FUNCTION = "int f() {\n" + "  g();\n" * 68 + "}\n"

# rule: (path, text that breaks it, text that keeps it)
SAMPLES = [
    ("house", "lib/a.cpp", "int f();\n", None),
    ("include-path", "sim/a.cpp", '#include "world.hpp"\n', '#include "sim/world.hpp"\n'),
    ("include-path", "sim/a.cpp", '#include "../core/time.hpp"\n', '#include "core/time.hpp"\n'),
    ("include-path", "sim/a.cpp", '#include "sim/none.hpp"\n', '#include "sim/world.hpp"\n'),
    ("include-path", "sim/a.cpp", "#include <core/time.hpp>\n", "#include <core.h>\n"),
    ("include-arrow", "engine/ai/a.cpp", '#include "sim/world.hpp"\n',
     '// #include in a comment: "sim/world.hpp"\n'),
    ("include-arrow", "reports/a.cpp", '  #  include "sim/world.hpp"\n', "#include <vector>\n"),
    ("pragma-once", "core/a.hpp", "int f();\n", "#pragma once\nint f();\n"),
    ("leak", "sim/a.hpp", "#pragma once\n#include <nlohmann/json.hpp>\n",
     "#pragma once\n#include <vector>\n"),
    ("leak", "reports/a.hpp", "#pragma once\n#include <hdf5.h>\n", "#pragma once\n"),
    ("file-length", "core/a.cpp", "f();\n" * 401, "f();\n" * 400),
    ("file-length", "tests/a.cpp", "f();\n" * 601, "f();\n" * 600),
    ("columns", "core/a.cpp", "// " + "x" * 98 + "\n", "// " + "x" * 97 + "\n"),
    ("function-length", "core/a.cpp", LONG_FUNCTION, FULL_FUNCTION),
    ("function-length", "core/a.cpp",
     "namespace a {\nclass B {\n" + LONG_FUNCTION.replace("int f()", "B() noexcept : x_{1}, y_(2)")
     + "};\n}\n", None),
    ("function-length", "tests/a.cpp", LONG_FUNCTION.replace("int f()", 'TEST_CASE("a {", "b")'),
     FULL_FUNCTION.replace("int f()", 'TEST_CASE("a {", "b")')),
    ("function-length", "core/a.cpp",
     LONG_FUNCTION.replace("int f()", "template <class T>\nstruct A<T> f(T t) const -> int"), None),
    ("blank-space", "core/a.cpp", "int f(); \n", "int f();\n"),
    ("blank-space", "docs/linked.md", "a\tb\n", "a b\n"),
    ("blank-space", "core/a.cpp", "int f();", "int f();\n"),
    ("encoding", "docs/linked.md", b"caf\xe9\n".decode("utf-8", "replace"), "caf\u00e9\n"),
    ("rand", "core/a.cpp", "int x() { return std::rand(); }\n", "int x() { return strand(); }\n"),
    ("rand", "core/a.cpp", "int x() { return rand(); }\n",
     '// rand()\nauto f() { g("rand()"); }\n'),
    ("std-random", "sim/a.cpp", "auto f() { std::normal_distribution<double> d; }\n",
     "auto f() { boost::random::normal_distribution<double> d; }\n"),
    ("std-random", "sim/a.cpp", "auto f() { std::mt19937_64 g; }\n", "auto f() { Stream s; }\n"),
    ("wall-clock", "scenarios/a.cpp", "auto f() { std::chrono::system_clock::now(); }\n",
     "auto f() { std::chrono::steady_clock::now(); }\n"),
    ("wall-clock", "sim/a.cpp", "auto f() { std::chrono::steady_clock::now(); }\n",
     "auto f(SimTime now) { return now; }\n"),
    ("wall-clock", "sim/a.cpp", "auto f() { return std::time(nullptr); }\n",
     "auto f() { return next_time(); }\n"),
    ("using-namespace", "core/a.hpp", "#pragma once\nusing namespace std;\n",
     "#pragma once\nusing std::swap;\n"),
    ("output", "sim/a.cpp", "void f() { std::cout << 1; }\n",
     "void f(std::ostream& o) { o << 1; }\n"),
    ("output", "sim/a.cpp", 'void f() { printf("a"); }\n', 'void f() { snprintf(b, 2, "a"); }\n'),
    ("output", "sim/a.cpp", 'void f() { fmt::print("a"); }\n',
     'auto f() { return fmt::format("a"); }\n'),
    ("exit", "scenarios/a.cpp", "void f() { std::exit(1); }\n", "void f() { on_exit_of(1); }\n"),
    ("exit", "engine/ai/a.cpp", "void f() { abort(); }\n", "void f() { throw Error(); }\n"),
    ("mutable-state", "core/a.cpp", "int counter = 0;\n", "constexpr int counter = 0;\n"),
    ("mutable-state", "core/a.cpp", "namespace { std::map<int, std::function<int()>> m; }\n",
     "namespace { const std::map<int, int> m = {{1, 2}}; }\n"),
    ("mutable-state", "core/a.cpp", "int f() { static int calls = 0; return ++calls; }\n",
     "int f() { static const int calls = g(); return calls; }\n"),
    ("mutable-state", "core/a.cpp", "int f() { if (g()) { thread_local int n; } }\n",
     "static int f();\n"),
    ("mutable-state", "core/a.cpp", "struct A { static int n; };\n",
     "struct A { int n = 0; static int make(int n); };\n"),
    ("mutable-state", "core/a.cpp", 'const char* name = "a";\n', 'const char* const name = "a";\n'),
    ("mutable-state", "sim/a.cpp", "std::atomic<bool> stop{false};\n", None),
    ("later", "core/a.cpp", "// TO" "DO: more\n", "// to do more\n"),
    ("later", "docs/linked.md", "FIX" "ME\n", "fixed\n"),
    ("place", "docs/linked.md", "see /wo" "rk/main\n", "see https://a.b/wo" "rk/main\n"),
    ("place", "cli/a.cpp", 'auto f() { g("/ho' 'me/me/x"); }\n', 'auto f() { g("x"); }\n'),
    ("place", "sim/a.cpp", "// ../sha" "red/data\n", "// shared data\n"),
    ("place", "dev", "curl https://py" "pi.org/x\n", "curl https://example.org/x\n"),
    ("listed", "core/b.cpp", "int f();\n", None),
    ("link", "docs/linked.md", "[a](none.md)\n", "[a](../LICENSE) `[b](none.md)`\n"),
    ("link", "docs/linked.md", "[a](architecture.md#none)\n",
     "[a](architecture.md#two-words-here)\n"),
    ("orphan", "docs/lost.md", "# Lost\n", None),
    ("version", "CITATION.cff", "version: 1.2.2\n", "version: 1.2.3\n"),
]


def rules_broken(path, text):
    files = dict(TREE, **{path: text})
    file = rules.File(path, text, frozenset(files), lambda name: files.get(name, ""))
    return {finding.rule for rule in rules.RULES for finding in rule(file)}


class Samples(unittest.TestCase):
    def test_a_bad_sample_is_caught_and_its_twin_is_not(self):
        for rule, path, bad, good in SAMPLES:
            with self.subTest(rule=rule, bad=bad[:80]):
                self.assertIn(rule, rules_broken(path, bad))
            if good is not None:
                with self.subTest(rule=rule, good=good[:80]):
                    self.assertEqual(rules_broken(path, good) - {"listed"}, set())

    def test_every_rule_has_a_sample(self):
        text = Path(rules.__file__).read_text(encoding="utf-8")
        names = set(re.findall(r'(?:Finding\([^"]*?|Ban\()"([a-z-]+)"', text))
        names |= {rule for rule, _, _, _ in rules.BANNED_WORDS}
        self.assertGreater(len(names), 15)
        self.assertEqual(names, {rule for rule, _, _, _ in SAMPLES})

    def test_the_house_is_the_design_s(self):
        for source, allowed in ALLOWED.items():
            for target in (path for path in TREE if path.endswith(".hpp")):
                text = f'#pragma once\n#include "{target}"\n'
                expected = set() if target.startswith(tuple(allowed.split())) else {"include-arrow"}
                with self.subTest(source=source, target=target):
                    self.assertEqual(rules_broken(source, text), expected)

    def test_a_signal_flag_of_the_command_may_be_global(self):
        flag = "std::atomic<bool> stop{false};\n"
        self.assertNotIn("mutable-state", rules_broken("cli/a.cpp", flag))

    def test_a_source_named_below_its_folder_counts_as_listed(self):
        self.assertNotIn("listed", rules_broken("core/a.cpp", "int f();\n"))


class Text(unittest.TestCase):
    def test_comments_and_literals_are_blanked_in_place(self):
        text = 'a = "x\\"{"; // {\nb = R"y({")}y"; /* {\n */ c = \'{\'; d = 1\'000\'000;\n'
        code = cpp_text.without_comments_and_strings(text)
        self.assertEqual(len(code), len(text))
        self.assertEqual(code.count("\n"), text.count("\n"))
        self.assertNotIn("{", code)
        self.assertIn("d = 1'000'000;", code)

    def test_functions_are_found_with_their_lines(self):
        code = ("namespace a::b {\nenum class E : int { x };\nclass C : public D<int> {\n public:\n"
                "  C() : n_{1},\n        m_{2} {\n    f();\n  }\n  bool operator()(int x) const {\n"
                "    return x;\n  }\n};\nconst int t[] = {1, 2};\n"
                "auto f(int a = g({1})) -> int {\n  auto l = [](int x) { return x; };\n}\n}\n")
        functions, _ = cpp_text.parse(code)
        lines = [(function.first_line, function.last_line) for function in functions]
        self.assertEqual(lines, [(5, 8), (9, 11), (14, 16)])


if __name__ == "__main__":
    unittest.main()
