"""Two renderings to what differs between them: environments, revisions, folders, charts, values."""

from __future__ import annotations

from .rendered import Rendered, difference_between

__all__ = ["Rendered", "difference_between"]
