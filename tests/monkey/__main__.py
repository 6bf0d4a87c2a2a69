"""``python -m tests.monkey N --seed S``: N random actions on the real window, off screen.

After each batch the window must be whole; see `tests.monkey.checks`. Exit code 1 when it was not.
With ``--folder`` the projects stay where they are, and a second run goes on with them.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
from pathlib import Path


def main() -> int:
    """Run the actions; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.monkey", description=__doc__)
    parser.add_argument("actions", type=int, metavar="N", help="how many actions")
    parser.add_argument("--seed", type=int, default=None, help="to do the same again")
    parser.add_argument("--folder", type=Path, default=None, help="where the projects are")
    parser.add_argument("--log", action="store_true", help="tell each action before it is done")
    chosen = parser.parse_args()
    seed = random.SystemRandom().randrange(10**6) if chosen.seed is None else chosen.seed
    with tempfile.TemporaryDirectory() as folder:
        place = chosen.folder or Path(folder)
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        os.environ["HOME"] = os.environ["XDG_DOCUMENTS_DIR"] = str(place / "home")
        os.environ["RUSHES_CACHE"] = str(place / "rushes-cache")
        os.environ["RUSHES_SETTINGS"] = str(place / "settings")
        (place / "home").mkdir(parents=True, exist_ok=True)
        from tests.monkey.run import run

        troubles = run(place, chosen.actions, seed, tell=chosen.log)
    for trouble in troubles:
        print(f"BROKEN: {trouble}")
    print(f"{chosen.actions} actions, {len(troubles)} broken, seed {seed}")
    return 1 if troubles else 0


if __name__ == "__main__":
    sys.exit(main())
