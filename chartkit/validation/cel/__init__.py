"""The Common Expression Language, as far as schemas of Kubernetes use it: an expression and variables to a value.

The libraries that there are for Python do not know the functions that Kubernetes adds, or take longer to import than a
whole validation runs; and what a rule costs can be bounded here.

Upstream: github.com/google/cel-spec doc/langdef.md; k8s.io/apiserver pkg/cel
"""

from .evaluate import Program, compile_expression
from .values import CELError, UnsupportedError

__all__ = ["CELError", "Program", "UnsupportedError", "compile_expression"]
