"""Random calls of template functions with odd arguments: right and wrong ones, of every kind, nested in each other.

A seed always gives the same expression. Functions that throw dice or ask the clock are left out, and so are those that
list a map, because Go does that in any order.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from random import Random
from typing import get_type_hints

from chartkit.functions import Environment, helm_functions
from chartkit.gostd.strconv import quote

__all__ = ["VALUES", "random_call", "random_expression"]

VALUES = """
str: hello
empty: ""
uni: "héllo wörld ☃ 日本語"
emoji: "👍🏽 ok"
multi: "line1\\nline2\\n\\nline4\\n"
num: 42
neg: -7
zero: 0
float: 3.75
big: 9007199254740993
tiny: 0.0000001
numstr: "123"
badnum: "12abc"
t: true
f: false
nil: null
list: [a, b, c]
ints: [3, 1, 2]
mixed: [1, "a", true, null, 2.5, {k: v}, [x]]
emptylist: []
dups: [a, b, a, c, b, 1, 1, 1.0, "1"]
map: {a: 1, b: two, c: {d: [1, 2], e: x}}
emptymap: {}
deep: {a: {b: {c: {d: 1}}}}
date: 2024-01-15
url: "https://user:pa%20ss@example.com:8080/a/b?x=1&y=2#frag"
ver: 1.2.3-beta.1+build.5
"""

_BUILTINS = "and or not eq ne lt le gt ge index len print println printf html js urlquery".split()
_LEFT_OUT = frozenset(
    """
    now ago date dateInZone date_in_zone htmlDate htmlDateInZone randAlpha randAlphaNum randAscii randNumeric randBytes
    randInt shuffle uuidv4 keys values bcrypt htpasswd encryptAES genPrivateKey genCA genCAWithKey genSelfSignedCert
    genSelfSignedCertWithKey genSignedCert genSignedCertWithKey buildCustomCert derivePassword durationRound
    """.split()
)

_PATHS = [line.partition(":")[0] for line in VALUES.split("\n") if line] + ["nope"]
_TEXTS = (
    *("", "a", "Hello World", "  lead", "trail  ", "foo-bar_baz qux", "HTTPServer", "http2xx", "Bld4Floor3rd", "é"),
    *("ǆungla ß ŉ", "İstanbul", "\u00a0x\u00a0", "a\u0085b", "a\tb\r\nc", "line1\nline2\n", "__a__b__", "_", "x.y/z"),
    *("/a/../b//c", "5", "5.00", "010", "0x1F", "1e3", "-7", "1_000", "inf", "NaN", "9223372036854775808", "\ufffd"),
    *("aGVsbG8=", "aGVsbG8", "====", "MFRGG===", "a=b", "a,b,,c", "true", "%s %d", '<a href="x">', "it's", "v1.2.3"),
    *("^a.*", "(", ">=1.2", "2006-01-02", "1h30m", "a: 1", "- a", '{"a": [1, null]}', "[1]", "null", "{{ .x }}"),
)
#: Texts that mean something to the functions whose names begin so.
_FAMILIES = {
    "regex": (
        *(
            "a+",
            "(a)(b)?",
            "(?P<n>x)|y",
            "[^a-c]",
            r"\d{2,}",
            r"\bfoo\b",
            "(?i)A",
            "(?s).",
            "(?m)^l",
            "(?U)a+",
            "a{1001}",
            "(?=a)",
        ),
        *(
            "x*",
            "",
            "[[:alpha:]]+",
            r"\p{Greek}",
            "[z-a]",
            "a**",
            "(?P<n",
            "\\",
            "$1",
            "${n}x",
            "$1x",
            "$$",
            "${",
            "aab",
            "αβγ",
            "\n",
        ),
        *(
            r"\Qa.b\E",
            r"\C",
            r"\z",
            "(?:a|b)*?c",
            "foo bar foo",
            "xyxy",
            "12 345",
            "(?<n>a)",
            "a|",
            "(|a)*",
            r"\x{10FFFF}",
            "[a&&b]",
        ),
    ),
    "semver": (
        *(
            "1.2.3",
            "v1.2",
            "1",
            "1.2.3-alpha.1",
            "1.2.3+b",
            "01.2.3",
            "1.2.3-01",
            "x",
            "",
            "1.2.3.4",
            "99999999999999999999.0.0",
        ),
        *(
            "^1.2",
            "~1.2.3",
            ">=1 <2",
            "1.x",
            "*",
            "1.2 - 2",
            ">1, <3",
            "=>1",
            "!=1.2.3",
            "1 || 2",
            "^0.0.3",
            "~>1",
            "^1.2.3-beta",
            ">= 1.2.3-0",
        ),
    ),
    "url": (
        "http://u:p@h:80/p?q=1#f",
        "//h/p",
        "mailto:a@b",
        "http://[::1]:80/",
        "http://a b",
        "%zz",
        "http://h:x",
        "?",
        "#",
        "h:1",
        "http://h/%2F?a%20b",
        ":",
        "1:a",
    ),
    "date": (
        "2024-01-15",
        "2024-02-30",
        "2024-1-5",
        "15:04:05",
        "Mon Jan _2 2006",
        "02/01/06 03:04 PM",
        "2006-01-02T15:04:05Z07:00",
        "UTC",
        "Europe/Berlin",
        "Local",
        "nope",
        "-0700 MST",
        ".000",
        ",999",
        "__2 002",
        "Z0700",
    ),
    "duration": (
        "90",
        "3600",
        "1h",
        "95m",
        "-1h30m",
        "1.5h",
        "1x",
        "",
        "100000h",
        "1ns",
        "1us",
        "8760h",
        "-0",
        "1e3",
        "9223372036854775807",
        "3000000000",
    ),
    "to": (
        "0x1f",
        "1e3",
        " 1",
        "1 ",
        "1.9",
        "-1.5",
        "08",
        "0o17",
        "0b1",
        "+5",
        "1_0",
        "true",
        "T",
        "",
        "9223372036854775808",
        "1e400",
        "NaN",
        "-Inf",
        "a: 1",
        "[1, x",
        "a = 1",
        "[t]\nx = 1.0",
    ),
    "from": (
        *(
            "a: 1",
            "- 1",
            "{a: [1, null]}",
            "a: b: c",
            '{"a":1}',
            '{"a":1}x',
            "[1,2",
            "null",
            "",
            "x",
            "1e3",
            "a: 0x1f",
            "? a",
            "a: !!binary x",
            "&a [*a]",
        ),
        *(
            "a = 1",
            "a = 1\na = 2",
            "[a]\nb = [1, 'x']",
            "a = 1979-05-27",
            "a = inf",
            "a.b = 1\n[a]",
            'a = "',
            "[[x]]\ny = {z = 1}",
            "=",
            "a = 01",
        ),
    ),
    "trunc": ("héllo wörld", "日本語", "abc", ""),
    "substr": ("héllo wörld", "日本語", "abc", ""),
    "abbrev": ("héllo wörld and more words", "abcdefghij", "日本語日本語", ""),
    "wrap": ("the quick brown fox", "héllo  wörld", "a\nb c", "日本語 日本語", "averyveryverylongword x"),
    "indent": ("a\nb\n", "", "\n\n", "é"),
    "nindent": ("a\nb\n", "", "é"),
    "int": ("0x1f", "1e3", " 1", "010", "-0", "1.9", "true", "9223372036854775808", "1_000", "+1", "0b1"),
    "float": ("0x1f", "1e3", " 1", "1_0.5", "inf", "-nan", ".5", "5.", "1e999", "0x1p-2", "+.5e1"),
    "b": ("YQ==", "YQ", "Y Q==", "YQ==\n", "MFRA====", "mfra====", "MFRA", "=", "é"),
    "round": ("2.5", "1e3", "x", "-0.5"),
    "split": ("a.b.c", ".", "", "a", "$", "é.é", "a..b"),
    "trim": ("aabaa", "a", "ba", "", "é", "abca", "  a "),
    "replace": ("aaa", "a", "", "aa", "é"),
    "dig": ("a", "b", "c", "x"),
    "snake": ("HTTPServer2Go", "fooBar9Baz", "a1B2", "É-é_ß", "__A", "aB cD", "A9b", "ID", "1st"),
    "kebab": ("HTTPServer2Go", "fooBar9Baz", "a1B2", "É-é_ß", "__A", "aB cD", "A9b", "ID", "1st"),
    "camel": ("http_server-2 go", "__a", "a__b", "éa_b", "A", "_", "a_", "-a-B-"),
}
_FLAGS = ("", "", "", "+", "-", "#", "0", " ", "+0", "#+", "-0", "# ")
_WIDTHS = ("", "", "", "5", "12", ".2", ".0", "8.3", ".", "*", ".*", "[1]", "[2]", "[9]", "[x]", "-5", "05.1")
_FORMATS = "%v %s %d %q %x %5.2f %t %T %+v %#v %05d %-5s| %e %z %[2]v".split()
_INTEGERS = [0, 1, -1, 2, 3, 5, 10, 64, -3, 255, 1000, 9223372036854775807, -9223372036854775808]
_SMALL = [0, 1, -1, 2, 3, 5, 10, -3, 40]
_FLOATS = [0.0, 1.0, -1.0, 0.1, 0.5, 1.5, -2.5, 1e6, 1e21, 1e-7, 123456.789, 1e300, 5e-324, 7.0, 2.675]
_SPECIAL = [
    *(
        "(list)",
        "(dict)",
        "(rest list)",
        '(toDate "2006" "2020")',
        '(semver "1.2.3")',
        "1i",
        "'a'",
        "0x10",
        "(until 3)",
    ),
    *(
        '(splitList "," "a,b")',
        '(split "." "a.b")',
        '(regexFindAll "a" "aa" -1)',
        '(urlParse "http://h/p")',
        "(tuple 1 2)",
    ),
    *(
        "(int64 5)",
        '(toDecimal "17")',
        "(float64 2.5)",
        "(divf 1 0)",
        '(float64 "NaN")',
        "(mulf -1 0)",
        '(float64 "-inf")',
    ),
    *(
        '(toDate "2006-01-02" "2024-02-29")',
        '(mustToDate "2006" "2020")',
        '((toDate "2006" "2020").Sub (toDate "2006" "2019"))',
    ),
    *(
        ".Capabilities.KubeVersion",
        ".Capabilities.APIVersions",
        ".Capabilities.HelmVersion",
        '(.Files.Glob "*")',
        '(.Files.GetBytes "x")',
    ),
    *(
        ".Values.list",
        "(chunk 2 .Values.list)",
        '(fromYaml "a: 1")',
        '(fromJson "[")',
        '(fromYamlArray "- 1")',
        "(untilStep 3 0 -1)",
    ),
    *(
        '(dict "a" nil)',
        "(list nil)",
        '(pluck "a" .Values.map)',
        "(seq 3)",
        '(regexSplit "," "a,b" -1)',
        "(untilStep 0 0 1)",
        "(toStrings .Values.mixed)",
    ),
    *(
        "(slice .Values.list 0 2)",
        "(compact .Values.mixed)",
        "(mustCompact (list 0 1))",
        "(toJson .Values.map)",
        "-9223372036854775808",
        "1e19",
        "0b11",
        "0o17",
        "'é'",
    ),
]


def _signatures() -> dict[str, list[tuple[object, bool]]]:
    """Return the types of each function's parameters, and whether each takes what is left."""
    functions = helm_functions(Environment())
    found: dict[str, list[tuple[object, bool]]] = {name: [(object, True)] for name in _BUILTINS}
    for name in functions:
        if name not in _LEFT_OUT:
            hints = get_type_hints(functions[name])
            parameters = inspect.signature(functions[name]).parameters.values()
            found[name] = [
                (hints[parameter.name], parameter.kind is parameter.VAR_POSITIONAL)
                for parameter in parameters
                if parameter.name != "execution"
            ]
    return found


