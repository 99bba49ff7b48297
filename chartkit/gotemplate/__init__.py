"""Go's text/template: texts to trees, and trees run as Python code. Knows no YAML and no Helm.

Upstream: text/template, text/template/parse
"""

from . import nodes
from .builtins import BUILTINS, IncompatibleTypesError
from .edit import splice
from .execution import Execution, NoValue
from .failure import running_path
from .funcmap import FuncMap
from .limits import Limits
from .nodes import Tree
from .parser import parse
from .printing import NO_VALUE
from .template_set import CodeStore, Template, TemplateSet
from .trace import Piece, Step, Trace

__all__ = [
    "BUILTINS",
    "NO_VALUE",
    "CodeStore",
    "Execution",
    "FuncMap",
    "IncompatibleTypesError",
    "Limits",
    "NoValue",
    "Piece",
    "Step",
    "Template",
    "TemplateSet",
    "Trace",
    "Tree",
    "nodes",
    "parse",
    "running_path",
    "splice",
]
