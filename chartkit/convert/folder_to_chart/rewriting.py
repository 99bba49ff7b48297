"""What was found of a folder's templates -> the edits that make a chart's templates of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from chartkit.gostd import strconv
from chartkit.gotemplate import Tree, nodes
from chartkit.patterns import late_pattern
from chartkit.source import SourceText, Span

from .findings import Access, Analysis, Argument, Call, Holding, ModeTest, Printed, TreeKey, key_of
from .kinds import VariableKinds
from .meanings import Meaning, Site
from .report import Note
from .templates_of import FolderTemplates

__all__ = ["Edit", "Naming", "Rewriting", "rewrite"]

Edit = tuple[Span, str]


@dataclass(frozen=True, slots=True)
class Naming:
    """What things are called in the chart."""

    chart: str
    #: What the names of the chart's own templates begin with.
    prefix: str
    #: Keys in values for what was no variable: ``ImagePullSecrets``, ``ManageCronjobs`` and ``modes``.
    image_pull_secrets: str = "imagePullSecrets"
    manage_cronjobs: str = "manageCronjobs"
    modes: str = "modes"
    #: Definitions that get another name.
    defines: Mapping[TreeKey, str] = field(default_factory=dict)
    #: Those of the three keys that the chart has.
    extra_keys: tuple[str, ...] = ()

    def helper(self, name: str) -> str:
        """Return the name of one of the chart's own templates."""
        return f"{self.prefix}.{name}"

    def in_values(self, field_name: str) -> str:
        """Return the expression, after a value that is the context, for a field of the context."""
        return {
            "Variables": ".Values",
            "Namespace": ".Release.Namespace",
            "ImagePullSecrets": f".Values.{self.image_pull_secrets}",
            "ManageCronjobs": f".Values.{self.manage_cronjobs}",
        }[field_name]


@dataclass(slots=True)
class Rewriting:
    """The edits of every file, and what they need. Not frozen: it is filled by :func:`rewrite`."""

    edits: dict[str, list[Edit]] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    #: Helpers of the chart that the edits call: ``mode``, ``text``.
    helpers: set[str] = field(default_factory=set)
    #: Manifests that need a context with the folder's names in it.
    old_context: set[str] = field(default_factory=set)


def rewrite(templates: FolderTemplates, analysis: Analysis, kinds: VariableKinds, naming: Naming) -> Rewriting:
    """Return the edits that turn the templates into a chart's."""
    return _Rewriter(templates, analysis, kinds, naming).run()


