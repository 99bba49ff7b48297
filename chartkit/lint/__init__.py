"""Charts to what ``helm lint`` finds in them."""

from __future__ import annotations

from .findings import Finding, Severity
from .run import LintOptions, LintResult, lint_chart, with_subcharts

__all__ = ["Finding", "LintOptions", "LintResult", "Severity", "lint_chart", "with_subcharts"]
