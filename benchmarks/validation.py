"""How long validation takes: whole processes on one small file and on a folder, and an object of rendered charts.

Run: python benchmarks/validation.py [FOLDER_OF_MANIFESTS]

Beside chartkit stand the packages kubernetes-validate, jsonschema and jsonschema-rs, as far as they are installed; they
look at every tenth of the objects, already read, with the same schemas, and know no rules beyond them. A kubeconform on
the search path validates the folder with these schemas, too. All times are processor time: user and system, of all
threads.
"""

from __future__ import annotations

import contextlib
import gzip
import json
import resource
import shutil
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


def seconds(work: Callable[[], object], clock: Callable[[], float] = time.process_time) -> float:
    best = float("inf")
    for _ in range(5):
        start = clock()
        work()
        best = min(best, clock() - start)
    return best


def _of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def process_time(command: list[str], folder: Path) -> float:
    """Return the processor time of a command, in seconds; its modules stay compiled from one run to the next."""
    environment = {"PYTHONPATH": str(ROOT), "PATH": "", "PYTHONPYCACHEPREFIX": str(folder / ".cache")}
    return seconds(
        lambda: subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False), _of_children
    )


def processes(documents_: list[Document], values: list[dict[str, Any]]) -> Iterator[tuple[str, float]]:
    """Yield the whole processes with their times, in seconds."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "a.yaml").write_text(SMALL)
        many = folder / "many"
        many.mkdir()
        for number, document in enumerate(documents_):
            (many / f"{number}.yaml").write_text(document.text, encoding="utf-8", errors="surrogateescape")
        own = [sys.executable, "-m", "chartkit", "validate", "--ignore-missing-schemas", "--output", "concise"]
        yield "chartkit, one small file", process_time([*own, "a.yaml"], folder)
        yield "chartkit, all files", process_time([*own, "many"], folder)
        kubeconform, schemas = shutil.which("kubeconform"), _schemas()
        if kubeconform and schemas:
            _write_schemas(schemas, values, folder / "schemas")
            template = str(folder / "schemas" / "{{ .ResourceKind }}{{ .KindSuffix }}.json")
            options = ["-strict", "-summary", "-ignore-missing-schemas", "-schema-location", template]
            yield "kubeconform, one small file", process_time([kubeconform, *options, "a.yaml"], folder)
            yield "kubeconform, all files", process_time([kubeconform, *options, "many"], folder)
        command = Path(sys.executable).parent / "kubernetes-validate"
        if command.exists():
            few = [str(path) for path in sorted(many.iterdir())[:10]]
            yield "kubernetes-validate, ten files", process_time([str(command), "--strict", *few], folder)


def _write_schemas(schemas: dict[tuple[str, str, str], dict[str, Any]], values: list[Any], folder: Path) -> None:
    """Write the schemas of the kinds of ``values`` to where kubeconform looks, each with all that it refers to."""
    folder.mkdir()
    for value in values:
        group, _, version = value["apiVersion"].rpartition("/")
        schema = schemas.get((group, version, value["kind"]))
        suffix = f"-{group.partition('.')[0]}-{version}" if group else f"-{version}"
        path = folder / f"{value['kind'].lower()}{suffix}.json"
        if schema is not None and not path.exists():
            path.write_text(json.dumps({**schema, "$defs": _reached(schema, schema["$defs"])}))


def _reached(schema: dict[str, Any], definitions: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    waiting: list[Any] = [{"$ref": schema["$ref"]}]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            target = node.get("$ref")
            name = target.rpartition("/")[2] if isinstance(target, str) else ""
            if name and name not in found:
                found[name] = definitions[name]
                waiting.append(definitions[name])
            waiting += node.values()
        elif isinstance(node, list):
            waiting += node
    return found


def _schemas() -> dict[tuple[str, str, str], dict[str, Any]]:
    """Return the schemas of kubernetes-validate by group, version and kind; none if it is not installed."""
    try:
        import kubernetes_validate
    except ImportError:
        return {}
    folder = Path(kubernetes_validate.__file__).parent / "kubernetes-json-schema" / "v1.37.0-local-strict"
    text = (folder / "_definitions.json").read_text().replace('"_definitions.json#/', '"#/')
    definitions = json.loads(text)
    return {
        (gvk["group"], gvk["version"], gvk["kind"]): {"$ref": f"#/$defs/{name}", "$defs": definitions["$defs"]}
        for name, definition in definitions["$defs"].items()
        for gvk in definition.get("x-kubernetes-group-version-kind", ())
    }


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
    schemas = _schemas()

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
    for name, time_ in processes(texts_, values):
        print(f"{name:34} {time_ * 1e3:9.0f} ms")
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
    some = values[:: 10 if len(values) > 100 else 1]
    for name, work in others(some):
        row(f"{name}: types alone", work, len(some))


if __name__ == "__main__":
    main()