class _Rewriter:
    def __init__(self, templates: FolderTemplates, analysis: Analysis, kinds: VariableKinds, naming: Naming) -> None:
        self.templates = templates
        self.analysis = analysis
        self.kinds = kinds
        self.naming = naming
        self.found = Rewriting()
        self._exact = self._exact_sites()
        self._formats = {
            (argument.source, argument.command): argument.node.value
            for argument in analysis.arguments
            if argument.function == "printf" and argument.position == 0 and isinstance(argument.node, nodes.String)
        }
        self._sources: dict[str, SourceText] = {tree.source.name: tree.source for tree in templates.trees}

    def run(self) -> Rewriting:
        unproven: set[TreeKey] = set()
        for access in self.analysis.accesses:
            self._access(access, unproven)
        for test in self.analysis.modes:
            self._mode(test, unproven)
        for source, caller, start in self.analysis.evaluated:
            unproven.add(caller)
            text = "text from variables is run as a template (tpl) with the context"
            self._note(source, start, "context", text)
        for source, _tree, start in self.analysis.escapes:
            self._note(
                source,
                start,
                "context-as-value",
                "the context is used as a value; a chart's has other fields",
                warn=True,
            )
        for printed in self.analysis.printed:
            self._printed(printed)
        for argument in self.analysis.arguments:
            self._argument(argument)
        for call in self.analysis.calls:
            self._call(call)
        for tree in self.templates.trees:
            if key_of(tree) in self.naming.defines and tree.name != tree.source.name:
                self._rename(tree)
        self._spread(unproven)
        return self.found

    # Fields of the context

    def _access(self, access: Access, unproven: set[TreeKey]) -> None:
        if not access.proven:
            unproven.add(access.tree)
            self._note(access.source, access.start, "context", f"what .{access.name} is a field of is not certain")
            return
        end = access.start + 1 + len(access.name)
        self._edit(access.source, Span(access.start, end), self.naming.in_values(access.name))

    def _mode(self, test: ModeTest, unproven: set[TreeKey]) -> None:
        args = test.command.args
        if len(args) < (4 - test.piped) or not test.context:
            self._note(
                test.source, test.command.start, "ismode", "this call of ismode has no context to look in", warn=True
            )
            return
        if not test.proven:
            unproven.add(test.tree)
        self.found.helpers.add("mode")
        helper = strconv.quote(self.naming.helper("mode"))
        self._edit(test.source, Span(args[0].start, args[1].end), f"eq (include {helper} (list {test.context}")
        container = args[3] if len(args) > 3 else args[-1]
        self._edit(test.source, Span(container.end, container.end), "))")

    # Kinds

    def _printed(self, printed: Printed) -> None:
        how = self._how(printed.meaning)
        end = Span(printed.span.end, printed.span.end)
        if printed.meaning.is_variables:
            self._whole(printed.source, printed.span, piped=True)
        self._warn_of_null(printed.source, printed.action, printed.meaning, printed.holding)
        if not how and not printed.loop and self._prints_large(printed.meaning, printed.holding):
            text = "a list or map is printed as a whole, with an integer that Helm prints as 1e+06"
            self._note(printed.source, printed.action, "integer", text, warn=True)
        if not how or (printed.loop and how != "int"):
            return
        if how == "int":
            self._edit(printed.source, end, " | int")
            self._note(
                printed.source,
                printed.action,
                "integer",
                "an integer: numbers in values are floats, so it is converted",
            )
        else:
            self.found.helpers.add("text")
            helper = strconv.quote(self.naming.helper("text"))
            self._edit(printed.source, end, f" | include {helper}")
            self._note(
                printed.source, printed.action, "integer", "an integer at times: large ones would print as 1e+06"
            )

    def _argument(self, argument: Argument) -> None:
        function, start = argument.function, argument.span.start
        if argument.meaning.is_variables and function not in _TAKES_VARIABLES:
            is_plain = function not in _WANTS_PLAIN
            self._whole(argument.source, argument.span, piped=argument.piped, is_plain=is_plain)
        if function not in _NULL_BLIND:
            self._warn_of_null(argument.source, start, argument.meaning, argument.holding)
        if function == "toToml" and self._holds(argument.meaning, argument.holding, _is_integer):
            text = "toToml prints the integers among variables with a fraction in Helm"
            self._note(argument.source, start, "integer", text, warn=True)
        if function in _PRINTING and self._prints_large(argument.meaning, argument.holding):
            text = f"{function} prints a list or map as a whole, with an integer that Helm prints as 1e+06"
            self._note(argument.source, start, "integer", text, warn=True)
        if function in _SEARCHING and any(self._is_of_integers(other) for other in argument.others):
            if argument.meaning.other == {"int"}:
                self._wrap(argument.source, argument.span, "float64", piped=argument.piped)
                self._note(argument.source, start, "integer", f"numbers in values are floats: {function} looks for one")
            return
        if function in _KIND_BLIND and not self._is_made_exactly(argument):
            return
        how = self._how(argument.meaning)
        if how and function in _SHOWING_KINDS and not all(map(self.kinds.is_everywhere, argument.meaning.paths)):
            how = "text"  # of nothing, int would make 0
        if how == "text" and not self._prints_any_kind(argument):
            text = f"{function} is given an integer at times, which is a float in Helm"
            self._note(argument.source, start, "integer", text, warn=True)
            return
        if not how:
            return
        conversion = "int"
        if how == "text":
            self.found.helpers.add("text")
            conversion = f"include {strconv.quote(self.naming.helper('text'))}"
        self._wrap(argument.source, argument.span, conversion, piped=argument.piped)
        self._note(argument.source, start, "integer", f"an integer for {function}: it is converted")

    def _prints_any_kind(self, argument: Argument) -> bool:
        """Return whether a function prints its argument alike as an integer and as the text of one."""
        if argument.function == "printf":
            text = self._formats.get((argument.source, argument.command))
            return text is not None and _PLAIN_FORMAT.fullmatch(text) is not None
        return argument.function in _PRINTING and not (argument.function == "join" and argument.meaning.made)

    def _is_made_exactly(self, argument: Argument) -> bool:
        """Return whether a list or map is made, or filled, with the argument in which integers have to be integers."""
        sites = {(argument.source, argument.command)}
        if argument.function == "set" and argument.others:
            sites |= argument.others[0].made
        return argument.function in _MAKING and not self._exact.isdisjoint(sites)

    def _exact_sites(self) -> frozenset[Site]:
        """Return where lists and maps are made in which integers have to be integers: they are printed or compared."""
        printed = (printed.holding.sites for printed in self.analysis.printed if not printed.loop)
        given = (
            argument.holding.sites
            for argument in self.analysis.arguments
            if argument.function not in _KIND_BLIND or argument.function in _REARRANGING
        )
        return frozenset().union(*printed, *given)

    def _how(self, meaning: Meaning) -> str:
        """Return how a value of this meaning is made what it was in the folder: ``int``, ``text`` or not at all."""
        if not any("int" in self.kinds.at(path) for path in meaning.paths):
            return ""
        is_sure = not (meaning.root or meaning.unknown or meaning.variables or meaning.made)
        return "int" if is_sure and self.kinds.of(meaning) - {"nil"} == {"int"} else "text"

    def _prints_large(self, meaning: Meaning, holding: Holding) -> bool:
        """Return whether a list or a map may be printed with an integer that has an exponent as a float."""
        return self._holds(meaning, holding, _is_large) or any(
            _is_large(value) and "str" in self.kinds.at(path)
            for path in holding.inner
            for value in self.kinds.values(path)
        )

    def _holds(self, meaning: Meaning, holding: Holding, test: Callable[[object], bool]) -> bool:
        """Return whether a list or map among variables may be there in which something meets ``test``."""
        paths = meaning.paths | holding.inner | ({()} if meaning.variables else set())
        values = (value for path in paths for value in self.kinds.values(path))
        return any(isinstance(value, (list, dict)) and _any_in(value, test) for value in values)

    def _is_of_integers(self, meaning: Meaning) -> bool:
        """Return whether it is a list among variables in which there are integers."""
        return any("int" in self.kinds.at((*path, "*")) for path in meaning.paths)

    def _warn_of_null(self, source: str, start: int, meaning: Meaning, holding: Holding) -> None:
        if self._holds(meaning, holding, _has_null):
            text = "a map of variables is used as a whole, with a null, which Helm takes out of values"
            self._note(source, start, "null", text, warn=True)

    def _whole(self, source: str, span: Span, *, piped: bool, is_plain: bool = True) -> None:
        """Take what was no variable out of values that are used as a whole, which makes a plain map of them."""
        if is_plain and not self.naming.extra_keys:
            return
        keys = "".join(f" {strconv.quote(key)}" for key in self.naming.extra_keys)
        # What is piped is the last argument, and omit wants its map first.
        opening, closing = ("omit (", f"){keys}") if piped else ("(omit ", f"{keys})")
        self._edit(source, Span(span.start, span.start), opening)
        self._edit(source, Span(span.end, span.end), closing)

    def _wrap(self, source: str, span: Span, function: str, *, piped: bool) -> None:
        if piped:
            self._edit(source, Span(span.end, span.end), f" | {function}")
        else:
            self._edit(source, Span(span.start, span.start), f"({function} ")
            self._edit(source, Span(span.end, span.end), ")")

    # Names

    def _call(self, call: Call) -> None:
        names = {self.naming.defines[key] for key in call.targets if key in self.naming.defines}
        if not call.name or call.span is None:
            if names:
                start = call.node.start
                self._note(
                    call.source,
                    start,
                    "define",
                    "a template is called by a computed name, and some were renamed",
                    warn=True,
                )
            return
        if not names:
            return
        if len(names) > 1 or not all(key in self.naming.defines for key in call.targets):
            text = f"which template {call.name!r} is depends on the manifest; a chart has only one of each name"
            self._note(call.source, call.node.start, "define", text, warn=True)
            return
        text = self._sources[call.source].text
        span = call.span if isinstance(call.node, nodes.Command) else _name_span(text, call.span.start)
        self._edit(call.source, span, strconv.quote(names.pop()))

    def _rename(self, tree: Tree) -> None:
        span = _name_span(tree.source.text, tree.start)
        name = self.naming.defines[key_of(tree)]
        if not tree.source.text[tree.start : span.start].rstrip().endswith("block"):
            self._edit(tree.source.name, span, strconv.quote(name))
        self._note(
            tree.source.name, tree.start, "define", f"the template {tree.name!r} is called {name!r} in the chart"
        )

    # Contexts that are not certain

    def _spread(self, unproven: set[TreeKey]) -> None:
        """Find the manifests that reach a template in ``unproven``."""
        callers: dict[TreeKey, set[TreeKey]] = {}
        for call in self.analysis.calls:
            for target in call.targets:
                callers.setdefault(target, set()).add(call.tree)
        reached = set(unproven)
        queue = list(unproven)
        while queue:
            for caller in callers.get(queue.pop(), ()):
                if caller not in reached:
                    reached.add(caller)
                    queue.append(caller)
        self.found.old_context = {name for name in self.templates.manifests if (name, -1) in reached}
        for name in sorted(self.found.old_context):
            self._note(
                name, 0, "context", "the file is a template that is called with the folder's context beside the chart's"
            )

    # Notes and edits

    def _edit(self, source: str, span: Span, text: str) -> None:
        self.found.edits.setdefault(source, []).append((span, text))

    def _note(self, source: str, offset: int, code: str, text: str, *, warn: bool = False) -> None:
        at = self._sources[source].location(offset)
        self.found.notes.append(Note(code, text, at, warning=warn))


