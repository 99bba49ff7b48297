"""Lines with markers in them to lines with expressions: how a chart prints a value, found out by trying.

Where nothing simple fits, the filters of the chart's own templates are tried on the word that the marker stands in:
``trunc 63 | trimSuffix "-"`` of ``release-name-MARKER`` is what most names are made by.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from chartkit.errors import ChartkitError
from chartkit.functions import Environment, helm_functions
from chartkit.gostd import encoding_json, fmt, strconv
from chartkit.gotemplate import FuncMap, TemplateSet, Tree, nodes
from chartkit.goyaml import dump
from chartkit.patterns import late_pattern

from .checksums import Checksum
from .kept import Kept, Kind

__all__ = [
    "PROBES",
    "Form",
    "Line",
    "Printed",
    "Printer",
    "filters_in",
    "plain_line",
    "text_of",
    "with_checksums",
    "with_value",
]

#: What tells the ways to print a text apart: they print all of these differently.
PROBES: dict[Kind, tuple[object, ...]] = {
    Kind.TEXT: ('a"b', "yes", "b\\nc", "U+v_w@x:y", "-q.-", "long-" * 16 + "end"),
    Kind.NUMBER: (12_345_678,),
    Kind.TABLE: ({"yes": 'x: "y"'}, {"a.b/c": "true"}, {"n": 1}),
    Kind.LIST: (["yes"], ['x: "y"'], [{"name": "yes"}]),
}

#: Stands in pipelines for the value.
SLOT = "\0"

#: Characters of a word that filters may have been used on as a whole.
_WORD = late_pattern(r"[A-Za-z0-9._/:@+-]*")
_BASE64 = late_pattern(r"[A-Za-z0-9+/]{12,}={0,2}")

#: Bounds for what is tried.
_MOST_CHAINS = 200
_MOST_ENDS = 6

#: What is shorter than this stands in texts by chance.
_SHORTEST_SEEN = 3


@dataclass(frozen=True, slots=True)
class Form:
    """A way to print a value: a pipeline with a slot for the value, and what comes out."""

    expression: str
    of: Callable[[Any], str] = field(compare=False)
    #: Of what makes lines of its own, by how much they are indented.
    indent: int = 0
    #: The line that there is for each element, in a template.
    each: str = ""

    def template(self, name: str) -> str:
        """Return the action that prints what is called ``name``."""
        if self.each:
            spaces = " " * self.indent
            start = f"{spaces}{{{{- range {self.expression.replace(SLOT, name)} }}}}"
            return f"{start}\n{self.each}\n{spaces}{{{{- end }}}}"
        start = f"{' ' * self.indent}{{{{-" if self.indent else "{{"
        return f"{start} {self.expression.replace(SLOT, name)} }}}}"


@dataclass(frozen=True, slots=True)
class Printed:
    """A place in a line where a value is printed."""

    one: Kept
    form: Form

    def text(self, value: object) -> str:
        """Return what stands there with ``value``."""
        return self.form.of(value)

    @property
    def template(self) -> str:
        """The expression for it."""
        return self.form.template(self.one.expression)


#: A line: texts, and places where values and checksums are printed.
Part: TypeAlias = "str | Printed | Checksum"
Line: TypeAlias = "tuple[Part, ...]"


def plain_line(text: str) -> Line:
    """Return a line in which nothing is printed."""
    return (text,)


def text_of(line: Line, values: Mapping[Kept, object]) -> str:
    """Return the text of ``line`` with ``values``, and with markers for what has no value there."""
    if len(line) == 1 and isinstance(line[0], str):
        return line[0]
    return "".join(_part_text(part, values) for part in line)


def _part_text(part: Part, values: Mapping[Kept, object]) -> str:
    if isinstance(part, Printed):
        return part.text(values.get(part.one, part.one.marker))
    return part if isinstance(part, str) else part.token


def with_checksums(line: Line, checksums: Mapping[str, Checksum]) -> Line:
    """Return ``line`` with the places where ``checksums`` are, which are known by their texts."""
    for digest, checksum in checksums.items():
        if any(isinstance(part, str) and digest in part for part in line):
            line = _split(line, digest, checksum)
    return line


def with_value(line: Line, one: Kept, value: object) -> Line:
    """Return ``line`` as it is with ``value``: its texts joined."""
    if not any(isinstance(part, Printed) and part.one is one for part in line):
        return line
    return _joined(part.text(value) if isinstance(part, Printed) and part.one is one else part for part in line)


def _split(line: Line, word: str, instead: Part) -> Line:
    """Return ``line`` with ``instead`` wherever its texts have ``word``."""
    found: list[Part] = []
    for part in line:
        if not isinstance(part, str):
            found.append(part)
            continue
        for number, piece in enumerate(part.split(word)):
            found += [instead, piece] if number else [piece]
    return _joined(found)


def _joined(parts: Iterable[Part]) -> Line:
    found: list[Part] = []
    for part in parts:
        if isinstance(part, str) and found and isinstance(found[-1], str):
            found[-1] += part
        elif part != "":
            found.append(part)
    return tuple(found) or ("",)


def filters_in(trees: Iterable[Tree]) -> list[str]:
    """Return what templates do to a value before they print it, as pipelines with a slot for the value.

    What is not written out in a pipeline, such as ``default .Chart.AppVersion``, is left out of it.
    """
    whole: dict[str, None] = {}
    parts: dict[str, None] = {}
    for tree in trees:
        for node in nodes.walk(tree.root):
            if isinstance(node, nodes.Pipe):
                steps = [step for command in node.commands[1:] if (step := _filter(command, takes_last=True))]
                head = _filter(node.commands[0], takes_last=False)
                starts = [SLOT] if head is None else [SLOT, head]
                whole |= {"".join([start, *steps]): None for start in starts if start != SLOT or steps}
                runs = (steps[low:high] for low in range(len(steps)) for high in range(low + 1, len(steps) + 1))
                parts |= {"".join([SLOT, *run]): None for run in runs}
    return [*sorted(whole, key=len), *sorted(parts.keys() - whole.keys(), key=len)][:_MOST_CHAINS]


#: Filters that print one line's part of another.
_FILTERS = frozenset(
    "trunc trimSuffix trimPrefix trim trimAll replace lower upper title quote squote default toString int int64 "
    "float64 b64enc kebabcase camelcase snakecase untitle nospace regexReplaceAll regexReplaceAllLiteral "
    "mustRegexReplaceAll mustRegexReplaceAllLiteral regexFind mustRegexFind toJson printf print "
    "sha256sum sha1sum sha512sum adler32sum".split()
)


def _filter(command: nodes.Command, *, takes_last: bool) -> str | None:
    """Return a command whose arguments are written out but for one, which a slot stands for; None if it is another."""
    head, rest = command.args[0], command.args[1:]
    if not isinstance(head, nodes.Identifier) or head.name not in _FILTERS:
        return None
    open_places = [n for n, node in enumerate(rest) if not isinstance(node, (nodes.String, nodes.Number, nodes.Bool))]
    if takes_last:
        return None if open_places else f" | {command}"
    if len(open_places) != 1:
        return None
    words = [SLOT if n == open_places[0] else str(node) for n, node in enumerate(rest)]
    return " ".join([head.name, *words])


class Printer:
    """Knows how lines print markers. What it found out once holds for the same line elsewhere."""

    def __init__(self, chains: Sequence[str]) -> None:
        self._chains = chains
        self._known: dict[tuple[str, Kept], Form | None] = {}
        #: PERF: most lines print nothing of what is kept, and are there in each of hundreds of renderings.
        self._silent: set[tuple[str, Kept]] = set()
        self._hiding_forms: dict[Kept, list[tuple[str, Form]]] = {}
        self._functions: dict[str, Callable[[Any], str]] = {}
        self._templates = TemplateSet(FuncMap(helm_functions(Environment())))

    def lines(
        self, texts: Sequence[str], kept: Sequence[Kept], probe: Callable[[Kept, object], list[str] | None]
    ) -> list[Line]:
        """Return ``texts`` with the places where markers of ``kept`` are.

        Args:
            texts: Lines with markers.
            kept: The values whose markers may be there.
            probe: Returns the same lines with another value; None where there are none.
        """
        for one in kept:
            unknown = [(n, text) for n, text in enumerate(texts) if (text, one) not in self._known]
            unknown = [(n, text) for n, text in unknown if (text, one) not in self._silent]
            self._silent |= {(text, one) for _, text in unknown if not self._shows(text, one)}
            unknown = [(n, text) for n, text in unknown if (text, one) not in self._silent]
            if unknown:
                outcomes = {n: found for n, value in enumerate(PROBES[one.kind]) if (found := probe(one, value))}
                for number, text in unknown:
                    probed = {n: found[number] for n, found in outcomes.items() if len(found) == len(texts)}
                    self._known[text, one] = self._form(text, one, probed)
        return [self._line(text, kept) for text in texts]

    def _line(self, text: str, kept: Sequence[Kept]) -> Line:
        line: Line = (text,)
        for one in kept:
            form = self._known.get((text, one))
            if form is None:
                continue
            for each in (form, *(other for other in self._forms_of(text, one) if other != form)):
                line = _split(line, each.of(one.marker), Printed(one, each))
        return line

    def _form(self, text: str, one: Kept, probed: Mapping[int, str]) -> Form | None:
        """Return how ``text`` prints the marker: the first way in which it prints the probes, too."""
        fitting = list(self._forms_of(text, one))
        for form in (*fitting, *self._composed(text, one)):
            if all(_printed(text, one, form, fitting, n) == other for n, other in probed.items()):
                return form
        plain = [form for form in fitting if form is _PLAIN]
        return next(iter([*plain, *fitting]), None)

    def _composed(self, text: str, one: Kept) -> Iterator[Form]:
        """Yield ways that use the templates' filters on the word around the marker."""
        if one.kind is not Kind.TEXT:
            return
        marker = str(one.marker)
        yield from (form for printed, form in self._hiding(one) if printed in text)
        for before, after in _surroundings(text, marker):
            whole = f"{before}{marker}{after}"
            subject = SLOT if whole == marker else f"printf {_formatted(before, after)} {SLOT}"
            for chain in (*self._chains, *(f"{chain} | quote" for chain in self._chains)):
                is_first = chain.startswith(SLOT)
                filled = subject if is_first or subject == SLOT else f"({subject})"
                yield from self._form_if(text, one, chain.replace(SLOT, filled))
        for word in _BASE64.findall(text):
            try:
                decoded = base64.b64decode(word, validate=True).decode()
            except (binascii.Error, ValueError):
                continue
            if marker in decoded and decoded != marker:
                before, _, after = decoded.partition(marker)
                yield from self._form_if(text, one, f"printf {_formatted(before, after)} {SLOT} | b64enc")

    def _form_if(self, text: str | None, one: Kept, expression: str) -> Iterator[Form]:
        """Yield the form that prints ``expression``, if the marker printed like that is in ``text``, or in any case."""
        of = self._function(f"{{{{ {expression.replace(SLOT, '.x')} }}}}")
        if text is None or of(one.marker) in text:
            yield Form(expression, of)

    def _function(self, source: str) -> Callable[[Any], str]:
        """Return what makes texts of values: a template in which a value is called ``.x``."""
        if source not in self._functions:
            name = f"expression {len(self._functions)}"

            def of(value: object) -> str:
                try:
                    if name not in self._templates:
                        self._templates.parse(name, source)
                    return self._templates.execute(name, {"x": value})
                except ChartkitError as error:
                    return f"!{error.message}"

            self._functions[source] = of
        return self._functions[source]

    def _shows(self, text: str, one: Kept) -> bool:
        """Return whether the marker is in ``text``, in some form."""
        if any(True for _ in self._forms_of(text, one)):
            return True
        is_coded = one.kind is Kind.TEXT and _is_coded_in(text, str(one.marker))
        return is_coded or any(printed in text for printed, _ in self._hiding(one))

    def _hiding(self, one: Kept) -> list[tuple[str, Form]]:
        """Return ways to print a text in which the marker cannot be seen: it is cut off, or a checksum is printed."""
        if one not in self._hiding_forms:
            chains = self._chains if one.kind is Kind.TEXT else ()
            forms = [form for chain in chains for form in self._form_if(None, one, chain)]
            printed = [(form.of(one.marker), form) for form in forms]
            self._hiding_forms[one] = [
                (text, form)
                for text, form in printed
                if len(text) >= _SHORTEST_SEEN and str(one.marker).lower() not in text.lower()
            ]
        return self._hiding_forms[one]

    def _forms_of(self, text: str, one: Kept) -> Iterator[Form]:
        """Yield the simple ways in which the marker may be printed in ``text``."""
        if one.kind in (Kind.TABLE, Kind.LIST):
            if _element_words(one)[-1][1] not in text:
                return
            yield from _table_forms(text, one)
            yield from self._ranges(text, one)
        elif one.kind is not Kind.TRUTH:
            yield from _scalar_forms(text, one)

    def _ranges(self, text: str, one: Kept) -> Iterator[Form]:
        """Yield ways to make a line for each element, of which ``text`` is that of the only one."""
        words = _element_words(one)
        if not all(word in text for _, word in words) or text != text.rstrip() or "{{" in text:
            return
        for filters in (" | quote", ""):
            line = text
            for expression, word in words:
                if filters:
                    line = line.replace(strconv.quote(word), f"{{{{ {expression}{filters} }}}}")
                line = line.replace(word, f"{{{{ {expression} }}}}")
            names = "$key, $value" if one.kind is Kind.TABLE else "$item"
            render = self._function(f"{{{{- range {names} := .x }}}}\n{line}\n{{{{- end }}}}")

            def of(value: object, render: Callable[[Any], str] = render) -> str:
                return render(value).removeprefix("\n")

            if of(one.marker) == text:
                yield Form(f"{names} := {SLOT}", of, len(text) - len(text.lstrip(" ")), line)


