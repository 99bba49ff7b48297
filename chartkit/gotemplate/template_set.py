"""Templates that can call each other.

Upstream: text/template template.go
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from types import FunctionType

from chartkit.errors import TemplateError
from chartkit.gostd import strconv
from chartkit.source import SourceText

from . import nodes
from .builtins import BUILTINS
from .compiler import Source, Unit, compile_tree, emit
from .execution import Execution, NoValue, run
from .funcmap import FuncMap, Function
from .lexer import DEFAULT_DELIMS
from .limits import Limits, Meter
from .members import Missing, accessors
from .parser import parse
from .runtime import RUNTIME

__all__ = ["Template", "TemplateSet"]

#: Parsed texts that one family of sets keeps; tpl is called with the same texts over and over.
_KEPT = 4096


class _Family:
    """What a set and its clones share."""

    __slots__ = ("delims", "functions", "limits", "lock", "missing", "names", "overridden", "parsed", "runtime")

    def __init__(self, functions: FuncMap, missing: Missing, delims: tuple[str, str], limits: Limits) -> None:
        self.functions = functions
        self.missing = missing
        self.delims = delims
        self.limits = limits
        self.overridden = functions.overridden()
        self.names = _Names(functions)
        self.runtime = {**RUNTIME, **accessors(missing), "__builtins__": {}}
        self.parsed: dict[tuple[str, str], list[Template]] = {}
        self.lock = threading.Lock()


class _Names:
    """The names that a template may call functions by."""

    __slots__ = ("functions",)

    def __init__(self, functions: FuncMap) -> None:
        self.functions = functions

    def __contains__(self, name: object) -> bool:
        return name in BUILTINS or name in self.functions


class Template:
    """A parsed template; it is compiled when it first runs. ``tree`` is what was parsed."""

    __slots__ = ("_function", "_generated", "family", "tree")

    def __init__(self, tree: nodes.Tree, family: _Family) -> None:
        self.tree = tree
        self.family = family
        self._function: FunctionType | None = None
        self._generated: Source | None = None

    @property
    def missing(self) -> Missing:
        """Return what a missing key gives."""
        return self.family.missing

    @property
    def set_functions(self) -> FuncMap:
        """Return the functions that the template may call."""
        return self.family.functions

    def walk(self, value: object, path: tuple[str, ...]) -> object:
        """Return what fields lead to from ``value``."""
        walk: Callable[[object, str], object] = self.family.runtime["F"]  # type: ignore[assignment] # it is this one
        return walk(value, ".".join(path)) if path else value

    @property
    def function(self) -> FunctionType:
        """Return the compiled template."""
        found = self._function
        if found is None:
            found = self._function = self._link(self._unit())
        return found

    def generated(self) -> Source:
        """Return the generated code, which tells the node of each line."""
        if self._generated is None:
            self._generated = emit(self.tree, self.family.overridden)
        return self._generated

    def invoke(self, execution: Execution, output: list[str], dot: object) -> None:
        """Run as a call by another template."""
        depth = execution.depth = execution.depth + 1
        if not depth % 64:
            execution.stack.deepen(depth, 2)
        meter = execution.meter
        meter.steps += 1
        if meter.steps > meter.next_check:
            meter.check(output)
        self.function(execution, output, dot)
        execution.depth = depth - 1

    def _unit(self) -> Unit:
        """Return the template's code. The one place where code that was compiled before could be had instead."""
        return compile_tree(self.tree, self.family.overridden)

    def _link(self, unit: Unit) -> FunctionType:
        """Bind code to its texts and functions."""
        family = self.family
        names: dict[str, object] = dict(family.runtime)
        names["T"] = self
        for number, text in enumerate(unit.texts):
            names[f"c{number}"] = text
        for number, call in enumerate(unit.calls):
            names[f"f{number}"] = family.functions.caller(call.name, call.args, piped=call.piped, final=call.final)
        return FunctionType(unit.code, names)


