"""A manifest's edits -> the edits that make it a named template, and call that.

Where the context cannot be the chart's own, or where what renders is worked on further (pod presets), a manifest cannot
stay a template file's plain text. Definitions in it move before it, because Go nests none.
"""

from __future__ import annotations

from collections.abc import Sequence

from chartkit.gotemplate import Tree, nodes, splice
from chartkit.source import Span

from .findings import key_of
from .rewriting import Edit, Naming
from .yaml_places import BYTE_ORDER_MARK

__all__ = ["context_expression", "wrapped"]


def context_expression(naming: Naming) -> str:
    """Return an expression for a context with the chart's names and the folder's; at the top of a template file."""
    old = [f'"{name}" .{name}' for name in ("Values", "Release", "Chart", "Capabilities", "Files", "Template")]
    old += [
        '"Variables" (omit .Values ' + " ".join(f'"{key}"' for key in naming.extra_keys) + ")"
        if naming.extra_keys
        else '"Variables" .Values',
        '"Namespace" .Release.Namespace',
        f'"ImagePullSecrets" (.Values.{naming.image_pull_secrets} | default list)',
        f'"ManageCronjobs" (.Values.{naming.manage_cronjobs} | default false)',
    ]
    return f"dict {' '.join(old)}"


def wrapped(tree: Tree, own: Sequence[Tree], edits: Sequence[Edit], name: str, call: str) -> list[Edit]:
    """Return the edits that define a template ``name`` with the file's text and the edits, followed by ``call``.

    Args:
        tree: The file's own template.
        own: The definitions in the file.
        edits: What else is to be changed in the file.
        name: The name of the new template.
        call: The text after it; empty: none.
    """
    text = tree.source.text
    moved: list[str] = []
    found: list[Edit] = []
    regions: list[Span] = []
    blocks = {node.start: node for node in nodes.walk(tree.root) if isinstance(node, nodes.Template) and node.block}
    for definition in sorted(own, key=key_of):
        region = Span(definition.start, definition.end)
        inner = [(Span(s.start - region.start, s.end - region.start), t) for s, t in edits if _within(s, region)]
        moved_text = splice(text[region.start : region.end], inner)
        left = "{{- " if text.startswith("{{-", region.start) else "{{"
        right = " -}}" if text[: region.end].endswith("-}}") else "}}"
        block = blocks.get(definition.start)
        if block is not None and block.pipe is not None:
            opening = text[region.start : block.pipe.end].replace("block", "template", 1)
            found.append((region, f"{opening}{right}"))
            moved_text = "define" + moved_text.split("block", 1)[1].replace(
                text[block.pipe.start : block.pipe.end], "", 1
            )
        else:
            found.append((region, f"{left}/* moved to the top */{right}"))
        moved.append(moved_text.removeprefix("{{-").removeprefix("{{").lstrip())
        regions.append(region)
    kept = [(span, new) for span, new in edits if not any(_within(span, region) for region in regions)]
    head = "".join(f"{{{{- {text}\n" for text in moved)
    # YAML has a byte order mark at the very beginning only.
    is_marked = text.startswith(BYTE_ORDER_MARK)
    end = f"\n{{{{- end {'-' if is_marked else ''}}}}}\n{call}" if call else "\n{{- end }}\n"
    return [
        (Span(0, 0), f'{head}{{{{- define "{name}" }}}}' + ("" if is_marked else "\n")),
        *kept,
        *found,
        (Span(len(text), len(text)), end),
    ]


def _within(span: Span, region: Span) -> bool:
    return region.start <= span.start and span.end <= region.end
