"""What Go answers about the world (``oracle/world``, built where ``CHARTKIT_GO`` names go), and what we answer."""

from __future__ import annotations

import base64
import json
import os
import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path

from chartkit.errors import FunctionError
from chartkit.gostd import fmt, netip, path, pem, regexp, time, unicode, url
from chartkit.gostd.kinds import Duration, NilStringList, StringList

_SOURCE = Path(__file__).parent / "oracle" / "world" / "main.go"

#: A question: the operation and its arguments.
Question = tuple[str, ...]


def ask_go(folder: Path, questions: Iterable[Question]) -> list[str]:
    """Return Go's answers; the program is built in ``folder`` if it is not there."""
    program = folder / "world"
    if not program.exists():
        subprocess.run([os.environ["CHARTKIT_GO"], "build", "-o", str(program), str(_SOURCE)], check=True)
    lines = [json.dumps([base64.b64encode(unicode.encode(text)).decode() for text in row]) for row in questions]
    answers = subprocess.run(
        [str(program)], input="\n".join(lines).encode(), capture_output=True, check=True, env=os.environ | {"TZ": "UTC"}
    )
    return [unicode.canonical(unicode.decode(base64.b64decode(line))) for line in answers.stdout.splitlines()]


def our_answer(operation: str, *arguments: str) -> str:
    """Return what chartkit answers, in the oracle's form."""
    family = operation.partition(" ")[0]
    try:
        return unicode.canonical(_FAMILIES[family](operation, *arguments))
    except FunctionError as error:
        return f"error: {error.message}"


def _list(texts: Iterable[str]) -> str:
    return "nil" if isinstance(texts, NilStringList) else fmt.sprintf("%q", StringList(texts))


def _regexp(operation: str, pattern: str, *rest: str) -> str:
    if operation == "regexp quote":
        return regexp.quote_meta(pattern)
    compiled = regexp.compile(pattern)
    text = rest[0]
    answers: dict[str, Callable[[], str]] = {
        "regexp match": lambda: fmt.text(compiled.match(text)),
        "regexp find": lambda: compiled.find(text),
        "regexp find all": lambda: _list(compiled.find_all(text, int(rest[1]))),
        "regexp split": lambda: _list(compiled.split(text, int(rest[1]))),
        "regexp replace": lambda: compiled.replace_all(text, rest[1]),
        "regexp replace literal": lambda: compiled.replace_all_literal(text, rest[1]),
    }
    return answers[operation]()


_WHOLE = "2006-01-02T15:04:05.999999999 -0700 MST"


def _time(operation: str, *arguments: str) -> str:
    if operation == "time parse duration":
        return str(int(time.parse_duration(arguments[0])))
    if operation == "time duration":
        return _duration(*(Duration(int(text)) for text in arguments))
    place = time.load_location(arguments[0])
    if operation == "time parse":
        found = time.parse_in_location(arguments[1], arguments[2], place)
        return f"{found.format(_WHOLE)} {found.seconds}"
    at = time.unix(int(arguments[1]), place, int(arguments[2]))
    if operation == "time format":
        return at.format(arguments[3])
    methods = at.go_methods
    if operation == "time fields":
        week = methods["ISOWeek"](at)
        assert isinstance(week, tuple)
        try:
            text = at.rfc3339()
        except FunctionError as error:
            text = f"error: Time.MarshalText: {error.message}"
        return fmt.sprintln(at, methods["Weekday"](at), methods["YearDay"](at), *week, methods["IsDST"](at), text)
    step, days = Duration(int(arguments[3])), int(arguments[4])
    parts = [int(days / 400), int(days / 30), days]
    moved = [at.add(step), methods["Round"](at, step), methods["Truncate"](at, step), methods["AddDate"](at, *parts)]
    return fmt.sprintln(*moved, int(at.sub(time.unix(0, time.UTC))))


def _duration(found: Duration, unit: Duration) -> str:
    methods = found.go_methods
    units = [methods[name](found) for name in ("Hours", "Minutes", "Seconds")]
    rounded = [int(time.duration_round(found, unit)), int(time.duration_truncate(found, unit))]
    return fmt.sprintln(found, *units, *rounded)


def _path(operation: str, *arguments: str) -> str:
    if operation == "path match":
        return fmt.text(path.match(*arguments))
    name = arguments[0]
    parts = [path.clean(name), path.base(name), path.dir(name), path.ext(name), path.join("a", name)]
    return _list([*parts, fmt.text(path.is_abs(name))])


def _url(operation: str, *arguments: str) -> str:
    if operation == "url resolve":
        return url.resolve_reference(*arguments)
    if operation != "url parse":
        return str(getattr(url, operation.removeprefix("url ").replace(" ", "_"))(*arguments))
    found = url.parse(arguments[0])
    user = "" if found.user is None else str(found.user)
    parts = [found.scheme, found.opaque, user, found.host, found.hostname(), found.path, found.raw_path]
    return _list([*parts, found.raw_query, found.fragment, str(found)])


def _netip(_: str, text: str) -> str:
    found = netip.parse_address(text)
    return f"{found.packed.hex()}%{found.zone}"


def _pem(_: str, text: str) -> str:
    block = pem.decode(text)
    return "nil" if block is None else f"{block.type} {block.data.hex()}"


_FAMILIES: dict[str, Callable[..., str]] = {
    "regexp": _regexp,
    "time": _time,
    "path": _path,
    "url": _url,
    "netip": _netip,
    "pem": _pem,
}
