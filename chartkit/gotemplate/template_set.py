"""Templates that can call each other.

Upstream: text/template template.go
"""

from __future__ import annotations

import marshal
from collections.abc import Callable, Iterator, Mapping
from types import CodeType, FunctionType
from typing import Protocol

from chartkit.errors import TemplateError
from chartkit.gostd import strconv
from chartkit.source import SourceText

from . import nodes
from .builtins import BUILTINS
from .compiler import VERSION, Unit, compile_source, is_traced, too_deep
from .emitter import NESTED_BLOCKS, emit, emit_block
from .execution import Execution, NoValue, run
from .funcmap import FuncMap, Function
from .generated import Source, block_start
from .lexer import DEFAULT_DELIMS
from .limits import Limits, Meter
from .members import Missing, accessors
from .parser import parse
from .runtime import RUNTIME, RUNTIME_1_23
from .trace import Recorder, Trace, record

__all__ = ["CodeStore", "Template", "TemplateSet"]

#: What the function of a template is called in generated code.
_MAIN = "t"
#: Parsed texts that one family of sets keeps; tpl is called with the same texts over and over.
_KEPT = 4096


class CodeStore(Protocol):
    """Keeps compiled code from one process to the next. A key tells all that the data depends on but Python's version.

    The data are marshalled code: a store must not hand out what others can write.
    """

    def load(self, key: tuple[object, ...]) -> bytes | None:
        """Return the data saved under ``key``, if there are any."""
        ...

    def save(self, key: tuple[object, ...], data: bytes) -> None:
        """Keep ``data`` under ``key``."""
        ...


class _Family:
    """What a set and its clones share."""

    __slots__ = ("delims", "functions", "go_1_23", "limits", "missing", "overridden", "runtime", "store", "texts")

    def __init__(
        self,
        functions: FuncMap,
        missing: Missing,
        delims: tuple[str, str],
        limits: Limits,
        store: CodeStore | None,
        *,
        go_1_23: bool,
    ) -> None:
        self.functions = functions
        self.go_1_23 = go_1_23
        self.missing = missing
        self.delims = delims
        self.limits = limits
        self.store = store
        self.overridden = functions.overridden()
        self.runtime = {**(RUNTIME_1_23 if go_1_23 else RUNTIME), **accessors(missing), "Q": record, "__builtins__": {}}
        self.texts: dict[tuple[str, str], _Text] = {}

    def __contains__(self, name: object) -> bool:
        """Return whether a template may call a function by ``name``."""
        return name in BUILTINS or name in self.functions

    def __iter__(self) -> Iterator[str]:
        """Yield the names of the functions."""
        yield from BUILTINS
        yield from self.functions

    def text(self, name: str, text: str) -> _Text:
        """Return a text that has been parsed, or was when its code was saved.

        Raises:
            TemplateSyntaxError: It is not a template.
        """
        key = (name, text)
        found = self.texts.get(key)
        if found is None:
            if len(self.texts) >= _KEPT:
                self.texts.clear()
            found = self.texts[key] = _Text(name, text, self)
        return found


