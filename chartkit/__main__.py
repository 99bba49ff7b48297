"""``python -m chartkit``."""

from chartkit.cli.program import program

if __name__ == "__main__":  # processes for --jobs may import this again
    program()
