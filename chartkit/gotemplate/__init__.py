"""Go's text/template: texts to trees, and trees run as Python code. Knows no YAML and no Helm.

Upstream: text/template, text/template/parse
"""

from . import nodes
from .edit import splice
from .execution import Execution
from .funcmap import FuncMap
from .limits import Limits
from .nodes import Tree
from .parser import parse
from .template_set import Template, TemplateSet

__all__ = ["Execution", "FuncMap", "Limits", "Template", "TemplateSet", "Tree", "nodes", "parse", "splice"]
