"""The error that Go would have found first.

Go checks a call's number of arguments before it evaluates them, and each argument's type before it goes on to the next.
Generated code evaluates all arguments and then has them checked; so when one of them fails, the calls around it are
looked at again.

Upstream: text/template exec.go (*state).evalCall
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from chartkit.errors import TemplateExecError
from chartkit.records import replace

from . import nodes
from .funcmap import Signature, check_argument, signature, wrong_count
from .members import bind, methods_of

if TYPE_CHECKING:
    from .failure import Site

__all__ = ["earlier"]


def earlier(site: Site) -> TemplateExecError | None:
    """Return the error that Go finds before it comes to the node at ``site``, if there is one."""
    for command, staged, number in _calls_around(site.template.tree.root, site.node):
        head = command.args[0]
        called = _signature(site, head)
        if called is None:
            continue
        count = len(command.args) - 1
        outer = replace(site, node=command)
        wrong = wrong_count(str(head), called, count, count + staged)
        if wrong:
            return outer.error(wrong, head)
        for index, arg in enumerate(command.args[1:number]):
            known, value = _value(site, arg)
            if not known:
                continue
            try:
                check_argument(outer, arg, called.parameter(index), value)
            except TemplateExecError as error:
                return error
        target = command.args[number]
        if target is site.node and isinstance(target, nodes.Number):
            # A number too big for an int may be refused for other reasons, by what is expected.
            parameter = called.parameter(number - 1)
            if parameter.plain is not None:
                check_argument(outer, target, parameter, None)
    return None


def _signature(site: Site, head: nodes.Node) -> Signature | None:
    """Return the signature of what a command calls."""
    if isinstance(head, nodes.Identifier):
        return site.template.functions.signature(head.name)
    known, value = _value(site, replace(head, path=head.path[:-1])) if isinstance(head, _WALKS) else (False, None)
    methods = methods_of(value)
    if not known or head.path[-1] not in methods:  # type: ignore[attr-defined] # one of _WALKS
        return None
    return signature(bind(value, methods[head.path[-1]]))  # type: ignore[attr-defined] # one of _WALKS


_WALKS = (nodes.Field, nodes.Variable)


def _calls_around(root: nodes.Node, target: nodes.Node) -> Iterator[tuple[nodes.Command, bool, int]]:
    """Yield the commands that have ``target`` in an argument, outermost first.

    With each: whether it has an argument from the pipeline, and the number of the argument that ``target`` is in.
    """
    path = nodes.path_to(root, target)
    for above, node, below in zip(path, path[1:], path[2:], strict=False):
        if isinstance(node, nodes.Command) and isinstance(above, nodes.Pipe):
            number = next(number for number, arg in enumerate(node.args) if arg is below)
            if number:
                yield node, node is not above.commands[0], number


def _value(site: Site, node: nodes.Node) -> tuple[bool, object]:
    """Return whether the value of an argument can be told now, and the value."""
    if isinstance(node, (nodes.Bool, nodes.Number, nodes.String, nodes.Nil)):
        return True, None if isinstance(node, nodes.Nil) else getattr(node, "value", None)
    if isinstance(node, (nodes.Dot, nodes.Field, nodes.Variable, nodes.Chain)):
        value = site.start_of(node)
        return True, site.template.walk(value, getattr(node, "path", ()))
    local = f"n{node.start}"
    return local in site.values, site.values.get(local)
