"""The command line `kg`: typer commands and nothing else; every command opens the graph and asks
it.
"""

from __future__ import annotations

import atexit
import gc
import sys


def main() -> None:
    """Run `kg`. Exit code 0: done; 1: data or query refused; 2: usage or surroundings at fault."""
    # Commands are short, and what they import is no rubbish: looking for some takes 10 % of their
    # time, and as much again at their end.
    gc.set_threshold(100_000)
    atexit.register(gc.freeze)
    from kg.cli.app import app
    from kg.cli.output import complain
    from kg.errors import KgError

    try:
        app()
    except KgError as error:
        complain(error)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output has left; there is nobody to tell
        sys.exit(1)
