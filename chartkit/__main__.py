"""``python -m chartkit``."""

from chartkit.cli.main import main

main()
