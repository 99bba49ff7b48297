"""What the tables of Go's answers cannot hold of time: methods, zones that are made up, and places of the machine."""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path

import pytest

from chartkit.errors import FunctionError
from chartkit.gostd import time, time_zone
from chartkit.gostd.kinds import Duration, Uint64
from chartkit.gostd.time import Month, Time, Weekday
from chartkit.gostd.time_zone import Location, fixed_zone, local_location

_LEAP = time.parse(time.RFC3339, "2024-02-29T13:07:08.25Z")


def call(value: Time | Duration | Month | Weekday | Location, name: str, *arguments: object) -> object:
    return type(value).go_methods[name](value, *arguments)


@pytest.mark.parametrize(
    ("name", "want"),
    [
        ("Clock", (13, 7, 8)),
        ("Date", (2024, 2, 29)),
        ("Day", 29),
        ("GoString", "time.Date(2024, time.February, 29, 13, 7, 8, 250000000, time.UTC)"),
        ("Hour", 13),
        ("ISOWeek", (2024, 9)),
        ("IsDST", False),
        ("IsZero", False),
        ("Location", time.UTC),
        ("MarshalJSON", b'"2024-02-29T13:07:08.25Z"'),
        ("MarshalText", b"2024-02-29T13:07:08.25Z"),
        ("Minute", 7),
        ("Month", 2),
        ("Nanosecond", 250_000_000),
        ("Second", 8),
        ("String", "2024-02-29 13:07:08.25 +0000 UTC"),
        ("UTC", _LEAP),
        ("Unix", 1_709_212_028),
        ("UnixMicro", 1_709_212_028_250_000),
        ("UnixMilli", 1_709_212_028_250),
        ("UnixNano", 1_709_212_028_250_000_000),
        ("Weekday", 4),
        ("Year", 2024),
        ("YearDay", 60),
        ("Zone", ("UTC", 0)),
    ],
)
def test_methods_of_a_moment(name: str, want: object) -> None:
    assert call(_LEAP, name) == want


def test_moments_are_compared() -> None:
    later = call(_LEAP, "Add", Duration(1))
    assert isinstance(later, Time)
    assert (call(later, "After", _LEAP), call(later, "Before", _LEAP), call(later, "Equal", _LEAP)) == (
        True,
        False,
        False,
    )
    assert (call(_LEAP, "Compare", later), call(later, "Sub", _LEAP)) == (-1, 1)
    assert len({_LEAP, later, time.parse(time.RFC3339, "2024-02-29T13:07:08.25Z")}) == 2
    assert _LEAP.__eq__("x") is False
    assert repr(_LEAP) == "<Time 2024-02-29 13:07:08.25 +0000 UTC>"


def test_a_moment_is_shown_elsewhere() -> None:
    berlin = time.load_location("Europe/Berlin")
    shown = call(_LEAP, "In", berlin)
    assert isinstance(shown, Time)
    assert str(shown) == "2024-02-29 14:07:08.25 +0100 CET"
    assert call(shown, "GoString") == (
        'time.Date(2024, time.February, 29, 14, 7, 8, 250000000, time.Location("Europe/Berlin"))'
    )
    bounds = call(shown, "ZoneBounds")
    assert list(map(str, bounds)) == ["2023-10-29 02:00:00 +0100 CET", "2024-03-31 03:00:00 +0200 CEST"]  # type: ignore[call-overload] # a tuple
    local = call(_LEAP, "Local")
    assert isinstance(local, Time)
    assert "time.Local" in str(call(local, "GoString"))
    assert call(berlin, "String") == "Europe/Berlin"


def test_a_moment_read_off_the_clock_shows_since_when() -> None:
    moment = Time(0, 5, time.UTC, 1_500_000_000)
    assert str(moment) == "1970-01-01 00:00:00.000000005 +0000 UTC m=+1.500000000"
    assert str(moment.add(-2_000_000_000)) == "1969-12-31 23:59:58.000000005 +0000 UTC m=-0.500000000"
    assert str(moment.within(time.UTC)) == "1970-01-01 00:00:00.000000005 +0000 UTC"
    # Two readings are compared by the time between them, whatever the clock was set to.
    other = Time(100, 0, time.UTC, 1_400_000_000)
    assert (moment.sub(other), call(moment, "Compare", other)) == (100_000_000, 1)
    # What Go's fmt prints of the fields of a time that was read one and a half seconds after the program began.
    assert (moment.wall, moment.ext) == (Uint64(1 << 63 | 2682288000 << 30 | 5), 1_500_000_000)
    bare = moment.within(fixed_zone("X", 3600))
    assert (bare.wall, bare.ext, bare.loc) == (5, 62135596800, fixed_zone("X", 3600))
    assert _LEAP.loc is None


@pytest.mark.parametrize(
    ("moment", "reason"),
    [
        (Time(253402300800), "year outside of range [0,9999]"),
        (Time(-62167219201), "year outside of range [0,9999]"),
        (Time(0, 0, fixed_zone("", 24 * 3600)), "timezone hour outside of range [0,23]"),
        (Time(0, 0, fixed_zone("", 100 * 3600)), "timezone hour outside of range [0,23]"),
    ],
)
def test_moments_without_a_text_in_json(moment: Time, reason: str) -> None:
    for name in ("MarshalJSON", "MarshalText"):
        with pytest.raises(FunctionError) as caught:
            call(moment, name)
        assert caught.value.message == f"Time.{name}: {reason}"


