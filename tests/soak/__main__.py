"""``python -m tests.soak [--share X]``: a day of eight hours in the window, compressed.

Prints what was measured after each round, and at the end what has grown. Exit code 1 where
something failed, grew by more than `tests.soak.judging` allows, or is not whole.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
from pathlib import Path


def main() -> int:
    """Run the day; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--share", type=float, default=1.0, help="of a day, above 0 (1)")
    parser.add_argument("--seed", type=int, default=None, help="to do the same again")
    parser.add_argument("--folder", type=Path, default=None, help="where all of it is kept")
    parser.add_argument("--only", default="", help="what to do, by its name: clips,plan,windows")
    parser.add_argument("--trace", action="store_true", help="where what is held was made; slow")
    parser.add_argument("--log", action="store_true", help="tell what is done before it is")
    chosen = parser.parse_args()
    seed = random.SystemRandom().randrange(10**6) if chosen.seed is None else chosen.seed
    print(f"seed {seed}", flush=True)  # a day that crashes tells nothing in the end
    with tempfile.TemporaryDirectory(prefix="rushes-soak-") as folder:
        place = chosen.folder or Path(folder)
        _live_in(place)
        from tests.soak.amounts import Amounts
        from tests.soak.day import Asked, live

        only = frozenset(filter(None, chosen.only.split(",")))
        asked = Asked(Amounts.of(chosen.share), seed, only, trace=chosen.trace, tell=chosen.log)
        broken = live(place, asked)
    for trouble in broken:
        print(f"BROKEN: {trouble}")
    print(f"{len(broken)} broken, share {chosen.share}, seed {seed}")
    return 1 if broken else 0


def _live_in(place: Path) -> None:
    """Keep everything of this process, and of those it starts, below a folder."""
    for name in ("home", "temporary"):
        (place / name).mkdir(parents=True, exist_ok=True)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
    os.environ["HOME"] = os.environ["XDG_DOCUMENTS_DIR"] = str(place / "home")
    os.environ["RUSHES_CACHE"] = str(place / "rushes-cache")
    os.environ["RUSHES_SETTINGS"] = str(place / "settings")
    tempfile.tempdir = os.environ["TMPDIR"] = str(place / "temporary")


if __name__ == "__main__":
    sys.exit(main())
