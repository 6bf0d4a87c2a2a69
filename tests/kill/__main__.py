"""``python -m tests.kill N``: N rounds of killing processes that work on projects.

Each round starts a real process, kills it at a random moment (SIGKILL; TerminateProcess on Windows)
and looks at what it left; see `tests.kill.rounds`. Exit code 1 when something was lost.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from pathlib import Path

from tests.kill.rounds import ROUNDS


def main() -> int:
    """Run the rounds; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.kill", description=__doc__)
    parser.add_argument("rounds", type=int, metavar="N", help="how many rounds")
    parser.add_argument("--only", choices=sorted(ROUNDS), help="one kind of work")
    parser.add_argument("--seed", type=int, default=None, help="to run the same rounds again")
    chosen = parser.parse_args()
    seed = random.SystemRandom().randrange(10**6) if chosen.seed is None else chosen.seed
    dice = random.Random(seed)
    kinds = [chosen.only] if chosen.only else list(ROUNDS)
    lost = 0
    with tempfile.TemporaryDirectory() as folder:
        for number in range(chosen.rounds):
            kind = kinds[number % len(kinds)]
            try:
                said = ROUNDS[kind](Path(folder, kind), dice)
            except AssertionError as error:
                lost += 1
                said = f"LOST: {error or 'see the check'} (seed {seed})"
            print(f"{number + 1:4} {kind:8} {said}", flush=True)
    print(f"{chosen.rounds} rounds, {lost} with losses, seed {seed}")
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