def random_expression(seed: int) -> str:
    """Return the template number ``seed``."""
    maker = _Maker(Random(seed))  # noqa: S311 - a repeatable choice is wanted
    call = maker.call(0)
    return maker.choice(
        [f"{{{{ {call} }}}}", f"{{{{ $r := {call} }}}}{{{{ typeOf $r }}}} {{{{ toJson $r }}}}"] * 8
        + [f"{{{{ if {call} }}}}yes{{{{ else }}}}no{{{{ end }}}}", f"{{{{ with {call} }}}}{{{{ . }}}}{{{{ end }}}}"]
    )


def random_call(random: Random, depth: int = 0) -> str:
    """Return a call of any function, nested ``depth`` calls less deep than an expression may be."""
    return _Maker(random).call(depth)


class _Maker:
    signatures = _signatures()

    def __init__(self, random: Random) -> None:
        self._random = random
        self.choice = random.choice

    def call(self, depth: int) -> str:
        name = self.choice(list(self.signatures))
        arguments: list[str] = []
        if name == "printf":
            arguments.append(quote(self.format()))
        family = next(
            (texts for start, texts in _FAMILIES.items() if name.removeprefix("must").lower().startswith(start)), ()
        )
        for wanted, rest in self.signatures[name]:
            arguments += [
                self.argument(wanted, depth, family) for _ in range(self.choice([0, 1, 1, 2, 3]) if rest else 1)
            ]
        luck = self._random.random()
        if luck < 0.03 and arguments:
            arguments.pop()
        elif luck < 0.06:
            arguments.append(self.argument(object, depth))
        if arguments and self._random.random() < 0.15:
            return " ".join([arguments[-1], "|", name, *arguments[:-1]])
        return " ".join([name, *arguments])

    def format(self) -> str:
        if self._random.random() < 0.4:
            return self.choice(_FORMATS)
        verbs = (self.choice("vvsdqxXbocUeEfFgGtTpw%zy!") for _ in range(self.choice((1, 1, 2))))
        return "|".join(f"%{self.choice(_FLAGS)}{self.choice(_WIDTHS)}{verb}" for verb in verbs)

    def argument(self, wanted: object, depth: int, family: Sequence[str] = ()) -> str:
        if family and wanted in (str, object) and self._random.random() < 0.5:
            return quote(self.choice(family))
        fitting: dict[object, Callable[[], str]] = {
            str: lambda: quote(self.choice(_TEXTS)),
            int: lambda: str(self.choice(_SMALL)),
            bool: lambda: self.choice(["true", "false", ".Values.t"]),
            float: lambda: repr(self.choice(_FLOATS)),
            dict[str, object]: lambda: self.choice([".Values.map", ".Values.emptymap", self.table(depth)]),
        }
        if wanted in fitting and self._random.random() < 0.75:
            return fitting[wanted]()
        kinds: list[Callable[[], str]] = [
            lambda: f".Values.{self.choice(_PATHS)}",
            lambda: f".Values.{self.choice(_PATHS)}",
            lambda: quote(self.choice(_TEXTS)),
            lambda: str(self.choice(_INTEGERS)),
            lambda: f"(int64 {self.choice(_INTEGERS)})",
            lambda: repr(self.choice(_FLOATS)),
            lambda: self.choice(["true", "false", "nil", ".Values", ".Release", ".Files", ".Chart"]),
            lambda: self.choice(_SPECIAL),
            lambda: self.table(depth),
            lambda: self.sequence(depth),
        ]
        if depth < 2:
            kinds += [lambda: f"({self.call(depth + 1)})"] * 2
        return self.choice(kinds)()

    def table(self, depth: int) -> str:
        if depth > 2:
            return "(dict)"
        keys = self._random.sample(["a", "b", "c", "é", "x y", "_0"], self.choice([0, 1, 2, 3]))
        return f"({' '.join(['dict', *(f'{quote(key)} {self.argument(object, depth + 2)}' for key in keys)])})"

    def sequence(self, depth: int) -> str:
        if depth > 2:
            return "(list)"
        items = [self.argument(object, depth + 2) for _ in range(self.choice([0, 1, 2, 3, 5]))]
        return f"({' '.join(['list', *items])})"
