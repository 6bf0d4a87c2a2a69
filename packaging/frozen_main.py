"""Where the frozen program begins; rushes.spec freezes this file."""

import multiprocessing

from app.core.own_program import forget_bundle

forget_bundle()
multiprocessing.freeze_support()  # does not return where this process is a worker of a pool

from app.cli import main  # noqa: E402 -- a worker needs none of it

main()