def _printed(text: str, one: Kept, form: Form, others: Sequence[Form], probe: int) -> str:
    """Return ``text`` with a probe for the marker, in that form where it has it, in others elsewhere."""
    value = PROBES[one.kind][probe]
    for each in (form, *others):
        text = text.replace(each.of(one.marker), each.of(value))
    return text


def _is_coded_in(text: str, marker: str) -> bool:
    for word in _BASE64.findall(text):
        try:
            if marker.encode() in base64.b64decode(word, validate=True):
                return True
        except (binascii.Error, ValueError):
            continue
    return False


def _surroundings(text: str, marker: str) -> Iterator[tuple[str, str]]:
    """Yield what may have been put around the marker before filters: nothing, or more and more of its word."""
    start = text.find(marker)
    if start < 0:
        return
    reversed_word = _WORD.match(text[:start][::-1])
    before = reversed_word.group()[::-1] if reversed_word else ""
    match = _WORD.match(text, start + len(marker))
    after = match.group() if match else ""
    ends = ["", *(after[:n] for n, c in enumerate(after) if n and c in "-.:/@"), *([after] if after else [])]
    starts = ["", *([before] if before else []), *(before[n + 1 :] for n, c in enumerate(before[:-1]) if c in "/:@")]
    for one in starts[:_MOST_ENDS]:
        for other in ends[:_MOST_ENDS]:
            yield one, other


