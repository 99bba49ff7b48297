"""How long charts take: a new process against Helm's, and a chart that is loaded already against Helm's SDK.

Run: python benchmarks/charts.py --helm HELM [--runs N] CHART...

A chart is a directory. Each is rendered with its own values by both programs in turn, so that both see the same
machine; the best of the runs counts, of wall and of processor time. chartkit has no cache of its own, but the compiled
modules that Python keeps. The columns of the SDK are there where the package helm-python-sdk is installed.
"""

from __future__ import annotations

import argparse
import contextlib
import math
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from chartkit import load_chart
from chartkit.errors import ChartkitError

_NAMES = ["rel", "--namespace", "ns1"]


def process(command: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """Run a command and return its wall time and its processor time."""
    quiet = [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_WRONLY, 0) for number in (1, 2)]
    start = time.perf_counter()
    pid = os.posix_spawn(command[0], command, environment, file_actions=quiet)
    _, status, usage = os.wait4(pid, 0)
    wall = time.perf_counter() - start
    if status:
        raise ChartkitError(f"{' '.join(command)} fails")
    return wall, usage.ru_utime + usage.ru_stime


def second(render: Callable[[], object], runs: int) -> float:
    """Return the best time of renderings after the first one."""
    render()
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        render()
        times.append(time.perf_counter() - start)
    return min(times)


def sdk_time(chart: Path, runs: int) -> float:
    """Return how long the SDK takes for a loaded chart; NaN where there is no SDK, or it does not render the chart."""
    try:
        import helm_python
    except ImportError:
        return math.nan
    try:
        with helm_python.Chart.load(str(chart)) as loaded:
            return second(lambda: loaded.render({}, name="rel", namespace="ns1"), runs)
    except helm_python.HelmError:
        return math.nan


def mean(ratios: list[float]) -> float:
    """Return the geometric mean of those that are numbers."""
    known = [math.log(ratio) for ratio in ratios if not math.isnan(ratio)]
    return math.exp(sum(known) / len(known)) if known else math.nan


def main() -> None:
    """Print milliseconds a chart, and the geometric means of the ratios."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--helm", required=True)
    arguments.add_argument("--runs", type=int, default=5)
    arguments.add_argument("charts", nargs="+", type=Path)
    given = arguments.parse_args()
    environment = {name: text for name, text in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    rows: list[tuple[float, ...]] = []
    print(f"{'':44} {'Helm':>6} {'chartkit':>8} {'ratio':>6} {'CPU':>6} {'SDK':>7} {'warm':>7} {'ratio':>6}")
    for chart in given.charts:
        theirs, ours = [given.helm, "template"], [sys.executable, "-m", "chartkit", "template"]
        helm: list[tuple[float, float]] = []
        chartkit: list[tuple[float, float]] = []
        with contextlib.suppress(ChartkitError):
            for _ in range(given.runs):
                helm.append(process([*theirs, *_NAMES[:1], str(chart), *_NAMES[1:]], environment))
                chartkit.append(process([*ours, *_NAMES[:1], str(chart), *_NAMES[1:]], environment))
        if len(chartkit) < given.runs:
            print(f"{chart.name:44} is not rendered with its own values")
            continue
        (helm_wall, helm_cpu), (wall, cpu) = (tuple(map(min, zip(*runs, strict=True))) for runs in (helm, chartkit))
        loaded = load_chart(chart)
        warm = second(lambda loaded=loaded: loaded.render("rel", "ns1"), given.runs)
        sdk = sdk_time(chart, given.runs)
        rows.append((wall / helm_wall, cpu / helm_cpu, warm / sdk))
        print(
            f"{chart.name:44} {helm_wall * 1e3:6.0f} {wall * 1e3:8.0f} {rows[-1][0]:6.2f} {rows[-1][1]:6.2f}"
            f" {sdk * 1e3:7.1f} {warm * 1e3:7.1f} {rows[-1][2]:6.2f}",
            flush=True,
        )
    means = [mean(list(column)) for column in zip(*rows, strict=True)]
    print(f"{'geometric mean':44} {'':6} {'':8} {means[0]:6.2f} {means[1]:6.2f} {'':7} {'':7} {means[2]:6.2f}")


if __name__ == "__main__":
    main()