class _Text:
    """A parsed text. Where its code was saved, it is parsed only when something asks for the trees."""

    __slots__ = ("_trees", "family", "name", "templates", "text", "units")

    def __init__(self, name: str, text: str, family: _Family) -> None:
        self.name = name
        self.text = text
        self.family = family
        self._trees: list[nodes.Tree] = []
        self.templates: list[Template] = []
        #: Compiled so far, or before, by the number of the template and the name of its function or block.
        self.units: dict[tuple[int, str], Unit] = {}
        if family.store is None or not self._load(family.store):
            self.templates = [Template(tree.name, tree.empty, number, self) for number, tree in enumerate(self.trees)]

    @property
    def trees(self) -> list[nodes.Tree]:
        """Return what was parsed: definitions first, and last the text's own tree."""
        if not self._trees:
            source = SourceText(self.name, self.text)
            self._trees = parse(source, functions=self.family, delims=self.family.delims, go_1_23=self.family.go_1_23)
        return self._trees

    def _key(self) -> tuple[object, ...]:
        return VERSION, *self.family.delims, *sorted(self.family.overridden), self.name, self.text

    def _load(self, store: CodeStore) -> bool:
        data = store.load(self._key())
        if data is None:
            return False
        functions, names, units = marshal.loads(data)  # noqa: S302 # see CodeStore
        if not all(name in self.family for name in functions):
            return False  # parsing will say which is missing, and where
        self.templates = [Template(name, empty, number, self) for number, (name, empty) in enumerate(names)]
        self.units = {key: Unit.load(unit) for key, unit in units}
        return True

    def save(self, store: CodeStore) -> None:
        """Keep what has been compiled."""
        functions = {
            node.name for tree in self.trees for node in nodes.walk(tree.root) if isinstance(node, nodes.Identifier)
        }
        names = [(template.name, template.empty) for template in self.templates]
        units = [(key, unit.dump()) for key, unit in self.units.items()]
        store.save(self._key(), marshal.dumps((sorted(functions), names, units)))


