"""Random charts with everything that a chart can hold, as texts with the mistakes that people make, and command lines.

A seed always gives the same case. Where :mod:`random_charts` looks at values alone, these cases are compared by all that
is printed: templates, hooks, notes, definitions, schemas, ignored files, broken YAML, odd metadata, every flag.

This module is long because of its tables of texts.
"""

# ruff: noqa: E501 - texts of charts read worse when they are cut

from __future__ import annotations

import json
from random import Random

from tests.differential.random_charts import RandomCase

__all__ = ["random_set_text", "random_tree", "random_yaml"]

_KEYS = ("a", "b", "c", "x", "y", "enabled", "global", "image", "tags", "sub", "lib", "al", "list", "exports")
#: Names of subcharts, whose values are nearly always tables.
_TABLES = frozenset({"global", "sub", "lib", "al", "tags", "exports"})
_ODD_KEYS = ("1", "true", '"q\\tq"', "'s'", "a.b", "a b", "1.5", "0x1f", "y", "no", "é", "''")
_BROKEN_KEYS = ("? k", "[a]", "{a: b}", "&n", "*n", "- a", "a: b", "!!str", "\t", "|")
_ODD_SCALARS = (
    *(
        "1",
        "0",
        "-1",
        "1.0",
        "1e3",
        "1E400",
        ".5",
        "0x1F",
        "0o17",
        "017",
        "0b11",
        "1_000",
        "+1",
        "-0",
        "-0.0",
        "1:",
        "0.1e-7",
    ),
    *(
        "9007199254740993",
        "9223372036854775808",
        "18446744073709551616",
        "1e21",
        "123456789.125",
        "=",
        "<",
        "'<<'",
        "1e-7",
    ),
    *(
        "~",
        "null",
        "Null",
        "",
        "true",
        "False",
        "yes",
        "off",
        "On",
        "y",
        "2024-01-15",
        "2024-01-15T10:00:00Z",
        "\u0085",
        "# c",
    ),
    *(
        "12:30",
        "190:20:30",
        "1.2.3",
        "v1",
        "''",
        '""',
        "'it''s'",
        '"a\\nb"',
        '"\\u00e9\\x41\\U0001F600"',
        "a #b",
        "a#b",
        "-",
        "a\tb",
    ),
    *(
        "!!str 1",
        "!!int '7'",
        "!!float 3",
        "!!binary aGk=",
        "!!null ''",
        "!!map {}",
        "!local x",
        "&n 5",
        "&n {a: 1}",
        "a\\nb",
    ),
    *(
        "[1, 2]",
        "{a: 1, b: [x]}",
        "{a, b}",
        "{a: }",
        "[a: b]",
        "{}",
        "[]",
        "héllo",
        "😀",
        "'{{ .x }}'",
        "[[], {}]",
        "{? a : b}",
    ),
    *(
        "|\n    t\n     u\n",
        ">-\n    f\n    g\n\n    h",
        "|+\n    k\n\n",
        "|2\n    x",
        ">1-\n   x",
        "a\n    b",
        '"a\n    b\\\n     c"',
    ),
)
_BROKEN_SCALARS = (
    *(
        ".inf",
        "-.INF",
        ".nan",
        "<<",
        '"\\q"',
        "'open",
        '"open',
        "a: b",
        "- x",
        "@x",
        "`x`",
        "%x",
        "!x",
        "*n",
        "*nope",
        "!!binary '*'",
    ),
    *(
        "!!set {a}",
        "!!bool yes",
        "!!bool x",
        "[1, 2",
        "[,]",
        "{a: 1, a: 2}",
        ">9\n   x",
        "|\n  \t x",
        "{{ .x }}",
        "\ttab",
        "x:",
        ": x",
    ),
    *(
        "? x",
        "\x07",
        "\ufeffx",
        "---",
        "...",
        "{<<: *n}",
        "{<<: 1}",
        '"\\xff"',
        '"\\uD83D"',
        "!!int x",
        "!!float x",
        "!<tag:yaml.org,2002:str> 1",
    ),
    *(
        "&a &b x",
        "!!str !!str x",
        "[a]: b",
        "{a: 1}: b",
        "'a' b",
        '"a" b',
        "[1] x",
        "|x",
        "> y",
        "!!timestamp 2024-01-01",
        "!!timestamp x",
        "!!omap [a: 1]",
    ),
)
_SET_PIECES = (
    *(
        "a",
        "b",
        "x",
        "sub",
        "global",
        ".",
        ".",
        "=",
        "=",
        "=",
        ",",
        ",",
        "[0]",
        "[1]",
        "[",
        "]",
        "{",
        "}",
        "\\",
        "\\,",
        "\\.",
        "\\=",
    ),
    *(
        "null",
        "true",
        "1",
        "0",
        "01",
        "-1",
        "1.5",
        "1e3",
        "99999999999999999999",
        "0x1f",
        " ",
        "\n",
        "é",
        '"',
        "'",
        ":",
        "[-1]",
    ),
    *(
        "[65537]",
        "[a]",
        "[ 1]",
        "{a,b}",
        "{}",
        "{,}",
        "{a",
        "a.b=1",
        "a=",
        "x[0].y=2",
        "[0][1]",
        "list[1]=q",
        "a\\.b=2",
        "\\\\",
        "nil",
    ),
    *(
        "{}=",
        "a.=",
        ".a=",
        "=1",
        "b=null",
        "sub.a=null",
        "x={1,null,t}",
        "y=[1,2]",
        "tags.t1=false",
        "sub.enabled=false",
    ),
)
_SET_TEXTS = (
    *(
        "a=1",
        "a=null",
        "b.a=x",
        "sub.enabled=false",
        "sub.enabled=true",
        "a.enabled=true",
        "tags.t1=false",
        "tags.t2=true",
        "global.x=1",
    ),
    *(
        "sub.a=null",
        "lib.a=1",
        "al.enabled=false",
        "list[0]=q",
        "list={a,1,null}",
        "global=null",
        "x=",
        "enabled=false",
        "a.b.c=1,x=2",
    ),
    *(
        "image=a\\,b",
        "sub.global.a=1",
        "global.a.b=2",
        "exports.e.k=1",
        "sub=null",
        "sub.exports.data.a=5",
        "list[2].a=1",
        "a\\.b=1",
    ),
)
_JSON_TEXTS = (
    '{"a":1}',
    "[1,null]",
    "null",
    "1e3",
    '"s"',
    '{"a":{"b":null}}',
    "{",
    "nope",
    "",
    "9007199254740993",
    '{"a":{"b":null}}',
    "1 2",
    "true,b=2",
    "'s'",
)
_VERSIONS = (
    "1.0.0",
    "0.1.0",
    "1",
    "1.2",
    "v1.0.0",
    "1.0.0-rc.1+b",
    "",
    "x",
    "01.2.3",
    "1.0",
    '"1.0"',
    "1.0.0 ",
    "null",
    "1e3",
)
_RANGES = (
    "'*'",
    '">=0.0.0-0"',
    "1.x",
    "^1.0.0",
    "~0",
    "''",
    "x x",
    "1.0.0",
    "v1",
    "'>1 <3 || 0.1'",
    "null",
    "1",
    "~1.x.2",
)
_KUBE = ('">=1.20.0"', '">=1.20.0-0"', '">=1.99"', "1.x", "nope", '"<1.20 || >1.22"', "''", "1.37.0", '"^1"')
_TEMPLATES = (
    "a: {{ toJson .Values }}\n",
    "a: {{ toJson .Values }}\nc: {{ toJson .Chart }}\nr: {{ toJson .Release }}\nt: {{ toJson .Template }}\n",
    "v:\n{{ toYaml .Values | indent 2 }}\n",
    "kind: ConfigMap\napiVersion: v1\nmetadata:\n  name: {{ .Release.Name }}-{{ .Chart.Name }}\n",
    "kind: Secret\n---\nkind: Service\nmetadata: {name: b}\n---\n# only a comment\n---\nkind: Namespace\n",
    "kind: ServiceAccount\n--- # x\nkind: Role\n\n---\n---\n\n  ---\nkind: Zed\n",
    "\n\n",
    "{{/* nothing */}}",
    "{{- if .Values.enabled }}\nkind: On\n{{- end }}\n",
    'f:\n{{ (.Files.Glob "*.txt").AsConfig | indent 2 }}\ns:\n{{ (.Files.Glob "**").AsSecrets | indent 2 }}\n',
    "k: {{ .Capabilities.KubeVersion }} {{ .Capabilities.KubeVersion.Minor }} {{ .Capabilities.HelmVersion.Version }}\n",
    'h: {{ .Capabilities.APIVersions.Has "apps/v1/Deployment" }} {{ .Capabilities.APIVersions.Has "x/v1" }}\n',
    "s: {{ keys .Subcharts | sortAlpha }} {{ range $n, $s := .Subcharts }}{{ $n }}={{ $s.Chart.Version }},{{ $s.Values | toJson }}{{ end }}\n",
    "r: {{ .Release.IsUpgrade }} {{ .Release.IsInstall }} {{ .Release.Revision }} {{ .Release.Service }} {{ .Release.Namespace }}\n",
    "b: {{ .Template.BasePath }} {{ .Template.Name }} {{ .Chart.Type }} {{ .Chart.IsRoot }} {{ .Chart.AppVersion }}\n",
    "kind: CustomResourceDefinition\nmetadata: {name: x}\n",
    "apiVersion: v1\nkind: List\nitems: []\n",
)
_ODD_TEMPLATES = (
    "{{- range $k, $v := .Values }}\n{{ $k | quote }}: {{ $v | quote }}\n{{- end }}\n",
    "v:\n  {{- .Values | toYaml | nindent 2 }}\n{{ tpl (toYaml .Values) . }}\n",
    "x: {{ .Values.a.b.c }}\n",
    "x: {{ .Values.sub.a }}\ng: {{ .Values.global.a }}\n",
    'x: {{ required "need a" .Values.a }}\n',
    'x: {{ fail "no" }}\n',
    'x: {{ include "c.name" . }}\n',
    'x: {{ template "c.name" .Values }}\n',
    '{{ define "c.name" }}{{ .Chart.Name }}-{{ .Values.a }}{{ end }}x: {{ include "c.name" . }}\n',
    'kind: Pod\nmetadata:\n  name: h\n  annotations:\n    helm.sh/hook: {{ .Values.hook | default "pre-install" }}\n    helm.sh/hook-weight: "-5"\n',
    'kind: Pod\nmetadata:\n  name: t\n  annotations:\n    "helm.sh/hook": test,post-install\n    helm.sh/hook-weight: x\n',
    "kind: Job\nmetadata:\n  annotations:\n    helm.sh/hook: nope\n",
    "kind: Job\nmetadata:\n  annotations:\n    helm.sh/hook: 5\n",
    "a: b: c\n",
    "a: 1\n a: 2\n",
    "- a\n- b\n",
    "text only",
    'a: "{{ .Values.a }}"\n\tb: 1\n',
    'f: {{ .Files.Get "f.txt" | quote }}\nl: {{ range .Files.Lines "f.txt" }}[{{ . }}]{{ end }}\nn: {{ .Files.Get "nope" | quote }}\n',
    "{{ .Values.x | nope }}\n",
    "{{ if }}\n",
    "{{ end }}",
    'a: {{ .Values.list | join "," }}{{ index .Values.list 0 }}\n',
    "a: {{ .Values.a | int }} {{ .Values.b | toString | quote }} {{ typeOf .Values.x }} {{ kindOf .Values.y }}\n",
    "a: {{ tpl .Values.a . }}\n",
    "{{ range $i, $e := .Values.list }}\n---\nn: {{ $i }}\ne: {{ $e | toJson }}\n{{ end }}",
    "a: {{ .Values.image }}\r\nb: 1\r\n",
    "kind: 5\n",
    "metadata: x\n",
    "metadata:\n  annotations:\n    a: 1\n",
    "metadata:\n  name: 5\n",
    "null\n",
    "a: *b\n",
    "%x: 1\n",
    "a: !!binary x\n",
    "a: {{ .Values.global }}\n",
    "a: {{ .Values.global.x | default .Values.x }}\n",
)
_CHECKS = (
    *(
        '{"type": "object"}',
        '{"type": "string"}',
        '{"required": ["a"]}',
        '{"required": ["nope", "zip"]}',
        "{",
        "",
        "true",
        "false",
        "[]",
    ),
    *(
        '{"properties": {"a": {"type": "string"}, "b": {"type": ["integer", "null"]}}}',
        '{"additionalProperties": false}',
    ),
    *('{"properties": {"a": {"$ref": "#/$defs/a"}}, "$defs": {"a": {"enum": [1, "x", null]}}}', '{"$ref": "#/nope"}'),
    *(
        '{"$schema": "http://json-schema.org/draft-07/schema#", "properties": {"x": {"minimum": 5, "maxLength": 2}}}',
        '{"type": "nope"}',
    ),
    *(
        '{"$schema": "http://json-schema.org/draft-04/schema#", "properties": {"x": {"minimum": 5, "exclusiveMinimum": true}}}',
    ),
    *(
        '{"anyOf": [{"required": ["a"]}, {"required": ["b"], "properties": {"b": {"const": 1}}}]}',
        '{"not": {"required": ["x"]}}',
    ),
    *(
        '{"if": {"required": ["a"]}, "then": {"required": ["b"]}, "else": {"maxProperties": 2}}',
        '{"oneOf": [true, {"type": "object"}]}',
    ),
    *(
        '{"patternProperties": {"^[a-c]$": {"type": "number", "multipleOf": 2}}}',
        '{"propertyNames": {"pattern": "^[a-z]+$"}}',
    ),
    *('{"properties": {"list": {"items": {"type": "string", "format": "ipv4"}, "minItems": 2, "uniqueItems": true}}}',),
    *(
        '{"dependentRequired": {"a": ["b", "c"]}, "dependencies": {"x": ["y"]}}',
        '{"unevaluatedProperties": false}',
        "\ufeff{}",
    ),
    *(
        '{"properties": {"global": {"type": "object", "required": ["z"]}, "sub": {"type": "object", "additionalProperties": {"type": "null"}}}}',
    ),
)
_IGNORED = (
    "*.txt",
    "/f.txt",
    "templates/",
    "!f.txt",
    "# c",
    "",
    "**",
    "d",
    "d/",
    "t[0-9].yaml",
    "[",
    "charts",
    "charts/*",
    "Chart.yaml",
    "values.yaml",
    " x ",
    "*",
    "./f.txt",
    "crds/",
    "*.json",
    "a**b",
    "\\f.txt",
    "/",
    "!*.md",
)
_FLAGS: tuple[tuple[str, ...], ...] = (
    *(("--kube-version", version) for version in ("1.21.3", "v1.16", "1.31.0-gke.5", "nope", "", "1", "v1.99.0+x")),
    *(("--api-versions", text) for text in ("x/v1", "apps/v1/Deployment,x/v1", "", '"q"', "a b")),
    *(("--show-only", text) for text in ("templates/t0.yaml", "templates/t1.yaml", "templates/nope.yaml", "t0.yaml")),
    *(
        ("-s", text)
        for text in ("templates/*.yaml", "charts/sub/templates/t0.yaml", "templates/", "", "templates/NOTES.txt")
    ),
    *(
        ("--name-template", text)
        for text in ("x-{{ 1 }}", "{{ nope }}", "UPPER", "", "{{ randAlpha 0 }}y", "a.b", "-a", "x" * 54)
    ),
    *(
        ("--include-crds",),
        ("--no-hooks",),
        ("--skip-tests",),
        ("--is-upgrade",),
        ("--skip-schema-validation",),
        ("--validate=false",),
    ),
    *(
        ("--dry-run=client",),
        ("--dry-run",),
        ("--dry-run=none",),
        ("--dry-run=x",),
        ("--namespace", "n s"),
        ("-n", "other"),
        ("--debug",),
    ),
    *(
        ("--skip-crds",),
        ("--disable-openapi-validation",),
        ("--release-name",),
        ("--description", "x"),
        ("--labels", "a=b"),
        ("--nope",),
    ),
    *(
        ("--set-file", "a=user0.yaml"),
        ("--set-file", "a=nope"),
        ("--set-file", "a.b=file.txt,x=file.txt"),
        ("--set-file", "a"),
    ),
    *(
        ("-f", "nope.yaml"),
        ("-f", "user0.yaml,user0.yaml"),
        ("-f", ""),
        ("-f", "file.txt"),
        ("-f=user0.yaml",),
        ("--values", "c/values.yaml"),
    ),
    *(
        ("--atomic",),
        ("--wait",),
        ("--timeout", "5"),
        ("--timeout", "5m"),
        ("--no-hooks=maybe",),
        ("--version", "1"),
        ("--render-subchart-notes",),
    ),
    *(
        ("--set",),
        ("--hide-notes",),
        ("--enable-dns",),
        ("--post-renderer-args", "x"),
        ("-h=false",),
        ("-xyz",),
        ("--is-upgrade=false",),
    ),
)


