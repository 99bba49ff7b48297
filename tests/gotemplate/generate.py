"""Rows with Go's answers: writes ``cases/*.yaml``, and compares the engine with Go over random templates.

Needs Go and nothing else: ``python tests/gotemplate/generate.py write`` and ``... fuzz --rows 20000 --seed 7``, with
``CHARTKIT_GO`` naming the go command where it is not on the path. Templates are made of random tokens (``tokens``) or
of the grammar (``pipelines``, ``statements``); of those that fail alike, the tables keep one.
"""

from __future__ import annotations

import argparse
import base64
import importlib.util
import json
import os
import random
import re
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
DATA: dict[str, Any] = {
    "s": "abc",
    "e": "",
    "i": 5,
    "z": 0,
    "n": None,
    "f": 1.5,
    "t": True,
    "fa": False,
    "l": [1, "x", None, 2.5],
    "le": [],
    "m": {"a": 1, "b": None, "c": {"d": "e"}, "l": [1]},
    "me": {},
    "int": {"$int": 3},
    "i8": {"$int8": -3},
    "u": {"$uint": 4},
    "u8": {"$uint8": 200},
    "u64": {"$uint64": 7},
    "f32": {"$float32": 1.25},
    "cx": {"$complex": 2.5},
    "by": {"$bytes": "xyz"},
    "uni": "héllo ☃",
    "sl": {"$strings": ["p", "q"]},
    "il": {"$ints": [3, 4]},
    "ll": {"$lists": [[1], [2, "z"]]},
    "sm": {"$smap": {"k": "v", "a": "w"}},
    "am": {"$anymap": [["a", 1], [2, "b"], ["c", None]]},
    "nm": {"$named": {"a": 1, "x": {"y": None}}},
    "nim": {"$nilmap": None},
    "nil": {"$nillist": None},
    "num": {"$number": "12"},
    "d": {"$duration": 1500},
    "fn": {"$func": 0},
    "th": {"$thing": "bob"},
}
DEFS = [["q", "[{{.}}|{{.a}}]"], ["w", '{{define "inner"}}i{{end}}{{if .}}{{.b}}{{end}}']]
FUNCTIONS = (
    "fstr fint fint64 ffloat fbool fmap flist fstrings fany ftype fva fvs fis fisv fsa fnone fnil ftable fanymap "
    "fsplit fparts ferr fdur and or not eq ne lt le gt ge index slice len print printf println html js urlquery call"
).split()
ARITY = dict.fromkeys("fis fsa fisv eq ne lt le gt ge index slice and or printf call".split(), 2) | dict.fromkeys(
    "fnone fnil ftable fanymap".split(), 0
)
TOKENS = [
    *("{{", "}}", "{{-", " -}}", "{{- ", "-}}", " ", "  ", "\n", "\t", ".", ".a", ".a.b", "$", "$x", "$x.y", ":="),
    *("=", ",", "|", "(", ")", '"s"', '"un', "`raw`", "`r", "'c'", "'ab'", "'", "1", "-1", "+1", "1.5", "0x1F"),
    *("0b11", "0o17", "017", "089", "1e3", "1i", "1+2i", "1x", "1_000", "0x_1", "_1", "true", "false", "nil", "if"),
    *("else", "end", "range", "with", "define", "block", "template", "break", "continue", "foo", "print", "len"),
    *("fstr", "not", "and", "or", "eq", "text", "a", "é", "日", "/*", "*/", "/* c */", "@", "#", "%", ":", '"\\x"'),
    *('"\\n"', "\\", "..", ".1", ".a1", "$1", "a-b", "[", "{", "}", "{{end}}", "{{else}}", "{{if .a}}", "²", "١"),
    *("{{range .l}}", '{{define "q"}}', '{{block "w" .}}', "{{with $x := .a}}", "{{$x := 1}}", "{{/* c */}}"),
    *("{{- /* c */ -}}", "{{break}}", "{{else if .b}}", "{{else with .b}}", "\u00a0", "\u2028"),
]
Row = dict[str, Any]


def tokens(rng: random.Random) -> str:
    """Return a template of random tokens; most are not well formed."""
    text = "".join(rng.choice(TOKENS) + " " * (rng.random() < 0.3) for _ in range(rng.randint(1, 10)))
    text = "{{" * (rng.random() < 0.5) + text + "}}" * (rng.random() < 0.5)
    return text + "{{end}}" * (rng.random() < 0.3)


