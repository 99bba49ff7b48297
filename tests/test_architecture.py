"""Walls that the import contracts cannot draw."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "chartkit"
MODULES = sorted(PACKAGE.rglob("*.py"))
#: Imported module by module, as Go packages are.
OPEN_ROOMS = {"gostd"}
#: Costly to import; a module that needs one imports it where it is used.
HEAVY = {"bcrypt", "cryptography", "jinja2", "jsonschema", "re2", "rich", "tarfile", "zipfile", "unittest"}


def imports(module: Path) -> Iterator[tuple[ast.stmt, str, bool]]:
    """Yield each import with what it imports, and whether it runs when the module is imported."""
    tree = ast.parse(module.read_text())
    typing_only = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    inside = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        at_once = id(node) not in typing_only and id(node) not in inside
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node, alias.name, at_once
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node, node.module or "", at_once


def room(module: Path) -> str:
    parts = module.relative_to(PACKAGE).parts
    return parts[0] if len(parts) > 1 else ""


def name(module: Path) -> str:
    return str(module.relative_to(PACKAGE))


@pytest.mark.parametrize("module", MODULES, ids=name)
def test_other_rooms_are_entered_through_their_facade(module: Path) -> None:
    if module.name == "__main__.py":
        return  # The door of the command line has no facade of its own.
    for node, imported, _ in imports(module):
        parts = imported.split(".")
        if parts[0] == "chartkit" and len(parts) > 2 and parts[1] != room(module) and parts[1] not in OPEN_ROOMS:
            pytest.fail(f"line {node.lineno} imports {imported}; import from chartkit.{parts[1]}")


@pytest.mark.parametrize("module", MODULES, ids=name)
def test_heavy_packages_are_imported_where_they_are_used(module: Path) -> None:
    for node, imported, at_once in imports(module):
        assert not (at_once and imported.split(".")[0] in HEAVY), f"line {node.lineno} imports {imported} at once"


@pytest.mark.parametrize("module", MODULES, ids=name)
def test_every_module_says_what_it_is_for_and_what_it_offers(module: Path) -> None:
    tree = ast.parse(module.read_text())
    assert ast.get_docstring(tree)
    if module.name == "__main__.py" or (module.name == "__init__.py" and len(tree.body) == 1):
        return
    names = [
        node for node in tree.body if isinstance(node, ast.Assign | ast.AnnAssign) and "__all__" in ast.unparse(node)
    ]
    assert names, "no __all__"


@pytest.mark.parametrize("module", MODULES, ids=name)
def test_only_the_command_line_prints_or_ends_the_process(module: Path) -> None:
    if room(module) == "cli":
        return
    for node in ast.walk(ast.parse(module.read_text())):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            assert called not in ("print", "exit", "quit", "sys.exit", "os._exit"), f"line {node.lineno}"


@pytest.mark.parametrize("module", MODULES, ids=name)
def test_nothing_of_python_is_run_from_data(module: Path) -> None:
    for node in ast.walk(ast.parse(module.read_text())):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in (
            "eval",
            "exec",
            "pickle.loads",
            "yaml.load",
            "os.system",
        ):
            # Generated code: that of templates, and the constructors of data classes.
            assert name(module).startswith(("gotemplate/", "records.py")), f"line {node.lineno}"


def test_every_exception_that_is_named_stands_in_the_tree_of_errors() -> None:
    from chartkit import errors

    tree = errors.__doc__ or ""
    for exported in errors.__all__:
        assert re.search(rf"\b{exported}\b", tree), f"{exported} is not drawn"
