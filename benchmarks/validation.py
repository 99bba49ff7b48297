"""How long validation takes: a whole process on one small file, and an object of rendered charts.

Run: python benchmarks/validation.py [FOLDER_OF_MANIFESTS]

Beside chartkit stand the packages kubernetes-validate, jsonschema and jsonschema-rs, as far as they are installed; they
look at the same objects, already read, with the same schemas, and know no rules beyond them.
"""

from __future__ import annotations

import contextlib
import gzip
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from chartkit.goyaml import load
from chartkit.renderings import RenderingChoices, documents
from chartkit.validation import Document, Options, Validator
from chartkit.validation.catalogue import built_in
from chartkit.validation.checkers import Checkers
from chartkit.validation.reading import read, split

ROOT = Path(__file__).parents[1]
SMALL = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {level: high}\n"


def texts(folder: Path | None) -> list[Document]:
    """Return what is validated: the manifests in ``folder``, or those of the example folder."""
    if folder is None:
        choices = RenderingChoices(all_environments=True, all_modes=True)
        return [
            Document(document.text, document.name) for document in documents([str(ROOT / "charts/ticketing")], choices)
        ]
    found = []
    for path in sorted([*folder.rglob("*.yaml"), *folder.rglob("*.yaml.gz")]):
        data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        found.append(Document(data.decode("utf-8", "surrogateescape"), str(path)))
    return found


def objects(documents_: list[Document]) -> Iterator[dict[str, Any]]:
    for document in documents_:
        for chunk in split(document.text):
            value = load(chunk.text)
            if isinstance(value, dict) and built_in().kinds(str(value.get("apiVersion"))):
                yield value


def seconds(work: Callable[[], object]) -> float:
    best = float("inf")
    for _ in range(3):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best


def process_time() -> float:
    """Return the time of ``chartkit validate`` on one small file, in seconds."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "a.yaml").write_text(SMALL)
        command = [sys.executable, "-m", "chartkit", "validate", "a.yaml"]
        environment = {"PYTHONPATH": str(ROOT), "PATH": ""}
        return seconds(lambda: subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=True))


def others(values: list[dict[str, Any]]) -> Iterator[tuple[str, Callable[[], object]]]:
    """Yield the other validators with what runs each over all objects; their schemas are read before."""
    try:
        import kubernetes_validate
    except ImportError:
        return
    yield (
        "kubernetes-validate",
        lambda: [_quietly(kubernetes_validate.validate, value, "1.37", strict=True) for value in values],
    )
    folder = Path(kubernetes_validate.__file__).parent / "kubernetes-json-schema" / "v1.37.0-local-strict"
    definitions = json.loads((folder / "_definitions.json").read_text())
    schemas = {
        (gvk["group"], gvk["version"], gvk["kind"]): {"$ref": f"#/$defs/{name}", "$defs": definitions["$defs"]}
        for name, definition in definitions["$defs"].items()
        for gvk in definition.get("x-kubernetes-group-version-kind", ())
    }

    def made(make: Callable[[dict[str, Any]], Any]) -> list[tuple[Any, dict[str, Any]]]:
        validators: dict[tuple[str, str, str], Any] = {}
        pairs = []
        for value in values:
            group, _, version = value["apiVersion"].rpartition("/")
            key = (group, version, value["kind"])
            if key in schemas:
                if key not in validators:
                    validators[key] = make(schemas[key])
                pairs.append((validators[key], value))
        return pairs

    import jsonschema

    pairs = made(jsonschema.Draft202012Validator)
    yield "jsonschema", lambda: [validator.is_valid(value) for validator, value in pairs]
    try:
        import jsonschema_rs
    except ImportError:
        return
    rust = made(jsonschema_rs.validator_for)
    yield "jsonschema-rs", lambda: [validator.is_valid(value) for validator, value in rust]


def _quietly(function: Callable[..., object], *arguments: object, **named: object) -> None:
    with contextlib.suppress(Exception):  # Verdicts are not what is measured.
        function(*arguments, **named)


def main() -> None:
    texts_ = texts(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
    size = sum(len(document.text) for document in texts_)
    values = list(objects(texts_))
    print(f"{len(texts_)} texts, {size / 1e6:.1f} MB, {len(values)} objects of built-in kinds")
    print(f"{'whole process, one small file':34} {process_time() * 1e3:9.0f} ms")
    catalogue = built_in()
    newest = 1 << (len(catalogue.versions) - 1)
    checkers = Checkers(catalogue, newest, strict=True)
    names = [(catalogue.definition(value["apiVersion"], value["kind"], newest), value) for value in values]
    known = [(checkers.definition(name), value) for name, value in names if name]
    options = Options(ignore_missing_schemas=True)

    def row(name: str, work: Callable[[], object], count: int) -> None:
        print(f"{name:34} {seconds(work) / count * 1e6:9.1f} µs an object")

    row("chartkit: types alone", lambda: [check(value) for check, value in known], len(known))
    row("chartkit: reading alone", lambda: [read(chunk) for text in texts_ for chunk in split(text.text)], len(values))
    row("chartkit: everything", lambda: list(Validator(options).reports(texts_)), len(values))
    for name, work in others(values):
        row(f"{name}: types alone", work, len(values))


if __name__ == "__main__":
    main()
