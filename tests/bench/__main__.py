"""Measure, and print the table."""

from __future__ import annotations

import argparse
import importlib
import json
import os
import pkgutil
import sys
import tempfile
from pathlib import Path

from tests import bench


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--only", metavar="NAME", help="rows whose name begins with NAME")
    parser.add_argument("--media", type=Path, metavar="DIR", help="folder with labelled films")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    for module in pkgutil.iter_modules(bench.__path__, bench.__name__ + "."):
        if module.name.rpartition(".")[2].startswith("rows_"):
            importlib.import_module(module.name)
    folder = Path(tempfile.gettempdir()) / "rushes-bench"
    folder.mkdir(exist_ok=True)
    os.environ["RUSHES_CACHE"] = str(folder / "cache")
    report = [
        measure(row, bench.Bench(folder, options.media, options.rounds), options.json)
        for row in bench.ROWS
        if row.name.startswith(options.only or "")
    ]
    if options.json:
        json.dump(report, sys.stdout, indent=1)
        print()
    else:
        load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
        print(f"load average {load:.1f} on {os.cpu_count()} cores")
    return 0 if all(entry["ok"] is not False for entry in report) else 1


def measure(row: bench.Row, setup: bench.Bench, quiet: bool) -> dict[str, object]:
    value = row.run(setup)
    ok = None if value is None else row.ok(value)
    if not quiet:
        sign = {True: "ok", False: "MISSED", None: "needs --media"}[ok]
        shown = "-" if value is None else f"{value:.3f}"
        bound = "<=" if row.at_most else ">="
        print(
            f"{row.name:28} {shown:>10} {bound} {row.target:<8g} {row.unit:6} {sign:13} {row.limit}"
        )
    return {
        "name": row.name,
        "value": value,
        "target": row.target,
        "ok": ok,
        "unit": row.unit,
        "limit": row.limit,
    }


if __name__ == "__main__":
    sys.exit(main())