def random_tree(seed: int) -> RandomCase:
    """Return the case number ``seed``."""
    maker = _Maker(Random(seed))  # noqa: S311 - a repeatable choice is wanted
    return RandomCase(seed, maker.files, tuple(maker.arguments()))


def random_yaml(random: Random, lines: int = 6, *, broken: bool = True) -> str:
    """Return a values file with odd scalars, keys, and shapes; where ``broken`` is asked for, most have mistakes."""
    return _Yaml(random, broken=broken).document(lines)


def random_set_text(random: Random) -> str:
    """Return an argument of ``--set``, or what might be taken for one."""
    if random.random() < 0.3:
        start = ".".join(
            random.choice(_KEYS) + random.choice(("",) * 6 + ("[0]", "[1]")) for _ in range(random.choice((1, 1, 2, 3)))
        )
        return f"{start}={''.join(random.choice(_SET_PIECES) for _ in range(random.choice((0, 1, 1, 2, 3))))}"
    return "".join(random.choice(_SET_PIECES) for _ in range(random.randint(1, 9)))


class _Yaml:
    def __init__(self, random: Random, *, broken: bool) -> None:
        self._random = random
        #: How often something odd stands where something plain could: many files have one oddity, few have a dozen.
        self._oddity = random.choice((0.0, 0.05, 0.2, 0.4))
        self._brokenness = random.choice((0.03, 0.1)) if broken else 0.0

    def document(self, lines: int) -> str:
        text = self._table(0, lines)
        random = self._random
        luck = random.random()
        if not self._brokenness:
            return text
        if luck < 0.03:
            return random.choice(
                (
                    "",
                    "\n",
                    "# c\n",
                    "---\n",
                    "--- \n...\n",
                    "[]\n",
                    "- a\n",
                    "x\n",
                    "null\n",
                    "5\n",
                    "{}\n",
                    "a: 1\n---\nb: 2\n",
                    "\x00",
                    "\xff",
                )
            )
        if luck < 0.04:
            text = "\ufeff" + text
        elif luck < 0.06:
            text = text.replace("\n", "\r\n")
        elif luck < 0.15:
            text += random.choice(
                ("---\n", "...\n", "---\nz: 1\n", "...\nz: 1\n", "\t\n", " \n", "}\n", "  z: 1\n", "- x\n")
            )
        elif luck < 0.25:
            text = (
                random.choice(
                    (
                        "---\n",
                        "%YAML 1.1\n---\n",
                        "%YAML 2.0\n---\n",
                        "# c\n\n",
                        "--- # c\n",
                        "--- {a: 1}\n",
                        "---",
                        "\n \n",
                        "!!map\n",
                    )
                )
                + text
            )
        elif luck < 0.45:
            place = random.randrange(len(text) + 1)
            text = (
                text[:place]
                + random.choice(
                    ("\t", " ", "\n", ":", "'", '"', "#", "&a ", "*a", "{", "]", "-", "\r", "\u2028", "\udcff")
                )
                + text[place:]
            )
        elif luck < 0.5:
            text = text.rstrip("\n")
        return text

    def _key(self) -> str:
        if self._random.random() < self._brokenness:
            return self._random.choice(_BROKEN_KEYS)
        return self._random.choice(_ODD_KEYS if self._random.random() < self._oddity / 2 else _KEYS)

    def _scalar(self) -> str:
        if self._random.random() < self._brokenness:
            return self._random.choice(_BROKEN_SCALARS)
        if self._random.random() < self._oddity * 2:
            return self._random.choice(_ODD_SCALARS)
        return self._random.choice(
            (
                "1",
                "0",
                "true",
                "false",
                "x",
                "null",
                "~",
                "1.5",
                "",
                '"q"',
                "{}",
                "[]",
                "a b",
                "{a: 1}",
                "[1, x]",
                "10000000",
            )
        )

    def _table(self, depth: int, most: int) -> str:
        random, pad = self._random, "  " * depth
        written = ""
        used: set[str] = set()
        for _ in range(random.randint(depth and 1, most)):
            key, luck = self._key(), random.random()
            if key in used and random.random() > self._brokenness:
                continue
            used.add(key)
            if luck < 0.3 and depth < 3:
                anchor = random.choice((" &n",) + ("",) * 9)
                written += f"{pad}{key}:{anchor}\n{self._table(depth + 1, 3)}"
            elif luck < 0.4 and depth < 3 and key not in _TABLES:
                written += f"{pad}{key}:\n" + "".join(
                    f"{pad}- {self._item(depth)}\n" for _ in range(random.randint(1, 3))
                )
            elif luck < 0.43:
                known = (
                    ("{a: 1}", "[{a: 1}, {b: 2}]")
                    if random.random() > self._brokenness
                    else ("*n", "5", "null", "[5]", "[*n]")
                )
                written += f"{pad}<<: {random.choice(known)}\n"
            elif luck < 0.47:
                written += random.choice(
                    (
                        f"{pad}# note\n",
                        "\n",
                        f"{pad}{key}: # c\n",
                        f"{pad}{key} :  1   # c\n",
                        f"{pad}? {key}\n{pad}: 1\n",
                    )
                )
            elif key in _TABLES and random.random() > self._brokenness:
                written += f"{pad}{key}: {random.choice(('{}', '{a: 1}', '{enabled: false}', '{enabled: true, x: }', '{exports: {e: {k: 1}}}', '{a: {b: null}}'))}\n"
            else:
                written += f"{pad}{key}: {self._scalar()}\n"
        return written or f"{pad}{{}}\n"

    def _item(self, depth: int) -> str:
        luck = self._random.random()
        if luck < 0.2:
            return f"{self._key()}: {self._scalar()}"
        if luck < 0.3:
            return f"{self._key()}: {self._scalar()}\n{'  ' * (depth + 1)}{self._key()}: {self._scalar()}"
        return f"- {self._scalar()}" if luck < 0.35 else self._scalar()