def test_methods_of_a_duration() -> None:
    duration = Duration(-5_400_000_000_001)
    assert call(duration, "Hours") == -1.5000000000002778
    assert call(duration, "Minutes") == -90.00000000001667
    assert call(duration, "Seconds") == -5400.000000001
    assert call(duration, "Milliseconds") == -5_400_000
    assert call(duration, "Microseconds") == -5_400_000_000
    assert call(duration, "Nanoseconds") == duration
    assert call(duration, "String") == "-1h30m0.000000001s"
    assert call(duration, "Abs") == 5_400_000_000_001
    assert call(Duration(-(1 << 63)), "Abs") == (1 << 63) - 1


@pytest.mark.parametrize(
    ("value", "want"),
    [
        (Month(1), "January"),
        (Month(13), "%!Month(13)"),
        (Month(-1), "%!Month(18446744073709551615)"),
        (Weekday(0), "Sunday"),
        (Weekday(7), "%!Weekday(7)"),
    ],
)
def test_names_of_months_and_weekdays(value: Month | Weekday, want: str) -> None:
    assert call(value, "String") == want


# Places


@pytest.mark.parametrize(
    ("timezone", "name"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        (":Europe/Berlin", "Europe/Berlin"),
        ("", "UTC"),
        ("UTC", "UTC"),
        ("No/Where", "UTC"),
        ("/no/file", "UTC"),
    ],
)
def test_the_local_place_is_named_as_go_names_it(timezone: str, name: str) -> None:
    place = local_location(timezone)
    assert (place.name, place.local) == (name, True)


@pytest.fixture
def _fresh() -> object:
    """Forget the local place before and after."""
    local_location.cache_clear()
    yield
    local_location.cache_clear()


@pytest.mark.usefixtures("_fresh")
def test_the_local_place_follows_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Kolkata")
    assert local_location(None).name == "Asia/Kolkata"
    local_location.cache_clear()
    monkeypatch.delenv("TZ")
    # Whatever /etc/localtime is, or UTC where it is not there.
    assert local_location(None).name in {"Local", "UTC"}


def _zone_file(
    zones: list[tuple[str, int, bool]], changes: list[tuple[int, int]], rule: str = "", version: bytes = b"2"
) -> bytes:
    """Return a zoneinfo file: zones by abbreviation, offset and daylight; changes by moment and zone."""
    names = b"".join(name.encode() + b"\0" for name, _, _ in zones)
    starts = [sum(len(name) + 1 for name, _, _ in zones[:index]) for index in range(len(zones))]
    letter = "i" if version == b"\0" else "q"

    def block(letter: str) -> bytes:
        counts = struct.pack(">6I", 0, 0, 0, len(changes), len(zones), len(names))
        moments = struct.pack(f">{len(changes)}{letter}", *(moment for moment, _ in changes))
        indices = bytes(index for _, index in changes)
        records = b"".join(
            struct.pack(">iBB", offset, daylight, start)
            for (_, offset, daylight), start in zip(zones, starts, strict=True)
        )
        return b"TZif" + version + bytes(15) + counts + moments + indices + records + names

    return block(letter) if version == b"\0" else block("i") + block("q") + f"\n{rule}\n".encode()


def _place(folder: Path, data: bytes) -> Location:
    path = folder / "zone"
    path.write_bytes(data)
    local_location.cache_clear()
    return local_location(str(path))


@pytest.mark.parametrize("version", [b"\0", b"2", b"3"])
def test_a_zone_file_is_read(tmp_path: Path, version: bytes) -> None:
    place = _place(
        tmp_path, _zone_file([("AAA", 3600, False), ("BBB", 7200, True)], [(0, 1), (100, 0)], version=version)
    )
    assert [place.lookup(moment)[:2] for moment in (-1, 0, 99, 100)] == [
        ("AAA", 3600),
        ("BBB", 7200),
        ("BBB", 7200),
        ("AAA", 3600),
    ]


@pytest.mark.parametrize(
    ("zones", "changes", "want"),
    [
        ([("AAA", 1, False), ("BBB", 2, False)], [(0, 1)], "AAA"),
        ([("AAA", 1, False), ("BBB", 2, True)], [(0, 1), (5, 0)], "AAA"),
        ([("AAA", 1, True), ("BBB", 2, True), ("CCC", 3, False)], [(0, 1), (5, 0)], "CCC"),
        ([("AAA", 1, True), ("BBB", 2, True)], [(0, 1), (5, 0)], "AAA"),
        ([("AAA", 1, True), ("BBB", 2, False), ("CCC", 3, True)], [(0, 2), (5, 0)], "BBB"),
        ([("AAA", 1, False), ("BBB", 2, False)], [(0, 1), (5, 0)], "AAA"),
        ([("AAA", 1, False)], [], "AAA"),
    ],
)
def test_the_zone_before_the_first_change_is_gos_choice(
    tmp_path: Path, zones: list[tuple[str, int, bool]], changes: list[tuple[int, int]], want: str
) -> None:
    assert _place(tmp_path, _zone_file(zones, changes)).lookup(-10).abbreviation == want


