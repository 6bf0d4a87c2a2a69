"""The command line: every command of the program, for people and for scripts.

Exit codes: 0 success, 1 an error of the material (one sentence on stderr), 2 wrong usage, 130
stopped with Ctrl+C. What a command needs of core is imported inside it, so that ``--help`` is
instant; where only the window is wanted, the commands are not imported at all.
"""

from __future__ import annotations

import gc
import os
import sys

from app.cli.asked import window_asked
from app.cli.streams import flush, report_fault, use_utf8
from app.core.errors import AppError
from app.core.training.runs.own_words import CHECK, WORDS


def main() -> None:
    """Run the program with the arguments it was started with."""
    use_utf8()
    sys.excepthook = report_fault
    try:
        try:
            _run(sys.argv[1:])
        finally:
            flush()
    except AppError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(1)


def _run(arguments: list[str]) -> None:
    if arguments[:1] and arguments[0] in WORDS:
        sys.exit(_own(arguments))
    asked = window_asked(arguments, os.environ)
    if asked is None:
        from app.cli import program

        program.run(arguments)
        return
    gc.disable()  # what is imported stays; the window collects in its own time
    from app.ui.start import run_window

    try:
        code = run_window(asked.project, smoke=asked.smoke)
    except KeyboardInterrupt:
        code = 130
    finally:
        gc.enable()
    if code:
        sys.exit(code)


def _own(arguments: list[str]) -> int:
    """Be a process of a run: no window, no command of a person's, as light as it can be."""
    if arguments[0] == CHECK:
        from app.core.training.runs import checking

        return checking.main(arguments[1:])
    from app.core.training.runs import supervising

    return supervising.main(arguments[1:])