class Template:
    """A template of a set; it is compiled when it first runs."""

    __slots__ = ("_function", "_number", "_sources", "_text", "_traced", "empty", "name")

    def __init__(self, name: str, empty: bool, number: int, text: _Text) -> None:
        self.name = name
        #: Whether it is nothing but white space and comments.
        self.empty = empty
        self._number = number
        self._text = text
        self._function: FunctionType | None = None
        self._traced: FunctionType | None = None
        self._sources: dict[tuple[str, bool], Source] = {}

    @property
    def tree(self) -> nodes.Tree:
        """Return what was parsed."""
        return self._text.trees[self._number]

    @property
    def missing(self) -> Missing:
        """Return what a missing key gives."""
        return self._text.family.missing

    @property
    def functions(self) -> FuncMap:
        """Return the functions that the template may call."""
        return self._text.family.functions

    def walk(self, value: object, path: tuple[str, ...]) -> object:
        """Return what fields lead to from ``value``."""
        walk: Callable[[object, str], object] = self._text.family.runtime["F"]  # type: ignore[assignment] # it is this
        return walk(value, ".".join(path)) if path else value

    @property
    def function(self) -> FunctionType:
        """Return the compiled template."""
        found = self._function
        if found is None:
            found = self._function = self._linked(_MAIN)
        return found

    @property
    def traced_function(self) -> FunctionType:
        """Return the template, compiled to record where its output comes from."""
        found = self._traced
        if found is None:
            found = self._traced = self._linked(_MAIN, traced=True)
        return found

    def generated(self, code: CodeType) -> Source:
        """Return the source of ``code``, which is this template's; it tells the node of each line."""
        key = code.co_name, is_traced(code)
        found = self._sources.get(key)
        if found is None:
            found = self._sources[key] = self._source(key[0], traced=key[1])
        return found

    def _source(self, name: str, *, traced: bool) -> Source:
        """Return the source of the template's function or of a block."""
        found = self._sources.get((name, traced))
        if found is None:
            overridden = self._text.family.overridden
            try:
                if name == _MAIN:
                    found = emit(self.tree, overridden, traced=traced)
                else:
                    found = emit_block(self._source_around(name, traced=traced), name, overridden, traced=traced)
            except RecursionError as error:
                raise too_deep(self.tree) from error
            if found.blocks:  # otherwise only an error would ask again
                self._sources[name, traced] = found
        return found

    def _source_around(self, name: str, *, traced: bool) -> Source:
        """Return the source that calls a block."""
        around = self._source(_MAIN, traced=traced)
        while name not in around.blocks:
            place = block_start(name)
            outer = next(name for name, block in around.blocks.items() if block.has(place))
            around = self._source(outer, traced=traced)
        return around

    def invoke(self, execution: Execution, output: list[str], dot: object) -> None:
        """Run as a call by another template."""
        depth = execution.depth = execution.depth + 1
        if not depth % 64:
            execution.stack.deepen(depth, 2 + NESTED_BLOCKS)
        meter = execution.meter
        meter.steps += 1
        if meter.steps > meter.next_check:
            meter.check(output)
        recorder = execution.recorder
        if recorder is None:
            self.function(execution, output, dot)
        else:
            before = recorder.enter()
            self.traced_function(execution, output, dot)
            recorder.calls = before
        execution.depth = depth - 1

    def _linked(self, name: str, *, traced: bool = False) -> FunctionType:
        """Return the template's function or that of a block, bound to its texts and functions."""
        family = self._text.family
        unit = self._unit(name, traced=traced)
        names: dict[str, object] = {**family.runtime, "T": self}
        for number, text in enumerate(unit.texts):
            names[f"c{number}"] = text
        for number, call in enumerate(unit.calls):
            names[f"f{number}"] = family.functions.late_caller(call, names, f"f{number}")
        for block in unit.blocks:
            names[block] = self._late_block(block, names, traced=traced)
        return FunctionType(unit.code, names)

    def _unit(self, name: str, *, traced: bool) -> Unit:
        units = self._text.units
        found = None if traced else units.get((self._number, name))
        if found is None:
            found = compile_source(self._source(name, traced=traced), self.tree, traced=traced)
            if not traced:
                units[self._number, name] = found
        return found

    def _late_block(self, name: str, names: dict[str, object], *, traced: bool) -> Callable[..., object]:
        """Return what stands for a block in ``names`` until it is called; then it takes that place."""

        def block(*args: object) -> object:
            function = names[name] = self._linked(name, traced=traced)
            return function(*args)

        return block


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
        store: Where compiled code comes from, and goes to by :meth:`save`.
        go_1_23: As Go 1.23 has it: loops go over no integers, and the lines of errors do not count those of comments.
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
        store: CodeStore | None = None,
        go_1_23: bool = False,
    ) -> None:
        self.name = name
        functions = functions if isinstance(functions, FuncMap) else FuncMap(functions)
        missing = Missing("default" if missingkey == "invalid" else missingkey)
        delims = (delims[0] or DEFAULT_DELIMS[0], delims[1] or DEFAULT_DELIMS[1])
        self._family = _Family(functions, missing, delims, limits or Limits(), store, go_1_23=go_1_23)
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
        parsed = self._family.text(name, text).templates
        if self._shared:
            self._templates = dict(self._templates)
            self._shared = False
        templates = self._templates
        for template in parsed:
            if not template.empty or template.name not in templates:
                templates[template.name] = template
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
            raise TemplateError(
                f"template: no template {name} associated with template {own}", hint=self._nearest(template)
            )
        return found

    def _nearest(self, name: str) -> str:
        from chartkit.suggest import nearest

        near = nearest(name, self.names())
        return f"Did you mean {strconv.quote(near)}?" if near else ""

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

    def trace(self, template: str | Template, data: object, *, no_value: NoValue | None = None) -> tuple[str, Trace]:
        """Return what ``template`` makes of ``data``, and where each piece of it comes from.

        Args:
            template: A template, or the name of one.
            data: The cursor at its beginning.
            no_value: As :meth:`execute` takes it.

        Raises:
            TemplateExecError: It fails; the message is Go's.
            TemplateError: There is no such template.
            LimitError: A limit is passed.
        """
        recorder = Recorder()
        execution = Execution(self, Meter(self._family.limits), {}, no_value, recorder)
        text = run(execution, self.find(template), data)
        return text, recorder.inner[0]

    def save(self) -> None:
        """Keep the code that was compiled in the store."""
        store = self._family.store
        if store is not None:
            for text in self._family.texts.values():
                text.save(store)

    def clone(self) -> TemplateSet:
        """Return a set of the same templates, to which more can be added without changing this one."""
        clone = object.__new__(TemplateSet)
        clone.name = self.name
        clone._family = self._family
        clone._templates = self._templates
        clone._shared = self._shared = True
        return clone