class Grammar:
    """Makes templates that are well formed, of values and functions that mostly do not fit together."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.variables = ["$"]
        self.loops = 0

    def constant(self) -> str:
        constants = (
            '1 0 -2 1.5 2.0 "s" "" `r` \'c\' true false nil "%v" "a,b" 1i 0x10 1e3 2 "a" "k" 9223372036854775808'
        )
        return self.rng.choice(constants.split())

    def field(self) -> str:
        roll = self.rng.random()
        text = "." + self.rng.choice([*DATA, "zz"])
        if roll < 0.25:
            text += "." + self.rng.choice(
                "a b c k zz Name Inner Size Nothing Table Fails Any Count Greet String".split()
            )
        if roll < 0.1:
            text += "." + self.rng.choice("d k Name Inner zz Greet".split())
        return text

    def operand(self, depth: int) -> str:
        roll, choice = self.rng.random(), self.rng.choice
        if roll < 0.3:
            return self.field()
        if roll < 0.5:
            return self.constant()
        if roll < 0.6:
            return choice(".$")
        if roll < 0.75:
            path = "." + choice([*DATA, "a", "b", "c", "zz", "Name"]) if self.rng.random() < 0.4 else ""
            return choice(self.variables) + path
        if depth <= 0:
            return self.field()
        if roll < 0.8:
            return choice(["fnone", "fnil", "ftable", "fanymap"]) + choice(["", ".a", ".n", ".n.x", ".m.x", ".zz.y"])
        path = choice("a b c.d zz Name k x.y Inner.Name Size".split())
        return f"({self.pipeline(depth - 1, declares=True)})" + (f".{path}" if self.rng.random() < 0.3 else "")

    def command(self, depth: int, *, first: bool) -> str:
        roll, choice = self.rng.random(), self.rng.choice
        if roll < 0.55:
            function = choice(FUNCTIONS)
            count = max(0, ARITY.get(function, 1) - (not first))
            count += choice([-1, 1, 1]) if self.rng.random() < 0.15 else 0
            return " ".join([function, *(self.operand(depth) for _ in range(count))])
        if roll < 0.65:
            methods = (
                ".th.Greet .th.Sum .nm.Get .nm.Join .nm.Size .th.Nothing .th.Fails .fn .nm.x .th.Name .m.a .zz.b "
                ".th.Inner.Greet .n"
            )
            return " ".join([choice(methods.split()), *(self.operand(depth) for _ in range(choice([0, 1, 1, 2])))])
        return self.operand(depth)

    def pipeline(self, depth: int, *, declares: bool = False) -> str:
        stages = self.rng.choice([1, 1, 1, 2, 2, 3])
        text = " | ".join(self.command(depth, first=not number) for number in range(stages))
        if declares and self.rng.random() < 0.08:
            name = "$" + self.rng.choice("xyz")
            if name in self.variables and self.rng.random() < 0.5:
                return f"{name} = {text}"
            self.variables.append(name)
            return f"{name} := {text}"
        return text

    def statement(self, depth: int) -> str:
        roll, choice = self.rng.random(), self.rng.choice
        if depth <= 0 or roll < 0.5:
            return "{{" + self.pipeline(2) + "}}"
        if roll < 0.62:
            name = "$" + choice("xyz")
            if self.rng.random() < 0.35:
                return f"{{{{{name} = {self.pipeline(1)}}}}}"
            text = f"{{{{{name} := {self.pipeline(1)}}}}}"
            self.variables.append(name)
            return text
        if roll < 0.64:
            return choice(["{{break}}", "{{continue}}"]) if self.loops else "text"
        if roll < 0.66:
            return (
                '{{template "' + choice(["q", "w", "zz"]) + '"' + choice([" .", " .m", " $", "", " .n", " .th"]) + "}}"
            )
        return self.branch(depth)

    def branch(self, depth: int) -> str:
        word = self.rng.choice(["if", "with", "range", "range"])
        mark = len(self.variables)
        if word == "range":
            over = "." + self.rng.choice("l m sl sm am il ll int u8 nil n by th nm".split())
            head = self.operand(1) if self.rng.random() < 0.5 else over
            declared = self.rng.choice(["", "", "", "$x := ", "$x, $y := ", "$x = ", "$x, $y = "])
            head = declared + head
            self.variables += re.findall(r"\$\w", declared) if ":" in declared else []
        else:
            head = self.pipeline(2, declares=True)
        self.loops += word == "range"
        text = f"{{{{{word} {head}}}}}" + "".join(self.statement(depth - 1) for _ in range(self.rng.randint(0, 3)))
        self.loops -= word == "range"
        if self.rng.random() < 0.4:
            text += "{{else}}" + "".join(self.statement(depth - 1) for _ in range(self.rng.randint(0, 2)))
        elif word != "range" and self.rng.random() < 0.2:
            text += f"{{{{else {word} {self.pipeline(1)}}}}}{self.statement(depth - 1)}"
        del self.variables[mark:]
        return text + "{{end}}"


def pipelines(rng: random.Random) -> str:
    """Return a template of one action."""
    return "{{" + Grammar(rng).pipeline(2, declares=True) + "}}"


def statements(rng: random.Random) -> str:
    """Return a template of several statements."""
    grammar = Grammar(rng)
    return "".join(grammar.statement(3) for _ in range(rng.randint(1, 4)))


KINDS: dict[str, Callable[[random.Random], str]] = {
    "tokens": tokens,
    "pipelines": pipelines,
    "statements": statements,
}


def random_rows(kind: str, count: int, seed: int) -> Iterator[Row]:
    rng = random.Random(seed)  # noqa: S311 # the same templates every time
    for _ in range(count):
        yield {"template": KINDS[kind](rng), "missingkey": rng.choice(["default", "zero", "zero", "error"])}


def matrix() -> Iterator[Row]:
    """Yield comparisons, indexings and loops over every pair of kinds."""
    fields = [f".{name}" for name in DATA] + [".zz", "nil", "1", "1.0", '"abc"', "true", "$", ".l", ".m.b"]
    for name, (left, right) in product(("eq", "lt"), product(fields, fields)):
        yield {"template": f"{{{{{name} {left} {right}}}}}"}
    for name, left in product(("ne", "le", "gt", "ge"), fields):
        yield {"template": f"{{{{{name} {left} 3}}}} {{{{{name} .s {left}}}}}"}
    for left, right in product(
        fields, ("0", "1", "-1", "3", "4", "100", '"a"', '"zz"', "nil", ".f", ".u8", ".i", "1.0")
    ):
        yield {"template": f"{{{{index {left} {right}}}}}"}
        yield {"template": f"{{{{slice {left} {right}}}}}"}
        yield {"template": f"{{{{slice {left} 1 {right}}}}}"}
    for left in fields:
        yield {"template": f"{{{{len {left}}}}}"}
        yield {"template": f"{{{{len ({left})}}}}"}
        yield {"template": f"{{{{if {left}}}}}T{{{{else}}}}F{{{{end}}}}"}
        yield {"template": f"{{{{with {left}}}}}{{{{.}}}}{{{{else}}}}F{{{{end}}}}"}
        yield {"template": f"{{{{range {left}}}}}<{{{{.}}}}>{{{{else}}}}E{{{{end}}}}"}
        yield {"template": f"{{{{range $k, $v := {left}}}}}<{{{{$k}}}}={{{{$v}}}}>{{{{else}}}}E{{{{$v}}}}{{{{end}}}}"}
        yield {"template": f"{{{{range $v := {left}}}}}{{{{$v.a}}}}{{{{end}}}}"}
        yield {"template": f"{{{{range $k, $v := {left}}}}}{{{{$k.a}}}}{{{{end}}}}"}
        yield {"template": f"{{{{range {left}}}}}{{{{.a}}}}{{{{end}}}}"}
        yield {"template": f"{{{{({left}).a}}}}"}
        yield {"template": f"{{{{html {left}}}}} {{{{js {left}}}}} {{{{urlquery {left}}}}}"}
        for function in (
            "fstr",
            "fint",
            "fint64",
            "ffloat",
            "fbool",
            "fmap",
            "flist",
            "fstrings",
            "fany",
            "fvs",
            "fdur",
        ):
            yield {"template": f"{{{{{function} {left}}}}}"}
            yield {"template": f"{{{{{left} | {function}}}}}"}


#: What random templates seldom hit upon, one a line.
WRITTEN = HERE / "written.txt"


def written() -> Iterator[Row]:
    """Yield the written templates, each under every option; one with several actions stands for them all."""
    for text in WRITTEN.read_text(encoding="utf-8").splitlines():
        yield {"template": text}
        yield {"template": text, "missingkey": "zero"}
        yield {"template": text, "missingkey": "error"}


def build(folder: Path) -> Path:
    """Return the oracle's program, built in ``folder``."""
    go = os.environ.get("CHARTKIT_GO", "go")
    (folder / "main.go").write_bytes((HERE / "oracle" / "main.go").read_bytes())
    (folder / "go.mod").write_text("module oracle\n\ngo 1.24\n")
    subprocess.run([go, "build", "-o", "oracle", "."], cwd=folder, check=True)
    return folder / "oracle"