#: Functions to which a float and an integer of the same value are the same.
_KIND_BLIND = frozenset(
    "int int64 float64 toFloat64 toDecimal add add1 sub mul div mod max min biggest addf add1f subf mulf "
    "divf maxf minf "
    "ceil floor round and or not empty default coalesce ternary required list tuple dict set merge mergeOverwrite "
    "mustMerge mustMergeOverwrite include tpl toYaml toYamlPretty toJson toPrettyJson "
    "toRawJson mustToJson mustToPrettyJson "
    "mustToRawJson append prepend concat deepCopy mustDeepCopy get hasKey omit pick keys values first last reverse "
    "fromYaml fromJson len ismode".split()
)
#: Functions that put what they are given into a list or a map.
_MAKING = frozenset("list tuple dict set append prepend mustAppend mustPrepend push mustPush".split())
#: Functions that return a list of what was in those that they are given.
_REARRANGING = frozenset("append prepend concat mustAppend mustPrepend push mustPush values".split())
#: Functions that look for a value in a list.
_SEARCHING = frozenset("has mustHas without mustWithout".split())
#: Functions to which it is the same whether a map has an entry that is null, or that hand the map on.
_NULL_BLIND = frozenset(
    "index get dig include tpl list tuple dict set and or not default empty ismode ternary coalesce required "
    "kindOf kindIs typeOf typeIs typeIsLike deepCopy mustDeepCopy append prepend omit pick first last has "
    "merge mergeOverwrite mustMerge mustMergeOverwrite".split()
)
#: Functions that print what they are given.
_PRINTING = frozenset("quote squote print println printf toString cat html js urlquery join".split())
#: Functions that look one variable up, or hand the whole on.
_TAKES_VARIABLES = frozenset("index get hasKey include tpl list dict tuple set and or not default empty ismode".split())
#: Functions that tell kinds and types apart.
_SHOWING_KINDS = frozenset("kindOf kindIs typeOf typeIs typeIsLike".split())
#: Functions that take Helm's own type for values for no map, or that show it; omit returns a plain one.
_WANTS_PLAIN = frozenset("dig typeOf typeIs typeIsLike".split())

#: A format that prints whatever it is given as it is.
_PLAIN_FORMAT = late_pattern(r"(?:[^%]|%%|%-?[0-9]*v)*")
_NAME = late_pattern(r"\{\{(?:- )?\s*(?:define|template|block)\s+(\"(?:[^\"\\]|\\.)*\"|`[^`]*`)")


def _any_in(value: object, test: Callable[[object], bool], depth: int = 0) -> bool:
    """Return whether ``value``, or something in it, meets ``test``."""
    if test(value):
        return True
    if isinstance(value, (list, dict)):
        inner = value.values() if isinstance(value, dict) else value
        return depth < 50 and any(_any_in(item, test, depth + 1) for item in inner)
    return False


def _is_integer(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_large(value: object) -> bool:
    """Return whether it is an integer that has an exponent when it is printed as a float."""
    return isinstance(value, int) and abs(value) >= 1_000_000


def _has_null(value: object) -> bool:
    """Return whether it is a map with a null, which Helm takes out: it leaves those in lists."""
    return isinstance(value, dict) and None in value.values()


def _name_span(text: str, start: int) -> Span:
    match = _NAME.match(text, start)
    assert match is not None, text[start : start + 60]  # noqa: S101 - the parser has read a name here
    return Span(*match.span(1))