class TemplateSet:
    """Templates by name, with the functions and options that they share.

    A set may be executed by several threads at a time, once all is parsed.

    Args:
        functions: What the templates may call, beside Go's own functions.
        name: The set's name in messages.
        missingkey: What a key that is not in a map gives: ``default`` nothing, ``zero`` the zero value of the map's
            elements, ``error`` an error.
        delims: What actions begin and end with.
        limits: Bounds for each execution.
    """

    __slots__ = ("_family", "_shared", "_templates", "name")

    def __init__(
        self,
        functions: FuncMap | Mapping[str, Function] | None = None,
        *,
        name: str = "gotpl",
        missingkey: str = "default",
        delims: tuple[str, str] = DEFAULT_DELIMS,
        limits: Limits | None = None,
    ) -> None:
        self.name = name
        functions = functions if isinstance(functions, FuncMap) else FuncMap(functions)
        missing = Missing("default" if missingkey == "invalid" else missingkey)
        delims = (delims[0] or DEFAULT_DELIMS[0], delims[1] or DEFAULT_DELIMS[1])
        self._family = _Family(functions, missing, delims, limits or Limits())
        self._templates: dict[str, Template] = {}
        #: Whether a clone looks at the same dict; it is copied before it is changed.
        self._shared = False

    def parse(self, name: str, text: str) -> Template:
        """Parse ``text`` as the template ``name``, and define the templates that it defines.

        A template replaces one of the same name, unless it is empty. What is returned is always ``text``'s own
        template, also where it did not replace another.

        Raises:
            TemplateSyntaxError: ``text`` is not a template; nothing is defined then.

        Upstream: text/template template.go (*Template).Parse
        """
        family = self._family
        key = (name, text)
        parsed = family.parsed.get(key)
        if parsed is None:
            trees = parse(SourceText(name, text), functions=family.names, delims=family.delims)
            parsed = [Template(tree, family) for tree in trees]
            if len(family.parsed) >= _KEPT:
                family.parsed.clear()
            family.parsed[key] = parsed
        if self._shared:
            self._templates = dict(self._templates)
            self._shared = False
        templates = self._templates
        for template in parsed:
            tree = template.tree
            if tree.empty and tree.name in templates:
                continue
            templates[tree.name] = template
        return parsed[-1]

    def lookup(self, name: str) -> Template | None:
        """Return the template ``name``, if it is defined."""
        return self._templates.get(name)

    def find(self, template: str | Template) -> Template:
        """Return a template by its name.

        Raises:
            TemplateError: It is not defined.

        Upstream: text/template exec.go (*Template).ExecuteTemplate
        """
        if isinstance(template, Template):
            return template
        found = self._templates.get(template)
        if found is None:
            name, own = strconv.quote(template), strconv.quote(self.name)
            raise TemplateError(f"template: no template {name} associated with template {own}")
        return found

    def names(self) -> list[str]:
        """Return the names of all templates, sorted."""
        return sorted(self._templates)

    def __contains__(self, name: object) -> bool:
        return name in self._templates

    def execute(self, template: str | Template, data: object, *, no_value: NoValue | None = None) -> str:
        """Return what ``template`` makes of ``data``.

        Args:
            template: A template, or the name of one.
            data: The cursor at its beginning.
            no_value: Says what is printed for an action whose value is missing, instead of ``<no value>``.

        Raises:
            TemplateExecError: It fails; the message is Go's.
            TemplateError: There is no such template.
            LimitError: A limit is passed.
        """
        execution = Execution(self, Meter(self._family.limits), {}, no_value)
        return run(execution, self.find(template), data)

    def clone(self) -> TemplateSet:
        """Return a set of the same templates, to which more can be added without changing this one."""
        clone = object.__new__(TemplateSet)
        clone.name = self.name
        clone._family = self._family
        clone._templates = self._templates
        clone._shared = self._shared = True
        return clone