def ask(oracle: Path, rows: list[Row]) -> list[dict[str, str]]:
    """Return Go's answers."""
    full = ({"name": "t", "data": DATA, "defs": DEFS, **row} for row in rows)
    lines = "\n".join(map(json.dumps, full)).encode("utf-8", "surrogateescape")
    output = subprocess.run([oracle], input=lines, capture_output=True, check=True).stdout
    found = []
    for line in output.splitlines():
        (key, value), *_ = json.loads(line).items()
        found.append({key: base64.b64decode(value).decode("utf-8", "surrogateescape")})
    return found


def shape(row: Row, answer: dict[str, str]) -> str:
    """Return what rows have in common that fail alike."""
    text = re.sub(r"<[^>]*>:|\"[^\"]*\"|[0-9]+", "#", answer.get("error", ""))
    return text or re.sub(r"\.[a-z0-9]+", ".a", row["template"])[:16]


def plain(row: Row, answer: dict[str, str]) -> bool:
    """Return whether an answer is the same each time and can be written down."""
    text = next(iter(answer.values()))
    if "slice .by" in row["template"]:
        return False  # the capacity of a slice of bytes is Go's choice
    return "0x" not in text and len(text) < 300 and not any("\ud800" <= char < "\ue000" for char in text)


def write(oracle: Path) -> None:
    """Write the tables."""
    sources = {
        "tokens": list(random_rows("tokens", 12000, 1)),
        "pipelines": list(random_rows("pipelines", 6000, 2)),
        "statements": list(random_rows("statements", 4000, 3)),
        "kinds": list(matrix()),
        "written": list(written()),
    }
    for name, rows in sources.items():
        kept: list[Row] = []
        seen: set[str] = set()
        for row, answer in zip(rows, ask(oracle, rows), strict=True):
            form = shape(row, answer)
            if name == "written":
                form = json.dumps([row["template"], answer])  # an option that changes nothing needs no row
            if plain(row, answer) and len(row["template"]) < 400 and form not in seen:
                seen.add(form)
                kept.append({**{key: value for key, value in row.items() if value != "default"}, **answer})
        table = {"origin": "go", "defs": DEFS, "data": DATA, "rows": kept[:600]}
        text = yaml.safe_dump(table, allow_unicode=True, sort_keys=False, width=1000)
        (HERE / "cases" / f"{name}.yaml").write_text(text, encoding="utf-8")


def fuzz(oracle: Path, count: int, seed: int) -> None:
    """Print where the engine and Go differ."""
    spec = importlib.util.spec_from_file_location("engine", HERE / "conftest.py")
    if spec is None or spec.loader is None:
        raise SystemExit("conftest.py is missing")
    engine = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(engine)
    systematic = {"kinds": matrix, "written": written}
    for kind in (*systematic, *KINDS):
        rows = list(systematic[kind]() if kind in systematic else random_rows(kind, count, seed))
        differing = 0
        for row, answer in zip(rows, ask(oracle, rows), strict=True):
            found = engine.answer({"data": DATA, "defs": DEFS, **row})
            if found != answer and plain(row, answer):
                differing += 1
                print(f"{row}\n  go:   {answer}\n  here: {found}")  # noqa: T201 # a script's result
        print(f"{kind}: {differing} of {len(rows)} differ")  # noqa: T201 # a script's result


def main() -> None:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("write", "fuzz"))
    parser.add_argument("--rows", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        oracle = build(Path(folder))
        if options.what == "write":
            write(oracle)
        else:
            fuzz(oracle, options.rows, options.seed)


if __name__ == "__main__":
    main()
