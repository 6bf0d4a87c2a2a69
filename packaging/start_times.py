#!/usr/bin/env python3
"""Measure the start of the frozen program, and of this checkout: seconds to the first paint.

    python packaging/start_times.py FOLDER

It prints JSON: medians of five starts each, taken in turn; the first ones of each do not count.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ROUNDS = 5


def main() -> int:
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    folder = Path(sys.argv[1])
    window = folder / ("Rushes.exe" if sys.platform == "win32" else "Rushes")
    commands = {"start_frozen_s": [str(window)], "start_source_s": [sys.executable, "-m", "app"]}
    times: dict[str, list[float]] = {name: [] for name in commands}
    with tempfile.TemporaryDirectory() as room:
        for _ in range(ROUNDS + 1):
            for name, command in commands.items():
                times[name].append(start(command, Path(room)))
    print(json.dumps({name: round(statistics.median(each[1:]), 2) for name, each in times.items()}))
    return 0


def start(command: list[str], room: Path) -> float:
    """Seconds from the start of a program to the first paint of its window."""
    painted = room / "painted.txt"
    painted.unlink(missing_ok=True)
    own = {"RUSHES_FIRST_PAINT": str(painted), "RUSHES_CACHE": str(room / "cache")}
    own |= {"RUSHES_SETTINGS": str(room / "settings")}
    if sys.platform != "win32":
        own["QT_QPA_PLATFORM"] = "offscreen"
    began = time.time()
    subprocess.run([*command, "open", "--smoke"], cwd=ROOT, env={**os.environ, **own}, check=True)
    return float(painted.read_text()) - began


if __name__ == "__main__":
    sys.exit(main())
