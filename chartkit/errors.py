"""Every exception that chartkit raises on purpose.

::

    ChartkitError
    ├── UsageError            the call itself is wrong (exit status 2)
    ├── TemplateError         a template cannot be parsed or executed
    │   ├── TemplateSyntaxError
    │   └── TemplateExecError
    │       └── LimitError    a bound on recursion, steps, output or time was passed
    ├── FunctionError         a template function refuses its arguments
    ├── SyntaxFormatError     a text is not what its format demands
    │   ├── YAMLError
    │   ├── JSONError
    │   └── TOMLError
    ├── SemverError           a version or a constraint cannot be read
    ├── ChartError            a chart cannot be loaded, or its parts do not fit together
    ├── ValuesError           values cannot be read, or contradict each other
    │   └── ValuesSchemaError values do not meet values.schema.json
    ├── ManifestError         rendered text is not a manifest
    ├── RenderError           a chart failed after rendering had begun
    ├── FolderError           a folder of manifests cannot be read or rendered
    ├── SchemaError           a JSON schema or the schema catalogue cannot be used
    ├── ConvertError          a folder or chart cannot be converted faithfully
    └── WriteError            files cannot be written; nothing has changed then

A bug in chartkit is none of these: it stays an ``AssertionError`` or whatever Python raises.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

from chartkit.source import Location, Origin, RenderedLine, Span

__all__ = [
    "ChartError",
    "ChartkitError",
    "ConvertError",
    "FolderError",
    "FunctionError",
    "JSONError",
    "LimitError",
    "ManifestError",
    "RenderError",
    "SchemaError",
    "SemverError",
    "SyntaxFormatError",
    "TOMLError",
    "TemplateError",
    "TemplateExecError",
    "TemplateSyntaxError",
    "UsageError",
    "ValuesError",
    "ValuesSchemaError",
    "WriteError",
    "YAMLError",
]


class ChartkitError(Exception):
    """Something is wrong with the input.

    Args:
        message: One sentence; byte for byte Helm's or Go's where they have one.
        at: Where in the input, if known.
        hint: What to do about it, in our words; printed apart from the message.
    """

    code: ClassVar[str] = "error"

    def __init__(self, message: str, at: Location | None = None, hint: str = "") -> None:
        super().__init__(message, at, hint)  # all three: pickle rebuilds an exception from args
        self.message = message
        self.at = at
        self.hint = hint
        #: The calls that led to ``at``, the innermost first: of templates, by include, tpl or template.
        self.calls: tuple[Location, ...] = ()
        #: For what is wrong with rendered text: its line. ``at`` is where the template wrote that.
        self.rendered: RenderedLine | None = None

    def made_at(self, origin: Origin | None, rendered: RenderedLine | None = None) -> None:
        """Point to where the text that is wrong was made, if that is known."""
        if origin is not None:
            self.at, self.calls = origin.at, origin.calls
        self.rendered = rendered

    def failed_below(self, place_of: Callable[[TemplateError], Location | None]) -> None:
        """Point to the innermost failure among this error and what caused it, and tell the calls that led there.

        Args:
            place_of: Where a template failed, as it goes by in messages; None for a text that is in no file.
        """
        found: list[Location] = []
        cause: BaseException | None = self
        while cause is not None:
            if isinstance(cause, ChartkitError):
                self.hint = self.hint or cause.hint
            at = place_of(cause) if isinstance(cause, TemplateError) else None
            if at is not None and at not in found:
                found.append(at)
            cause = cause.__cause__
        if found:
            self.at, self.calls = found[-1], tuple(found[-2::-1])

    def __str__(self) -> str:
        """Return the message alone, the text that Helm would print."""
        return self.message


class UsageError(ChartkitError):
    """The command line or the call contradicts itself."""

    code = "usage"


class TemplateError(ChartkitError):
    """A template cannot be parsed or executed; ``message`` is Go's whole text, position included."""

    code = "template"


class TemplateSyntaxError(TemplateError):
    """A template is not well formed. ``message`` begins ``template: name:line:``."""

    code = "template-syntax"


