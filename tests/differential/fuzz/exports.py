"""Random folders exported as charts, and the laws of exporting tried on them with the real Helm.

    python tests/differential/fuzz/exports.py [--seed N] [--count N] [--seconds N] [--options NAME]

Folders that break a law are written to the folder to keep, each with what it breaks.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parents[3]))

from helm_binary import find  # type: ignore[import-not-found] # beside this folder, found by the line above

from chartkit.convert import ExportOptions, Secrets, Style
from chartkit.errors import ChartkitError
from chartkit.folder import Folder, MappingSource
from tests.convert.export_laws import broken_laws, renders
from tests.convert.random_folders import Seeded, random_folder

OPTIONS = {
    "faithful": ExportOptions(name="random", verify=False),
    "keep": ExportOptions(name="random", verify=False, secrets=Secrets.KEEP),
    "idiomatic": ExportOptions(name="random", verify=False, style=Style.IDIOMATIC),
    "proved": ExportOptions(name="random", style=Style.IDIOMATIC),
    "production": ExportOptions(name="random", verify=False, modes=("production",)),
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seconds", type=int, default=0, help="stop after so long")
    parser.add_argument("--options", choices=sorted(OPTIONS), default="faithful")
    parser.add_argument("--keep", type=Path, default=Path("fuzz-differences"))
    given = parser.parse_args()
    helm = find("helm")
    start, tried, found, refused = time.monotonic(), 0, 0, 0
    for number in range(given.count):
        if given.seconds and time.monotonic() - start > given.seconds:
            break
        tried += 1
        files = random_folder(Seeded(given.seed * 1_000_000 + number))
        try:
            # Repeating takes longer than all else, and fails seldom.
            broken = list(broken_laws(files, OPTIONS[given.options], helm, repeating=number % 5 == 0))
        except ChartkitError as error:
            refused += 1
            works = renders(Folder(MappingSource(files, "random")))
            broken = [f"the export is refused: {error}"] if works else []
        if not broken:
            continue
        found += 1
        place = given.keep / f"{given.options}-{given.seed}-{number}"
        for name, text in {**files, "broken.txt": "\n".join(broken)}.items():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            (place / name).write_bytes(text.encode("utf-8", "surrogateescape"))
    print(f"seed {given.seed}, {given.options}: {tried} folders, {found} broken ({refused} refused)")  # noqa: T201 # a script
    return found > 0


if __name__ == "__main__":
    raise SystemExit(main())
