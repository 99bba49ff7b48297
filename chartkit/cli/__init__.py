"""The command line: flags around one call of the API each. The only room that prints or ends the process."""

from .main import main

__all__ = ["main"]