def _formatted(before: str, after: str) -> str:
    return strconv.quote(f"{before.replace('%', '%%')}%s{after.replace('%', '%%')}")


_PLAIN = Form(SLOT, str)
_NUMBER_FORMS = (
    # In Helm a number from a values file is a float, unless a template makes it an integer.
    Form(f"float64 {SLOT}", lambda value: fmt.text(float(value))),
    _PLAIN,
)
_TEXT_FORMS = (
    Form(f"{SLOT} | b64enc", lambda value: base64.b64encode(str(value).encode()).decode()),
    Form(f"{SLOT} | upper", lambda value: str(value).upper()),
    Form(f"{SLOT} | lower", lambda value: str(value).lower()),
    _PLAIN,
    Form(f"{SLOT} | quote", lambda value: strconv.quote(str(value))),
    Form(f"{SLOT} | toJson", lambda value: encoding_json.marshal(str(value))),
    # Part of a text that is quoted as a whole.
    Form(f'{SLOT} | quote | trimPrefix `"` | trimSuffix `"`', lambda value: strconv.quote(str(value))[1:-1]),
)


def _scalar_forms(text: str, one: Kept) -> Iterator[Form]:
    for form in _NUMBER_FORMS if one.kind is Kind.NUMBER else _TEXT_FORMS:
        if form.of(one.marker) in text:
            yield form
    if one.kind is Kind.TEXT and str(one.marker) in text:
        depth = len(text) - len(text.lstrip(" -"))
        yield Form(f"{SLOT} | toYaml | indent {depth} | trim", lambda value: dump(str(value)).removesuffix("\n"))


def _table_forms(text: str, one: Kept) -> Iterator[Form]:
    depth = len(text) - len(text.lstrip(" "))
    if text == _block(one.marker, depth):
        expression = f"toYaml {SLOT} | nindent {depth}" if depth else f"toYaml {SLOT}"
        yield Form(expression, lambda value: _block(value, depth), depth)
    elif dump(one.marker).strip() in text:
        yield Form(f"toYaml {SLOT}", lambda value: dump(value).removesuffix("\n"))
    if encoding_json.marshal(one.marker) in text:
        yield Form(f"toJson {SLOT}", encoding_json.marshal)


def _element_words(one: Kept) -> list[tuple[str, str]]:
    """Return expressions for the parts of an element, and what these are in the marker."""
    if isinstance(one.marker, dict):
        return [part for key, value in one.marker.items() for part in (("$key", str(key)), ("$value", str(value)))]
    item = one.marker[0] if isinstance(one.marker, list) else ""
    if isinstance(item, dict):
        return [(f"$item.{key}", str(value)) for key, value in item.items()]
    return [("$item", str(item))]


def _block(value: object, depth: int) -> str:
    return re.sub("^", " " * depth, dump(value).removesuffix("\n"), flags=re.MULTILINE)
