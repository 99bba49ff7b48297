"""What shows of Go's standard library in rendered text: kinds, fmt, strconv, encoding/json, regexp, time.

Modules are imported one by one (``from chartkit.gostd import fmt``) as Go packages are, so that a render pays only for
what it uses.
"""
