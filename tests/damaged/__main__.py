"""``python -m tests.damaged [N] [--seed S] [--only KIND]``: damaged files through every door.

N files (360) are made by mutation of small good ones, the same for the same seed, and each goes
through every part of the program that would read it, in processes whose time and memory are
watched. Fine is a result, or a sentence for a person; a fault is any other exception, a process
that dies, more than 20 seconds or 1.5 GB. Exit code 1 with faults, whose files are kept.
"""

from __future__ import annotations

import argparse
import collections
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.damaged.corpus import Case, Corpus, plan
from tests.damaged.good import kinds
from tests.damaged.pool import Fate, Limits, fates


def main(arguments: list[str] | None = None) -> int:
    """Make them, let them through, print the table; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.damaged", description=__doc__)
    parser.add_argument("count", nargs="?", type=int, default=360, metavar="N", help="how many")
    parser.add_argument("--seed", type=int, default=1, help="another one makes other files")
    parser.add_argument("--only", choices=kinds(), help="one kind of file")
    parser.add_argument("--number", type=int, help="this file of the corpus alone")
    parser.add_argument("--workers", type=int, default=min(4, os.cpu_count() or 1))
    parser.add_argument("--keep", type=Path, help="where files with faults are kept")
    chosen = parser.parse_args(arguments)
    folder = Path(tempfile.mkdtemp(prefix="rushes-damaged-"))
    keep = chosen.keep or Path(tempfile.gettempdir()) / f"rushes-faults-{chosen.seed}"
    begin = time.monotonic()
    try:
        found = run(chosen, folder, keep)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(table(found))
    for fate in sorted(found, key=lambda fate: -fate.seconds)[:3]:
        print(f"slow: {fate.seconds:.1f} s in {fate.slowest.strip('_')}: {fate.case.name}")
    faulty = [fate for fate in found if fate.faults]
    print(f"{len(found)} files, seed {chosen.seed}, {time.monotonic() - begin:.0f} s")
    if faulty:
        print(f"{len(faulty)} with faults: {keep}")
    return 1 if faulty else 0


def run(chosen: argparse.Namespace, folder: Path, keep: Path) -> list[Fate]:
    """Let the files that were asked for through; return what became of each."""
    corpus = Corpus(folder, chosen.seed)
    todo = list(enumerate(plan(chosen.count, chosen.only)))
    if chosen.number is not None:
        todo = [todo[chosen.number]]
    os.environ["RUSHES_CACHE"] = str(folder / "cache")  # of the good files' makers
    os.environ["RUSHES_SETTINGS"] = str(folder / "settings")
    corpus.prepare([kind for _, kind in todo])
    found: list[Fate] = []

    def cases() -> Iterator[Case]:
        yield from (corpus.case(number, kind) for number, kind in todo)

    def done(fate: Fate) -> None:
        found.append(fate)
        place = Path(fate.case.folder)
        if fate.faults:
            print(f"FAULT {fate.case.name}", flush=True)
            for door, what in fate.faults.items():
                print("    " + f"{door}: {what}".replace("\n", "\n    "), flush=True)
            shutil.rmtree(keep / place.name, ignore_errors=True)
            shutil.copytree(place, keep / place.name, symlinks=True, copy_function=_copied)
        shutil.rmtree(place, ignore_errors=True)

    fates(cases(), Limits(), folder, chosen.workers, done)
    return sorted(found, key=lambda fate: fate.case.number)


def _copied(source: str, target: str) -> None:
    if Path(source).is_file():  # no pipe: reading one never ends
        shutil.copy2(source, target)


def table(found: list[Fate]) -> str:
    """Return the figures, a line for each kind."""
    by_kind: dict[str, list[Fate]] = collections.defaultdict(list)
    for fate in found:
        by_kind[fate.case.kind].append(fate)
    lines = [
        f"{'kind':10}{'files':>7}{'fine':>7}{'said':>7}{'faults':>8}{'worst s':>9}{'worst MB':>10}"
    ]
    for kind, fates_of in [*by_kind.items(), ("all", found)]:
        faults = sum(bool(fate.faults) for fate in fates_of)
        said = sum(bool(fate.said) and not fate.faults for fate in fates_of)
        seconds = max((fate.seconds for fate in fates_of), default=0)
        memory = max((fate.mb for fate in fates_of), default=0)
        fine = len(fates_of) - faults - said
        lines.append(
            f"{kind:10}{len(fates_of):7}{fine:7}{said:7}{faults:8}{seconds:9.1f}{memory:10.0f}"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
