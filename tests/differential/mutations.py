"""Changes imported charts at one place, and counts how often verification finds it.

``python -m tests.differential.mutations [CORPUS] [--charts WORD] [--every N] [--mutants N] [--samples N]``. A change
that no values can show counts as not found, so that not all are to be expected; what was not found is printed.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from chartkit.chart import load
from chartkit.convert import ChartSide, FolderSide, ImportOptions, VerifyOptions, front_end, verify
from chartkit.convert.chart_to_folder.conversion import folder_of
from chartkit.convert.equivalence import RepeatedWorld
from chartkit.errors import ChartkitError, TemplateError
from chartkit.folder import Folder, MappingSource
from chartkit.gotemplate import nodes, parse, splice
from chartkit.source import SourceText, Span

__all__ = ["main", "mutants"]

#: A kind of change, where it is made, and what the text is then.
Mutant = tuple[str, str, str]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print how many changes were found, by kind."""
    parser = argparse.ArgumentParser(description=__doc__)
    shared = Path(os.environ.get("CHARTKIT_SHARED", Path(__file__).parents[3] / "shared"))
    parser.add_argument("corpus", nargs="?", type=Path, default=shared / "corpus")
    parser.add_argument("--charts", default="")
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--mutants", type=int, default=10, help="changes of each chart")
    parser.add_argument("--samples", type=int, default=100)
    options = parser.parse_args(arguments)
    found: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    folders = [path for path in sorted((options.corpus / "charts").iterdir()) if path.is_dir()]
    for path in [path for path in folders if options.charts in path.name][:: options.every]:
        try:
            files, _ = folder_of(load(path), ImportOptions())
            if not verify(_side(files), ChartSide(path), VerifyOptions(samples=0)).rendered:
                continue
            for kind, place, text in _chosen(files, options.mutants):
                changed = {**files, place: text.encode("utf-8", "surrogateescape")}
                is_found = _is_found(path, changed, options.samples)
                (found if is_found else missed)[kind] += 1
                if not is_found:
                    _say(f"{path.name}/{place}: {kind}: {_difference(files[place].decode(errors='replace'), text)}")
        except ChartkitError as error:
            _say(f"{path.name}: {error.message[:200]}")
    for kind in sorted({*found, *missed}):
        _say(f"{found[kind]:4} of {found[kind] + missed[kind]:4} found: {kind}")
    _say(f"{found.total()} of {found.total() + missed.total()} changes were found")
    return 0


def mutants(text: str) -> Iterator[tuple[str, str]]:
    """Yield changed forms of the template ``text``, each with the kind of its change."""
    trees = parse(SourceText("template", text))
    inside = [node for tree in trees for node in nodes.walk(tree.root)]
    places = [node for node in inside if isinstance(node, nodes.Field) and node.path[0] in ("Values", "Variables")]
    for node in places:
        other = next((place for place in places if place.path != node.path and place.start > node.start), None)
        if other is not None:
            yield "another variable", splice(text, [(_span(node), text[other.start : other.end])])
    yield from _of_nodes(inside, text)


def _of_nodes(inside: Sequence[nodes.Node], text: str) -> Iterator[tuple[str, str]]:
    for node in inside:
        if isinstance(node, nodes.If) and not node.pipe.declared:
            pipe = text[node.pipe.start : node.pipe.end]
            yield "a condition turned", splice(text, [(_span(node.pipe), f"not ({pipe})")])
        elif isinstance(node, nodes.Identifier) and node.name in ("quote", "squote"):
            yield "another quote", splice(text, [(_span(node), "squote" if node.name == "quote" else "quote")])
        elif isinstance(node, nodes.Identifier) and node.name in ("upper", "lower", "int", "trim", "title"):
            yield "another function", splice(text, [(_span(node), "toString")])
        elif isinstance(node, nodes.String) and node.value.isalnum():
            yield "another text", splice(text, [(_span(node), f'"{node.value}x"')])
        elif isinstance(node, nodes.Text):
            for number, line in enumerate(node.text.split("\n")[1:-1], 1):
                if line.strip() and not line.strip().startswith("#"):
                    start = node.start + len("\n".join(node.text.split("\n")[:number])) + 1
                    if text[start : start + len(line)] == line:
                        yield "a line dropped", splice(text, [(Span(start, start + len(line) + 1), "")])
                        break


def _chosen(files: Mapping[str, bytes], count: int) -> list[Mutant]:
    """Return ``count`` changes of the templates of a folder, kind by kind; the same ones each time."""
    kinds: dict[str, list[Mutant]] = {}
    for place, data in files.items():
        if place.endswith((".yaml", ".yml", ".tpl")) and not place.endswith("variables.yaml"):
            try:
                for kind, text in mutants(data.decode("utf-8", "surrogateescape")):
                    kinds.setdefault(kind, []).append((kind, place, text))
            except TemplateError:
                continue
    draw = random.Random(1)  # noqa: S311 # no secret
    chosen: list[Mutant] = []
    for listed in kinds.values():
        draw.shuffle(listed)
    while len(chosen) < count and any(kinds.values()):
        chosen += [listed.pop() for listed in kinds.values() if listed]
    return chosen[:count]


def _is_found(chart: Path, files: Mapping[str, bytes], samples: int) -> bool:
    # Most are found without samples, which is the cheap way.
    return any(not verify(_side(files), ChartSide(chart), VerifyOptions(samples=n)).clean for n in (0, samples))


def _side(files: Mapping[str, bytes]) -> FolderSide:
    world = RepeatedWorld()
    source = MappingSource(files, "folder")
    return FolderSide(Folder(source, environment=world.environment, front_end=front_end), world)


def _span(node: nodes.Node) -> Span:
    return Span(node.start, node.end)


def _difference(old: str, new: str) -> str:
    start = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), 0)
    line = old.rfind("\n", 0, start) + 1
    return f"{old[line : start + 60]!r} -> {new[line : start + 60]!r}"


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
