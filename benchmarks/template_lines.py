"""How many findings in rendered text name the template line that they were injected at.

    python benchmarks/template_lines.py CHART_OR_FOLDER... [--lines N] [--verbose]

Into each template, a field that no schema knows is written before a line that is plain YAML, with the indentation of
that line, one line at a time: at most N lines of each chart or folder, spread over its files. The whole chart or folder
is validated then. Lines where nothing comes of it are not counted: those in branches that are not taken, in block
scalars, and in maps that take any key.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from chartkit.diagnostics import Diagnostic
from chartkit.renderings import documents
from chartkit.validation import validate

FIELD = "injectedField"
_PLAIN = re.compile(r"([ ]*)[A-Za-z][A-Za-z0-9]*:( [^{|>]*)?$")


def main() -> int:
    """Print a line for each chart or folder, and one for all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--lines", type=int, default=20, help="how many lines of each are tried (default: 20)")
    parser.add_argument("--verbose", action="store_true", help="print what is named wrongly")
    arguments = parser.parse_args()
    everything = exactly = 0
    for path in arguments.paths:
        findings = right = 0
        for file, line, found in injected(path, arguments.lines):
            for finding in found:
                findings += 1
                at = finding.origin or finding.at
                hit = at is not None and (Path(at.name), at.line) == (file, line)
                right += hit
                if arguments.verbose and not hit:
                    print(f"  {file}:{line}: {finding.origin} for {finding.at}: {finding.message}")
        print(f"{path.name}: {right} of {findings} findings name the exact template line", flush=True)
        everything += findings
        exactly += right
    print(f"all {len(arguments.paths)}: {exactly} of {everything}")
    return 0 if exactly == everything else 1


def injected(path: Path, most: int) -> Iterator[tuple[Path, int, list[Diagnostic]]]:
    """Yield each file and line that a field was written to, with what validation finds of it."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(shutil.copytree(path, Path(folder, path.name)))
        places = list(lines_of(copy))
        for file, line in places[:: max(1, len(places) // most)][:most]:
            text = file.read_text("utf-8", "surrogateescape")
            lines = text.split("\n")
            indent = re.match(" *", lines[line - 1])[0]  # type: ignore[index] # it matches everything
            lines.insert(line - 1, f"{indent}{FIELD}: 1")
            file.write_text("\n".join(lines), "utf-8", "surrogateescape")
            found = validate(documents([str(copy)])).findings
            yield file, line, [finding for finding in found if FIELD in (finding.path or finding.message)]
            file.write_text(text, "utf-8", "surrogateescape")


def lines_of(path: Path) -> Iterator[tuple[Path, int]]:
    """Yield the plain lines of all templates."""
    top = path / "templates" if (path / "Chart.yaml").is_file() else path
    for file in sorted(top.rglob("*")):
        if file.suffix in (".yaml", ".tpl") and file.name != "variables.yaml" and "environments" not in file.parts:
            for number, line in enumerate(file.read_text("utf-8", "surrogateescape").split("\n"), 1):
                if _PLAIN.match(line):
                    yield file, number


if __name__ == "__main__":
    sys.exit(main())
