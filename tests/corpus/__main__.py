"""Run the checks, and print a line for each film and check."""

from __future__ import annotations

import argparse
import importlib
import os
import pkgutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from app.core.cache import Cache
from tests import corpus
from tests.corpus import Film, Outcome

_NO_FILMS = {".md", ".json", ".txt", ".toml", ".csv"}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.corpus", description=__doc__)
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--only", metavar="CHECK", default="", help="checks whose name begins so")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    films = sorted(
        path
        for path in options.folder.rglob("*")
        if path.is_file() and path.suffix.lower() not in _NO_FILMS
    )
    checks = _checks(options.only)
    if not films or not checks:
        parser.error(f"nothing to check in {options.folder}")
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory(prefix="rushes-corpus-") as scratch:
        os.environ["RUSHES_CACHE"] = scratch
        for path in films:
            film = Film(path, Cache(Path(scratch)), options.seed)
            for name, check in checks.items():
                start = time.perf_counter()
                outcome = check(film)
                counts[outcome.state] += 1
                seconds = time.perf_counter() - start
                print(
                    f"{outcome.state:8} {name:8} {seconds:6.1f} s  "
                    f"{path.relative_to(options.folder)}  {outcome.note}",
                    flush=True,
                )
    print(", ".join(f"{count} {state}" for state, count in sorted(counts.items())))
    return 1 if counts["wrong"] else 0


def _checks(only: str) -> dict[str, Callable[[Film], Outcome]]:
    names = [
        module.name.removeprefix("check_")
        for module in pkgutil.iter_modules(corpus.__path__)
        if module.name.startswith("check_")
    ]
    return {
        name: importlib.import_module(f"{corpus.__name__}.check_{name}").check
        for name in names
        if name.startswith(only)
    }


if __name__ == "__main__":
    sys.exit(main())