class _Maker:
    def __init__(self, random: Random) -> None:
        self._random = random
        #: The part that has mistakes; most cases have them in one, so that what comes after it is reached by the others.
        self._odd_part = random.choice(
            ("", "", "metadata", "values", "user", "set", "flags", "templates", "schema", "files")
        )
        self.files: dict[str, str] = {"file.txt": random.choice(("", "x", "a: 1\n", "\udcff\n", "é"))}
        self._chart("c", "c", 0)
        for number in range(random.choice((0, 1, 1, 2))):
            self.files[f"user{number}.yaml"] = random_yaml(random, broken=self._odd_part == "user")

    def _maybe(self, probability: float) -> bool:
        return self._random.random() < probability

    @property
    def _oddity(self) -> float:
        return 0.1 if self._odd_part == "metadata" else 0.0

    def arguments(self) -> list[str]:
        random = self._random
        found: list[str] = []
        for name in self.files:
            if name.startswith("user"):
                found += ["-f", name]
        for _ in range(random.choice((0, 0, 1, 1, 2, 3))):
            flag = random.choice(("--set", "--set", "--set", "--set-string", "--set-json", "--set-literal"))
            text = random_set_text(random) if self._odd_part == "set" else random.choice(_SET_TEXTS)
            if flag == "--set-json":
                text = random.choice((f"{random.choice(_KEYS)}=", "sub.a=", "a.b=")) + random.choice(
                    _JSON_TEXTS if self._odd_part == "set" else _JSON_TEXTS[:6]
                )
            found += [flag, text]
        if self._odd_part == "flags":
            for _ in range(random.choice((1, 1, 2))):
                found += random.choice(_FLAGS)
        return found

    def _chart(self, folder: str, name: str, depth: int, kind: str = "") -> None:
        random = self._random
        subcharts = (
            []
            if depth > 1
            else random.sample(("sub", "al2", "lib"), random.choice((0, 1, 2, 2) if depth == 0 else (0, 0, 0, 1)))
        )
        v1 = self._maybe(0.1)
        declared = self._dependencies(subcharts) if self._maybe(0.7) else ""
        self.files[f"{folder}/Chart.yaml"] = self._metadata(name, kind, v1=v1) + ("" if v1 else declared)
        if v1 and declared:
            self.files[f"{folder}/requirements.yaml"] = declared
        if self._maybe(0.9):
            self.files[f"{folder}/values.yaml"] = (
                random_yaml(random, broken=self._odd_part == "values" and depth < 2)
                if self._maybe(0.5)
                else self._plain_values()
            )
        if self._odd_part == "schema" and self._maybe(0.6):
            self.files[f"{folder}/values.schema.json"] = random.choice(_CHECKS)
        if self._odd_part == "files" and self._maybe(0.5):
            self.files[f"{folder}/.helmignore"] = "\n".join(
                random.choice(_IGNORED) for _ in range(random.randint(1, 3))
            )
        for number in range(random.choice((0, 1, 1, 2, 3))):
            file = random.choice(
                (f"t{number}.yaml",) * 6
                + (
                    f"_t{number}.tpl",
                    f"d/t{number}.yml",
                    f"t{number}.json",
                    f"tests/t{number}.yaml",
                    f".t{number}.yaml",
                )
            )
            self.files[f"{folder}/templates/{file}"] = random.choice(
                _ODD_TEMPLATES if self._odd_part == "templates" and self._maybe(0.4) else _TEMPLATES
            )
        if self._maybe(0.05):
            self.files[f"{folder}/templates/NOTES.txt"] = random.choice(
                ("note\n", "{{ .Values.a }}\n", "{{ nope }}", "")
            )
        if self._maybe(0.3):
            self.files[f"{folder}/templates/_helpers.tpl"] = (
                '{{ define "c.name" }}{{ .Chart.Name | default "?" }}{{ end }}\n'
            )
        for file, texts in (
            ("crds/x.yaml", ("kind: CustomResourceDefinition\n", "a: b: c\n", "", "---\nkind: X\n---\n", "{{ x }}\n")),
            ("f.txt", ("one\ntwo\n", "", "\udcff", "a: 1")),
            ("d/g.txt", ("g",)),
            ("README.md", ("# r\n",)),
            ("charts/_x/Chart.yaml", ("x: 1\n",)),
            ("charts/README.md", ("x",)),
            ("Chart.lock", ("dependencies: []\ndigest: x\ngenerated: 2024\n", "", "nope", "digest: 5\n")),
            ("charts/.x/y", ("x",)),
            ("templates/x.yaml~", ("{{ bad",)),
        ):
            if self._odd_part == "files" and self._maybe(0.2):
                self.files[f"{folder}/{file}"] = random.choice(texts)
        for subchart in subcharts:
            self._chart(
                f"{folder}/charts/{subchart}",
                "other" if self._maybe(self._oddity / 2) else subchart,
                depth + 1,
                "library" if subchart == "lib" else "",
            )

    def _plain_values(self) -> str:
        random = self._random
        tables = ({"a": 1, "enabled": False}, {"b": None}, {}, {"x": {"y": [1]}, "enabled": True}, {"a": {"a": None}})
        others = (1, "x", None, True, *tables, [1, "a"], -0.5, "é<&>")
        table: dict[str, object] = {
            key: random.choice(tables if key in _TABLES else others) for key in random.sample(_KEYS, 6)
        }
        if self._maybe(0.3):
            table["tags"] = {"t1": random.choice((True, False)), "t2": random.choice((False, "x", None))}
        return json.dumps(table, indent=1) + "\n"

    def _metadata(self, name: str, kind: str, *, v1: bool) -> str:
        random = self._random
        lines = {"apiVersion": "v1" if v1 else "v2", "name": name, "version": "1.0.0"}
        lines |= {"type": kind} if kind else {}
        lines |= {"appVersion": random.choice(('"2.0"', "1", "1.16", "x"))} if self._maybe(0.4) else {}
        choices: dict[str, tuple[str, ...]] = {
            "apiVersion": ("v1", "v3", "", "null", "1", "v2 "),
            "name": ("x", "", "null", "a/b", "..", "Ä", "5", "'x y'", "true"),
            "version": _VERSIONS,
            "appVersion": ('"2.0"', "1", "", "null", "[]", "true", "0x1f", "2024-01-01", "1e2"),
            "type": ("application", "library", "", "Library", "null", "5"),
            "kubeVersion": _KUBE,
            "description": ("d", "''", '"a\\u0007b"', "5", "|\n  m\n", "é"),
            "deprecated": ("true", "false", '"true"', "null", "yes"),
            "icon": ("x", "5", "null"),
            "keywords": ("[a, b]", "a", "[]", "[1]", "null", "[null]"),
            "maintainers": ("[{name: x, email: y}]", "[{email: y}]", "[null]", "[x]", "null", "{}", "[{name: 'a\tb'}]"),
            "sources": ("[x]", "x", "[1]", "[null]"),
            "annotations": ("{a: b}", "{a: 1}", "{a: null}", "[]", "null", "{1: x}"),
            "condition": ("x", "5"),
            "tags": ("a,b", "[a]"),
            "nope": ("1", "{a: [}", "'"),
            "Name": ("y",),
            "home": ("x",),
            "engine": ("gotpl",),
        }
        for key, texts in choices.items():
            if self._maybe(self._oddity if key in lines or key in {"nope", "Name"} else self._oddity * 0.7):
                lines[key] = random.choice(texts)
        if self._maybe(self._oddity / 3):
            lines.pop(random.choice(list(lines)))
        text = "".join(f"{key}: {value}\n" for key, value in lines.items())
        if self._maybe(self._oddity / 4):
            text = random.choice(
                (
                    text.replace("\n", "\r\n"),
                    "\ufeff" + text,
                    text + "---\nname: z\n",
                    "---\n" + text,
                    "",
                    "[]",
                    text + "\tx: 1\n",
                    text + text,
                )
            )
        return text

    def _dependencies(self, subcharts: list[str]) -> str:
        random = self._random
        wanted = [name for name in subcharts if self._maybe(0.9)]
        wanted += [name for name in subcharts if self._maybe(0.15)]
        wanted += ["missing"] if self._maybe(self._oddity) else []
        entries = ""
        for number, name in enumerate(wanted):
            again = name in wanted[:number]
            entries += f"- name: {name}\n  version: {random.choice(_RANGES) if self._maybe(self._oddity) else random.choice(('1.x.x', '^1.0.0'))}\n"
            if self._maybe(0.25) or (again and self._maybe(0.9)):
                entries += f"  alias: {random.choice(('al', 'al2', 'x') if self._maybe(1 - self._oddity) else ('a b', 'sub', '5', 'a.b', 'null'))}\n"
            if self._maybe(0.3):
                entries += f"  condition: {random.choice(('sub.enabled', 'al2.enabled', 'enabled', 'nope, x', 'al.enabled,sub.enabled', 'x', 'tags.t1', 'a.', '5', 'global.enabled', 'null'))}\n"
            if self._maybe(0.25):
                entries += f"  tags: {random.choice(('[t1]', '[t1, t2]', '[t3]', '[t2]', 't1', '[1]', '[]', '[null]')[: 8 if self._maybe(self._oddity * 2) else 4])}\n"
            if self._maybe(0.3):
                entries += f"  import-values: {random.choice(('[e]', '[data, e]', '[{child: a, parent: pa}]', '[{child: exports, parent: .}]', '[{child: x, parent: a.b}]', '[{child: a}]', '[5]', 'e', '[null]', '[{child: null, parent: x}]', '[{parent: x}]')[: 11 if self._maybe(self._oddity * 2) else 5])}\n"
            if self._maybe(0.2):
                entries += f"  repository: {random.choice(('https://x.io', 'file://../sub', '@x', '5', 'null'))}\n"
            if self._maybe(self._oddity / 3):
                entries += random.choice(("  nope: 1\n", "  enabled: false\n", "- null\n", "- x\n", "  alias: z\n"))
        return f"dependencies:\n{entries}" if entries else random.choice(("dependencies: []\n", "dependencies:\n", ""))
