"""Measure libraries, and print a table."""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path

BESIDE = 100_000


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.scale", description=__doc__)
    parser.add_argument("shots", type=int, nargs="?", default=1_000_000, metavar="N")
    parser.add_argument("--folder", type=Path, help="where libraries are kept for the next time")
    parser.add_argument("--alone", action="store_true", help=f"without {BESIDE:,} beside it")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    folder = options.folder or Path(tempfile.gettempdir()) / "rushes-scale"
    folder.mkdir(parents=True, exist_ok=True)
    os.environ["RUSHES_CACHE"] = str(folder / "window cache")
    from tests.scale.measuring import ROWS, measured

    beside = {} if options.alone else measured(folder, BESIDE)
    found = measured(folder, options.shots)
    times = options.shots / BESIDE
    if options.json:
        print(json.dumps({"shots": options.shots, "found": found, "beside": beside}, indent=1))
    else:
        head = f"{'':10}{options.shots:>12,}"
        print(head if options.alone else f"{head}{BESIDE:>12,}{'ratio':>8}")
    worse = []
    for row in ROWS:
        value, before = found[row.name], beside.get(row.name)
        ratio = value / before if before else None
        most = None if row.most is None else max(1.6, row.most * times / 10)
        late = ratio is not None and most is not None and ratio > most
        worse += [row.name] if late else []
        if not options.json:
            line = f"{row.name:10}{value:>12,.2f}"
            line += "" if ratio is None else f"{before:>12,.2f}{ratio:>8.1f}"
            print(f"{line}  {row.unit:4}{'WORSE ' if late else ''} {row.what}")
    if not options.json:
        load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
        print(f"load average {load:.1f} on {os.cpu_count()} cores")
    return 1 if worse else 0


if __name__ == "__main__":
    sys.exit(main())
