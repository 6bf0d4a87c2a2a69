"""Where the frozen program begins; rushes.spec freezes this file."""

import multiprocessing
import sys

from app.core.own_program import forget_bundle

forget_bundle()
multiprocessing.freeze_support()  # does not return where this process is a worker of a pool

if sys.argv[1:2] == ["import-all"]:  # by packaging/smoke.py: is all here that may be wanted?
    import importlib

    for name in sys.stdin.read().split():
        importlib.import_module(name)
    sys.exit()

from app.cli import main  # noqa: E402 -- a worker needs none of it

main()
