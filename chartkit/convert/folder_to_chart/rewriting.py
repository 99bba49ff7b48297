"""What was found of a folder's templates -> the edits that make a chart's templates of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from chartkit.gostd import strconv
from chartkit.gotemplate import Tree, nodes
from chartkit.patterns import late_pattern
from chartkit.source import SourceText, Span

from .findings import Access, Analysis, Argument, Call, ModeTest, Printed, TreeKey, key_of
from .kinds import VariableKinds
from .meanings import Meaning
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
        if printed.meaning.is_variables:
            self._whole(printed.source, Span(printed.end, printed.end), piped=True)
        if not how and not printed.loop and self._prints_large(printed.meaning):
            text = "a list or map is printed as a whole, with an integer that Helm prints as 1e+06"
            self._note(printed.source, printed.action, "integer", text, warn=True)
        if not how or (printed.loop and how != "int"):
            return
        if how == "int":
            self._edit(printed.source, Span(printed.end, printed.end), " | int")
            self._note(
                printed.source,
                printed.action,
                "integer",
                "an integer: numbers in values are floats, so it is converted",
            )
        else:
            self.found.helpers.add("text")
            helper = strconv.quote(self.naming.helper("text"))
            self._edit(printed.source, Span(printed.end, printed.end), f" | include {helper}")
            self._note(
                printed.source, printed.action, "integer", "an integer at times: large ones would print as 1e+06"
            )

    def _argument(self, argument: Argument) -> None:
        if argument.meaning.is_variables and argument.function not in _TAKES_VARIABLES:
            self._whole(argument.source, argument.span, piped=argument.piped)
        if argument.function in _KIND_BLIND:
            return
        if argument.function in _PRINTING and self._prints_large(argument.meaning):
            text = f"{argument.function} prints a list or map as a whole, with an integer that Helm prints as 1e+06"
            self._note(argument.source, argument.span.start, "integer", text, warn=True)
        how = self._how(argument.meaning)
        if how == "text" and argument.function not in _PRINTING:
            return
        if not how:
            return
        function = "int"
        if how == "text":
            self.found.helpers.add("text")
            function = f"include {strconv.quote(self.naming.helper('text'))}"
        self._wrap(argument.source, argument.span, function, piped=argument.piped)
        self._note(
            argument.source, argument.span.start, "integer", f"an integer for {argument.function}: it is converted"
        )

    def _how(self, meaning: Meaning) -> str:
        """Return how a value of this meaning is made what it was in the folder: ``int``, ``text`` or not at all."""
        if not meaning.paths or meaning.root or meaning.unknown or meaning.variables:
            return ""
        kinds = self.kinds.of(meaning) - {"nil"}
        if not any("int" in self.kinds.at(path) for path in meaning.paths):
            return ""
        if kinds == {"int"} and not meaning.made:
            return "int"
        return "text" if not meaning.made else ""

    def _prints_large(self, meaning: Meaning) -> bool:
        values = (value for path in meaning.paths for value in self.kinds.values(path))
        return any(isinstance(value, (list, dict)) and _holds_large(value) for value in values)

    def _whole(self, source: str, span: Span, *, piped: bool) -> None:
        """Take what was no variable out of values that are used as a whole."""
        if not self.naming.extra_keys:
            return
        self.found.helpers.add("variables")
        keys = " ".join(map(strconv.quote, self.naming.extra_keys))
        if piped:
            # What is piped is the last argument, and omit wants its map first.
            text = self._sources[source].text
            start = _expression_start(text, span.end)
            self._edit(source, Span(start, start), "omit (")
            self._edit(source, Span(span.end, span.end), f") {keys}")
        else:
            self._edit(source, Span(span.start, span.start), "(omit ")
            self._edit(source, Span(span.end, span.end), f" {keys})")

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
#: Functions that print what they are given.
_PRINTING = frozenset("quote squote print println printf toString cat html js urlquery join".split())
#: Functions that look one variable up, or hand the whole on.
_TAKES_VARIABLES = frozenset(
    "index get dig hasKey include tpl list dict tuple set and or not default empty ismode".split()
)

_NAME = late_pattern(r"\{\{(?:- )?\s*(?:define|template|block)\s+(\"(?:[^\"\\]|\\.)*\"|`[^`]*`)")


def _holds_large(value: object, depth: int = 0) -> bool:
    """Return whether an integer in ``value`` has an exponent when it is printed as a float."""
    if isinstance(value, (list, dict)):
        inner = value.values() if isinstance(value, dict) else value
        return depth < 50 and any(_holds_large(item, depth + 1) for item in inner)
    return isinstance(value, int) and abs(value) >= 1_000_000


def _name_span(text: str, start: int) -> Span:
    match = _NAME.match(text, start)
    assert match is not None, text[start : start + 60]  # noqa: S101 - the parser has read a name here
    return Span(*match.span(1))


def _expression_start(text: str, end: int) -> int:
    """Return where the last operand before ``end`` begins."""
    start = end
    while start > 0 and not text[start - 1].isspace() and text[start - 1] not in "({|":
        start -= 1
    return start