_DAY = 86400


@pytest.mark.parametrize(
    ("rule", "day_2023", "want"),
    [
        ("AAA0", 100, "AAA"),
        ("AAA0BBB", 100, "BBB"),
        ("AAA0BBB", 1, "AAA"),
        ("<+01>-1<+02>,J60/0,J300/0", 58, "+01"),
        ("<+01>-1<+02>,J60/0,J300/0", 60, "+02"),
        ("AAA0BBB-2:30,59/0,299/0", 60, "BBB"),
        ("AAA0BBB,M10.1.0,M4.1.0/3", 10, "BBB"),
        ("AAA0BBB,M10.1.0,M4.1.0/3", 150, "AAA"),
        ("AAA0BBB,M3.5.0,M10.5.0", 200, "BBB"),
        ("AAA0BBB,M3.5.0/-2:30:15,M10.5.0/+26", 200, "BBB"),
        ("not a rule", 100, "LAST"),
        ("", 100, "LAST"),
    ],
)
def test_rules_for_the_time_after_the_last_change(tmp_path: Path, rule: str, day_2023: int, want: str) -> None:
    place = _place(tmp_path, _zone_file([("LAST", 5, False)], [(0, 0)], rule))
    assert place.lookup(1_672_531_200 + day_2023 * _DAY + 43200).abbreviation == want


def test_a_day_by_its_number_counts_29_february_or_not(tmp_path: Path) -> None:
    place = _place(tmp_path, _zone_file([("LAST", 5, False)], [(0, 0)], "AAA0BBB0,J60/0,J300/0"))
    start_2024 = 1_704_067_200
    # Day 60 without 29 February is 1 March in every year.
    assert place.lookup(start_2024 + 60 * _DAY - 1).abbreviation == "AAA"
    assert place.lookup(start_2024 + 60 * _DAY).abbreviation == "BBB"


_GOOD = _zone_file([("AAA", 0, False)], [(0, 0)])


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"TZif",
        b"XXif" + _GOOD[4:],
        b"TZif4" + _GOOD[5:],
        _GOOD[:50],
        _GOOD[:-20],
        _zone_file([], []),
        _zone_file([("AAA", 0, False)], [(0, 1)]),
        _zone_file([("\udcff".encode("utf-8", "surrogateescape").decode("latin-1"), 0, False)], [(0, 0)]),
        _GOOD + bytes(1 << 18),
    ],
    ids=range(10),
)
def test_what_is_no_zone_file_is_utc(tmp_path: Path, data: bytes) -> None:
    assert _place(tmp_path, data).name == "UTC"


def test_zones_come_from_the_package_where_the_system_has_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "Area").mkdir()
    (tmp_path / "Area" / "Town").write_bytes(_GOOD)
    monkeypatch.setattr(time_zone, "_SOURCES", ("/nowhere",))
    monkeypatch.setattr("importlib.resources.files", lambda _: tmp_path)
    time_zone.load_location.cache_clear()
    try:
        assert time_zone.load_location("Area/Town").lookup(0).abbreviation == "AAA"
        for name in ("Area/Village", "Area", "zone.tab", "a b", "Area/../Area/Town", "/etc/localtime"):
            with pytest.raises(FunctionError):
                time_zone.load_location(name)
    finally:
        time_zone.load_location.cache_clear()


def test_zones_are_unknown_where_nobody_has_them(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_: str) -> None:
        raise ModuleNotFoundError

    monkeypatch.setattr(time_zone, "_SOURCES", ("/nowhere",))
    monkeypatch.setattr("importlib.resources.files", missing)
    time_zone.load_location.cache_clear()
    try:
        with pytest.raises(FunctionError, match="unknown time zone Europe/Paris"):
            time_zone.load_location("Europe/Paris")
    finally:
        time_zone.load_location.cache_clear()


def test_an_abbreviation_means_the_zone_that_was_in_force(tmp_path: Path) -> None:
    zones = [("EST", 1000, False), ("EST", 2000, True), ("OLD", 3000, False)]
    place = _place(tmp_path, _zone_file(zones, [(0, 0), (100_000, 1)]))
    assert place.lookup_name("EST", 5000) == 1000
    assert place.lookup_name("EST", 150_000) == 2000
    assert place.lookup_name("OLD", 5000) == 3000
    assert place.lookup_name("NEW", 5000) is None


@pytest.mark.parametrize(
    ("read", "same"),
    [
        (lambda: time.parse(time.RFC3339, "2024-01-01T00:00:00+02:00"), True),
        (lambda: time.parse("-07:00", "+02:30"), False),
        (lambda: time.parse("MST", "ABC"), False),
    ],
)
def test_places_of_whole_hours_are_shared(read: Callable[[], Time], same: bool) -> None:
    # Go: FixedZone keeps the locations of whole hours without a name.
    assert (read() == read()) is same