class TemplateExecError(TemplateError):
    """A template failed while it was executed.

    Further fields, each empty where it is not known: ``template`` (name of the executing template), ``node`` (the
    node blamed, in Go's canonical form), ``span`` (its characters in the source), ``path`` (the data path it reads,
    such as ``("Values", "a", "b")``) and ``reason`` (Go's message without the position).
    """

    code = "template-exec"

    def __init__(
        self,
        message: str,
        at: Location | None = None,
        hint: str = "",
        *,
        template: str = "",
        node: str = "",
        span: Span | None = None,
        path: tuple[str, ...] = (),
        reason: str = "",
    ) -> None:
        super().__init__(message, at, hint)
        self.template = template
        self.node = node
        self.span = span
        self.path = path
        self.reason = reason


class LimitError(TemplateExecError):
    """A template passed a bound that protects the machine: recursion, steps, output or time."""

    code = "limit"


class FunctionError(ChartkitError):
    """A template function refuses its arguments; the engine prefixes ``error calling NAME: ``."""

    code = "function"


class SyntaxFormatError(ChartkitError):
    """A text is not what its format (YAML, JSON, TOML) demands."""

    code = "syntax"


class YAMLError(SyntaxFormatError):
    """A text is not YAML, or not the kind of document asked for; ``message`` is the Go library's."""

    code = "yaml"


class JSONError(SyntaxFormatError):
    """A text is not JSON, or a value has no JSON form; ``message`` is encoding/json's."""

    code = "json"


class TOMLError(SyntaxFormatError):
    """A text is not TOML, or a value has no TOML form; ``message`` is BurntSushi/toml's."""

    code = "toml"


class SemverError(ChartkitError):
    """A version or a constraint cannot be read; ``message`` is Masterminds/semver's."""

    code = "semver"


class ChartError(ChartkitError):
    """A chart cannot be loaded, or its parts do not fit together."""

    code = "chart"


class ValuesError(ChartkitError):
    """Values cannot be read, or contradict the chart."""

    code = "values"


class ValuesSchemaError(ValuesError):
    """Values do not meet a values.schema.json."""

    code = "values-schema"


class ManifestError(ChartkitError):
    """Rendered text is not a Kubernetes manifest.

    ``file`` is the template that rendered to it, ``text`` the document, in which ``at`` is a place; ``hooks`` are the
    release's hooks that had been read by then.
    """

    code = "manifest"

    def __init__(
        self, message: str, at: Location | None = None, hint: str = "", *, file: str = "", text: str = ""
    ) -> None:
        super().__init__(message, at, hint)
        self.file = file
        self.text = text
        self.hooks: Sequence[object] = ()


class RenderError(ChartkitError):
    """A chart failed after rendering had begun; ``message`` is laid out as Helm prints it.

    ``files`` is what was rendered before a document turned out not to be a manifest: path to text; ``hooks`` are the
    release's hooks that had been read by then.
    """

    code = "render"

    def __init__(
        self,
        message: str,
        at: Location | None = None,
        hint: str = "",
        *,
        files: Mapping[str, str] | None = None,
        hooks: Sequence[object] = (),
    ) -> None:
        super().__init__(message, at, hint)
        self.files = files or {}
        self.hooks = hooks


class FolderError(ChartkitError):
    """A folder of templated manifests cannot be read or rendered."""

    code = "folder"


class SchemaError(ChartkitError):
    """A JSON schema, or the catalogue of Kubernetes schemas, cannot be used."""

    code = "schema"


class ConvertError(ChartkitError):
    """A folder or a chart cannot be converted faithfully."""

    code = "convert"


class WriteError(ChartkitError):
    """Files cannot be written; nothing has changed then.

    ``path`` is the file or folder that it failed at, ``reason`` the operating system's word for it or ours.
    """

    code = "write"

    def __init__(
        self, message: str, at: Location | None = None, hint: str = "", *, path: str = "", reason: str = ""
    ) -> None:
        super().__init__(message, at, hint)
        self.path = path
        self.reason = reason
